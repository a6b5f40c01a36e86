//! The access token that a program gets for itself (RFC 6749 section 4.4).

use plugin::{HeaderValue, header};
use ports::{Http, HttpRequest, Reach};
use serde_json::Value;

use super::configuration::{CLIENT_ID, CLIENT_SECRET};
use crate::report::Item;

/// Asks the sample provider for one.
pub(super) async fn of_client(http: &dyn Http, issuer: &str) -> Result<String, Item> {
    // Neither id nor secret has a character that needs an escape.
    let form = format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
    let request = HttpRequest {
        headers: vec![(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        )],
        reach: Reach::Loopback,
        ..HttpRequest::post(format!("{issuer}/v1/token"), form)
    };
    let reply = http.send(request).await.map_err(|why| none(why.code()))?;
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let token = body["access_token"].as_str();
    token.map(str::to_owned).ok_or_else(|| none("token.malformed"))
}

fn none(code: &'static str) -> Item {
    Item {
        place: "sample provider".to_owned(),
        what: "it gives no access token".to_owned(),
        code,
        remedy:
            "start the demo again; if that does not help, something on this machine keeps it from calling \
                 itself on loopback, such as a firewall"
                .to_owned(),
    }
}
