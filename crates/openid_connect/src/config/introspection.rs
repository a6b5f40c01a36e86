//! How the provider is asked what an access token is worth (RFC 7662).

use std::time::Duration;

use oidc::{Activity, AnswerForm, AnswerRules, AnswerToken, Introspected, IntrospectionRules};
use schema::{Choice, Record, Secret, Url};

use super::{Arguments, ClientAuthentication};

/// Options of introspection.
#[derive(Record)]
pub(crate) struct Introspection {
    /// Whether tokens that can be verified here are introspected as well, so that revoked ones are found.
    #[field(default = false)]
    pub(crate) introspect_jwt_tokens: bool,

    /// Where tokens are introspected. Null asks discovery.
    #[field(referenceable)]
    pub(crate) introspection_endpoint: Option<Url>,

    /// The same for clients that prove themselves with a certificate. Null asks discovery.
    #[field()]
    pub(crate) mtls_introspection_endpoint: Option<Url>,

    /// How the client proves there who it is. Null does as elsewhere.
    #[field()]
    pub(crate) introspection_endpoint_auth_method: Option<ClientAuthentication>,

    /// What the provider is told about the sort of token.
    #[field(default = "access_token")]
    pub(crate) introspection_hint: Option<String>,

    /// Whether an answer must say that the token is active. Without, tokens pass that were revoked or never were.
    #[field(default = true)]
    pub(crate) introspection_check_active: bool,

    /// The form of answer to ask for. Where that is a signed token, what is not signed is not believed.
    #[field(default = IntrospectionForm::Json)]
    pub(crate) introspection_accept: IntrospectionForm,

    /// The parameter that carries the token.
    #[field(default = "token")]
    pub(crate) introspection_token_param_name: Option<String>,

    /// More headers, also in the place of the client's own `Authorization`: their names. Each belongs to the value in the same place.
    #[field()]
    pub(crate) introspection_headers_names: Option<Vec<String>>,

    /// More headers: their values, in the order of the names.
    #[field(encrypted, referenceable)]
    pub(crate) introspection_headers_values: Option<Vec<Secret>>,

    /// More headers: the names of those that are taken over from the client's request.
    #[field()]
    pub(crate) introspection_headers_client: Option<Vec<String>>,

    /// More parameters of the form.
    #[flatten = "introspection_post_args_"]
    pub(crate) post_args: Arguments,

    /// The names of the client's headers that become parameters of the form.
    #[field()]
    pub(crate) introspection_post_args_client_headers: Option<Vec<String>>,
}

impl Introspection {
    /// The headers that are added: each name with its value.
    pub(crate) fn header_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.introspection_headers_names.iter().flatten();
        let values = self.introspection_headers_values.iter().flatten();
        names.map(String::as_str).zip(values.map(Secret::expose))
    }

    /// The names of the headers that a client may say.
    pub(crate) fn client_headers(&self) -> &[String] {
        self.introspection_headers_client.as_deref().unwrap_or_default()
    }

    /// The names of the headers of a client that become parameters.
    pub(crate) fn client_headers_as_arguments(&self) -> &[String] {
        let names = self.introspection_post_args_client_headers.as_deref();
        names.unwrap_or_default()
    }

    /// The form of answer to ask for, unless it is the usual one.
    pub(crate) const fn accept(&self) -> Option<&'static str> {
        match self.introspection_accept {
            IntrospectionForm::Json => None,
            IntrospectionForm::IntrospectionJwt => Some("application/token-introspection+jwt"),
            IntrospectionForm::Jwt => Some("application/jwt"),
        }
    }

    /// How the provider is asked; its answers are remembered for so long, and this becomes of those that are signed.
    pub(crate) fn rules(&self, remembered: Option<Duration>, token: AnswerToken) -> IntrospectionRules {
        let named = |name: &Option<String>| name.clone().filter(|name| !name.is_empty());
        IntrospectionRules {
            tokens: match self.introspect_jwt_tokens {
                true => Introspected::All,
                false => Introspected::Unverifiable,
            },
            hint: named(&self.introspection_hint),
            parameter: named(&self.introspection_token_param_name).unwrap_or_else(|| "token".to_owned()),
            activity: match self.introspection_check_active {
                true => Activity::Demanded,
                false => Activity::NotLookedAt,
            },
            remembered,
            answer: AnswerRules {
                form: match self.introspection_accept {
                    IntrospectionForm::Json => AnswerForm::Json,
                    IntrospectionForm::IntrospectionJwt => AnswerForm::SignedAndNamed,
                    IntrospectionForm::Jwt => AnswerForm::Signed,
                },
                token,
            },
        }
    }
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
