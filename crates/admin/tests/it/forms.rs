//! Forms, as curl sends them: what the texts are, the schema says.

use serde_json::json;

use crate::conversation::Api;

/// A service and a route to it, both of that name. The route's id.
async fn route(api: &Api, name: &str) -> String {
    let service = json!({ "name": name, "url": "http://a.example" });
    api.made("POST /services", service).await;
    let route = json!({ "name": name, "paths": ["/"] });
    let route = api.made(&format!("POST /services/{name}/routes"), route).await;
    route["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_plugin_is_made_of_names_with_dots_that_repeat() {
    let api = Api::start().await;
    let id = route(&api, "app").await;
    let reply = api
        .fill_in(
            &format!("POST /routes/{id}/plugins"),
            "name=sample&config.scopes=openid&config.scopes=email&config.scopes=profile\
             &config.limit=7&config.strict=true&config.nested.word=a+b",
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let plugin = reply.json();
    assert_eq!(
        plugin["config"],
        json!({
            "scopes": ["openid", "email", "profile"], "limit": 7, "strict": true,
            "nested": { "place": "here", "word": "a b" }, "ca_certificates": null,
        })
    );
    assert_eq!(plugin["route"], json!({ "id": id }));
    assert_eq!(plugin["service"], json!(null));
    assert_eq!(plugin["enabled"], json!(true));
}

#[tokio::test]
async fn one_value_of_a_list_is_a_list_and_an_empty_one_is_null() {
    let api = Api::start().await;
    let id = route(&api, "app").await;
    let reply = api
        .fill_in(
            &format!("POST /routes/{id}/plugins"),
            "name=sample&config.scopes=one&config.nested[place]=&tags[]=a&tags[]=b",
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let plugin = reply.json();
    assert_eq!(plugin["config"]["scopes"], json!(["one"]));
    assert_eq!(plugin["config"]["nested"], json!({ "place": null, "word": null }));
    assert_eq!(plugin["tags"], json!(["a", "b"]));
}

#[tokio::test]
async fn a_change_is_read_by_the_options_of_the_plugin_that_is_there() {
    let api = Api::start().await;
    let id = route(&api, "app").await;
    let made = json!({ "name": "sample", "config": { "nested": { "word": "stays" } } });
    let plugin = api.made(&format!("POST /routes/{id}/plugins"), made).await;
    let id = plugin["id"].as_str().unwrap();
    let reply = api
        .fill_in(&format!("PATCH /plugins/{id}"), "config.limit=9&config.scopes=x")
        .await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let config = &reply.json()["config"];
    assert_eq!(
        *config,
        json!({
            "scopes": ["x"], "limit": 9, "strict": false, "nested": { "place": "here", "word": "stays" },
            "ca_certificates": null,
        })
    );
}

#[tokio::test]
async fn a_link_is_written_by_name_or_by_id() {
    let api = Api::start().await;
    api.made("POST /services", json!({ "name": "app", "host": "a.example" }))
        .await;
    let reply = api
        .fill_in(
            "POST /routes",
            "name=r&paths[]=/a&paths[]=/b&service.name=app&strip_path=false",
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let service = api.ask("GET /services/app").await.json();
    let route = reply.json();
    assert_eq!(route["service"], json!({ "id": service["id"] }));
    assert_eq!(
        (&route["paths"], &route["strip_path"]),
        (&json!(["/a", "/b"]), &json!(false))
    );
}

#[tokio::test]
async fn what_is_no_form_changes_nothing() {
    let api = Api::start().await;
    for (form, status, message) in [
        (
            "a[4294967295]=1",
            400,
            "a[4294967295]: places in lists are numbers from 1 to 1000",
        ),
        ("name=%ff", 400, "Cannot parse form body"),
        (&"a=1&".repeat(1001), 400, "Too many arguments"),
        (
            &format!("{}=1", ["a"; 20].join(".")),
            400,
            "names of arguments lead at most 16 levels deep",
        ),
        (
            "name=a&name.b=c",
            400,
            "name.b: another argument says something else of it",
        ),
    ] {
        let told = api.fill_in("POST /services", form).await.told();
        assert_eq!(told, (status, message.to_owned()), "{form}");
    }
    assert_eq!(api.ask("GET /services").await.json()["data"], json!([]));
}
