//! Certificates, their keys, and the authorities that are believed.

use super::*;

#[test]
fn tls_needs_certificate_and_key() {
    let tls = "proxy_listen = 127.0.0.1:8443 ssl\n";
    assert_eq!(
        faults(tls),
        [
            "settings ssl_cert settings.missing",
            "settings ssl_cert_key settings.missing"
        ]
    );
    assert_eq!(
        faults("ssl_cert = /c.pem"),
        ["settings ssl_cert_key settings.missing"]
    );
    assert_eq!(
        faults("ssl_cert = /a.pem,/b.pem\nssl_cert_key = /k.pem"),
        ["test.conf:1 ssl_cert settings.bad_value"]
    );
    let settings = good(&format!("{tls}ssl_cert = /c.pem\nssl_cert_key = /k.pem"));
    assert_eq!(settings.proxy_listen[0].encryption, Encryption::Tls);
    let files = CertificateFiles {
        chain: "/c.pem".into(),
        key: "/k.pem".into(),
    };
    assert_eq!(settings.certificate, Some(files));
}

#[test]
fn authorities_are_those_of_the_system_of_files_or_both() {
    for (written, system, files) in [
        ("", true, &[][..]),
        ("system", true, &[]),
        ("/a.pem", false, &["/a.pem"]),
        ("system,/a.pem", true, &["/a.pem"]),
        (" /a.pem , system, /b.pem", true, &["/a.pem", "/b.pem"]),
        ("/a.pem,/b.pem", false, &["/a.pem", "/b.pem"]),
    ] {
        let trusted = good(&format!("lua_ssl_trusted_certificate = {written}")).trusted;
        let files = files.iter().map(PathBuf::from).collect();
        assert_eq!(trusted, TrustedCertificates { system, files }, "{written}");
    }
    assert_eq!(good("").trusted, TrustedCertificates::default());
    for bad in ["/a.pem,,system", ",", "-----BEGIN CERTIFICATE-----"] {
        let text = format!("lua_ssl_trusted_certificate = {bad}");
        let expected = "test.conf:1 lua_ssl_trusted_certificate settings.bad_value";
        assert_eq!(faults(&text), [expected], "{bad}");
    }
}

/// The database has authorities of its own; who narrows down whom we believe must not think that it holds there too.
#[test]
fn authorities_that_would_not_hold_for_the_database_are_told() {
    let verified = "database = postgres\npg_ssl = on\npg_ssl_verify = on\n";
    for (more, fits) in [
        ("lua_ssl_trusted_certificate = /a.pem", false),
        ("lua_ssl_trusted_certificate = system,/a.pem", true),
        (
            "lua_ssl_trusted_certificate = /a.pem\npg_ssl_authorities = /a.pem",
            true,
        ),
        ("", true),
    ] {
        let read = read(&format!("{verified}{more}"), &[]);
        let told = read.map_err(|faults| summary(&faults.0)).err();
        let expected = "test.conf:4 lua_ssl_trusted_certificate settings.bad_value".to_owned();
        assert_eq!(told, (!fits).then(|| vec![expected]), "{more}");
    }
    // Where no certificate of it is looked at anyway, nothing is lost.
    let unverified = "database = postgres\npg_ssl = on\nlua_ssl_trusted_certificate = /a.pem";
    assert!(read(unverified, &[]).is_ok());
}

#[test]
fn tls_on_the_manager_is_refused_not_ignored() {
    let text = "admin_gui_listen = 127.0.0.1:8445 ssl\nssl_cert = /c.pem\nssl_cert_key = /k.pem";
    assert_eq!(
        faults(text),
        ["test.conf:1 admin_gui_listen settings.not_supported"]
    );
}

#[test]
fn tls_on_the_admin_api_is_refused_not_ignored() {
    let text = "admin_listen = 127.0.0.1:8444 ssl\nssl_cert = /c.pem\nssl_cert_key = /k.pem";
    assert_eq!(faults(text), ["test.conf:1 admin_listen settings.not_supported"]);
}
