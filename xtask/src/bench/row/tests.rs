use super::rows;

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
