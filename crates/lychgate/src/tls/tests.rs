use std::path::Path;

use super::*;
use crate::scratch::Folder;

fn pair() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[test]
fn a_certificate_and_its_key_are_taken() {
    let folder = Folder::new("tls");
    let (chain, key) = pair();
    let files = CertificateFiles {
        chain: folder.file("c.pem", &chain),
        key: folder.file("k.pem", &key),
    };
    assert_eq!(server(&files).expect("good files").alpn_protocols, [b"http/1.1"]);
}

#[test]
fn what_cannot_be_used_names_its_setting() {
    let folder = Folder::new("tls");
    let (chain, key) = pair();
    let (_, foreign) = pair();
    let chain = folder.file("c.pem", &chain);
    let key = folder.file("k.pem", &key);
    let foreign = folder.file("foreign.pem", &foreign);
    let empty = folder.file("empty.pem", "");
    let absent = folder.path().join("absent.pem");
    for (chain, key, setting) in [
        (&absent, &key, "ssl_cert"),
        (&empty, &key, "ssl_cert"),
        (&chain, &absent, "ssl_cert_key"),
        (&chain, &empty, "ssl_cert_key"),
        (&chain, &foreign, "ssl_cert_key"),
        (&chain, &chain, "ssl_cert_key"),
    ] {
        let bad = server(&CertificateFiles {
            chain: chain.clone(),
            key: key.clone(),
        });
        let shown = |path: &Path| path.file_name().map(ToOwned::to_owned);
        assert_eq!(
            bad.expect_err("unusable").setting,
            setting,
            "{:?} {:?}",
            shown(chain),
            shown(key)
        );
    }
}
