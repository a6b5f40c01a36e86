//! The token endpoint (RFC 6749 3.2).

use std::collections::BTreeSet;
use std::sync::Arc;

use model::Id;
use plugin::{Fault, StatusCode, Verdict};
use schema::Value;

use super::credential::{Client, ClientType};
use super::denial::{Denial, unstored};
use super::kept::{AccessToken, Code, Grant, Place, RefreshToken, name_of};
use super::ledger::{Books, Issued, Ledger, Refresh};
use super::parameters::Parameters;
use super::pkce;
use super::rules::{Here, Rules, Used, user};

/// What a client asks for.
enum Asked {
    /// Tokens for a code.
    Redeem(Redeem),
    /// Tokens for a refresh token, perhaps for fewer scopes.
    Renew {
        refresh_token: String,
        scope: Option<String>,
    },
    /// Tokens of which nothing is there yet.
    Give(Grant, Refresh),
}

/// A code, and what goes with it.
struct Redeem {
    code: String,
    redirect_uri: Option<String>,
    verifier: Option<String>,
}

/// Who asks, and where.
struct Asker {
    client: Id,
    kind: ClientType,
    here: Here,
    rules: Arc<Rules>,
}

/// Gives tokens to a client that has proved itself.
///
/// # Errors
/// [`Fault`] if nothing can be kept, or there is no service for which it would count.
pub(super) async fn answer(
    rules: &Arc<Rules>,
    ledger: &Ledger,
    parameters: &Parameters,
    client: &Client,
    here: Here,
) -> Result<Verdict, Fault> {
    let place = rules.place(here).ok_or_else(super::no_service)?;
    let state = parameters.named("state");
    let asked = match read(rules, parameters, client, here, place) {
        Ok(asked) => asked,
        Err(denial) => return Ok(denial.answer(state)),
    };
    let asker = Asker {
        client: client.id,
        kind: client.kind,
        here,
        rules: Arc::clone(rules),
    };
    let given = ledger
        .ask(|books| async move {
            match asked {
                Asked::Redeem(redeem) => asker.redeem(&books, redeem).await,
                Asked::Renew { refresh_token, scope } => {
                    asker.renew(&books, &refresh_token, scope.as_deref()).await
                }
                Asked::Give(grant, refresh) => {
                    let lifetimes = asker.rules.lifetimes;
                    books.issue(&grant, lifetimes, refresh).await.map(Ok)
                }
            }
        })
        .await?;
    Ok(match given {
        Ok(issued) => Verdict::Reply(Box::new(unstored(StatusCode::OK, pairs(issued), state))),
        Err(denial) => denial.answer(state),
    })
}

/// The grant that is asked for, if any is allowed.
///
/// # Errors
/// One that is not.
pub(super) fn grant_type<'a>(rules: &Rules, parameters: &'a Parameters) -> Result<&'a str, Denial> {
    let asked = parameters.named("grant_type").unwrap_or_default();
    let is_allowed = match asked {
        // There may be codes and refresh tokens though no more of them are given; each is judged itself.
        "authorization_code" | "refresh_token" => true,
        "client_credentials" => rules.client_credentials,
        "password" => rules.password,
        _ => false,
    };
    match is_allowed {
        true => Ok(asked),
        false => Err(Denial::new("unsupported_grant_type", "Invalid grant_type")),
    }
}

fn read(
    rules: &Rules,
    parameters: &Parameters,
    client: &Client,
    here: Here,
    place: Place,
) -> Result<Asked, Denial> {
    let owned = |name| parameters.named(name).map(str::to_owned);
    let grant = |authenticated_userid| {
        Ok(Grant {
            credential: client.id,
            consumer: client.consumer,
            workspace: here.workspace,
            place,
            scope: rules.scope(parameters)?,
            authenticated_userid,
            code: None,
        })
    };
    match grant_type(rules, parameters)? {
        "authorization_code" => Ok(Asked::Redeem(Redeem {
            code: owned("code").ok_or_else(Denial::invalid_code)?,
            redirect_uri: owned("redirect_uri")
                .or_else(|| client.redirect_uris.first().map(ToString::to_string)),
            verifier: owned("code_verifier"),
        })),
        "refresh_token" => Ok(Asked::Renew {
            refresh_token: owned("refresh_token").ok_or_else(invalid_refresh_token)?,
            scope: owned("scope"),
        }),
        "client_credentials" => {
            // RFC 6749 4.4: whoever looks into a public client could ask in its name.
            if client.kind == ClientType::Public {
                let why = "A public client cannot prove itself";
                return Err(Denial::new("unauthorized_client", why));
            }
            let user = match parameters.named("authenticated_userid") {
                None => None,
                Some(_) => {
                    rules.provisioned(parameters)?;
                    Some(user(parameters)?)
                }
            };
            Ok(Asked::Give(grant(user)?, Refresh::None))
        }
        _ => {
            rules.provisioned(parameters)?;
            let user = user(parameters)?;
            Ok(Asked::Give(grant(Some(user))?, Refresh::New))
        }
    }
}

impl Asker {
    /// Tokens for a code. It is used from the moment on when the client that it was given to shows it, whether or not that
    /// one knows the verifier: of verifiers nobody has a second guess.
    async fn redeem(&self, books: &Books, redeem: Redeem) -> Result<Result<Issued, Denial>, Fault> {
        let name = name_of(&redeem.code);
        let found: Option<Code> = books.find(&name).await?;
        let Some(code) = found.filter(|code| self.rules.code && self.may_have(&code.grant, code)) else {
            return Ok(Err(Denial::invalid_code()));
        };
        // RFC 6749 4.1.3.
        if redeem.redirect_uri.as_deref() != Some(&*code.redirect_uri) {
            return Ok(Err(Denial::redirect_uri()));
        }
        if !books.spend(&name).await? {
            return Ok(Err(Denial::invalid_code()));
        }
        let (challenge, verifier) = (code.challenge.as_deref(), redeem.verifier.as_deref());
        if let Err(denial) = pkce::verify(self.rules.pkce, self.kind, challenge, verifier) {
            return Ok(Err(denial));
        }
        let grant = Grant {
            code: Some(name),
            ..code.grant
        };
        books
            .issue(&grant, self.rules.lifetimes, Refresh::New)
            .await
            .map(Ok)
    }

    /// That a code was given to this client, here; and one that counts for all services, by this plugin.
    fn may_have(&self, grant: &Grant, code: &Code) -> bool {
        let is_of_this_plugin = grant.place != Place::Global || code.plugin == self.rules.plugin();
        is_of_this_plugin && self.may_use(grant)
    }

    fn may_use(&self, grant: &Grant) -> bool {
        grant.credential == self.client && self.rules.counts(grant, self.here)
    }

    /// Tokens for a refresh token. One that is replaced is taken away first, so that of several who show it one gets
    /// others.
    async fn renew(
        &self,
        books: &Books,
        refresh_token: &str,
        scope: Option<&str>,
    ) -> Result<Result<Issued, Denial>, Fault> {
        let name = name_of(refresh_token);
        let found: Option<RefreshToken> = books.find(&name).await?;
        let Some(found) = found.filter(|token| self.may_use(&token.grant)) else {
            return Ok(Err(invalid_refresh_token()));
        };
        if !books.still_holds(&found.grant).await? {
            return Ok(Err(invalid_refresh_token()));
        }
        let grant = match self.narrowed(found.grant.clone(), scope) {
            Ok(grant) => grant,
            Err(denial) => return Ok(Err(denial)),
        };
        let lifetimes = self.rules.lifetimes;
        match lifetimes.used {
            Used::Replaced => {
                let Some(taken) = books.take::<RefreshToken>(&name).await? else {
                    return Ok(Err(invalid_refresh_token()));
                };
                books.take::<AccessToken>(&taken.access_token).await?;
                books.issue(&grant, lifetimes, Refresh::New).await.map(Ok)
            }
            Used::StaysGood => {
                books.take::<AccessToken>(&found.access_token).await?;
                let stays = Refresh::Stays(refresh_token.to_owned());
                let issued = books.issue(&grant, lifetimes, stays).await?;
                let kept = RefreshToken {
                    access_token: name_of(&issued.access_token),
                    ..found
                };
                books.keep(&name, &kept, lifetimes.refresh).await?;
                Ok(Ok(issued))
            }
        }
    }

    /// The same for the scopes that are asked for, of those that are there (RFC 6749 6).
    fn narrowed(&self, grant: Grant, scope: Option<&str>) -> Result<Grant, Denial> {
        let mismatch = || Denial::new("invalid_scope", "Scope mismatch");
        if !self.rules.still_gives(&grant) {
            return Err(mismatch());
        }
        let Some(asked) = scope else {
            return Ok(grant);
        };
        let asked: BTreeSet<&str> = asked.split_ascii_whitespace().collect();
        if asked.is_empty() || !asked.is_subset(&grant.scopes()) {
            return Err(mismatch());
        }
        let scope = asked.into_iter().collect::<Vec<_>>().join(" ");
        Ok(Grant {
            scope: Some(scope),
            ..grant
        })
    }
}

/// What is told of tokens, in this order (RFC 6749 5.1).
pub(super) fn pairs(issued: Issued) -> Vec<(&'static str, Value)> {
    let mut pairs = vec![
        ("access_token", issued.access_token.into()),
        ("token_type", "bearer".into()),
    ];
    pairs.extend(issued.expires_in.map(|seconds| ("expires_in", seconds.into())));
    pairs.extend(issued.refresh_token.map(|token| ("refresh_token", token.into())));
    pairs
}

fn invalid_refresh_token() -> Denial {
    Denial::invalid_request("Invalid refresh_token")
}
