//! The configuration changes while requests are under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::house::House;

/// One route that the gateway answers by itself, and one that the upstream answers at `/status/{status}`.
fn configuration(upstream: &str, word: &str, status: u16) -> String {
    format!(
        r#"
_format_version: "3.0"
services:
  - name: app
    url: {upstream}/status/{status}
    routes:
      - name: app
        paths: [/app]
routes:
  - name: told
    paths: [/told]
    plugins:
      - name: request-termination
        config: {{status_code: {status}, message: {word}}}
"#
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_changes_under_load_cost_no_request() {
    let mut house = House::start(&[]).await;
    let upstream = house.upstream.url("");
    let [one, two] =
        [("one", 201), ("two", 202)].map(|(word, status)| configuration(&upstream, word, status));
    house.apply(&one).await;
    let gateway = format!("http://{}", house.gateway.bound()[0]);
    let over = Arc::new(AtomicBool::new(false));
    let witness = reqwest::Client::builder().no_proxy().build().unwrap();
    let askers: Vec<_> = (0..8)
        .map(|number| {
            let (gateway, over) = (gateway.clone(), Arc::clone(&over));
            tokio::spawn(async move {
                // Half of them keep their connection, half open one for each request.
                let idle = if number % 2 == 0 { 1 } else { 0 };
                let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(idle);
                let client = client.build().unwrap();
                let mut answered = [0; 2];
                while !over.load(Ordering::Relaxed) && answered[0] + answered[1] < 5_000 {
                    for path in ["/app", "/told"] {
                        let reply = client.get(format!("{gateway}{path}")).send().await.unwrap();
                        match reply.status().as_u16() {
                            201 => answered[0] += 1,
                            202 => answered[1] += 1,
                            other => panic!("{path}: {other}"),
                        }
                    }
                }
                answered
            })
        })
        .collect();
    for change in 0..50 {
        house.apply(if change % 2 == 0 { &two } else { &one }).await;
        // From here on every new request follows it.
        let reply = witness.get(format!("{gateway}/told")).send().await.unwrap();
        assert_eq!(
            reply.status(),
            if change % 2 == 0 { 202 } else { 201 },
            "change {change}"
        );
    }
    over.store(true, Ordering::Relaxed);
    let mut answered = [0; 2];
    for asker in askers {
        let [first, second] = asker.await.unwrap();
        answered = [answered[0] + first, answered[1] + second];
    }
    assert!(answered[0] > 0 && answered[1] > 0, "{answered:?}");
}
