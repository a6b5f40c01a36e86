//! What is read of certificates, and that nothing else is taken for one.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use testkit::tls::Authority;

use super::*;

#[test]
fn names_issuer_and_end_are_read() {
    let certified = Authority::new().certify(&["op.example", "*.op.example", "127.0.0.1", "::1"]);
    let der = CertificateDer::from_pem_slice(certified.certificate.as_bytes()).unwrap();
    let read = read(&der).unwrap();
    assert_eq!(read.names, ["op.example", "*.op.example", "127.0.0.1", "::1"]);
    assert_eq!(read.issuer.as_deref(), Some("Authority of a test"));
    // What is made for tests ends in the year 4096.
    assert_eq!(read.ends, 67_090_118_400);
}

/// A certificate that breaks off anywhere is none, or says less; it never panics.
#[test]
fn what_is_broken_is_no_certificate() {
    let certified = Authority::new().localhost();
    let der = CertificateDer::from_pem_slice(certified.certificate.as_bytes()).unwrap();
    for length in 0..der.len() {
        assert_eq!(read(&der[..length]), None, "{length}");
    }
    for at in 0..der.len() {
        for byte in [0x00, 0x30, 0x7f, 0x80, 0x84, 0xff] {
            let mut changed = der.to_vec();
            changed[at] = byte;
            let _ = read(&changed);
        }
    }
    assert_eq!(read(b""), None);
    assert_eq!(read(b"\x30\x80\x00\x00"), None);
}

#[test]
fn moments() {
    for (kind, text, expected) in [
        (UTC_TIME, "700101000000Z", Some(0)),
        (UTC_TIME, "000229120000Z", Some(951_825_600)),
        (UTC_TIME, "491231235959Z", Some(2_524_607_999)),
        (GENERALIZED_TIME, "20500101000000Z", Some(2_524_608_000)),
        (GENERALIZED_TIME, "99991231235959Z", Some(253_402_300_799)),
        (UTC_TIME, "7001010000Z", None),
        (UTC_TIME, "700101000000", None),
        (UTC_TIME, "701301000000Z", None),
        (UTC_TIME, "700100000000Z", None),
        (UTC_TIME, "70010100000+Z", None),
        (UTC_TIME, "\u{e9}0101000000Z", None),
        (GENERALIZED_TIME, "700101000000Z", None),
        (SEQUENCE, "700101000000Z", None),
    ] {
        assert_eq!(moment(kind, text.as_bytes()), expected, "{text}");
    }
}
