//! Gateway, provider and upstream in this process, with one clock that a test can set.

use std::sync::Arc;

use jose::Timestamp;
use lychgate::catalogue::catalogue;
use lychgate::configuration::Configuration;
use lychgate::gateway::{Gateway, Options};
use lychgate::plugins::PLUGINS;
use model::{NoSecrets, Secrets};
use net::HttpClient;
use plugin::Scheme;
use ports::{Clock, NodeSecrets};
use proxy::{Listen, Rules};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sample_idp::{Client, Idp};
use testkit::browser::{Browser, Page};
use testkit::clock::SettableClock;
use testkit::echo::Upstream;
use testkit::tls::Authority;

/// The name of the gateway. It is not the provider's, so that neither gets the other's cookies.
pub(crate) const NAME: &str = "app.example";
pub(crate) const CLIENT_ID: &str = "gateway";
pub(crate) const CLIENT_SECRET: &str = "the-secret-of-the-gateway-at-its-provider";

/// The whole house. All of it is gone when it is dropped.
pub(crate) struct House {
    pub(crate) gateway: Gateway,
    pub(crate) idp: Idp,
    pub(crate) upstream: Upstream,
    pub(crate) clock: SettableClock,
    scheme: Scheme,
    pub(crate) authority: Authority,
}

impl House {
    /// A gateway in the clear, whose one route `/` is behind a login with these further options, written as in
    /// YAML: `["session_absolute_timeout: 60"]`.
    pub(crate) async fn start(options: &[&str]) -> Self {
        Self::reached_over(Scheme::Http, options).await
    }

    /// The same, where the gateway is reached in this way.
    pub(crate) async fn reached_over(scheme: Scheme, options: &[&str]) -> Self {
        Self::ruled(scheme, Rules::default(), options).await
    }

    /// The same, where this is decided about every request.
    pub(crate) async fn ruled(scheme: Scheme, rules: Rules, options: &[&str]) -> Self {
        let secrets = Arc::new(NoSecrets);
        Self::built(scheme, rules, sample_idp::Options::default(), secrets, options).await
    }

    /// A gateway in the clear, whose provider is so; its clients and its clock are ours.
    pub(crate) async fn provided(provider: sample_idp::Options, options: &[&str]) -> Self {
        Self::built(
            Scheme::Http,
            Rules::default(),
            provider,
            Arc::new(NoSecrets),
            options,
        )
        .await
    }

    /// A gateway in the clear, where references to vaults lead to these secrets.
    pub(crate) async fn keeping(secrets: Arc<dyn Secrets>, options: &[&str]) -> Self {
        let provider = sample_idp::Options::default();
        Self::built(Scheme::Http, Rules::default(), provider, secrets, options).await
    }

    /// The same with access tokens of more than so many bytes, which no compression makes shorter.
    pub(crate) async fn wordy(bytes: u32, options: &[&str]) -> Self {
        let noise =
            (0..bytes / 32).map(|number| jose::base64url::encode(&jose::sha256(&number.to_be_bytes())));
        let provider = sample_idp::Options {
            audience: noise.collect(),
            ..sample_idp::Options::default()
        };
        Self::provided(provider, options).await
    }

    async fn built(
        scheme: Scheme,
        rules: Rules,
        provider: sample_idp::Options,
        secrets: Arc<dyn Secrets>,
        options: &[&str],
    ) -> Self {
        let clock = SettableClock::default();
        let authority = Authority::new();
        let listen = Listen {
            address: ([127, 0, 0, 1], 0).into(),
            tls: (scheme == Scheme::Https).then(|| certified(&authority, &[NAME])),
        };
        let http = HttpClient::new(&[authority.pem()]).unwrap();
        let settings = Options {
            listens: vec![listen],
            rules,
            admin_listens: vec![([127, 0, 0, 1], 0).into()],
            clock: Arc::new(clock.clone()),
            secrets,
            ..Options::new(Arc::new(http), NodeSecrets::new(vec![vec![7; 32]]))
        };
        let (gateway, problems) = Gateway::start(&Configuration::default(), settings).await.unwrap();
        assert_eq!(problems, []);
        let port = gateway.bound()[0].port();
        let home = format!("{}://{NAME}:{port}", scheme.as_str());
        let client = Client::confidential(CLIENT_ID, CLIENT_SECRET).redirecting_to(format!("{home}/"));
        let time = clock.clone();
        let idp = Idp::start(sample_idp::Options {
            clients: vec![client.leaving_to(format!("{home}/bye"))],
            clock: sample_idp::Clock::new(move || Timestamp::from_millis(time.now().millis())),
            ..provider
        });
        let mut house = Self {
            gateway,
            idp: idp.await.unwrap(),
            upstream: Upstream::start().await,
            clock,
            scheme,
            authority,
        };
        let config = house.login(options);
        house.apply(&config).await;
        house
    }

    /// A configuration with one route `/` behind a login.
    pub(crate) fn login(&self, options: &[&str]) -> String {
        let options: String = options
            .iter()
            .map(|option| format!("              {option}\n"))
            .collect();
        format!(
            "\
_format_version: \"3.0\"
services:
  - name: app
    url: {upstream}
    routes:
      - name: app
        paths: [/]
        strip_path: false
        plugins:
          - name: openid-connect
            config:
              issuer: {issuer}
              client_id: [{CLIENT_ID}]
              client_secret: [{CLIENT_SECRET}]
              redirect_uri: [{redirect_uri}]
{options}",
            upstream = self.upstream.url(""),
            issuer = self.idp.issuer(),
            redirect_uri = self.url("/"),
        )
    }

    /// What follows such a configuration: a second service at `/desk`, behind a login of its own options.
    pub(crate) fn desk(&self, options: &[&str]) -> String {
        let config = self.login(options);
        let (_, service) = config.split_once("services:\n").unwrap();
        service
            .replace("name: app", "name: desk")
            .replace("paths: [/]", "paths: [/desk]")
    }

    /// Lets the gateway serve another configuration, all of which must run.
    pub(crate) async fn apply(&mut self, yaml: &str) {
        let configuration = Configuration::read(yaml, &catalogue(PLUGINS));
        let configuration = configuration.unwrap_or_else(|faults| panic!("{faults}\n{yaml}"));
        assert_eq!(self.gateway.apply(&configuration).await.unwrap(), []);
    }

    /// The URL of a path at the gateway.
    pub(crate) fn url(&self, path: &str) -> String {
        let port = self.gateway.bound()[0].port();
        format!("{}://{NAME}:{port}{path}", self.scheme.as_str())
    }

    /// A fresh browser that finds and trusts the gateway.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.clock).knowing(NAME).trusting(&self.authority)
    }

    /// Signs in as a person: to the provider, through its page if it shows one, and back to where it began.
    pub(crate) async fn sign_in(&self, browser: &Browser, path: &str, person: &str) -> Page {
        let there = browser.arrive(browser.get(&self.url(path)).await).await;
        if there.forms().is_empty() {
            return there;
        }
        let back = browser.submit(&there.form().press(person)).await;
        browser.arrive(back).await
    }

    /// A program that finds the gateway. It sends only what it is told, and follows nothing.
    pub(crate) fn program(&self) -> Program {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .resolve(NAME, ([127, 0, 0, 1], 0).into())
            .tls_certs_only([self.authority.trusted()])
            .build();
        Program {
            client: client.unwrap(),
            home: self.url(""),
        }
    }

    /// The cookies that a browser would bring to the gateway, as they stand in a header.
    pub(crate) fn cookies(browser: &Browser) -> String {
        let ours = browser
            .cookies()
            .into_iter()
            .filter(|cookie| cookie.domain == NAME);
        let pairs: Vec<String> = ours
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        pairs.join("; ")
    }
}

/// A client that is no browser.
pub(crate) struct Program {
    client: reqwest::Client,
    home: String,
}

impl Program {
    /// A request for a path at the gateway.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.home);
        self.client.request(method.parse().unwrap(), url)
    }

    /// The same with a GET that brings these cookies.
    pub(crate) fn get(&self, path: &str, cookies: &str) -> reqwest::RequestBuilder {
        self.request("GET", path).header("cookie", cookies)
    }
}

/// How a server of these names proves who it is.
pub(crate) fn certified(authority: &Authority, names: &[&str]) -> Arc<ServerConfig> {
    let certified = authority.certify(names);
    let chain = CertificateDer::pem_slice_iter(certified.certificate.as_bytes());
    let key = PrivateKeyDer::from_pem_slice(certified.key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.collect::<Result<_, _>>().unwrap(), key);
    Arc::new(config.unwrap())
}

/// Whoever is not signed in is sent to the provider, and reaches nobody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_house_stands_in_the_clear_and_over_tls() {
    for house in [
        House::start(&[]).await,
        House::reached_over(Scheme::Https, &["login_action: redirect"]).await,
    ] {
        let page = house.browser().get(&house.url("/a?b=c")).await;
        let to = page
            .redirect()
            .unwrap_or_else(|| panic!("{page:?}: {}", page.text()));
        assert!(to.as_str().starts_with(house.idp.issuer()), "{to}");
        assert_eq!(house.upstream.count(), 0);
    }
}
