//! Options of the oauth2 plugin.

use schema::{Choice, HeaderName, Members, Record, Seconds, Value, Violation, Violations};

/// Options of the oauth2 plugin.
#[derive(Record)]
#[record(rule(scopes_where_one_is_needed), rule(some_grant))]
pub struct Config {
    /// The scopes that may be asked for. Unset: none, and whatever is asked for is left out.
    #[field()]
    pub scopes: Option<Vec<String>>,

    /// Whether some scope must be asked for.
    #[field(default = false)]
    pub mandatory_scope: bool,

    /// What the page shows on which people agree: whoever knows it can name any user. Made up by the Admin API if it is
    /// not said.
    #[field(auto, encrypted)]
    pub provision_key: Option<String>,

    /// Seconds for which an access token is good. Zero: for ever, and there are no refresh tokens.
    #[field(default = 7200)]
    pub token_expiration: Seconds,

    /// Whether clients may get a code (RFC 6749 4.1).
    #[field(default = false)]
    pub enable_authorization_code: bool,

    /// Whether clients may get a token in the fragment of their redirect URI (RFC 6749 4.2).
    #[field(default = false)]
    pub enable_implicit_grant: bool,

    /// Whether clients may get a token for themselves (RFC 6749 4.4).
    #[field(default = false)]
    pub enable_client_credentials: bool,

    /// Whether whoever knows the provision key may get a token for a user whose password was shown (RFC 6749 4.3).
    #[field(default = false)]
    pub enable_password_grant: bool,

    /// Whether the service does not get to see the token.
    #[field(default = false)]
    pub hide_credentials: bool,

    /// Whether codes and tokens are also given where a trusted proxy says that it was asked over TLS.
    #[field(default = false)]
    pub accept_http_if_already_terminated: bool,

    /// The consumer, by id or username, that whoever shows no good token is taken for. Unset: they are refused.
    #[field()]
    pub anonymous: Option<String>,

    /// Whether tokens are good for all services where this is so, and not only for the one where they were given.
    #[field(default = false)]
    pub global_credentials: bool,

    /// The header with the token, and with the credentials of a client.
    #[field(default = "authorization")]
    pub auth_header_name: Option<HeaderName>,

    /// Seconds for which a refresh token is good, and the access token beside it at most. Zero: for ever.
    #[field(default = 1_209_600, between(0, 100_000_000))]
    pub refresh_token_ttl: Seconds,

    /// Whether a refresh token stays good when it is used, instead of being replaced.
    #[field(default = false)]
    pub reuse_refresh_token: bool,

    /// Who must show that a code was given to nobody else (RFC 7636).
    #[field(default = Pkce::Lax)]
    pub pkce: Option<Pkce>,

    /// The realm that a refusal names.
    #[field()]
    pub realm: Option<String>,
}

/// Who must show that a code was given to nobody else (RFC 7636). Whoever has begun with it must always end with it.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pkce {
    /// Nobody.
    #[choice("none")]
    NotDemanded,
    /// Public clients.
    #[choice("lax")]
    Lax,
    /// All clients.
    #[choice("strict")]
    Strict,
}

/// Kong asks for it in these words.
fn scopes_where_one_is_needed(config: &Members<'_>, found: &mut Violations) {
    let is_mandatory = config.value("mandatory_scope") == Some(&Value::Bool(true));
    if is_mandatory && config.value("scopes").is_none() {
        let about = "the scopes that may be asked for";
        found.add_at("scopes", Violation::Required { about });
        let by = "mandatory_scope".to_owned();
        found.add_rule(Violation::Conditional { by });
    }
}

fn some_grant(config: &Members<'_>, found: &mut Violations) {
    const GRANTS: [&str; 4] = [
        "enable_authorization_code",
        "enable_implicit_grant",
        "enable_client_credentials",
        "enable_password_grant",
    ];
    let is_enabled = |name: &&'static str| config.value(name) == Some(&Value::Bool(true));
    if !GRANTS.iter().any(is_enabled) {
        found.add(Violation::Own {
            code: "oauth2.no_grant",
            text: format!("at least one of these fields must be true: {}", GRANTS.join(", ")),
            remedy: "let one of them be true: otherwise nobody ever gets a token".to_owned(),
        });
    }
}
