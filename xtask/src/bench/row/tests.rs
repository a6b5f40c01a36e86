use super::{Asker, Row, only};
use crate::bench::mint::ALGORITHMS;

fn rows() -> Vec<Row> {
    let fresh = ALGORITHMS.iter().map(|algorithm| {
        let by = Asker::Programs("h.i.j".to_owned(), "tokens.lua".into());
        (algorithm, by)
    });
    super::rows("/a", "/b", "c=d", "e.f.g", fresh.collect())
}

#[test]
fn every_row_is_compared_with_one_that_is_there() {
    let rows = rows();
    let is_there = |name| rows.iter().filter(|row| row.name == name).count() == 1;
    for row in &rows {
        assert!(is_there(row.name), "{row:?}");
        assert!(
            row.beside.is_none_or(is_there) && row.own.is_none_or(is_there),
            "{row:?}"
        );
        assert_eq!(row.beside.is_none(), row.name.starts_with("nginx: "), "{row:?}");
    }
}

#[test]
fn some_rows_come_with_those_that_they_are_compared_with() {
    let names = |name| only(rows(), name).iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(
        names("limits"),
        ["nginx: plain, 1 KiB", "plain, 1 KiB", "the same with two limits"]
    );
    assert_eq!(
        names("EdDSA"),
        ["nginx: plain, 1 KiB", "plain, 1 KiB", "EdDSA, not remembered"]
    );
    assert_eq!(names("nothing is called so").len(), 0);
    assert_eq!(names("").len(), rows().len());
}
