//! Kong's graphical interface, call by call: what its pages read and write, page by page, with the bodies of its forms.
//!
//! Every call is one of a browser ([`testkit::gui`]): what it does not let the page read fails here.

mod banners;
mod certificates;
mod consumers;
mod keys;
mod lists;
mod node;
mod origin;
mod plugins;
mod routes;
mod rows;
mod services;
mod upstreams;
mod vaults;
mod workspaces;

use serde_json::{Value, json};
use testkit::gui::{Gui, call};

use crate::conversation::{Api, PAGE};

/// Who has no row of any kind.
const NOBODY: &str = "00000000-0000-4000-8000-00000000ffff";

/// An Admin API, and the interface in a browser.
async fn open() -> (Api, Gui) {
    let api = Api::start().await;
    let gui = Gui::at(api.address(), PAGE);
    (api, gui)
}

/// What a page shows that it cannot find.
fn not_found() -> Value {
    json!({ "message": "Not found" })
}

/// A list of nothing.
fn nothing() -> Value {
    json!({ "data": [], "next": null })
}

/// A service, as pages make one that need it and are not about it.
async fn service(gui: &mut Gui) {
    let shop = json!({ "name": "shop", "host": "shop.test" });
    gui.walk([call("POST /services")
        .sends(shop)
        .answers(201, json!({ "id": "<id>" }))
        .keeps("shop")])
        .await;
}

/// A route to that service.
async fn route(gui: &mut Gui) {
    service(gui).await;
    let desk = json!({ "name": "desk", "paths": ["/desk"], "service": { "id": "{shop}" } });
    gui.walk([call("POST /routes")
        .sends(desk)
        .answers(201, json!({ "id": "<id>" }))
        .keeps("desk")])
        .await;
}
