use super::{Carried, milliseconds, read};

#[test]
fn what_wrk_prints_is_read() {
    let printed = "\
Running 3s test @ http://127.0.0.1:1/
  2 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.15ms  508.07us  12.35ms   84.60%
    Req/Sec    28.10k     1.54k   31.61k    70.00%
  Latency Distribution
     50%    1.07ms
     75%    1.34ms
     90%    1.69ms
     99%    2.47ms
  168495 requests in 3.01s, 196.24MB read
Requests/sec:  55978.52
Transfer/sec:     65.20MB
";
    let good = Carried {
        requests: 168_495.0,
        per_second: 55_978.52,
        p50: 1.07,
        p99: 2.47,
        failures: 0.0,
    };
    assert_eq!(read(printed), Some(good.clone()));
    let failed = printed.replace(
        "Requests/sec",
        "  Socket errors: connect 1, read 2, write 0, timeout 4\n  Non-2xx or 3xx responses: 10\nRequests/sec",
    );
    let failed = read(&failed).unwrap();
    assert_eq!(
        failed,
        Carried {
            failures: 17.0,
            ..good
        }
    );
    assert_eq!(
        read("unable to connect to 127.0.0.1:1 Connection refused\n"),
        None
    );
}

#[test]
fn durations_have_units() {
    let cases = [
        ("850.00us", Some(0.85)),
        ("1.05ms", Some(1.05)),
        ("1.20s", Some(1200.0)),
        ("2.00m", Some(120_000.0)),
        ("12", None),
        ("", None),
    ];
    for (text, expected) in cases {
        assert_eq!(milliseconds(text), expected, "{text}");
    }
}
