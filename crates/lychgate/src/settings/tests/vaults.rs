//! Where secrets are kept, and the one that the settings may look up there.

use super::super::{Database, Settings};
use super::{read, summary};
use crate::scratch::Folder;
use std::path::PathBuf;

fn password(settings: Settings) -> String {
    let Database::Postgres(postgres) = settings.database else {
        panic!("{:?}", settings.database)
    };
    postgres.server.password.unwrap().expose().to_owned()
}

#[test]
fn secrets_are_in_the_environment_and_in_a_folder() {
    let text = "vault_env_prefix = SHOP_\nvault_file_prefix = /run/secrets\nvaults = bundled";
    let (settings, findings) = read(text, &[]).unwrap();
    assert_eq!(settings.vault_env_prefix.as_deref(), Some("SHOP_"));
    assert_eq!(settings.vault_file_prefix, Some(PathBuf::from("/run/secrets")));
    assert_eq!(findings, []);
    for (text, fault) in [
        (
            "vault_file_prefix = secrets",
            "test.conf:1 vault_file_prefix settings.bad_value",
        ),
        ("vaults = off", "test.conf:1 vaults settings.not_supported"),
    ] {
        assert_eq!(summary(&read(text, &[]).expect_err(text).0), [fault]);
    }
}

#[test]
fn the_password_of_the_database_may_be_a_reference() {
    let folder = Folder::new("settings");
    folder.file("pg", "f1\n");
    let path = folder.path().display();
    for (settings, expected) in [
        ("pg_password = {vault://env/pg-secret}".to_owned(), "s1"),
        (
            "pg_password = {vault://env/secret}\nvault_env_prefix = pg_".to_owned(),
            "s1",
        ),
        (
            format!("pg_password = {{vault://file/pg}}\nvault_file_prefix = {path}"),
            "f1",
        ),
    ] {
        let text = format!("database = postgres\n{settings}");
        let read = read(&text, &[("PG_SECRET", "s1")]).unwrap();
        assert_eq!(password(read.0), expected, "{text}");
    }
    for text in [
        "pg_password = {vault://env/nothing}",
        "pg_password = {vault://env}",
        "pg_password = {vault://file/pg}",
        "pg_password = {vault://hcv/pg}",
    ] {
        let faults = read(text, &[]).expect_err(text);
        assert_eq!(
            summary(&faults.0),
            ["test.conf:1 pg_password settings.bad_value"],
            "{text}"
        );
    }
    let elsewhere = read("pg_user = {vault://env/pg-secret}", &[("PG_SECRET", "s1")]).expect_err("a fault");
    assert_eq!(summary(&elsewhere.0), ["test.conf:1 pg_user settings.bad_value"]);
}
