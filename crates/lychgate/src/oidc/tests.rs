use super::*;

const FILE: &str = r#"
_format_version: "3.0"
services:
  - name: app
    url: http://127.0.0.1:9
    plugins:
      - name: openid-connect
        instance_name: staff
        config: {issuer: "https://op.example", client_id: [a]}
    routes:
      - name: shop
        paths: [/]
        plugins:
          - name: openid-connect
            config: {issuer: "https://other.example", client_id: [b]}
"#;

#[test]
fn the_login_that_is_meant() {
    let read = Configuration::read(FILE, &catalogue(PLUGINS)).unwrap();
    let issuer = |named: Option<&str>| {
        let chosen =
            chosen(read.documents(), "kong.yml", named).map_err(|item| item.what + "; " + &item.remedy);
        chosen.map(|login| login.body["config"]["issuer"].as_str().unwrap().to_owned())
    };
    let good = |issuer: &str| Ok(issuer.to_owned());
    assert_eq!(issuer(Some("staff")), good("https://op.example"));
    assert_eq!(issuer(Some("app")), good("https://op.example"));
    assert_eq!(issuer(Some("shop")), good("https://other.example"));
    let told = |named| issuer(named).unwrap_err();
    assert!(
        told(None).contains("2 logins") && told(None).contains("shop"),
        "{}",
        told(None)
    );
    assert!(
        told(Some("nobody")).contains("called nobody"),
        "{}",
        told(Some("nobody"))
    );
    let empty = chosen(&[], "kong.yml", None).unwrap_err();
    assert_eq!(empty.code, "check.no_plugin");
}
