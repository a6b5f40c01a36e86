//! What the provider has given out: logins, codes and tokens. All of it is found by digest only.

use std::collections::HashMap;
use std::sync::Arc;

use jose::{Secret, Timestamp, sha256};

use crate::client::Statement;
use crate::login::Login;
use crate::people::Person;
use crate::scope::Scope;
use crate::{Lifetimes, random};

type Digest = [u8; 32];

/// The book.
pub(crate) struct Ledger {
    lifetimes: Lifetimes,
    logins: HashMap<Digest, Login>,
    codes: HashMap<Digest, Code>,
    refresh_tokens: HashMap<Digest, RefreshToken>,
    access_tokens: HashMap<Digest, AccessToken>,
    /// Statements of clients that were used, until they would be over anyway.
    statements: HashMap<Digest, Timestamp>,
}

/// What somebody allowed a client; all tokens that come of it are revoked together.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) scope: Scope,
    /// Whose it is; a client's own without one.
    pub(crate) login: Option<Login>,
}

/// A code that waits for its client.
#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) grant: Arc<Grant>,
    pub(crate) redirect_uri: String,
    pub(crate) nonce: Option<String>,
    /// The S256 challenge (RFC 7636 section 4.3).
    pub(crate) challenge: Option<String>,
    expires: Timestamp,
    used: Used,
}

#[derive(Clone)]
pub(crate) struct RefreshToken {
    pub(crate) grant: Arc<Grant>,
    pub(crate) expires: Timestamp,
    used: Used,
}

pub(crate) struct AccessToken {
    pub(crate) grant: Arc<Grant>,
    pub(crate) scope: Scope,
    pub(crate) id: String,
    pub(crate) issued: Timestamp,
    pub(crate) expires: Timestamp,
}

/// What becomes of a refresh token that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// It is good for nothing any more.
    EachTime,
    /// It stays good.
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Used {
    NotYet,
    Once,
}

/// Why a code or a refresh token is good for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// Nobody ever got it, or it was revoked.
    Unknown,
    /// It is another client's.
    Foreign,
    /// It was used before; everything that came of it has just been revoked.
    Reused,
    /// Its time is over.
    Expired,
}

impl Ledger {
    pub(crate) fn new(lifetimes: Lifetimes) -> Self {
        Self {
            lifetimes,
            logins: HashMap::new(),
            codes: HashMap::new(),
            refresh_tokens: HashMap::new(),
            access_tokens: HashMap::new(),
            statements: HashMap::new(),
        }
    }

    /// Signs a person in, and whoever the browser showed before out: a login never changes its person.
    pub(crate) fn sign_in(
        &mut self,
        person: &'static Person,
        before: Option<&Secret>,
        now: Timestamp,
    ) -> (Secret, Login) {
        self.sweep(now);
        self.sign_out(before);
        let cookie = random::secret();
        let login = Login {
            id: random::id(),
            person,
            at: now,
            expires: now.plus(self.lifetimes.login),
        };
        self.logins.insert(digest(&cookie), login.clone());
        (cookie, login)
    }

    /// The login a cookie shows.
    pub(crate) fn login(&self, cookie: Option<&Secret>, now: Timestamp) -> Option<&Login> {
        let login = self.logins.get(&digest(cookie?))?;
        (now < login.expires).then_some(login)
    }

    pub(crate) fn sign_out(&mut self, cookie: Option<&Secret>) {
        if let Some(cookie) = cookie {
            self.logins.remove(&digest(cookie));
        }
    }

    /// Ends the login with this `sid`, in whichever browser it is.
    pub(crate) fn sign_out_everywhere(&mut self, sid: &str) {
        self.logins.retain(|_, login| login.id != sid);
    }

    pub(crate) fn add_code(
        &mut self,
        grant: Grant,
        redirect_uri: &str,
        nonce: Option<String>,
        challenge: Option<String>,
        now: Timestamp,
    ) -> Secret {
        let code = random::secret();
        let entry = Code {
            grant: Arc::new(grant),
            redirect_uri: redirect_uri.to_owned(),
            nonce,
            challenge,
            expires: now.plus(self.lifetimes.code),
            used: Used::NotYet,
        };
        self.codes.insert(digest(&code), entry);
        code
    }

    /// Takes a code back, once. A second time revokes what came of the first (RFC 6749 section 4.1.2).
    pub(crate) fn spend_code(
        &mut self,
        code: &Secret,
        client_id: &str,
        now: Timestamp,
    ) -> Result<Code, Unusable> {
        let entry = self.codes.get_mut(&digest(code)).ok_or(Unusable::Unknown)?;
        // A stranger cannot spend it for the client it belongs to.
        if entry.grant.client_id != client_id {
            return Err(Unusable::Foreign);
        }
        let before = std::mem::replace(&mut entry.used, Used::Once);
        let found = entry.clone();
        match before {
            Used::Once => {
                self.revoke(&found.grant);
                Err(Unusable::Reused)
            }
            Used::NotYet if now >= found.expires => Err(Unusable::Expired),
            Used::NotYet => Ok(found),
        }
    }

    pub(crate) fn add_refresh_token(&mut self, grant: &Arc<Grant>, now: Timestamp) -> Secret {
        let token = random::secret();
        let entry = RefreshToken {
            grant: Arc::clone(grant),
            expires: now.plus(self.lifetimes.refresh_token),
            used: Used::NotYet,
        };
        self.refresh_tokens.insert(digest(&token), entry);
        token
    }

    /// Takes a refresh token back, once. A second time means that it was stolen from somebody:
    /// the whole grant is revoked (RFC 9700 section 4.14.2).
    pub(crate) fn spend_refresh_token(
        &mut self,
        token: &Secret,
        client_id: &str,
        rotation: Rotation,
        now: Timestamp,
    ) -> Result<Arc<Grant>, Unusable> {
        let entry = self
            .refresh_tokens
            .get_mut(&digest(token))
            .ok_or(Unusable::Unknown)?;
        let grant = Arc::clone(&entry.grant);
        if grant.client_id != client_id {
            return Err(Unusable::Foreign);
        }
        if now >= entry.expires {
            return Err(Unusable::Expired);
        }
        if entry.used == Used::Once {
            self.revoke(&grant);
            return Err(Unusable::Reused);
        }
        if rotation == Rotation::EachTime {
            entry.used = Used::Once;
        }
        Ok(grant)
    }

    /// A refresh token that is still good; it is not spent.
    pub(crate) fn refresh_token(&self, token: &Secret, now: Timestamp) -> Option<&RefreshToken> {
        let found = self.refresh_tokens.get(&digest(token))?;
        (now < found.expires && found.used == Used::NotYet).then_some(found)
    }

    pub(crate) fn add_access_token(&mut self, token: &Secret, entry: AccessToken) {
        self.sweep(entry.issued);
        self.access_tokens.insert(digest(token), entry);
    }

    /// An access token that is still good.
    pub(crate) fn access_token(&self, token: &Secret, now: Timestamp) -> Option<&AccessToken> {
        let found = self.access_tokens.get(&digest(token))?;
        (now < found.expires).then_some(found)
    }

    pub(crate) fn revoke_access_token(&mut self, token: &Secret) {
        self.access_tokens.remove(&digest(token));
    }

    /// Revokes every token of a grant.
    pub(crate) fn revoke(&mut self, grant: &Arc<Grant>) {
        self.refresh_tokens
            .retain(|_, token| !Arc::ptr_eq(&token.grant, grant));
        self.access_tokens
            .retain(|_, token| !Arc::ptr_eq(&token.grant, grant));
    }

    /// Spends a statement of a client; false if it was spent before.
    pub(crate) fn spend_statement(&mut self, client: &str, statement: &Statement, now: Timestamp) -> bool {
        self.sweep(now);
        let name = sha256(format!("{client}\n{}", statement.id).as_bytes());
        self.statements.insert(name, statement.until).is_none()
    }

    /// Forgets what no answer depends on any more.
    fn sweep(&mut self, now: Timestamp) {
        let refresh = self.lifetimes.refresh_token;
        self.logins.retain(|_, login| now < login.expires);
        // A spent code is remembered as long as something that came of it may be alive.
        self.codes.retain(|_, code| now < code.expires.plus(refresh));
        self.refresh_tokens.retain(|_, token| now < token.expires);
        self.access_tokens.retain(|_, token| now < token.expires);
        self.statements.retain(|_, until| now < *until);
    }
}

fn digest(secret: &Secret) -> Digest {
    sha256(secret.expose().as_bytes())
}
