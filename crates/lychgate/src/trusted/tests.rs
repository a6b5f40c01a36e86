//! Files of authorities, good and bad.

use std::path::PathBuf;

use testkit::tls::Authority;

use super::*;
use crate::scratch::Folder;

fn trusted(system: bool, files: &[&PathBuf]) -> TrustedCertificates {
    TrustedCertificates {
        system,
        files: files.iter().copied().cloned().collect(),
    }
}

#[test]
fn authorities_are_read_from_files_of_which_each_may_hold_several() {
    let folder = Folder::new("trusted");
    let one = folder.file("one.pem", Authority::new().pem());
    let two = [Authority::new().pem(), Authority::new().pem()].join("\n");
    let two = folder.file("two.pem", &two);
    for system in [true, false] {
        assert!(client(&trusted(system, &[&one, &two])).is_ok());
    }
    assert!(client(&TrustedCertificates::default()).is_ok());
}

#[test]
fn whatever_is_wrong_names_its_file_and_hides_nothing() {
    let folder = Folder::new("trusted");
    let good = folder.file("good.pem", Authority::new().pem());
    let empty = folder.file("empty.pem", "");
    let key = folder.file("key.pem", &Authority::new().localhost().key);
    let absent = folder.path().join("absent.pem");
    for system in [true, false] {
        let faults = client(&trusted(system, &[&empty, &good, &absent, &key])).unwrap_err();
        let told: Vec<_> = faults
            .iter()
            .map(|item| (item.place.as_str(), item.code))
            .collect();
        let place = |path: &PathBuf| format!("lua_ssl_trusted_certificate: {}", path.display());
        assert_eq!(
            told,
            [
                (place(&empty).as_str(), "http.bad_authority"),
                (place(&absent).as_str(), "settings.file_unreadable"),
                (place(&key).as_str(), "http.bad_authority"),
            ]
        );
        assert!(faults.iter().all(|item| !item.remedy.is_empty()));
    }
}
