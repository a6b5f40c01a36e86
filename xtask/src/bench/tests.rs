use super::Extent;

#[test]
fn the_extent_is_bounded() {
    let read = |rounds, seconds| Extent::read(rounds, seconds, None).ok();
    assert_eq!(
        read(None, None),
        Some(Extent {
            rounds: 5,
            seconds: 3,
            only: None,
        })
    );
    assert_eq!(
        read(Some("1"), Some("60")),
        Some(Extent {
            rounds: 1,
            seconds: 60,
            only: None,
        })
    );
    for (rounds, seconds) in [
        ("0", "1"),
        ("51", "1"),
        ("1", "0"),
        ("1", "61"),
        ("x", "1"),
        ("1", ""),
    ] {
        assert_eq!(read(Some(rounds), Some(seconds)), None, "{rounds} {seconds}");
    }
}
