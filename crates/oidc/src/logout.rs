//! The end of a session: what ends it, and what the provider is told (RP-Initiated Logout 1.0, RFC 7009).

use jose::Secret;

use crate::client_auth::At;
use crate::{Approach, Client, Glance, HttpCall, Metadata, Presented, Session};

/// What ends a session.
#[derive(Clone, Debug, Default)]
pub struct LogoutRules {
    /// How such a request must come.
    pub approaches: Vec<Approach>,
    /// How its path ends.
    pub suffix: Option<String>,
    /// An argument that its query has.
    pub query_argument: Option<String>,
    /// An argument that its form has.
    pub form_argument: Option<String>,
    /// Where the browser goes then: through the provider, if it ends sessions too.
    pub to: Option<String>,
    /// Tokens that the provider is told to forget.
    pub revoked: Vec<TokenKind>,
    /// The parameter that carries them.
    pub token_parameter: String,
}

/// A token that can be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The access token.
    Access,
    /// The refresh token.
    Refresh,
}

impl LogoutRules {
    /// Whether this request ends a session. The path is judged without its query, in its canonical form.
    pub(crate) fn are_met_by(&self, presented: &Presented<'_>) -> bool {
        let has = |text: Option<&str>, name: &Option<String>| {
            let (Some(text), Some(name)) = (text, name) else {
                return false;
            };
            form_urlencoded::parse(text.as_bytes()).any(|(found, _)| found == name.as_str())
        };
        self.approaches.contains(&presented.approach)
            && (self
                .suffix
                .as_deref()
                .is_some_and(|suffix| presented.path.ends_with(suffix))
                || has(presented.query, &self.query_argument)
                || has(presented.form, &self.form_argument))
    }

    /// Whether a request may end a session, so that it is worth the longer look.
    pub(crate) fn may_be_met_by(&self, glance: Glance<'_>) -> bool {
        self.suffix
            .as_deref()
            .is_some_and(|suffix| glance.path.ends_with(suffix))
            || (self.query_argument.is_some() && glance.query.is_some())
            || (self.form_argument.is_some() && glance.is_post)
    }

    /// Where the browser goes: to the provider, which ends its own session and may send it on;
    /// without one, straight to where it would be sent.
    pub(crate) fn destination(
        &self,
        client: &Client,
        metadata: Option<&Metadata>,
        session: Option<&Session>,
    ) -> Option<Secret> {
        let Some(endpoint) = metadata.and_then(Metadata::end_session_endpoint) else {
            return self.to.clone().map(Secret::from);
        };
        let mut url = endpoint.clone();
        let mut query = url.query_pairs_mut();
        if let Some(id_token) = session.and_then(|session| session.id_token.as_ref()) {
            query.append_pair("id_token_hint", id_token.expose());
        }
        query.append_pair("client_id", &client.id);
        if let Some(to) = &self.to {
            query.append_pair("post_logout_redirect_uri", to);
        }
        drop(query);
        Some(Secret::new(url.as_str()))
    }

    /// The calls that have the provider forget the tokens of a session, each by its own name (RFC 7009 section 2.1).
    pub(crate) fn revocations(
        &self,
        client: &Client,
        metadata: Option<&Metadata>,
        session: Option<&Session>,
    ) -> Vec<(TokenKind, HttpCall)> {
        let (Some(metadata), Some(session)) = (metadata, session) else {
            return Vec::new();
        };
        let Some(endpoint) = metadata.revocation_endpoint() else {
            return Vec::new();
        };
        let call = |kind: &TokenKind| {
            let (token, hint) = match kind {
                TokenKind::Access => (Some(&session.access_token), "access_token"),
                TokenKind::Refresh => (session.refresh_token.as_ref(), "refresh_token"),
            };
            let form = vec![
                (self.token_parameter.clone().into(), token?.clone()),
                ("token_type_hint".into(), Secret::new(hint)),
            ];
            let mut call = HttpCall::post(endpoint, form);
            client.prove(At::Revocation, metadata, &mut call);
            Some((*kind, call))
        };
        self.revoked.iter().filter_map(call).collect()
    }
}
