//! Options of the jwt plugin.

use schema::{Choice, Members, Record, Value, Violation, Violations};

/// Options of the jwt plugin.
#[derive(Record)]
#[record(rule(bound_needs_expiry))]
pub struct Config {
    /// Under which names a token is looked for in the query.
    #[field(default = ["jwt"], set)]
    pub uri_param_names: Option<Vec<String>>,

    /// Under which names a token is looked for among the cookies.
    #[field(default = [""; 0], set)]
    pub cookie_names: Option<Vec<String>>,

    /// The claim, or the member of the token's header, that holds the key of a credential.
    #[field(default = "iss")]
    pub key_claim_name: Option<String>,

    /// Whether secrets are written in base64.
    #[field(default = false)]
    pub secret_is_base64: bool,

    /// The claims that say when a token is good, and that must be there.
    #[field(set)]
    pub claims_to_verify: Option<Vec<Checked>>,

    /// The consumer, by id or username, that whoever shows no good token is taken for. Unset: they are refused.
    #[field()]
    pub anonymous: Option<String>,

    /// Whether the question of a browser before a request of another origin must show a token too.
    #[field(default = true)]
    pub run_on_preflight: bool,

    /// Seconds that a token may still be good at most. Zero: any.
    #[field(default = 0, between(0, 31_536_000))]
    pub maximum_expiration: Option<f64>,

    /// Which headers a token is looked for in, behind `Bearer`.
    #[field(default = ["authorization"], set)]
    pub header_names: Option<Vec<String>>,

    /// The realm that a refusal names.
    #[field()]
    pub realm: Option<String>,
}

/// A claim that says when a token is good.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Until when: RFC 7519 4.1.4.
    #[choice("exp")]
    Exp,
    /// From when on: RFC 7519 4.1.5.
    #[choice("nbf")]
    Nbf,
}

/// How long a token is good says only the claim that is looked at.
fn bound_needs_expiry(config: &Members<'_>, found: &mut Violations) {
    let is_bounded = config
        .value("maximum_expiration")
        .and_then(Value::as_f64)
        .is_some_and(|most| most > 0.0);
    let checked = config.value("claims_to_verify").and_then(Value::as_array);
    let is_checked = checked.is_some_and(|checked| checked.iter().any(|claim| claim == "exp"));
    if is_bounded && !is_checked {
        found.add_at(
            "claims_to_verify",
            Violation::Own {
                code: "jwt.unbounded",
                text: "expected to contain: exp".to_owned(),
                remedy: "add exp, or leave out maximum_expiration".to_owned(),
            },
        );
    }
}
