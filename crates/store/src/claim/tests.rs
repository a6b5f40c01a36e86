use model::{Catalogue, DEFAULT_WORKSPACE, Document, Id, PLUGINS};
use serde_json::json;

use super::Claim;

#[test]
fn a_plugin_claims_its_place_even_if_that_is_everywhere() {
    let id = Id::named("plugins", "a");
    let document = Document {
        kind: PLUGINS.name,
        id,
        workspace: DEFAULT_WORKSPACE,
        body: json!({ "name": "cors", "instance_name": "mine", "route": null }),
    };
    let claims = Claim::all_of(&Catalogue::new([]), &document);
    let told: Vec<_> = claims.iter().map(|claim| (claim.name(), claim.value())).collect();
    assert_eq!(
        told,
        [
            ("instance_name".to_owned(), "[\"mine\"]".to_owned()),
            (
                "name,route,service,consumer".to_owned(),
                "[\"cors\",null,null,null]".to_owned()
            ),
        ]
    );
}

#[test]
fn a_plugin_for_a_group_claims_another_place() {
    let group = Id::named("consumer_groups", "gold");
    let document = Document {
        kind: PLUGINS.name,
        id: Id::named("plugins", "a"),
        workspace: DEFAULT_WORKSPACE,
        body: json!({ "name": "cors", "consumer_group": { "id": group.to_string() } }),
    };
    let claims = Claim::all_of(&Catalogue::new([]), &document);
    let told: Vec<_> = claims.iter().map(|claim| (claim.name(), claim.value())).collect();
    assert_eq!(
        told,
        [(
            "name,route,service,consumer,consumer_group".to_owned(),
            format!("[\"cors\",null,null,null,{{\"id\":\"{group}\"}}]")
        )]
    );
}

#[test]
fn a_link_is_what_it_leads_to_however_it_is_written() {
    let id = Id::named("routes", "one");
    let claimed = |link: serde_json::Value| {
        let document = Document {
            kind: PLUGINS.name,
            id,
            workspace: DEFAULT_WORKSPACE,
            body: json!({ "name": "cors", "route": link }),
        };
        Claim::all_of(&Catalogue::new([]), &document)
    };
    let plain = claimed(json!({ "id": id.to_string() }));
    let upper = id.to_string().to_uppercase();
    assert_eq!(claimed(json!({ "id": upper })), plain);
    assert_eq!(claimed(json!({ "name": "one", "id": id.to_string() })), plain);
}
