//! Providers sign in many ways.

use sample_idp::SigningAlgorithm as Alg;

use crate::house::House;

async fn signed_in(algorithm: Alg, options: &[&str]) -> (u16, String) {
    let provider = sample_idp::Options {
        algorithm,
        ..sample_idp::Options::default()
    };
    let house = House::provided(provider, options).await;
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    (page.status.as_u16(), page.text())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_only_the_provider_can_sign_is_believed() {
    for algorithm in [
        Alg::Es256,
        Alg::Es384,
        Alg::Rs256,
        Alg::Rs512,
        Alg::Ps256,
        Alg::EdDsa,
    ] {
        let (status, text) = signed_in(algorithm, &[]).await;
        assert_eq!(status, 200, "{algorithm:?}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_secret_signs_only_where_it_is_said_to() {
    let (status, text) = signed_in(Alg::Hs256, &[]).await;
    assert_eq!(status, 401, "{text}");
    assert!(text.contains("jws.algorithm_not_accepted"), "{text}");
    let (status, text) = signed_in(Alg::Hs256, &["enable_hs_signatures: true"]).await;
    assert_eq!(status, 200, "{text}");
    // The provider's keys count beside it.
    let (status, text) = signed_in(Alg::Es256, &["enable_hs_signatures: true"]).await;
    assert_eq!(status, 200, "{text}");
}
