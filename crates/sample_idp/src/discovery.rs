//! What the provider says about itself (OpenID Connect Discovery 3, RFC 8414 section 2), and its keys.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::authorization_request::{Beside, ResponseMode};
use crate::endpoint::Endpoint;
use crate::grant_type::GrantType;
use crate::misbehaviour::{ANOTHER_ISSUER, INNERMOST};
use crate::protocol::Provider;
use crate::wire::Pace;
use crate::{Misbehaviour, page, scope};

impl Provider {
    pub(crate) fn discovery(&self) -> Answer {
        if self.does(Misbehaviour::DiscoveryFails) {
            return Answer::broken();
        }
        if self.does(Misbehaviour::HtmlDiscovery) {
            return page::small_talk();
        }
        let mut document = self.document();
        if self.does(Misbehaviour::DiscoveryOfAnotherIssuer) {
            document["issuer"] = ANOTHER_ISSUER.into();
        }
        if self.does(Misbehaviour::DiscoveryWithoutPkce)
            && let Some(members) = document.as_object_mut()
        {
            members.remove("code_challenge_methods_supported");
        }
        Answer::published(&document)
    }

    pub(crate) fn key_set(&self) -> Answer {
        if self.does(Misbehaviour::KeysFail) {
            return Answer::broken();
        }
        if self.does(Misbehaviour::RedirectingKeys) {
            return Answer::empty(StatusCode::FOUND).with(header::LOCATION, INNERMOST);
        }
        let answer = Answer::published(&self.keys.published());
        if self.does(Misbehaviour::SlowKeys) {
            return answer.at(Pace::Trickling);
        }
        answer
    }

    fn document(&self) -> Value {
        let confidential = ["client_secret_basic", "client_secret_post"];
        let any = ["client_secret_basic", "client_secret_post", "none"];
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": self.url(Endpoint::Authorize),
            "token_endpoint": self.url(Endpoint::Token),
            "userinfo_endpoint": self.url(Endpoint::Userinfo),
            "jwks_uri": self.url(Endpoint::Keys),
            "introspection_endpoint": self.url(Endpoint::Introspect),
            "revocation_endpoint": self.url(Endpoint::Revoke),
            "end_session_endpoint": self.url(Endpoint::EndSession),
            "scopes_supported": scope::SUPPORTED,
            "response_types_supported": Beside::SUPPORTED,
            "response_modes_supported": ResponseMode::SUPPORTED,
            "grant_types_supported": GrantType::ALL.map(GrantType::as_str),
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.keys.algorithm().algorithm().as_str()],
            "token_endpoint_auth_methods_supported": any,
            "introspection_endpoint_auth_methods_supported": confidential,
            "revocation_endpoint_auth_methods_supported": any,
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "select_account"],
            "claims_supported": [
                "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid",
                "name", "preferred_username", "email", "email_verified", "groups",
            ],
            "claim_types_supported": ["normal"],
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "authorization_response_iss_parameter_supported": true,
        })
    }
}
