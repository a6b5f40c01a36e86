//! The certificate that a client is shown is that of the name it asks for.

use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::configuration::Configuration;
use lychgate::gateway::{Gateway, Options};
use lychgate::plugins::PLUGINS;
use net::HttpClient;
use ports::NodeSecrets;
use proxy::Listen;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use testkit::browser::Browser;
use testkit::clock::SettableClock;
use testkit::tls::{Authority, Certified};

fn server(certified: &Certified) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(certified.certificate.as_bytes());
    let key = PrivateKeyDer::from_pem_slice(certified.key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.collect::<Result<_, _>>().unwrap(), key);
    Arc::new(config.unwrap())
}

/// PEM as JSON, which is YAML too, writes it.
fn written(pem: &str) -> String {
    serde_json::Value::from(pem).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_a_file_lead_to_their_certificates() {
    let authority = Authority::new();
    let (own, shop) = (
        authority.certify(&["app.example"]),
        authority.certify(&["shop.example", "desk.shop.example"]),
    );
    let yaml = format!(
        r#"
_format_version: "3.0"
certificates:
  - cert: {}
    key: {}
    snis:
      - name: shop.example
      - name: "*.shop.example"
routes:
  - name: app
    hosts: [app.example]
    plugins: [{{name: request-termination, config: {{status_code: 201}}}}]
  - name: shop
    snis: [shop.example, desk.shop.example]
    plugins: [{{name: request-termination, config: {{status_code: 202}}}}]
"#,
        written(&shop.certificate),
        written(&shop.key)
    );
    let configuration = Configuration::read(&yaml, &catalogue(PLUGINS));
    let configuration = configuration.unwrap_or_else(|faults| panic!("{faults}\n{yaml}"));
    let options = Options {
        listens: vec![Listen {
            address: ([127, 0, 0, 1], 0).into(),
            tls: Some(server(&own)),
        }],
        ..Options::new(
            Arc::new(HttpClient::new(&[]).unwrap()),
            NodeSecrets::new(vec![vec![7; 32]]),
        )
    };
    let (gateway, problems) = Gateway::start(&configuration, options).await.unwrap();
    assert_eq!(problems, []);
    let port = gateway.bound()[0].port();
    for (name, status) in [
        ("app.example", 201),
        ("shop.example", 202),
        ("desk.shop.example", 202),
    ] {
        // Whoever is shown a certificate of another name gets no page.
        let browser = Browser::new(&SettableClock::default())
            .knowing(name)
            .trusting(&authority);
        let page = browser.get(&format!("https://{name}:{port}/")).await;
        assert_eq!(page.status, status, "{name}");
    }
}
