//! Many entities cost as much more as they are more.

use allocation_counter::measure;
use lychgate::catalogue::catalogue;
use lychgate::configuration::Configuration;
use lychgate::plugins::PLUGINS;
use model::NoSecrets;

use crate::house::House;

/// So many services with ten routes and one plugin each.
fn text(services: usize) -> String {
    let mut text = "_format_version: '3.0'\nservices:\n".to_owned();
    for number in 0..services {
        let routes: String = (0..10)
            .map(|route| format!("  - {{name: r-{number}-{route}, paths: [/{number}/{route}/]}}\n"))
            .collect();
        text.push_str(&format!(
            "- name: s-{number}\n  host: s-{number}.test\n  plugins:\n  - name: request-termination\n    config: \
             {{status_code: 418, message: m-{number}}}\n  routes:\n{routes}"
        ));
    }
    text
}

/// The most bytes that are held at once, and the number of allocations, while so many services are read and made ready.
fn cost(services: usize) -> (u64, u64) {
    let catalogue = catalogue(PLUGINS);
    let text = text(services);
    let measured = measure(|| {
        let configuration = Configuration::read(&text, &catalogue).unwrap();
        assert_eq!(configuration.documents().len(), services * 12);
        assert!(configuration.rehearse(&catalogue, &NoSecrets).is_empty());
    });
    (measured.bytes_max, measured.count_total)
}

// AD-24
#[test]
fn twice_as_many_cost_twice_as_much() {
    let (few, many) = (cost(100), cost(400));
    for (what, few, many) in [("bytes", few.0, many.0), ("allocations", few.1, many.1)] {
        assert!(
            many < few * 5,
            "{what}: four times as many cost {many} instead of {few}"
        );
    }
}

// AD-24
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_routes_are_put_in_service_and_taken_out() {
    let mut house = House::start(&[]).await;
    let gateway = format!("http://{}", house.gateway.bound()[0]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let status = async |path: &str| {
        let asked = client.get(format!("{gateway}{path}")).send();
        asked.await.unwrap().status().as_u16()
    };
    let services = 300;
    house.apply(&text(services)).await;
    for number in [0, 150, services - 1] {
        assert_eq!(status(&format!("/{number}/9/x")).await, 418, "{number}");
    }
    assert_eq!(status(&format!("/{services}/0/")).await, 404);
    house.apply(&text(1)).await;
    assert_eq!(status("/0/9/").await, 418);
    assert_eq!(status("/150/9/").await, 404);
}
