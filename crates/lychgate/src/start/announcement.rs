//! What a gateway says when it is ready.

use std::io::IsTerminal as _;
use std::net::SocketAddr;

use model::Snapshot;
use tracing::{info, warn};

use super::prepared::DATABASE;
use crate::advice::Advice;
use crate::gateway::Gateway;
use crate::key_ring::{self, ADMIN_TOKEN};
use crate::node::hostname;
use crate::paint::complain;
use crate::report::{Item, counted};
use crate::settings::{Database, Finding, Settings};

/// The file in the prefix with the link of the last start.
const MANAGER_LINK: &str = "manager_link";

/// Says what is worth knowing about a setting.
pub(super) fn tell_finding(finding: &Finding) {
    let item = Item::from(finding);
    warn!(
        error.code = item.code,
        "{}: {} — {}", item.place, item.what, item.remedy
    );
}

/// Says where the gateway is, and what is worth knowing about it.
pub(super) async fn announce(settings: &Settings, gateway: &Gateway) {
    info!("lychgate {}", env!("CARGO_PKG_VERSION"));
    // What stands in for a database that is away has been told already.
    if let Some(snapshot) = gateway.in_force().await {
        tell_configuration(settings, &snapshot);
    }
    for (listen, bound) in settings.proxy_listen.iter().zip(gateway.bound()) {
        info!("requests:  {}", listen.url(*bound));
    }
    for (listen, bound) in settings.admin_listen.iter().zip(gateway.admin_bound()) {
        info!("Admin API: {}", listen.url(*bound));
        tell_who_may_write(settings, *bound);
    }
    for (listen, bound) in settings.admin_gui_listen.iter().zip(gateway.manager_bound()) {
        info!("Manager:   {}", listen.url(*bound));
        tell_who_may_enter(settings, *bound);
    }
    let status_bound = gateway.admin_bound().iter().skip(settings.admin_listen.len());
    for (listen, bound) in settings.status_listen.iter().zip(status_bound) {
        info!("status:    {}/status", listen.url(*bound));
    }
    info!("ready; Ctrl-C drains and ends it, SIGHUP reads the configuration again");
    if let (Some(at), Some(code)) = (manager_url(settings, gateway), gateway.invite()) {
        hand_over(settings, &format!("{at}/#enter={code}"));
    }
}

/// Gives a link with which one signs in to whoever started the gateway. It opens it, so no log gets it: what is no terminal
/// may be one, and the link is in a file then, beside the tokens.
fn hand_over(settings: &Settings, link: &str) {
    if std::io::stderr().is_terminal() {
        complain(format_args!(
            "\nTo sign in at the Manager, once and within 15 minutes:\n\n  {link}\n\n"
        ));
        return;
    }
    let path = settings.prefix.join(MANAGER_LINK);
    match key_ring::replace(&path, &format!("{link}\n")) {
        Ok(()) => info!(
            "to sign in at the Manager, once and within 15 minutes, open the link in {}",
            path.display()
        ),
        Err(error) => warn!(
            error.code = "start.no_manager_link",
            "{} cannot be written: {error}; sign in at the Manager with what is in {}",
            path.display(),
            settings.prefix.join(ADMIN_TOKEN).display()
        ),
    }
}

/// Where people find the Manager: where the operator says, or on the first of its addresses that others reach, or on the
/// first.
fn manager_url(settings: &Settings, gateway: &Gateway) -> Option<String> {
    let listens = || settings.admin_gui_listen.iter().zip(gateway.manager_bound());
    let (listen, bound) = listens()
        .find(|(_, bound)| !bound.ip().to_canonical().is_loopback())
        .or_else(|| listens().next())?;
    let page = settings.names.pages.first().map(ToString::to_string);
    Some(
        page.unwrap_or_else(|| match bound.ip().to_canonical().is_unspecified() {
            true => format!("http://{}:{}", hostname(), bound.port()),
            false => listen.url(*bound),
        }),
    )
}

/// Says what is allowed and still worth a thought.
pub(super) fn tell_advice(advice: &[Advice]) {
    for advice in advice {
        match advice.is_about_other_nodes() {
            true => info!("{advice}"),
            false => warn!(error.code = advice.code, "{advice}"),
        }
    }
}

/// Says what is served.
pub(super) fn tell_configuration(settings: &Settings, snapshot: &Snapshot) {
    let place = match &settings.database {
        Database::Sqlite => Some(settings.prefix.join(DATABASE).display().to_string()),
        Database::Off => settings
            .declarative_config
            .as_ref()
            .map(|file| file.display().to_string()),
        Database::Postgres(postgres) => Some(postgres.to_string()),
    };
    if let Some(place) = place {
        info!(
            "configuration: {place} ({}, {}, {})",
            counted(snapshot.services().len(), "service"),
            counted(snapshot.routes().len(), "route"),
            counted(snapshot.plugins().len(), "plugin"),
        );
    }
    if snapshot.routes().is_empty() {
        warn!(
            error.code = "start.no_route",
            "there is no route, so every request is answered 404: make one with the Admin API, name a file in \
             declarative_config, or try `lychgate demo`"
        );
    }
}

fn tell_who_may_enter(settings: &Settings, manager: SocketAddr) {
    if !manager.ip().to_canonical().is_loopback() {
        warn!(
            error.code = "start.manager_exposed",
            "others can reach the Manager: whoever shows what is in {} may all; it is sent in the clear, so let \
             something that speaks TLS stand before it",
            settings.prefix.join(ADMIN_TOKEN).display()
        );
    }
}

fn tell_who_may_write(settings: &Settings, admin: SocketAddr) {
    // That it is open to anybody was told with the settings.
    if !admin.ip().to_canonical().is_loopback() && !settings.admin_open_to_anybody {
        let token = settings.prefix.join(ADMIN_TOKEN);
        warn!(
            error.code = "start.admin_exposed",
            "others can reach the Admin API: they read its status, and whoever shows what is in {} may write; it is \
             sent in the clear, so let something that speaks TLS stand before it",
            token.display()
        );
    }
}
