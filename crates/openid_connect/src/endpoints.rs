//! What the plugin answers of the Admin API: what it knows of providers, its own public keys, and what helps to
//! configure it.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use http::{Method, StatusCode};
use model::Id;
use oidc::{Issuer, Provider};
use plugin::{Endpoint, EndpointAnswer, EndpointRequest, EndpointWork, Role, Services};
use serde_json::{Value, json};
use tracing::error;

use crate::own_keys::{NoKeys, OwnKeys};
use crate::provider::{Board, Boards, Posted};
use crate::{Preset, check};

/// All of them.
pub(crate) static ENDPOINTS: [Endpoint; 8] = [
    Endpoint {
        method: Method::GET,
        path: "/openid-connect/issuers",
        role: Role::Reader,
        spreads: false,
        handler: issuers,
    },
    Endpoint {
        method: Method::DELETE,
        path: "/openid-connect/issuers",
        role: Role::Writer,
        spreads: true,
        handler: forget_issuers,
    },
    Endpoint {
        method: Method::GET,
        path: "/openid-connect/issuers/{issuer}",
        role: Role::Reader,
        spreads: false,
        handler: issuer,
    },
    Endpoint {
        method: Method::DELETE,
        path: "/openid-connect/issuers/{issuer}",
        role: Role::Writer,
        spreads: true,
        handler: forget_issuer,
    },
    Endpoint {
        method: Method::GET,
        path: "/openid-connect/jwks",
        role: Role::Reader,
        spreads: false,
        handler: jwks,
    },
    Endpoint {
        method: Method::DELETE,
        path: "/openid-connect/jwks",
        role: Role::Writer,
        // They are in the store, for all nodes.
        spreads: false,
        handler: rotate_jwks,
    },
    Endpoint {
        method: Method::GET,
        path: "/openid-connect/presets",
        role: Role::Reader,
        spreads: false,
        handler: presets,
    },
    Endpoint {
        method: Method::POST,
        path: "/openid-connect/check",
        // It calls others, with the secrets that are kept.
        role: Role::Writer,
        spreads: false,
        handler: check::answer,
    },
];

/// An issuer, and its boards: one of each instance of the plugin.
struct Known {
    issuer: Issuer,
    boards: Vec<Arc<Board>>,
}

/// The issuers of this node, in order.
fn known(services: &Services) -> Vec<Known> {
    let mut all: Vec<Known> = Vec::new();
    for board in services.shared.the::<Boards>().all() {
        match all.iter_mut().find(|known| known.issuer == *board.issuer()) {
            Some(known) => known.boards.push(board),
            None => all.push(Known {
                issuer: board.issuer().clone(),
                boards: vec![board],
            }),
        }
    }
    all.sort_by(|a, b| a.issuer.as_str().cmp(b.issuer.as_str()));
    all
}

impl Known {
    fn id(&self) -> Id {
        Id::named("oic_issuers", self.issuer.as_str())
    }

    /// Whether it is meant by this: its id, or a way to write its address.
    fn is(&self, named: &str) -> bool {
        Id::parse(named) == Some(self.id()) || Issuer::parse(named).is_ok_and(|issuer| issuer == self.issuer)
    }

    /// What was last found out of it, by whichever instance.
    fn newest(&self) -> Option<(Arc<Provider>, u64)> {
        let found = self.boards.iter().filter_map(|board| match board.read() {
            Posted::Known(provider) | Posted::Stale(provider) => Some((provider, board.found().millis())),
            Posted::Absent => None,
        });
        found.max_by_key(|(_, found)| *found)
    }

    /// As it is told. Without `configuration` it was not found yet.
    fn told(&self) -> Value {
        let since = self.boards.iter().map(|board| board.since().millis()).min();
        let mut told = json!({ "id": self.id().to_string(), "issuer": self.issuer.as_str() });
        let newest = self.newest();
        let created = newest
            .as_ref()
            .map(|(_, found)| *found)
            .or(since)
            .unwrap_or_default();
        told["created_at"] = (created / 1000).into();
        if let Some((provider, _)) = newest {
            told["configuration"] = provider.metadata.document().clone().into();
            told["keys"] = provider.keys.iter().map(|key| key.public().clone()).collect();
        }
        told
    }

    fn forget(&self) {
        self.boards.iter().for_each(|board| board.forget());
    }
}

fn issuers(_: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        let data: Value = known(&services).iter().map(Known::told).collect();
        EndpointAnswer::told(json!({ "data": data, "next": null }))
    })
}

fn forget_issuers(_: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        known(&services).iter().for_each(Known::forget);
        EndpointAnswer::done()
    })
}

fn issuer(asked: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        match named(&asked, &services) {
            Some(known) => EndpointAnswer::told(known.told()),
            None => not_found(),
        }
    })
}

fn forget_issuer(asked: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        match named(&asked, &services) {
            Some(known) => {
                known.forget();
                EndpointAnswer::done()
            }
            None => not_found(),
        }
    })
}

fn named(asked: &EndpointRequest, services: &Services) -> Option<Known> {
    let (_, named) = asked.segments.first()?;
    known(services).into_iter().find(|known| known.is(named))
}

fn jwks(_: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        match OwnKeys::all_published(&services).await {
            Ok(keys) => EndpointAnswer {
                // RFC 7517 8.5.2
                media_type: "application/jwk-set+json",
                ..EndpointAnswer::told(keys)
            },
            Err(why) => no_keys(&why),
        }
    })
}

fn rotate_jwks(_: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        match OwnKeys::rotate(&services).await {
            Ok(()) => EndpointAnswer::done(),
            Err(why) => no_keys(&why),
        }
    })
}

fn presets(_: EndpointRequest, _: Services) -> EndpointWork {
    Box::pin(async move { EndpointAnswer::told(json!({ "data": Preset::all() })) })
}

fn not_found() -> EndpointAnswer {
    EndpointAnswer::refused(StatusCode::NOT_FOUND, "Not found")
}

fn no_keys(why: &NoKeys) -> EndpointAnswer {
    error!(error.code = why.code(), "the keys of this gateway: {why}");
    let status = match why {
        NoKeys::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        NoKeys::NoRing | NoKeys::NotMade => StatusCode::INTERNAL_SERVER_ERROR,
    };
    EndpointAnswer::refused(status, &format!("the keys of this gateway cannot be had: {why}"))
}
