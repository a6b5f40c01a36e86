//! How the provider is asked what an access token is worth (RFC 7662).

use schema::{Choice, Record, Secret, Url};

use super::{Arguments, ClientAuthentication};

/// Options of introspection.
#[derive(Record)]
pub(crate) struct Introspection {
    /// Whether tokens that can be verified here are introspected as well, so that revoked ones are found.
    #[field(default = false, refused)]
    pub(crate) introspect_jwt_tokens: bool,

    /// Where tokens are introspected. Null asks discovery.
    #[field(inert, referenceable)]
    pub(crate) introspection_endpoint: Option<Url>,

    /// The same for clients that prove themselves with a certificate. Null asks discovery.
    #[field(refused)]
    pub(crate) mtls_introspection_endpoint: Option<Url>,

    /// How the client proves there who it is. Null does as elsewhere.
    #[field(refused)]
    pub(crate) introspection_endpoint_auth_method: Option<ClientAuthentication>,

    /// What the provider is told about the sort of token.
    #[field(default = "access_token", inert)]
    pub(crate) introspection_hint: Option<String>,

    /// Whether an answer must say that the token is active.
    #[field(default = true, inert)]
    pub(crate) introspection_check_active: bool,

    /// The form of answer to ask for.
    #[field(default = IntrospectionForm::Json, inert)]
    pub(crate) introspection_accept: IntrospectionForm,

    /// The parameter that carries the token.
    #[field(default = "token", inert)]
    pub(crate) introspection_token_param_name: Option<String>,

    /// More headers: their names. Each belongs to the value in the same place.
    #[field(inert)]
    pub(crate) introspection_headers_names: Option<Vec<String>>,

    /// More headers: their values, in the order of the names.
    #[field(inert, encrypted, referenceable)]
    pub(crate) introspection_headers_values: Option<Vec<Secret>>,

    /// More headers: the names of those that are taken over from the client's request.
    #[field(inert)]
    pub(crate) introspection_headers_client: Option<Vec<String>>,

    /// More parameters of the form.
    #[flatten = "introspection_post_args_"]
    #[record(inert)]
    pub(crate) post_args: Arguments,

    /// The names of the client's headers that become parameters of the form.
    #[field(inert)]
    pub(crate) introspection_post_args_client_headers: Option<Vec<String>>,
}

/// The form of an answer of the introspection endpoint.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IntrospectionForm {
    /// JSON.
    #[choice("application/json")]
    Json,
    /// A signed token, as RFC 9701 has it.
    #[choice("application/token-introspection+jwt")]
    IntrospectionJwt,
    /// A signed token, as earlier drafts had it.
    #[choice("application/jwt")]
    Jwt,
}
