//! The tokens of all instances, for plugins that let pass whoever shows one.

use std::sync::Arc;
use std::time::Duration;

use plugin::{Directory, KeepsTokens, OwnToken, Proven, Services, TokenSearch};
use ports::Timestamp;

use super::credential::{Client, OAUTH2_CREDENTIALS};
use super::kept::{AccessToken, Place, name_of};
use super::ledger::Ledger;

/// Looks up the tokens of this plugin, for others.
pub struct OAuth2Tokens(Ledger);

impl OAuth2Tokens {
    /// Those that are kept with these services.
    #[must_use]
    pub fn of(services: &Services) -> Self {
        Self(Ledger::of_others(services))
    }
}

impl KeepsTokens for OAuth2Tokens {
    fn may_have_any(&self, directory: &Directory) -> bool {
        directory.holds_any(OAUTH2_CREDENTIALS.name)
    }

    fn find<'a>(&'a self, token: &'a str) -> TokenSearch<'a> {
        let name = name_of(token);
        Box::pin(async move {
            let found = self.0.ask(|books| async move { books.access_token(&name).await });
            Ok(found.await?.map(told))
        })
    }

    fn whose(&self, token: &OwnToken, directory: &Directory) -> Option<Proven> {
        let mut clients = directory.held_by::<Client>(OAUTH2_CREDENTIALS.name, token.consumer);
        let client = clients.find(|client| client.id == token.credential)?;
        Some(Proven {
            consumer: Arc::clone(directory.consumer_in(token.workspace, token.consumer)?),
            credential: client.credential.clone(),
        })
    }
}

fn told(token: AccessToken) -> OwnToken {
    let given_at = Timestamp::from_millis(token.given_at);
    let life = token.expires_in.map(Duration::from_secs);
    let grant = token.grant;
    OwnToken {
        credential: grant.credential,
        consumer: grant.consumer,
        workspace: grant.workspace,
        service: match grant.place {
            Place::Service(service) => Some(service),
            Place::Global => None,
        },
        scope: grant.scope,
        ends_at: life.map(|life| given_at.plus(life)),
    }
}
