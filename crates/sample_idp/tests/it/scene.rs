//! A provider, a browser before it, and clients beside it.

use std::time::Duration;

use form_urlencoded::Serializer;
use jose::{Algorithm, Claims, KeySet, base64, base64url, sha256};
use ports::Clock as _;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use sample_idp::{Client, Clock, Idp, Options, Timestamp};
use serde_json::Value;
use testkit::browser::{Browser, Page};
use testkit::clock::SettableClock;

pub(crate) const CALLBACK: &str = "https://app.example/callback?tenant=1";
pub(crate) const FAREWELL: &str = "https://app.example/bye";
pub(crate) const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-one-0123";

/// The main client. Its secret has characters that form encoding must not lose.
pub(crate) const WEB: (&str, &str) = ("web", "s3cret:+/ %ü&=");
/// A second confidential client.
pub(crate) const OTHER: (&str, &str) = ("other", "another secret");

pub(crate) struct Scene {
    pub(crate) idp: Idp,
    pub(crate) clock: SettableClock,
    pub(crate) browser: Browser,
    pub(crate) http: reqwest::Client,
}

/// What came back from an endpoint that speaks JSON.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    pub(crate) fn member(&self, name: &str) -> String {
        let json = self.json();
        let member = json[name].as_str();
        member
            .unwrap_or_else(|| panic!("no {name} in {self:?}"))
            .to_owned()
    }

    /// The status and the RFC's word of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.member("error"))
    }
}

impl Scene {
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let clients = vec![
            Client::confidential(WEB.0, WEB.1)
                .redirecting_to(CALLBACK)
                .leaving_to(FAREWELL),
            Client::confidential(OTHER.0, OTHER.1).redirecting_to("https://other.example/callback"),
            Client::public("app").redirecting_to(CALLBACK),
        ];
        Self::knowing(clients, options).await
    }

    /// A provider that knows these clients instead of ours.
    pub(crate) async fn knowing(clients: Vec<Client>, options: Options) -> Self {
        let clock = SettableClock::default();
        let shown = clock.clone();
        let idp = Idp::start(Options {
            clients,
            clock: Clock::new(move || Timestamp::from_millis(shown.now().millis())),
            ..options
        });
        Self {
            idp: idp.await.unwrap(),
            browser: Browser::new(&clock),
            clock,
            http: reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
        }
    }

    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.clock.now().seconds()).unwrap()
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.idp.issuer())
    }

    /// The address of an authorization request; a change to an empty value leaves a parameter out.
    pub(crate) fn asking(&self, changes: &[(&str, &str)]) -> String {
        let challenge = base64url::encode(&sha256(VERIFIER.as_bytes()));
        let mut parameters = vec![
            ("client_id", WEB.0),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email groups offline_access"),
            ("state", "the state & more"),
            ("nonce", "the-nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            parameters.retain(|(n, _)| n != name);
            parameters.push((name, value));
        }
        parameters.retain(|(_, value)| !value.is_empty());
        self.url(&format!("/v1/authorize?{}", encoded(&parameters)))
    }

    /// Signs somebody in through the page; what comes back is the callback.
    pub(crate) async fn sign_in(&self, who: &str, changes: &[(&str, &str)]) -> Page {
        let page = self.browser.get(&self.asking(changes)).await;
        self.browser.submit(&page.form().press(who)).await
    }

    /// A code for Alice.
    pub(crate) async fn code(&self) -> String {
        let callback = self.sign_in("Alice Adler", &[("prompt", "login")]).await;
        callback.redirect_parameter("code").unwrap()
    }

    pub(crate) async fn tokens(&self) -> Reply {
        let code = self.code().await;
        let reply = self.redeem(&code, &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply
    }

    /// Tokens for whoever is signed in already.
    pub(crate) async fn tokens_again(&self) -> Reply {
        let callback = self.browser.get(&self.asking(&[])).await;
        let code = callback
            .redirect_parameter("code")
            .expect("a login that is still good");
        self.redeem(&code, &[]).await
    }

    /// Redeems a code as the main client, with changes to the right form.
    pub(crate) async fn redeem(&self, code: &str, changes: &[(&str, &str)]) -> Reply {
        self.redeem_as(Some(&basic(WEB)), code, changes).await
    }

    /// Redeems a code as the client of this `Authorization` header, or of the form.
    pub(crate) async fn redeem_as(
        &self,
        authorization: Option<&str>,
        code: &str,
        changes: &[(&str, &str)],
    ) -> Reply {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        for (name, value) in changes {
            form.retain(|(n, _)| n != name);
            form.push((name, value));
        }
        self.post("/v1/token", &form, authorization).await
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> Reply {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.post("/v1/token", &form, Some(&basic(WEB))).await
    }

    pub(crate) async fn is_active(&self, token: &str) -> bool {
        let reply = self
            .post("/v1/introspect", &[("token", token)], Some(&basic(WEB)))
            .await;
        reply.json()["active"].as_bool().unwrap()
    }

    pub(crate) async fn userinfo(&self, token: &str) -> Reply {
        let call = self.http.get(self.url("/v1/userinfo"));
        replied(call.header(AUTHORIZATION, format!("Bearer {token}"))).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)], authorization: Option<&str>) -> Reply {
        let mut call = self.http.post(self.url(path));
        if let Some(authorization) = authorization {
            call = call.header(AUTHORIZATION, authorization);
        }
        let form = encoded(form);
        replied(
            call.header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form),
        )
        .await
    }

    pub(crate) async fn fetch(&self, url: &str) -> Reply {
        replied(self.http.get(url)).await
    }

    /// Verifies a token with the published keys; what it says then.
    pub(crate) async fn verified(&self, token: &str) -> Result<Claims, jose::JwsError> {
        let keys = self.fetch(&self.url("/v1/keys")).await;
        let keys = KeySet::parse(keys.text.as_bytes()).unwrap();
        jose::verify(token, &keys, &Algorithm::ALL).map(|verified| verified.claims)
    }
}

pub(crate) async fn replied(call: reqwest::RequestBuilder) -> Reply {
    let reply = call.send().await.unwrap();
    Reply {
        status: reply.status(),
        headers: reply.headers().clone(),
        text: reply.text().await.unwrap(),
    }
}

/// `client_secret_basic` as RFC 6749 section 2.3.1 wants it.
pub(crate) fn basic((id, secret): (&str, &str)) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", base64::encode(pair.as_bytes()))
}

pub(crate) fn encoded(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}
