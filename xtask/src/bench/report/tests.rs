use super::Table;
use crate::bench::Sample;
use crate::bench::row::{Asker, Row, Server};
use crate::bench::wrk::Carried;

fn sample(per_second: f64, cpu: f64) -> Sample {
    let carried = Carried {
        requests: 1.0,
        per_second,
        p50: 1.0,
        p99: 2.0,
        failures: 0.0,
    };
    Sample {
        carried,
        cpu,
        memory: 10.0,
        foreign: 0.05,
    }
}

fn row(name: &'static str, beside: Option<&'static str>) -> Row {
    Row {
        name,
        server: Server::Nginx,
        path: String::new(),
        by: Asker::Anybody,
        beside,
        own: None,
    }
}

#[test]
fn ratios_are_made_round_by_round() {
    let rows = [row("nginx", None), row("we", Some("nginx"))];
    // The machine was slow in the second round, for both.
    let samples = vec![
        vec![sample(1000.0, 1.0), sample(100.0, 10.0), sample(1000.0, 1.0)],
        vec![sample(900.0, 1.1), sample(80.0, 14.0), sample(700.0, 1.2)],
    ];
    let told = Table {
        connections: 64,
        rows: &rows,
        samples,
    }
    .markdown();
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines[0], "### 64 connections");
    assert_eq!(lines[4], "| nginx | 1000 | 1.00 | 2.00 | 1.00 |  |  |  |  | 10 |");
    assert_eq!(
        lines[5],
        "| we | 700 | 1.00 | 2.00 | 1.20 | 0.70–0.80–0.90 | 1.10–1.20–1.40 |  |  | 10 |"
    );
    let columns = |line: &str| line.matches('|').count();
    assert!(lines[2..6].iter().all(|line| columns(line) == 11), "{told}");
    assert!(
        lines[7].starts_with("Others on the machine took 5 % of it"),
        "{told}"
    );
}
