//! Finds out who sends a request by a name and a password (RFC 7617).

mod credential;

use http::{HeaderValue, StatusCode, header};
use plugin::{Authentication, Exchange, Fault, Misconfigured, Plugin, Proven, Refusal, Services, Verdict};
use schema::Record;

use self::credential::Login;
pub use self::credential::{BASICAUTH_CREDENTIALS, BasicAuthCredential};
use crate::password::{Known, Passwords, Question};

/// Lets those pass who know a password.
pub struct BasicAuth {
    hides: bool,
    challenge: HeaderValue,
    authentication: Authentication,
    passwords: Passwords,
}

/// Options of the basic-auth plugin.
#[derive(Record)]
pub struct Config {
    /// The consumer, by id or username, that whoever shows no right password is taken for. Unset: they are refused.
    #[field()]
    pub anonymous: Option<String>,

    /// Whether the service does not get to see the password.
    #[field(default = false)]
    pub hide_credentials: bool,

    /// The realm that a refusal names.
    #[field(default = "service")]
    pub realm: String,
}

/// The name and the password that a request shows.
struct Shown {
    username: String,
    password: Vec<u8>,
}

/// What can be said of them at once.
enum Judged {
    /// That.
    Found(Result<Proven, Verdict>),
    /// First this must be worked out. Who it is if it is so; nobody if it is asked only so that nobody learns by the
    /// time it takes who is known here.
    Asks(Question, Option<Proven>),
}

impl Plugin for BasicAuth {
    const NAME: &'static str = "basic-auth";
    const SUMMARY: &'static str = "Finds out who sends a request by a name and a password (RFC 7617).";
    const PRIORITY: i32 = 1100;
    const IS_FOR_CONSUMERS: bool = false;
    const ENTITIES: &'static [model::Entity] = &[BASICAUTH_CREDENTIALS];
    type Config = Config;
    type Local = Known;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let challenge = crate::challenge::challenge("Basic", Some(&config.realm));
        let passwords = Passwords::of(services);
        Ok(Self {
            hides: config.hide_credentials,
            challenge: challenge.map_err(|()| {
                let remedy = "realm: cannot be put to use; write visible ASCII";
                Misconfigured::new("basic_auth.misconfigured", remedy.to_owned())
            })?,
            authentication: Authentication::or_anonymous(config.anonymous.as_deref()),
            passwords: passwords
                .map_err(|why| Misconfigured::because("basic_auth.misconfigured", "password", &why))?,
        })
    }

    fn at_once(&self, here: &Known, exchange: &mut Exchange) -> Option<Verdict> {
        if self.authentication.is_settled(exchange) {
            return Some(Verdict::Pass);
        }
        match self.judge(here, exchange) {
            Judged::Found(found) => self.conclude(exchange, found).ok(),
            Judged::Asks(..) => None,
        }
    }

    async fn access(&self, here: &Known, exchange: &mut Exchange) -> Result<Verdict, Fault> {
        let found = match self.judge(here, exchange) {
            Judged::Found(found) => found,
            Judged::Asks(question, meant) => {
                let fits = self.passwords.ask(question.clone()).await?;
                if fits && meant.is_some() {
                    here.note(&question);
                }
                meant.filter(|_| fits).ok_or_else(|| self.refusal())
            }
        };
        self.conclude(exchange, found)
    }
}

impl BasicAuth {
    fn conclude(&self, exchange: &mut Exchange, found: Result<Proven, Verdict>) -> Result<Verdict, Fault> {
        let hides = self.hides && Shown::by(exchange).is_some();
        let verdict = self.authentication.conclude(exchange, found)?;
        if hides && matches!(verdict, Verdict::Pass) {
            exchange.head.remove(&header::AUTHORIZATION);
        }
        Ok(verdict)
    }

    fn judge(&self, known: &Known, exchange: &Exchange) -> Judged {
        let Some(shown) = Shown::by(exchange) else {
            return Judged::Found(Err(self.refusal()));
        };
        let directory = &exchange.directory;
        let (kind, workspace) = (BASICAUTH_CREDENTIALS.name, exchange.workspace());
        let held: Option<&Login> = directory.held(kind, "username", workspace, &shown.username);
        let found = held.and_then(|login| {
            let consumer = directory.consumer(login.consumer)?.clone();
            let credential = login.credential.clone();
            Some((login, Proven { consumer, credential }))
        });
        let Some((login, proven)) = found else {
            let decoy = self.passwords.decoy(&shown.username, &shown.password);
            return Judged::Asks(decoy, None);
        };
        if login.proof.is_quick() && login.proof.fits(&shown.password, login.consumer) {
            return Judged::Found(Ok(proven));
        }
        if login.proof.is_quick() {
            let decoy = self.passwords.decoy(&shown.username, &shown.password);
            return Judged::Asks(decoy, None);
        }
        let question = self
            .passwords
            .question(&login.proof, login.consumer, &shown.password);
        match known.has(&question) {
            true => Judged::Found(Ok(proven)),
            false => Judged::Asks(question, Some(proven)),
        }
    }

    fn refusal(&self) -> Verdict {
        let refusal = Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized");
        Verdict::refuse(refusal.with(header::WWW_AUTHENTICATE, self.challenge.clone()))
    }
}

impl Shown {
    /// The credentials of a request that shows one pair of them, in the only place: RFC 7617 2.
    fn by(exchange: &Exchange) -> Option<Self> {
        let mut lines = exchange.head.all(&header::AUTHORIZATION);
        let line = lines.next()?.to_str().ok()?;
        if lines.next().is_some() {
            return None;
        }
        let (scheme, pair) = line.trim_start().split_once(' ')?;
        let pair = scheme.eq_ignore_ascii_case("basic").then(|| pair.trim())?;
        let pair = base64_simd::forgiving_decode_to_vec(pair.as_bytes()).ok()?;
        let colon = pair.iter().position(|byte| *byte == b':')?;
        let username = String::from_utf8(pair[..colon].to_vec()).ok()?;
        (!username.is_empty()).then(|| Self {
            username,
            password: pair[colon + 1..].to_vec(),
        })
    }
}
