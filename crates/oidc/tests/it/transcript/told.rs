//! What the flow made of a request, in words.

use oidc::{
    Admission, Answer, Believed, Flow, Forward, Glance, PendingChange, Save, SessionChange, Unrevoked,
};

use super::{Scene, short};

impl Scene {
    pub(super) fn admit(&mut self, admission: Admission) {
        let Admission {
            identity,
            proof: _,
            session,
            save,
            pending,
            forward,
        } = admission;
        let token = session.access_token.expose();
        self.tell(
            "→",
            &format!("admit   {} with access token {}", identity.subject, short(token)),
        );
        for (endpoint, jwt) in [
            ("userinfo", &session.userinfo_jwt),
            ("introspection", &session.introspection_jwt),
        ] {
            if jwt.is_some() {
                self.more(&format!("with the signed answer of {endpoint}"));
            }
        }
        if save == Save::Before {
            self.more("the session is saved before the request goes on");
        }
        if save == Save::Renewed {
            self.more("the session is saved again before the request goes on");
        }
        if let Forward::InPlace { query } = forward {
            self.more(&format!(
                "in place of the callback: GET, query {}",
                query.as_deref().unwrap_or("none")
            ));
        }
        self.change(pending);
        if save == Save::Never && !self.rules.takes_tokens() {
            return;
        }
        if save == Save::Never {
            // The short way lets in whom the long way let in, but for what the request asks for besides.
            let glance = Glance {
                path: "/",
                query: None,
                is_post: false,
            };
            let believed = Believed::of(&session);
            let lets_in = |now| Flow::lets_bearer_in(&self.rules, glance, &session, &believed, now);
            let counts =
                session.counts_until.is_none_or(|end| self.now < end) && self.rules.shown_claim.is_none();
            assert_eq!(lets_in(self.now), counts);
            // Nor does it ever longer than the provider's word counts.
            assert!(!session.counts_until.is_some_and(lets_in));
            return;
        }
        self.browser.keep(&session, self.now);
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        match answer {
            Answer::Redirect {
                to, pending, session, ..
            } => {
                let to = short(to.expose());
                let (address, query) = to.split_once('?').unwrap_or((&to, ""));
                if address.starts_with("https:") {
                    self.tell("→", &format!("answer  302 {address}"));
                    let parameters = self.parameters(query);
                    self.more(&parameters);
                } else {
                    self.tell("→", &format!("answer  302 {to}"));
                }
                self.change_session(session);
                self.change(pending);
            }
            Answer::Tokens {
                tokens,
                which,
                pending,
                session,
            } => {
                let names: Vec<_> = tokens.handed_out(&which).iter().map(|(name, _)| *name).collect();
                self.tell("→", &format!("answer  200 with {}", names.join(" ")));
                self.change_session(session);
                self.change(pending);
            }
            Answer::LoggedOut { to, unrevoked } => {
                let told = match &to {
                    Some(to) => format!("302 {}", short(to.expose())),
                    None => "200".into(),
                };
                self.tell("→", &format!("answer  {told}"));
                for Unrevoked { token, why } in unrevoked {
                    self.more(&format!("not revoked: {token:?}, {why}"));
                }
                self.change_session(SessionChange::End);
            }
            Answer::Forbidden {
                error,
                subject: _,
                person,
                pending,
                session,
            } => {
                self.tell("→", &format!("answer  403 {error}"));
                self.more(&format!("it is {person}"));
                self.change_session(session);
                self.change(pending);
            }
            Answer::Refused {
                error,
                pending,
                again,
            } => {
                self.tell("→", &format!("answer  401 {error}"));
                self.more(&format!("sign in again at {again}"));
                self.change(pending);
            }
            Answer::Unavailable { error, retry_after } => {
                self.tell("→", &format!("answer  503 {error}"));
                self.more(&format!("again in {retry_after} seconds"));
            }
        }
    }

    fn change_session(&mut self, change: SessionChange) {
        if let Some(told) = self.browser.change_session(change, self.now) {
            self.more(&told);
        }
    }

    fn change(&mut self, pending: PendingChange) {
        if let Some(told) = self.browser.change(pending) {
            self.more(&told);
        }
    }

    /// The parameters of an authorization request, decoded. A challenge is told by its verifier.
    fn parameters(&self, query: &str) -> String {
        let challenges: Vec<_> = (1..=self.throws)
            .map(|number| format!("V{number}"))
            .map(|verifier| {
                (
                    jose::base64url::encode(&jose::sha256(verifier.as_bytes())),
                    verifier,
                )
            })
            .collect();
        let mut told = String::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let gap = match &*name {
                _ if told.is_empty() => "",
                "state" => "\n          ",
                _ => " ",
            };
            let verifier = challenges.iter().find(|(challenge, _)| *challenge == value);
            let value = verifier.map_or(value.replace(' ', "+"), |(_, verifier)| {
                format!("(of {verifier})")
            });
            told.push_str(&format!("{gap}{name}={value}"));
        }
        told
    }
}
