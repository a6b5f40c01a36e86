use http::StatusCode;

use super::{Counters, Totals};

#[test]
fn the_sum_is_over_all_cores() {
    let cores = [Counters::default(), Counters::default()];
    for core in &cores {
        core.accepted();
        core.accepted();
        core.closed();
        core.asked();
        core.switched();
        core.wire_failed();
        core.tls_failed();
        core.upstream_retried();
        core.upstream_failed();
        core.panicked();
        core.alive(9);
        core.alive(5);
    }
    for status in [200, 204, 302, 404, 503, 999] {
        cores[1].answered(StatusCode::from_u16(status).unwrap());
    }
    let mut sum = Totals::default();
    cores.iter().for_each(|core| core.add_to(&mut sum));
    assert_eq!(
        sum,
        Totals {
            accepted: 4,
            open: 2,
            requests: 2,
            answers: [1, 0, 2, 1, 1, 1],
            switches: 2,
            wire_failures: 2,
            tls_failures: 2,
            upstream_retries: 2,
            upstream_failures: 2,
            panics: 2,
            tasks: 10,
        }
    );
}

#[test]
fn no_two_cores_share_a_cache_line() {
    let cores = [Counters::default(), Counters::default()];
    let distance = std::ptr::from_ref(&cores[1]).addr() - std::ptr::from_ref(&cores[0]).addr();
    assert_eq!(distance % 128, 0);
}
