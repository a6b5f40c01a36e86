//! From a script of what happens to a transcript of what the flow made of it. Clock and dice are fixed:
//! it is 10,000 seconds after 1970, and the throws are S1 N1 V1, then S2 N2 V2, and so on.
//!
//! | a line of a script | means |
//! |---|---|
//! | `# Some words.` | they stand in the transcript |
//! | `GET /path?query` | the browser asks, and shows what it keeps |
//! | `POST /path code=C1&state=S1` | the browser posts this form |
//! | `POST /path code=C1&state=S1 access_token=F1 with key=k1 sub=ada …` | and with it these tokens |
//! | `FETCH /path` | a script asks, and says that it is one |
//! | `BRING /path key=k1 sub=bot`, `BRING /path malformed` | a program brings an access token |
//! | `OFFER /path basic=ada:pw`, `refresh=R1`, `client=cron:S query`, `several` | a program brings credentials |
//! | `BESIDE key=k1 sub=bot` | it will bring this ID token as well |
//! | `SHOW s1`, `SHOW nothing` | from now on it shows this beside a JWT |
//! | `token 200 key=k1 sub=ada …`, `token 200 encrypted`, `token 200 forged …`, `token timeout`, `token made-before` | the token endpoint replies, or not |
//! | `userinfo 200 sub=ada`, `introspection 200 active=true`, `revocation 503` | so do the other endpoints |
//! | `userinfo 200 signed=k1 sub=ada`, `userinfo 200 encrypted` | and say it in a token |
//! | `own good scope=orders client_id=cron`, `own not-ours`, `own not-good` | so much is known here of a token |
//! | `keys k1 k2` | the search for keys found these |
//! | `decrypted key=k1 sub=ada …`, `decrypted not`, `decrypted timeout` | what was encrypted holds this token, or cannot be read, or not now |
//! | `wait 60` | seconds go by |
//! | `browser loses the logins`, `browser damages the logins` | its cookie is gone, or unreadable |
//! | `browser loses the session` | so is this one |
//! | `sessions cannot be looked up` | their store is away |
//! | `provider known`, `stale`, `absent`, `promises iss`, `offers plain` | how well it is known, what it says of itself |
//! | `rule redirect`, `rule callback=/a`, `rule logins=2`, … | other rules than the usual ones |

mod rules;
mod told;

use std::fmt::Write;
use std::time::Duration;

use jose::Secret;
use oidc::{
    Approach, Asked, Believed, Brought, Call, CallReply, Channel, ClaimPath, Credentials, Demand, Flow,
    Follows, Forward, Found, Glance, HttpCall, Opened, Outcome, Pair, PendingChange, Presented, Provider,
    RedirectUri, Rules, Save, Seeds, Source, Standing, Stands, Step, Subject, Timestamp,
};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::op;

use self::rules::rules;

const SECRET: &str = "opensesame";

/// The transcript of a script.
pub(crate) fn of(script: &str) -> String {
    let mut scene = Scene::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        scene.play(line);
    }
    assert!(
        scene.waiting.is_none(),
        "the script ends while a call is under way"
    );
    scene.text
}

enum Known {
    Well,
    Stale,
    Not,
}

struct Scene {
    rules: Rules,
    provider: Provider,
    promises: Value,
    known: Known,
    browser: Browser,
    brought: Option<String>,
    shown: Option<String>,
    credentials: Credentials,
    sessions_away: bool,
    now: Timestamp,
    throws: usize,
    waiting: Option<Flow>,
    text: String,
}

impl Scene {
    fn new() -> Self {
        let promises = json!({});
        Self {
            rules: rules(),
            provider: op::provider(&["k1".into()], &promises),
            promises,
            known: Known::Well,
            browser: Browser::default(),
            brought: None,
            shown: None,
            credentials: Credentials::default(),
            sessions_away: false,
            now: Timestamp::from_seconds(10_000),
            throws: 0,
            waiting: None,
            text: String::new(),
        }
    }

    fn play(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "#" => self.paragraph(rest),
            "GET" => self.request(word, rest, Approach::Visit),
            "HEAD" | "PREFETCH" => self.request(word, rest, Approach::Look),
            "FETCH" => self.request("GET", &format!("{rest} by a script"), Approach::Visit),
            "POST" => self.request(word, rest, Approach::Post),
            "DELETE" => self.request(word, rest, Approach::Delete),
            "PUT" | "TRACE" => self.request(word, rest, Approach::Other),
            "BRING" => self.bring(rest),
            "OFFER" => self.offer(rest),
            "BESIDE" => {
                let token = Secret::new(op::beside(rest, self.now.seconds()));
                self.credentials.id_token = Found::One(token, Stands::InHeader);
                self.paragraph(&format!("Beside it an ID token, {rest}:"));
            }
            "SHOW" => {
                self.shown = Some(rest.to_owned()).filter(|shown| shown != "nothing");
                self.paragraph(&format!("Beside it {rest} is shown:"));
            }
            "token" => {
                self.tell("←", &format!("token   {rest}"));
                self.resume(op::token_reply(rest, self.now.seconds()));
            }
            "userinfo" | "introspection" | "revocation" => {
                self.tell("←", &format!("{word} {rest}"));
                self.resume(op::plain_reply(rest, self.now.seconds()));
            }
            "keys" => {
                self.tell("←", &format!("keys    {rest}"));
                let keys: Vec<_> = rest.split_whitespace().map(str::to_owned).collect();
                self.provider = op::provider(&keys, &self.promises);
                self.resume(CallReply::Keys);
            }
            "own" => {
                self.tell("←", &format!("own     {rest}"));
                self.resume(CallReply::Own(op::own(rest)));
            }
            "decrypted" => {
                self.tell("←", &format!("{word} {rest}"));
                self.resume(op::decrypted(rest, self.now.seconds()));
            }
            "wait" => {
                self.now = self.now.plus(Duration::from_secs(rest.parse().unwrap()));
                self.browser.rests();
                let unit = if rest == "1" { "second" } else { "seconds" };
                self.paragraph(&format!("{rest} {unit} later:"));
            }
            _ => self.set(line),
        }
    }

    /// Circumstances; the script's prose tells of them.
    fn set(&mut self, line: &str) {
        match line {
            "browser loses the logins" => self.browser.lose_the_logins(),
            "browser loses the session" => self.browser.lose_the_session(),
            "browser damages the logins" => self.browser.damage_the_logins(),
            "sessions cannot be looked up" => self.sessions_away = true,
            "provider known" => self.known = Known::Well,
            "provider stale" => self.known = Known::Stale,
            "provider absent" => self.known = Known::Not,
            "provider promises iss" => {
                self.promise("authorization_response_iss_parameter_supported", json!(true));
            }
            "provider offers plain" => self.promise("code_challenge_methods_supported", json!(["plain"])),
            "provider has no document" => self.provider = op::pseudo_issuer(),
            "provider has userinfo" => {
                self.promise("userinfo_endpoint", json!("https://op.example/userinfo"))
            }
            "provider has introspection" => {
                self.promise("introspection_endpoint", json!("https://op.example/introspect"));
            }
            "provider has logout" => {
                self.promise(
                    "end_session_endpoint",
                    json!("https://op.example/logout?tenant=a"),
                );
                self.promise("revocation_endpoint", json!("https://op.example/revoke"));
            }
            "provider publishes k1 only" => self.provider = op::provider(&["k1".into()], &self.promises),
            "provider publishes k2 only" => self.provider = op::provider(&["k2".into()], &self.promises),
            _ if self.rule(line.strip_prefix("rule ").unwrap_or_default()) => {}
            _ => match line.split_once('=') {
                Some(("rule callback", path)) => {
                    let uri = format!("https://gw.example{path}");
                    self.rules.client.redirect_uri = Some(RedirectUri::parse(&uri).unwrap());
                }
                Some(("rule logins", number)) => self.rules.pending_limit = number.parse().unwrap(),
                Some(("rule groups", sets)) => {
                    let sets: Vec<String> = sets.split('|').map(str::to_owned).collect();
                    let path = ClaimPath::new(["groups".to_owned()]).unwrap();
                    self.rules.demands.claims = vec![(Subject::Groups, Demand::new(path, &sets))];
                    self.rules.demands.places = vec![Source::AccessToken];
                }
                _ => panic!("the script says {line:?}"),
            },
        }
    }

    fn promise(&mut self, name: &str, value: Value) {
        self.promises[name] = value;
        self.provider = op::provider(&["k1".into()], &self.promises);
    }

    fn bring(&mut self, line: &str) {
        let token = op::brought(
            line.split_once(' ').map_or("", |(_, words)| words),
            self.now.seconds(),
        );
        self.brought = Some(token);
        let (target, words) = line.split_once(' ').unwrap_or((line, ""));
        self.request("GET", &format!("{target} with token {words}"), Approach::Visit);
    }

    fn offer(&mut self, line: &str) {
        let (target, words) = line.split_once(' ').unwrap_or((line, ""));
        self.credentials = offered(words);
        self.request("GET", &format!("{target} with {words}"), Approach::Visit);
    }

    fn request(&mut self, method: &str, target: &str, approach: Approach) {
        assert!(self.waiting.is_none(), "a call is under way");
        let shown = self.browser.shows(self.now);
        self.paragraph(&format!("{:<48}  shows {shown}", format!("{method} {target}")));
        let (target, words) = target.split_once(' ').unwrap_or((target, ""));
        // A form may bring an ID token.
        let form = op::form(words, self.now.seconds());
        let follows = match words {
            "by a script" => Follows::Never,
            _ => Follows::Perhaps,
        };
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        self.throws += 1;
        let seeds = Seeds {
            state: format!("S{}", self.throws),
            nonce: Secret::new(format!("N{}", self.throws)),
            verifier: Secret::new(format!("V{}", self.throws)),
        };
        let session = match self.sessions_away {
            true => Opened::Unavailable,
            false => self.browser.session(self.now),
        };
        let brought = self.brought.take();
        let glance = Glance {
            path,
            query,
            is_post: approach == Approach::Post,
        };
        let let_in = match &session {
            Opened::Valid(session) => {
                let believed = Believed::of(session);
                Flow::lets_in(&self.rules, glance, session, &believed, self.now)
            }
            _ => false,
        };
        let presented = Presented {
            origin: "https://gw.example",
            path,
            query,
            form: (approach == Approach::Post).then_some(form.as_str()),
            approach,
            follows,
            brought: match brought.as_deref() {
                None => Brought::Nothing,
                Some("malformed") => Brought::Malformed,
                Some("several") => Brought::Several,
                Some("inactive") => Brought::Inactive,
                Some(token) => Brought::Token(token),
            },
            shown: self.shown.as_deref(),
            credentials: std::mem::take(&mut self.credentials),
            pending: self.browser.logins(),
            rounds: self.browser.rounds(),
        };
        let step = Flow::begin(&self.rules, self.standing(), presented, session, seeds, self.now);
        // The short way lets in only whom the long way lets in as they are.
        if let_in {
            let Step::Done(Outcome::Admit(admission)) = &step else {
                panic!("the long way says {step:?}")
            };
            let as_it_is = (&admission.save, &admission.pending, &admission.forward);
            assert_eq!(
                as_it_is,
                (&Save::Nothing, &PendingChange::Keep, &Forward::AsReceived)
            );
        }
        self.next(step);
    }

    fn resume(&mut self, reply: CallReply) {
        let flow = self
            .waiting
            .take()
            .unwrap_or_else(|| panic!("no call is under way:\n{}", self.text));
        let step = flow.resume(&self.rules, self.standing(), reply, self.now);
        self.next(step);
    }

    fn standing(&self) -> Standing<'_> {
        match self.known {
            Known::Well => Standing::Known(&self.provider),
            Known::Stale => Standing::Stale(&self.provider),
            Known::Not => Standing::Absent,
        }
    }

    fn next(&mut self, step: Step) {
        let printed = format!("{step:?}");
        assert!(!printed.contains(SECRET) && !printed.contains("eyJ"), "{printed}");
        match step {
            Step::Call(flow, call) => {
                self.waiting = Some(flow);
                match call {
                    Call::Redeem { call, .. }
                    | Call::Refresh { call, .. }
                    | Call::Userinfo(call)
                    | Call::Judge(call)
                    | Call::Revoke(call) => {
                        self.call(&call);
                    }
                    Call::Grant { call, asked, .. } => {
                        self.call(&call);
                        if asked == Asked::Anew {
                            self.more("what was remembered does not do");
                        }
                    }
                    Call::Own(token) => {
                        self.tell("→", &format!("look up {}", short(token.expose())));
                    }
                    Call::Keys => self.tell("→", "call    look for newer keys"),
                    Call::Decrypt { channel, .. } => {
                        self.tell("→", "call    decrypt a token");
                        if channel == Channel::Front {
                            self.more("that came with the browser");
                        }
                    }
                }
            }
            Step::Done(Outcome::Admit(admission)) => self.admit(*admission),
            Step::Done(Outcome::Answer(answer)) => self.answer(answer),
            Step::Done(Outcome::NotMine) => self.tell("→", "not mine"),
        }
    }

    fn call(&mut self, call: &HttpCall) {
        let form: Vec<_> = call
            .form
            .iter()
            .map(|(name, value)| format!("{name}={}", value.expose()))
            .collect();
        self.tell("→", &format!("call    {}", call.url));
        if !form.is_empty() {
            self.more(&short(&form.join(" ")));
        }
        let authorization = call.authorization.as_ref().map_or("none", Secret::expose);
        self.more(&format!("authorization: {}", short(authorization)));
    }

    /// Begins a paragraph. A request follows the words about it without a gap.
    fn paragraph(&mut self, line: &str) {
        let is_told_of = self
            .text
            .lines()
            .last()
            .is_none_or(|line| line.ends_with(['.', ':']));
        let gap = if is_told_of { "" } else { "\n" };
        writeln!(self.text, "{gap}{line}").unwrap();
    }

    fn tell(&mut self, arrow: &str, line: &str) {
        writeln!(self.text, "{arrow} {line}").unwrap();
    }

    fn more(&mut self, line: &str) {
        writeln!(self.text, "          {line}").unwrap();
    }
}

/// Credentials, as the script has them. A Basic header may be somebody's name and password, and a client's id and secret.
fn offered(words: &str) -> Credentials {
    let mut offered = Credentials::default();
    let stands = match words.ends_with(" query") {
        true => Stands::Elsewhere,
        false => Stands::InHeader,
    };
    let pair = |text: &str| {
        let (name, secret) = text.split_once(':').unwrap();
        let (name, secret) = (Secret::new(name), Secret::new(secret));
        Found::One(Pair { name, secret }, stands)
    };
    let text = |text: &str| Found::One(Secret::new(text), stands);
    match words.split(' ').next().unwrap().split_once('=') {
        Some(("basic", both)) => (offered.password, offered.client) = (pair(both), pair(both)),
        Some(("client", both)) => offered.client = pair(both),
        Some(("refresh", token)) => offered.refresh_token = text(token),
        Some(("assertion", token)) => offered.assertion = text(token),
        _ if words == "several" => offered.password = Found::Several,
        _ => offered.password = Found::Malformed,
    }
    offered
}

/// An address with its tokens left out.
fn short(to: &str) -> String {
    let mut told = String::new();
    for part in to.split_inclusive(['&', '=', '?', '#', ' ']) {
        let token = part.trim_end_matches(['&', '=', '?', '#', ' ']);
        match token.starts_with("eyJ") {
            true => told.push_str(&part.replace(token, "(a token)")),
            false => told.push_str(part),
        }
    }
    told
}
