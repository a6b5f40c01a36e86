//! Claims that name consumer groups.

use crate::bearer::{alices_token, bring, clients_token};
use crate::house::House;
use crate::mapped::{BY_SUBJECT, code, configured, last, sent, told};

/// Plugins for the members of two groups; Alice is a consumer, and in the second by herself.
const GROUPS: &str = "\
consumer_groups:
  - name: admins
  - name: early birds
consumers:
  - custom_id: u-alice
    groups: [{name: early birds}]
plugins:
  - name: request-termination
    consumer_group: admins
    config: {status_code: 418, message: admins}
  - name: request-termination
    consumer_group: early birds
    config: {status_code: 419, message: early birds}
";

const BY_GROUPS: &str = "consumer_groups_claim: [groups]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_for_a_group_acts_on_whom_a_claim_puts_there() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let alices = alices_token(&house).await;
    let bobs = house.browser();
    house.sign_in(&bobs, "/", "bob").await;
    let own = clients_token(&house).await;
    let heard = house.upstream.count();
    let config = configured(&house, &[BY_GROUPS], GROUPS);
    house.apply(&config).await;
    // With a token and with a session, whether it was seen before or not.
    let browser = house.browser();
    assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 418);
    for _ in 0..4 {
        assert_eq!(bring(&program, "/", &alices).await.status(), 418);
        let cookies = House::cookies(&browser);
        assert_eq!(sent(program.get("/", &cookies)).await.status(), 418);
    }
    // Nobody needs to be a consumer for it; whoever is in no group that is there is refused.
    let bobs = House::cookies(&bobs);
    let reply = sent(program.get("/", &bobs)).await;
    assert_eq!(code(reply, 403).await, "identity.no_group");
    assert_eq!(
        code(bring(&program, "/", &own).await, 403).await,
        "identity.no_group"
    );
    assert_eq!(house.upstream.count(), heard);
    let config = configured(&house, &[BY_GROUPS, "consumer_groups_optional: true"], GROUPS);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &own).await.status(), 200);
    assert_eq!(told(&last(&house))[0], None);
    assert_eq!(bring(&program, "/", &alices).await.status(), 418);
    // Without the option the claim is nobody's business, and the consumer's own groups count.
    let config = configured(&house, &[BY_SUBJECT], GROUPS);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &alices).await.status(), 419);
    // Both count: the first by its name.
    let config = configured(&house, &[BY_SUBJECT, BY_GROUPS], GROUPS);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &alices).await.status(), 418);
    // A group that is gone is gone at once.
    let without = GROUPS
        .replace("  - name: admins\n", "")
        .replace("consumer_group: admins", "consumer_group: early birds\n    enabled: false")
        .replace("  - name: request-termination\n    consumer_group: early birds\n    enabled: false\n    config: {status_code: 418, message: admins}\n", "");
    let config = configured(&house, &[BY_GROUPS], &without);
    house.apply(&config).await;
    for _ in 0..4 {
        assert_eq!(bring(&program, "/", &alices).await.status(), 403);
    }
}
