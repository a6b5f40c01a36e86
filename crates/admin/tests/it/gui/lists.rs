//! Lists, page by page, and what is typed into the field above them.

use serde_json::{Value, json};
use testkit::gui::call;

use super::{NOBODY, not_found, nothing, open};

/// It sends a direction without a column, and goes on by `offset` alone.
#[tokio::test]
async fn a_list_goes_on_where_its_offset_says() {
    let (api, mut gui) = open().await;
    gui.walk([call("GET /consumers?sort_desc=1&size=30").answers(200, nothing())])
        .await;
    for number in 0..31 {
        let consumer = json!({ "username": format!("c{number:02}"), "tags": ["all"] });
        api.made("POST /consumers", consumer).await;
    }
    let rows = |count: usize| vec![json!({ "id": "<id>", "created_at": "<seconds>" }); count];
    let more = json!({ "data": rows(30), "next": "<text>", "offset": "<text>" });
    let rest = json!({ "data": rows(1), "next": null });
    gui.walk([
        call("GET /consumers?sort_desc=1&size=30")
            .answers(200, more.clone())
            .keeps("page"),
        call("GET /consumers?sort_desc=1&size=30&offset={page.offset}").answers(200, rest.clone()),
        call("GET /consumers?sort_desc=1&size=100").answers(200, json!({ "data": rows(31), "next": null })),
        call("GET /consumers?size=1000").answers(200, json!({ "data": rows(31), "next": null })),
        call("GET /consumers?size=50").answers(200, json!({ "data": rows(31), "next": null })),
        // The enterprise edition sorts and filters, which is left to whoever reads.
        call("GET /consumers?sort_by=username&size=30")
            .answers(200, more.clone())
            .keeps("page"),
        call("GET /consumers?sort_by=username&size=30&offset={page.offset}").answers(200, rest.clone()),
        call("GET /consumers?username=c0&sort_by=username&sort_desc=1&size=30").answers(200, more),
        call("GET /consumers?tags=all&size=30&offset={page.offset}").answers(200, rest),
        call("GET /consumers?offset=x&size=30").answers(400, json!({ "code": 7 })),
    ])
    .await;
    let page = gui.kept("page");
    let offset = page["offset"].as_str().unwrap();
    assert_eq!(page["next"], json!(format!("/consumers?offset={offset}&size=30")));
}

/// What is typed is looked for as a whole: a row is shown, or the list says that there is none.
#[tokio::test]
async fn what_is_typed_is_a_name_or_an_id() {
    let (_api, mut gui) = open().await;
    gui.walk([
        call("POST /consumers")
            .sends(json!({ "username": "zoë & co/1", "custom_id": "7" }))
            .answers(201, json!({}))
            .keeps("zoe"),
        call("GET /consumers/zo%C3%AB%20%26%20co%2F1").answers(200, json!({ "id": "{zoe}" })),
        call("GET /consumers/{zoe}").answers(200, json!({ "username": "zoë & co/1" })),
        call("GET /consumers/zo%C3%AB").answers(404, not_found()),
        call("GET /consumers/7").answers(404, not_found()),
        call(format!("GET /consumers/{NOBODY}")).answers(404, not_found()),
    ])
    .await;
    for kind in [
        "services",
        "routes",
        "consumers",
        "plugins",
        "upstreams",
        "snis",
        "ca_certificates",
        "vaults",
        "keys",
        "key-sets",
    ] {
        for typed in [
            "%22%27%3Cb%3E",
            "%D7%A9%D7%9C",
            "a%20b",
            "%25",
            "..%2Fservices",
            NOBODY,
        ] {
            gui.walk([call(format!("GET /{kind}/{typed}")).answers(404, not_found())])
                .await;
        }
    }
}

/// What a column holds: ids as texts, links as records, times as whole numbers, and null where there is nothing.
#[tokio::test]
async fn rows_are_told_as_the_table_reads_them() {
    let (_api, mut gui) = open().await;
    super::route(&mut gui).await;
    let row = json!({
        "id": "<id>", "created_at": "<seconds>", "updated_at": "<seconds>", "service": { "id": "{shop}" },
        "methods": null, "hosts": null, "paths": ["/desk"], "headers": null, "snis": null, "tags": null,
        "protocols": ["http", "https"],
    });
    gui.walk([call("GET /routes?sort_desc=1&size=30").answers(200, json!({ "data": [row], "next": null }))])
        .await;
    let list = gui.ask("GET /routes?sort_desc=1&size=30", None).await.json();
    assert_eq!(list.get("offset"), None::<&Value>, "nothing is behind it");
}
