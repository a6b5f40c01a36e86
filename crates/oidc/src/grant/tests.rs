use serde_json::json;

use super::*;
use crate::client_auth::Authentication;
use crate::samples::{metadata, rules};

fn client(id: &str, secret: &str) -> Grant {
    Grant::Client {
        id: Secret::new(id),
        secret: Secret::new(secret),
    }
}

/// The form of the call, and whether the Authorization header proves something.
fn asked(grant: &Grant, rules: &Rules) -> (String, bool) {
    let call = grant.request(rules, &metadata(json!({})));
    (call.body(), call.authorization.is_some())
}

#[test]
fn what_the_token_endpoint_is_asked() {
    let mut rules = rules();
    rules.request.audience = vec!["api".into(), "files".into()];
    let password = Grant::Password {
        user: Secret::new("ada"),
        password: Secret::new("p&w"),
    };
    let assertion = Grant::Assertion(Secret::new("a.b.c"));
    for (grant, form) in [
        (
            Grant::RefreshToken(Secret::new("R1")),
            "grant_type=refresh_token&refresh_token=R1&scope=openid+profile&client_id=app",
        ),
        // A redirect URI belongs to codes only; an audience is asked for clients only.
        (
            password,
            "grant_type=password&username=ada&password=p%26w&scope=openid+profile&client_id=app",
        ),
        (
            assertion,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c&scope=openid+profile\
             &audience=api&audience=files&client_id=app",
        ),
    ] {
        assert_eq!(asked(&grant, &rules), (form.to_owned(), false));
    }
    // Without scopes none is asked for: not everything is OpenID Connect.
    rules.request.scopes.clear();
    let form = "grant_type=refresh_token&refresh_token=R1&client_id=app";
    assert_eq!(asked(&Grant::RefreshToken(Secret::new("R1")), &rules).0, form);
}

#[test]
fn a_client_proves_itself_by_its_own_secret() {
    let mut rules = rules();
    rules.request.scopes.clear();
    let own = Secret::new("ours");
    let basic = Authentication::Basic { secret: own.clone() };
    let post = Authentication::Post { secret: own };
    for (authentication, form, in_header) in [
        (basic, "grant_type=client_credentials", true),
        (
            post,
            "grant_type=client_credentials&client_id=cron&client_secret=theirs",
            false,
        ),
        // That we need none does not mean that they need none.
        (Authentication::None, "grant_type=client_credentials", true),
    ] {
        rules.client.authentication = authentication.into();
        assert_eq!(
            asked(&client("cron", "theirs"), &rules),
            (form.to_owned(), in_header)
        );
    }
    let told = format!("{:?}", client("cron", "theirs"));
    assert!(!told.contains("theirs"), "{told}");
}
