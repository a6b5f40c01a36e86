use serde_json::json;

use super::*;

#[test]
fn what_a_document_speaks_against() {
    let document = json!({
        "response_types_supported": ["code", "id_token token code"],
        "scopes_supported": ["openid", "email"],
        "code_challenge_methods_supported": [],
        "response_modes_supported": "query",
    });
    for (member, value, expected) in [
        ("response_types_supported", "code", false),
        ("response_types_supported", "code id_token token", false),
        ("response_types_supported", "code id_token", true),
        ("scopes_supported", "openid", false),
        ("scopes_supported", "OpenID", true),
        ("scopes_supported", "profile", true),
        ("code_challenge_methods_supported", "S256", true),
        // What is no list, or not there, says nothing.
        ("response_modes_supported", "form_post", false),
        (
            "token_endpoint_auth_methods_supported",
            "client_secret_post",
            false,
        ),
    ] {
        let intention = Intention {
            member,
            value: value.to_owned(),
        };
        let found = intention.contradicts(document.as_object().unwrap());
        assert_eq!(found, expected, "{member} {value}");
    }
}
