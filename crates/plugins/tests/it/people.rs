//! Consumers and what they prove themselves by.

use std::sync::Arc;

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Id, Snapshot};
use plugin::{Credential, Directory, Exchange, Proven};
use plugins::{ACLS, BASICAUTH_CREDENTIALS, JWT_SECRETS, KEYAUTH_CREDENTIALS, OAUTH2_CREDENTIALS};
use serde_json::{Value, json};

/// Ada and Bob, of whom each has what is told of them: kinds, and their fields. Nobody is there as `nobody`.
pub(crate) fn people(holdings: &[(&'static str, &str, Value)]) -> Directory {
    let entities = [
        KEYAUTH_CREDENTIALS,
        BASICAUTH_CREDENTIALS,
        JWT_SECRETS,
        OAUTH2_CREDENTIALS,
        ACLS,
    ];
    let catalogue = Catalogue::new([]).with_entities(&entities);
    let document = |kind: &'static str, name: &str, mut body: Value| {
        let id = Id::named(kind, name);
        // What is `kept` is a password as it is kept.
        let kind = match kind {
            "kept" => BASICAUTH_CREDENTIALS.name,
            kind => {
                let entity = catalogue.entity(kind).unwrap();
                entity.transform(body.as_object_mut().unwrap(), id);
                kind
            }
        };
        Document {
            kind,
            id,
            workspace: DEFAULT_WORKSPACE,
            body,
        }
    };
    let mut documents = vec![
        document(
            "consumers",
            "ada",
            json!({ "username": "ada", "custom_id": "a-1" }),
        ),
        document("consumers", "bob", json!({ "custom_id": "b\u{e9}-2" })),
        document("consumers", "nobody", json!({ "username": "nobody" })),
    ];
    for (number, (kind, owner, body)) in holdings.iter().enumerate() {
        let mut body = body.clone();
        body["consumer"] = json!({ "id": Id::named("consumers", owner).to_string() });
        documents.push(document(kind, &format!("{owner} {number}"), body));
    }
    let (snapshot, quarantined) = Snapshot::build(&catalogue, 1, &documents);
    assert_eq!(quarantined, []);
    Directory::of(Arc::new(snapshot))
}

/// What is told to the service of who sends the request: id, username, custom id, credential, whether it is anybody.
pub(crate) fn told(exchange: &Exchange) -> [Option<String>; 5] {
    [
        "x-consumer-id",
        "x-consumer-username",
        "x-consumer-custom-id",
        "x-credential-identifier",
        "x-anonymous-consumer",
    ]
    .map(|name| {
        let name = http::HeaderName::from_static(name);
        let value = exchange.head.get(&name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    })
}

pub(crate) fn id(consumer: &str) -> String {
    Id::named("consumers", consumer).to_string()
}

/// The request is proved to be this consumer's, by a credential of its own.
pub(crate) fn prove(exchange: &mut Exchange, consumer: &str) {
    identify(exchange, consumer, Some(Id::random([7; 16])));
}

/// An identity provider says that the request is this consumer's.
pub(crate) fn map(exchange: &mut Exchange, consumer: &str) {
    identify(exchange, consumer, None);
}

fn identify(exchange: &mut Exchange, consumer: &str, entity: Option<Id>) {
    let consumer = Id::named("consumers", consumer);
    let consumer = exchange.directory.consumer(consumer).unwrap().clone();
    exchange.identify(Proven {
        consumer,
        credential: Credential {
            id: "proof".into(),
            entity,
        },
    });
}
