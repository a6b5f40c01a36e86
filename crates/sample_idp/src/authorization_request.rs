//! The authorization request (RFC 6749 section 4.1.1, OpenID Connect Core 3.1.2.1, RFC 7636 section 4.3).

use std::time::Duration;

use jose::base64url;

use crate::Client;
use crate::oauth_error::OAuthError;
use crate::request::Parameters;
use crate::scope::Scope;

/// What a client asks for.
pub(crate) struct AuthorizationRequest {
    pub(crate) way_back: WayBack,
    pub(crate) scope: Scope,
    /// What comes beside the code.
    pub(crate) beside: Beside,
    pub(crate) nonce: Option<String>,
    /// The S256 challenge.
    pub(crate) challenge: Option<String>,
    pub(crate) prompt: Prompt,
    /// How old the login may be.
    pub(crate) max_age: Option<Duration>,
}

/// What comes with the browser beside the code (OpenID Connect Core 3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) id_token: bool,
    pub(crate) token: bool,
}

impl Beside {
    /// The values of `response_type` there are.
    pub(crate) const SUPPORTED: [&str; 4] = ["code", "code id_token", "code token", "code id_token token"];

    fn read(response_type: &str) -> Option<Self> {
        let words: Vec<&str> = response_type.split(' ').collect();
        let is_known = |word: &&str| ["code", "id_token", "token"].contains(word);
        let has = |word| words.contains(&word);
        (words.iter().all(is_known) && has("code")).then(|| Self {
            id_token: has("id_token"),
            token: has("token"),
        })
    }
}

/// Where the answer goes: an address that this client has registered.
#[derive(Clone)]
pub(crate) struct WayBack {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) mode: ResponseMode,
}

/// How the answer travels (OAuth 2.0 Multiple Response Type Encoding Practices section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    /// In the query of a redirect.
    Query,
    /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// The names of those there are.
    pub(crate) const SUPPORTED: [&str; 2] = ["query", "form_post"];

    fn read(name: &str) -> Option<Self> {
        match name {
            "query" => Some(Self::Query),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}

/// Whether the person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// If nobody is signed in.
    WhenNeeded,
    /// In any case: `login` or `select_account`.
    Always,
    /// In no case: `none`.
    Never,
}

/// Why a request is refused.
pub(crate) enum Refusal {
    /// Nobody knows who asks or where the answer may go: the person is told, and sent nowhere
    /// (RFC 6749 section 4.1.2.1).
    Here(&'static str),
    /// The client is told.
    There(WayBack, OAuthError),
}

/// Reads a request.
pub(crate) fn read(parameters: &Parameters, clients: &[Client]) -> Result<AuthorizationRequest, Refusal> {
    let (client, way_back) = find_way_back(parameters, clients)?;
    match read_wishes(parameters, client, &way_back) {
        Ok(request) => Ok(request),
        Err(error) => Err(Refusal::There(way_back, error)),
    }
}

fn find_way_back<'a>(
    parameters: &Parameters,
    clients: &'a [Client],
) -> Result<(&'a Client, WayBack), Refusal> {
    let id = parameters.only("client_id");
    let client = clients.iter().find(|client| Some(client.id.as_str()) == id);
    let client = client.ok_or(Refusal::Here(
        "The application that sent you is not registered here (client_id).",
    ))?;
    let asked = parameters.only("redirect_uri");
    // Compared as text: RFC 9700 section 4.1.3.
    let registered = client
        .redirect_uris
        .iter()
        .find(|uri| Some(uri.as_str()) == asked);
    let registered = registered.ok_or(Refusal::Here(
        "The application that sent you has not registered the address it wants you back at (redirect_uri).",
    ))?;
    let way_back = WayBack {
        client_id: client.id.clone(),
        redirect_uri: registered.clone(),
        state: parameters.only("state").map(str::to_owned),
        // A mode that does not exist is refused in the query, the default of `code`.
        mode: parameters
            .only("response_mode")
            .and_then(ResponseMode::read)
            .unwrap_or(ResponseMode::Query),
    };
    Ok((client, way_back))
}

fn read_wishes(
    parameters: &Parameters,
    client: &Client,
    way_back: &WayBack,
) -> Result<AuthorizationRequest, OAuthError> {
    let beside = refuse_unsupported(parameters, way_back.mode)?;
    let max_age = parameters.find("max_age").map(str::parse).transpose();
    let max_age = max_age.map_err(|_| OAuthError::invalid_request("max_age is not a number of seconds"))?;
    Ok(AuthorizationRequest {
        way_back: way_back.clone(),
        scope: Scope::read(parameters.find("scope").unwrap_or_default()),
        beside,
        nonce: parameters.find("nonce").map(str::to_owned),
        challenge: read_challenge(parameters, client)?,
        prompt: read_prompt(parameters)?,
        max_age: max_age.map(Duration::from_secs),
    })
}

fn refuse_unsupported(parameters: &Parameters, mode: ResponseMode) -> Result<Beside, OAuthError> {
    if parameters.repeats() {
        return Err(OAuthError::invalid_request("a parameter stands twice"));
    }
    let refused = |error, description| Err(OAuthError { error, description });
    if parameters
        .find("response_mode")
        .is_some_and(|mode| ResponseMode::read(mode).is_none())
    {
        return Err(OAuthError::invalid_request(
            "the only values of response_mode here are query and form_post",
        ));
    }
    let beside = match parameters.find("response_type").map(Beside::read) {
        None => return Err(OAuthError::invalid_request("response_type is missing")),
        // Tokens have no business in a query (RFC 9700 section 2.1.2).
        Some(Some(beside)) if beside == Beside::default() || mode == ResponseMode::FormPost => beside,
        Some(_) => {
            return refused(
                "unsupported_response_type",
                "the only response_type here is code; with form_post, id_token and token beside it",
            );
        }
    };
    if parameters.find("request").is_some() {
        return refused("request_not_supported", "request objects are not supported");
    }
    if parameters.find("request_uri").is_some() {
        return refused("request_uri_not_supported", "request objects are not supported");
    }
    Ok(beside)
}

fn read_challenge(parameters: &Parameters, client: &Client) -> Result<Option<String>, OAuthError> {
    let method = parameters.find("code_challenge_method");
    let Some(challenge) = parameters.find("code_challenge") else {
        if client.is_public() {
            return Err(OAuthError::invalid_request("a public client must use PKCE"));
        }
        return match method {
            None => Ok(None),
            Some(_) => Err(OAuthError::invalid_request("code_challenge is missing")),
        };
    };
    // Without a method the challenge is the verifier itself (RFC 7636 section 4.3), which protects nothing.
    if method != Some("S256") {
        return Err(OAuthError::invalid_request(
            "the only code_challenge_method here is S256",
        ));
    }
    if base64url::decode(challenge).is_ok_and(|digest| digest.len() == 32) {
        Ok(Some(challenge.to_owned()))
    } else {
        Err(OAuthError::invalid_request(
            "code_challenge is no SHA-256 digest in base64url",
        ))
    }
}

fn read_prompt(parameters: &Parameters) -> Result<Prompt, OAuthError> {
    let words: Vec<&str> = parameters.find("prompt").unwrap_or_default().split(' ').collect();
    if words.contains(&"none") {
        return if words.len() == 1 {
            Ok(Prompt::Never)
        } else {
            Err(OAuthError::invalid_request("prompt=none stands alone"))
        };
    }
    let asks = words.contains(&"login") || words.contains(&"select_account");
    Ok(if asks { Prompt::Always } else { Prompt::WhenNeeded })
}
