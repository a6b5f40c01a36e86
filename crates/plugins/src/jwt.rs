//! Finds out who sends a request by a token that a consumer has signed (RFC 7519).

mod config;
mod credential;
mod shown;
mod trusted;

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use plugin::{
    Answer, Authentication, Credential, Exchange, Fault, Misconfigured, Plugin, Proven, Services, Verdict,
};
use ports::Clock;
use std::sync::Arc;

use self::config::Checked;
use self::config::Config;
pub use self::credential::{JWT_SECRETS, JwtSecret};
use self::credential::{Material, Signer};
use self::shown::Shown;
use self::trusted::Trusted;
use self::trusted::{Read, Wrong};

/// Lets those pass who show a token of a consumer.
pub struct Jwt {
    arguments: Vec<String>,
    cookies: Vec<String>,
    headers: Vec<HeaderName>,
    key_claim: String,
    is_base64: bool,
    checked: Vec<Checked>,
    /// The longest that a token may still be good, in seconds; zero says nothing.
    longest: f64,
    asks_preflights: bool,
    /// What is asked for where nothing is shown, and where something wrong is.
    challenges: [HeaderValue; 2],
    authentication: Authentication,
    clock: Arc<dyn Clock>,
}

impl Plugin for Jwt {
    const NAME: &'static str = "jwt";
    const SUMMARY: &'static str =
        "Finds out who sends a request by a token that a consumer has signed (RFC 7519).";
    const PRIORITY: i32 = 1450;
    const IS_FOR_CONSUMERS: bool = false;
    const ENTITIES: &'static [model::Entity] = &[JWT_SECRETS];
    type Config = Config;
    type Local = Trusted;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let asked = |realm: Option<&str>| crate::challenge::challenge("Bearer", realm);
        let nothing = asked(config.realm.as_deref());
        let nothing = nothing.map_err(|()| misconfigured("realm", "write visible ASCII"))?;
        let comma = if config.realm.is_some() { "," } else { "" };
        let wrong = [nothing.as_bytes(), comma.as_bytes(), b" error=\"invalid_token\""].concat();
        let wrong = HeaderValue::from_bytes(&wrong);
        let headers = config.header_names.iter().flatten().map(|name| {
            HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| misconfigured("header_names", "write names of headers, such as authorization"))
        });
        Ok(Self {
            headers: headers.collect::<Result<_, _>>()?,
            challenges: [
                nothing,
                wrong.map_err(|_| misconfigured("realm", "write visible ASCII"))?,
            ],
            arguments: config.uri_param_names.unwrap_or_default(),
            cookies: config.cookie_names.unwrap_or_default(),
            key_claim: config.key_claim_name.unwrap_or_else(|| "iss".to_owned()),
            is_base64: config.secret_is_base64,
            checked: config.claims_to_verify.unwrap_or_default(),
            longest: config.maximum_expiration.unwrap_or_default(),
            asks_preflights: config.run_on_preflight,
            authentication: Authentication::or_anonymous(config.anonymous.as_deref()),
            clock: Arc::clone(&services.clock),
        })
    }

    fn proofs(&self) -> Vec<String> {
        let headers = self.headers.iter().map(|name| name.as_str());
        let shown = self.arguments.iter().map(String::as_str).chain(headers);
        shown.map(str::to_ascii_lowercase).collect()
    }

    fn at_once(&self, here: &Trusted, exchange: &mut Exchange) -> Option<Verdict> {
        self.conclude(here, exchange).ok()
    }

    /// What `at_once` could not decide is an accident.
    async fn access(&self, here: &Trusted, exchange: &mut Exchange) -> Result<Verdict, Fault> {
        self.conclude(here, exchange)
    }
}

impl Jwt {
    fn conclude(&self, here: &Trusted, exchange: &mut Exchange) -> Result<Verdict, Fault> {
        let is_spared = !self.asks_preflights && exchange.received.method == Method::OPTIONS;
        if is_spared || self.authentication.is_settled(exchange) {
            return Ok(Verdict::Pass);
        }
        let found = self.judge(here, exchange);
        self.authentication.conclude(exchange, found)
    }

    fn judge(&self, here: &Trusted, exchange: &Exchange) -> Result<Proven, Verdict> {
        let token = match Shown::by(exchange, &self.arguments, &self.cookies, &self.headers) {
            Shown::Nothing => return Err(self.refuse(&self.challenges[0], "Unauthorized")),
            Shown::Several => return Err(self.wrong("Multiple tokens provided")),
            Shown::One(token) => token,
        };
        let read = here.read(&token, &self.key_claim).map_err(|wrong| {
            self.wrong(match wrong {
                Wrong::Json => "Bad token; invalid JSON",
                Wrong::Algorithm => "Bad token; invalid alg",
                Wrong::Claims => "Bad token; invalid claims",
                Wrong::Signature => "Bad token; invalid signature",
            })
        })?;
        let claim = &self.key_claim;
        let key = match read.key.as_deref() {
            None => return Err(self.wrong(&format!("No mandatory '{claim}' in claims"))),
            Some("") => return Err(self.wrong(&format!("Invalid '{claim}' in claims"))),
            Some(key) => key,
        };
        let directory = &exchange.directory;
        let held: Option<&Signer> = directory.held(JWT_SECRETS.name, "key", exchange.workspace(), key);
        let found = held.and_then(|signer| Some((signer, directory.consumer(signer.consumer)?)));
        let Some((signer, consumer)) = found else {
            return Err(self.wrong(&format!("No credentials found for given '{claim}'")));
        };
        self.believe(here, &token, &read, signer)?;
        self.timely(&read)?;
        Ok(Proven {
            consumer: Arc::clone(consumer),
            credential: Credential {
                id: key.into(),
                entity: Some(signer.id),
            },
        })
    }

    /// That the token is signed with what the credential holds.
    fn believe(&self, here: &Trusted, token: &str, read: &Read, signer: &Signer) -> Result<(), Verdict> {
        if read.algorithm != signer.algorithm {
            return Err(self.wrong("Invalid algorithm"));
        }
        let believed = match &signer.material {
            Material::Secret(secret) => {
                let secret = secret.expose();
                let decoded = self.is_base64.then(|| base64(secret)).flatten();
                let secret = match (&decoded, self.is_base64) {
                    (Some(decoded), _) => decoded.as_slice(),
                    (None, true) => return Err(self.wrong("Invalid key/secret")),
                    (None, false) => secret.as_bytes(),
                };
                jose::verify_hmac_by_short_secret(token, secret, signer.algorithm)
            }
            Material::Key(_, print) if read.is_trusted_by(print) => return Ok(()),
            Material::Key(key, print) => {
                let believed = jose::verify_by(token, key, signer.algorithm);
                if believed.is_ok() {
                    here.trust(token, read, *print);
                }
                believed
            }
            Material::None => return Err(self.wrong("Invalid key/secret")),
        };
        match believed {
            Ok(_) => Ok(()),
            Err(jose::JwsError::SecretTooShort { .. } | jose::JwsError::NotAccepted { .. }) => {
                Err(self.wrong("Invalid key/secret"))
            }
            Err(_) => Err(self.wrong("Invalid signature")),
        }
    }

    /// That it is good now. Kong tells what is wrong of each claim.
    fn timely(&self, read: &Read) -> Result<(), Verdict> {
        let now = self.clock.now().millis() as f64 / 1000.0;
        let mut wrong = serde_json::Map::new();
        for checked in &self.checked {
            let (name, claim) = match checked {
                Checked::Exp => ("exp", read.exp),
                Checked::Nbf => ("nbf", read.nbf),
            };
            let why = match (checked, claim) {
                (_, None) => "must be a number",
                (Checked::Exp, Some(exp)) if exp <= now => "token expired",
                (Checked::Nbf, Some(nbf)) if nbf > now => "token not valid yet",
                _ => continue,
            };
            wrong.insert(name.to_owned(), why.into());
        }
        let is_long = |exp: f64| exp - now > self.longest;
        if wrong.is_empty() && self.longest > 0.0 && read.exp.is_none_or(is_long) {
            wrong.insert("exp".to_owned(), "exceeds maximum allowed expiration".into());
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(self.answer(&self.challenges[1], serde_json::Value::Object(wrong).to_string())),
        }
    }

    fn wrong(&self, message: &str) -> Verdict {
        self.refuse(&self.challenges[1], message)
    }

    fn refuse(&self, challenge: &HeaderValue, message: &str) -> Verdict {
        self.answer(challenge, serde_json::json!({ "message": message }).to_string())
    }

    fn answer(&self, challenge: &HeaderValue, body: String) -> Verdict {
        let mut answer = Answer::with_body(StatusCode::UNAUTHORIZED, "application/json; charset=utf-8", body);
        answer.head.set(header::WWW_AUTHENTICATE, challenge.clone());
        Verdict::Reply(Box::new(answer))
    }
}

/// A secret in base64, with either of its alphabets and with or without padding, as Kong reads it.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

fn misconfigured(option: &str, remedy: &str) -> Misconfigured {
    Misconfigured::new(
        "jwt.misconfigured",
        format!("{option}: cannot be put to use; {remedy}"),
    )
}
