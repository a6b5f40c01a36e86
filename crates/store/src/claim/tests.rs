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
