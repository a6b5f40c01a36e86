use super::{only, rows};

#[test]
fn every_row_is_compared_with_one_that_is_there() {
    let rows = rows("/a", "/b", "c=d", "e.f.g");
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
    let all = || rows("/a", "/b", "c=d", "e.f.g");
    let names = |name| only(all(), name).iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(
        names("limits"),
        ["nginx: plain, 1 KiB", "plain, 1 KiB", "the same with two limits"]
    );
    assert_eq!(names("nothing is called so").len(), 0);
    assert_eq!(names("").len(), all().len());
}
