//! `/oauth2_tokens`, Kong's collection of tokens in the Admin API. What is kept of tokens here are digests, so that a token
//! can be ended by whoever knows it, and nothing else.

use http::{Method, StatusCode};
use plugin::{Endpoint, EndpointAnswer, EndpointRequest, EndpointWork, Fault, Role, Services};

use super::ledger::Books;

const ALL: &str = "/oauth2_tokens";
const ONE: &str = "/oauth2_tokens/{token}";

/// All of them: Kong's methods, each with an answer that says why.
pub(super) static ENDPOINTS: [Endpoint; 6] = [
    refused(Method::GET, ALL, Role::Reader),
    refused(Method::POST, ALL, Role::Writer),
    refused(Method::GET, ONE, Role::Reader),
    refused(Method::PUT, ONE, Role::Writer),
    refused(Method::PATCH, ONE, Role::Writer),
    Endpoint {
        method: Method::DELETE,
        path: ONE,
        role: Role::Writer,
        // They are in the store, for all nodes.
        spreads: false,
        handler: end,
    },
];

const fn refused(method: Method, path: &'static str, role: Role) -> Endpoint {
    Endpoint {
        method,
        path,
        role,
        spreads: false,
        handler: only_digests,
    }
}

/// Whoever believed that a token of theirs was taken in, or that none is there, would be wrong.
fn only_digests(_: EndpointRequest, _: Services) -> EndpointWork {
    let code = "oauth2.only_digests";
    let why = "tokens are kept as digests, so that whoever reads the database cannot use them: they are neither shown nor \
               written here; let clients ask for new ones at /oauth2/token, and end one that you know by DELETE \
               /oauth2_tokens/{token}";
    let answer = EndpointAnswer::refused(StatusCode::NOT_IMPLEMENTED, &format!("{why} ({code})"));
    Box::pin(async { answer })
}

/// Unlike Kong, this tells whether there was any: whoever names one by an id would otherwise believe that it has ended.
fn end(request: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        let mut segments = request.segments.into_iter();
        let token = segments.next().map(|(_, token)| token).unwrap_or_default();
        match Books::of(&services).end(&token).await {
            Ok(true) => EndpointAnswer::done(),
            Ok(false) => {
                let code = "oauth2.no_such_token";
                let why = "no access token and no refresh token is this; write the token itself, tokens have no ids";
                EndpointAnswer::refused(StatusCode::NOT_FOUND, &format!("{why} ({code})"))
            }
            Err(Fault::Unavailable { code, .. }) => {
                let why = "what is kept of tokens cannot be had, and the token may still be good; ask again";
                EndpointAnswer::refused(StatusCode::SERVICE_UNAVAILABLE, &format!("{why} ({code})"))
            }
            Err(fault) => {
                let why = format!("the token may still be good ({})", fault.code());
                EndpointAnswer::refused(StatusCode::INTERNAL_SERVER_ERROR, &why)
            }
        }
    })
}
