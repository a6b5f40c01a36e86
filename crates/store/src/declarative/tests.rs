//! Files in, documents or faults out.

mod beside;
mod broken;
mod documents;
mod faults;
mod related;
mod written;

use model::{Catalogue, Document, HTTP_PROTOCOLS, PluginKind};
use schema::Record;

use super::read;

/// A plugin with some options of the real one of this name.
#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Login {
    /// The provider.
    issuer: String,
    #[field()]
    client_id: Option<Vec<String>>,
    #[field(encrypted)]
    client_secret: Option<Vec<String>>,
    #[field()]
    redirect_uri: Option<Vec<String>>,
    #[field(default = ["openid"])]
    scopes: Option<Vec<String>>,
    #[field()]
    session_secret: Option<String>,
    #[field(default = 86_400, between(0, 315_360_000))]
    session_absolute_timeout: u64,
}

/// A plugin without a required option.
#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Limit {
    #[field(default = 5, between(1, 100))]
    count: u32,
}

fn catalogue() -> Catalogue {
    let kind = |name, schema| PluginKind {
        name,
        priority: 900,
        schema,
        protocols: HTTP_PROTOCOLS,
        is_for_consumers: true,
    };
    Catalogue::new([
        kind("openid-connect", Login::describe),
        kind("limit", Limit::describe),
    ])
}

/// The documents of a good file.
fn documents(text: &str) -> Vec<Document> {
    match read(text, &catalogue()) {
        Ok(declarative) => declarative.documents,
        Err(faults) => panic!("{faults}"),
    }
}

/// The faults of a bad file, one line each.
fn faults(text: &str) -> Vec<String> {
    let faults = read(text, &catalogue()).unwrap_err();
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), lines.len());
    assert_eq!(faults.to_string(), lines.join("\n"));
    lines
}
