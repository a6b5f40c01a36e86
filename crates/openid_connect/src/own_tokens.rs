//! Access tokens that this gateway gave out itself: whose they are, and what they are good for.

use jose::{Claims, Secret};
use oidc::CallReply;
use plugin::Exchange;
use serde_json::{Map, Value};

use crate::OpenIdConnect;
use crate::additions::Aside;
use crate::instance::in_protocol;

impl OpenIdConnect {
    /// Looks an access token up. Whose it is, if it is good here, is laid aside: the protocol does not know them.
    pub(crate) async fn look_up(&self, token: &Secret, exchange: &Exchange, aside: &Aside) -> CallReply {
        let Some(keeper) = self.own_tokens.keeper() else {
            return CallReply::Own(oidc::OwnToken::NotOurs);
        };
        if !keeper.may_have_any(&exchange.directory) {
            // The store is not asked, and need not be there.
            return CallReply::Own(oidc::OwnToken::NotOurs);
        }
        let own = match keeper.find(token.expose()).await {
            Ok(None) => return CallReply::Own(oidc::OwnToken::NotOurs),
            Ok(Some(own)) => own,
            Err(fault) => return CallReply::Unavailable(fault.code()),
        };
        let proven = keeper.whose(&own, &exchange.directory);
        CallReply::Own(match proven {
            Some(proven) if own.counts(exchange, self.clock.now()) => {
                let claims = claims(&own, &proven.credential.id);
                aside.proven.replace(Some(proven));
                oidc::OwnToken::Good {
                    claims,
                    ends_at: own.ends_at.map(in_protocol),
                }
            }
            _ => oidc::OwnToken::NotGood,
        })
    }
}

/// What is known of a token, in the words of introspection (RFC 7662 section 2.2). Nothing is said of a person: whom a
/// client names may be called as somebody else is at the provider.
fn claims(own: &plugin::OwnToken, client_id: &str) -> Claims {
    let ends_at = own.ends_at.map(|end| Value::from(end.millis() / 1000));
    let members = [
        ("active", Some(Value::Bool(true))),
        ("client_id", Some(Value::from(client_id))),
        ("scope", own.scope.as_deref().map(Value::from)),
        ("exp", ends_at),
    ];
    let said = |(name, value): (&str, Option<Value>)| Some((name.to_owned(), value?));
    Claims::from(members.into_iter().filter_map(said).collect::<Map<_, _>>())
}
