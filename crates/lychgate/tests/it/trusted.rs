//! Whose certificates a node believes: the setting `lua_ssl_trusted_certificate`.

use sample_idp::Idp;
use testkit::tls::Authority;

use crate::binary::{Folder, PATIENCE, get, lychgate, url_in};
use crate::proxied::{front, moved};
use crate::start::started;

// DI-15
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_is_believed_by_the_authorities_of_files() {
    let authority = Authority::new();
    let idp = Idp::start(sample_idp::Options::default()).await.unwrap();
    let port = front(idp.issuer(), &authority, &["localhost"]).await;
    let there = format!("https://localhost:{port}");
    let config = format!(
        "{{_format_version: \"3.0\", routes: [{{name: app, paths: [/], plugins: [{{name: openid-connect, config: \
         {{issuer: \"{there}\", client_id: [a], redirect_uri: [\"http://127.0.0.1/\"], {}}}}}]}}]}}",
        moved(&there).join(", ")
    );
    let folder = Folder::new();
    let ours = folder.file("ours.pem", authority.pem());
    let others = folder.file("others.pem", Authority::new().pem());
    for (trusted, status) in [
        ("system".to_owned(), 503),
        (others.clone(), 503),
        (format!("{others},{ours}"), 302),
        (format!("system, {ours}"), 302),
    ] {
        let setting = format!("lua_ssl_trusted_certificate = {trusted}");
        let gateway = started(&folder, &config, &setting);
        let requests = url_in(&gateway.error_line_with("requests:", PATIENCE));
        let (answered, answer) = get(&format!("{requests}/"));
        assert_eq!(answered, status, "{trusted}: {answer}");
    }
}

#[test]
fn authorities_that_cannot_be_read_are_told_at_the_start_and_by_check() {
    let folder = Folder::new();
    let empty = folder.file("empty.pem", "");
    let good = folder.file("kong.yml", "_format_version: \"3.0\"\n");
    let none = folder.path().join("none.pem");
    let trusted = format!("{empty},{}", none.display());
    let prefix = folder.path().join("prefix");
    for arguments in [&["check", &good][..], &["start"]] {
        let mut command = lychgate(arguments);
        command
            .env("KONG_LUA_SSL_TRUSTED_CERTIFICATE", &trusted)
            .env("LYCHGATE_PREFIX", &prefix)
            .env("LYCHGATE_PROXY_LISTEN", "127.0.0.1:0")
            .env("LYCHGATE_ADMIN_LISTEN", "127.0.0.1:0");
        let ended = command.output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        let told = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
        for words in [
            &format!("lua_ssl_trusted_certificate: {empty}"),
            "http.bad_authority",
            &format!("lua_ssl_trusted_certificate: {}", none.display()),
            "settings.file_unreadable",
        ] {
            assert!(told.contains(words), "no {words:?} in {told}");
        }
    }
}
