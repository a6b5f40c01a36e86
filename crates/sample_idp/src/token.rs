//! The token endpoint (RFC 6749 sections 4.1.3, 4.3.2, 4.4.2 and 6).

use std::sync::Arc;

use jose::{Secret, Timestamp, base64url, sha256};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::grant_type::GrantType;
use crate::id_token::VouchedFor;
use crate::ledger::{Code, Grant, Rotation, Unusable};
use crate::login::Login;
use crate::oauth_error::OAuthError;
use crate::people::Person;
use crate::protocol::Provider;
use crate::request::{Parameters, Request};
use crate::scope::Scope;
use crate::{Client, Misbehaviour, random};

impl Provider {
    pub(crate) fn token(&mut self, request: &Request, now: Timestamp) -> Answer {
        if let Some(answer) = self.instead_of_tokens() {
            return answer;
        }
        match self.grant(request, now) {
            Ok(tokens) => self.write_reply(&tokens),
            Err(error) => error.answer(),
        }
    }

    fn grant(&mut self, request: &Request, now: Timestamp) -> Result<Value, OAuthError> {
        let parameters = &request.parameters;
        if parameters.repeats() {
            return Err(OAuthError::invalid_request("a parameter stands twice"));
        }
        let client = self.client_of(request, now)?;
        let grant_type = parameters.find("grant_type");
        let grant_type = grant_type.ok_or(OAuthError::invalid_request("grant_type is missing"))?;
        let unsupported = OAuthError {
            error: "unsupported_grant_type",
            description: "this grant_type does not exist here",
        };
        let grant_type = GrantType::find(grant_type).ok_or(unsupported)?;
        let mut tokens = match grant_type {
            GrantType::AuthorizationCode => self.redeem(&client, parameters, now),
            GrantType::RefreshToken => self.refresh(&client, parameters, now),
            GrantType::ClientCredentials => self.grant_to_client(&client, now),
            GrantType::Password => self.grant_to_person(&client, parameters, now),
        }?;
        self.spoil_reply(&mut tokens, grant_type);
        Ok(tokens)
    }

    fn redeem(
        &mut self,
        client: &Client,
        parameters: &Parameters,
        now: Timestamp,
    ) -> Result<Value, OAuthError> {
        let code = parameters.find("code").map(Secret::new);
        let code = code.ok_or(OAuthError::invalid_request("code is missing"))?;
        let code = self.ledger.spend_code(&code, &client.id, now).map_err(refused)?;
        if parameters.find("redirect_uri") != Some(&code.redirect_uri) {
            return Err(OAuthError::invalid_grant(
                "redirect_uri is not that of the authorization request",
            ));
        }
        verify_proof_key(&code, parameters.find("code_verifier"))?;
        let scope = code.grant.scope.clone();
        let login = code.grant.login.clone();
        self.issue(&code.grant, login.as_ref(), &scope, code.nonce.as_deref(), now)
    }

    fn refresh(
        &mut self,
        client: &Client,
        parameters: &Parameters,
        now: Timestamp,
    ) -> Result<Value, OAuthError> {
        let token = parameters.find("refresh_token").map(Secret::new);
        let token = token.ok_or(OAuthError::invalid_request("refresh_token is missing"))?;
        let scope = parameters.find("scope").map(Scope::read);
        let granted = self.ledger.refresh_token(&token, now);
        if let (Some(asked), Some(granted)) = (&scope, granted)
            && !asked.is_within(&granted.grant.scope)
        {
            return Err(OAuthError {
                error: "invalid_scope",
                description: "the scope is wider than what was granted",
            });
        }
        let rotation = if self.does(Misbehaviour::KeptRefreshToken) {
            Rotation::Never
        } else {
            Rotation::EachTime
        };
        let spent = self.ledger.spend_refresh_token(&token, &client.id, rotation, now);
        let grant = spent.map_err(refused)?;
        let scope = scope.unwrap_or_else(|| grant.scope.clone());
        let mut login = grant.login.clone();
        if let Some(login) = &mut login
            && self.does(Misbehaviour::RefreshOfAnother)
        {
            login.person = login.person.another();
        }
        // OpenID Connect Core 12.2: a refreshed ID token has no nonce.
        self.issue(&grant, login.as_ref(), &scope, None, now)
    }

    fn grant_to_client(&mut self, client: &Client, now: Timestamp) -> Result<Value, OAuthError> {
        // RFC 6749 section 4.4: for confidential clients only.
        if client.is_public() {
            return Err(OAuthError {
                error: "unauthorized_client",
                description: "a public client cannot act for itself",
            });
        }
        let grant = Grant {
            client_id: client.id.clone(),
            scope: Scope::without_person(),
            login: None,
        };
        let scope = grant.scope.clone();
        self.issue(&Arc::new(grant), None, &scope, None, now)
    }

    fn grant_to_person(
        &mut self,
        client: &Client,
        parameters: &Parameters,
        now: Timestamp,
    ) -> Result<Value, OAuthError> {
        let shown = |name| parameters.find(name).unwrap_or_default();
        let person = Person::find(shown("username")).filter(|person| person.password == shown("password"));
        let person = person.ok_or(OAuthError::invalid_grant("nobody has this name and password"))?;
        let login = Login {
            id: random::id(),
            person,
            at: now,
            expires: now.plus(self.lifetimes.login),
        };
        let scope = Scope::read(shown("scope"));
        let grant = Grant {
            client_id: client.id.clone(),
            scope: scope.clone(),
            login: Some(login.clone()),
        };
        self.issue(&Arc::new(grant), Some(&login), &scope, None, now)
    }

    /// Makes the tokens of a grant, and books them. The ID token is about this login.
    fn issue(
        &mut self,
        grant: &Arc<Grant>,
        login: Option<&Login>,
        scope: &Scope,
        nonce: Option<&str>,
        now: Timestamp,
    ) -> Result<Value, OAuthError> {
        let unsigned = |_| OAuthError::server_error();
        let access_token = self.make_access_token(grant, scope, now).map_err(unsigned)?;
        let mut tokens = json!({
            "access_token": access_token.expose(),
            "token_type": "Bearer",
            "expires_in": self.lifetimes.access_token.as_secs(),
            "scope": scope.to_string(),
        });
        if let Some(login) = login
            && scope.contains("openid")
        {
            let vouched_for = VouchedFor {
                access_token: Some(&access_token),
                code: None,
            };
            let made = self.make_id_token(&grant.client_id, login, scope, nonce, vouched_for, now);
            tokens["id_token"] = made.map_err(unsigned)?.into();
        }
        // OpenID Connect Core 11: only for whoever asked to act while the person is away.
        if grant.scope.contains("offline_access") {
            let refresh_token = self.ledger.add_refresh_token(grant, now);
            tokens["refresh_token"] = refresh_token.expose().into();
        }
        Ok(tokens)
    }
}

/// RFC 7636 section 4.6. A verifier without a challenge is refused too: somebody took the challenge away
/// (RFC 9700 section 4.8.2).
fn verify_proof_key(code: &Code, verifier: Option<&str>) -> Result<(), OAuthError> {
    let fits = match (&code.challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let digest = base64url::encode(&sha256(verifier.as_bytes()));
            jose::equal(digest.as_bytes(), challenge.as_bytes())
        }
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(OAuthError::invalid_grant(
            "code_verifier does not fit the authorization request",
        ))
    }
}

const fn refused(why: Unusable) -> OAuthError {
    OAuthError::invalid_grant(match why {
        Unusable::Unknown => "it is unknown, or was revoked",
        Unusable::Foreign => "it is another client's",
        Unusable::Reused => "it was used before; everything that came of it is revoked",
        Unusable::Expired => "its time is over",
    })
}
