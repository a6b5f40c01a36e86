//! Logins whose ID token comes with the browser as well, and vouches for the code.

use plugin::Scheme;
use sample_idp::Misbehaviour;
use testkit::browser::{Browser, Page};

use crate::house::House;

/// Signs alice in where the provider's answer comes in a form.
pub(crate) async fn sign_in(house: &House, browser: &Browser, path: &str) -> Page {
    let there = browser.arrive(browser.get(&house.url(path)).await).await;
    let posting = browser
        .arrive(browser.submit(&there.form().press("alice")).await)
        .await;
    let back = browser.submit(&posting.form().press("Continue")).await;
    browser.arrive(back).await
}

// JW-39
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_code_is_spent_on_what_does_not_belong_to_it() {
    let options = |response_type: &str| {
        vec![
            "response_mode: form_post".to_owned(),
            format!("response_type: [{response_type}]"),
        ]
    };
    let mut house = House::reached_over(Scheme::Https, &[]).await;
    for response_type in ["code id_token", "code token", "code, id_token, token"] {
        let options = options(response_type);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let config = house.login(&options);
        house.apply(&config).await;
        let browser = house.browser();
        let page = sign_in(&house, &browser, "/orders").await;
        assert_eq!(page.status, 200, "{response_type}: {}", page.text());
        assert_eq!(house.upstream.requests().pop().unwrap().path, "/orders");
        let (redeemed, heard) = (house.idp.grants("authorization_code"), house.upstream.count());
        house.idp.misbehave(Misbehaviour::WrongCodeHash);
        let page = sign_in(&house, &house.browser(), "/orders").await;
        assert_eq!(page.status, 401, "{}", page.text());
        assert!(
            page.text().contains("id_token.c_hash_mismatch"),
            "{}",
            page.text()
        );
        assert_eq!(house.upstream.count(), heard);
        // Where nothing vouches for the code beforehand, it is found out afterwards.
        let spent = u64::from(response_type == "code token");
        assert_eq!(house.idp.grants("authorization_code"), redeemed + spent);
        house.idp.behave();
    }
}

/// What browsers come back with is an answer to a login, wherever that is: no token of it lets anybody pass, and nothing
/// of it goes upstream.
// AZ-29
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_the_front_channel_is_no_bearer_token() {
    let mut house = House::reached_over(Scheme::Https, &[]).await;
    for response_type in ["code token", "code id_token token"] {
        let options = [
            "response_mode: form_post",
            &format!("response_type: [{response_type}]"),
        ];
        let config = house.login(&options);
        let lines = config.lines().filter(|line| !line.contains("redirect_uri"));
        let config: Vec<&str> = lines.collect();
        house.apply(&config.join("\n")).await;
        let redeemed = house.idp.grants("authorization_code");
        let page = sign_in(&house, &house.browser(), "/").await;
        assert_eq!(page.status, 200, "{response_type}: {}", page.text());
        assert_eq!(
            house.idp.grants("authorization_code"),
            redeemed + 1,
            "{response_type}"
        );
        let came = house.upstream.requests().pop().unwrap();
        assert_eq!(
            (came.method.as_str(), came.path.as_str()),
            ("GET", "/"),
            "{response_type}"
        );
    }
}
