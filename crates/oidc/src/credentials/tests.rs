use super::*;

#[test]
fn the_same_thing_in_two_places_is_one() {
    use Stands::{Elsewhere, InHeader};
    let one = |text: &str, stands| Found::One(Secret::new(text), stands);
    for (first, second, both) in [
        (Found::Nothing, Found::Nothing, Found::Nothing),
        (one("R", Elsewhere), Found::Nothing, one("R", Elsewhere)),
        (Found::Nothing, one("R", InHeader), one("R", InHeader)),
        (one("R", Elsewhere), one("R", Elsewhere), one("R", Elsewhere)),
        (one("R", InHeader), one("R", Elsewhere), one("R", InHeader)),
        (one("R", Elsewhere), one("R", InHeader), one("R", InHeader)),
        // Nobody knows which is meant.
        (one("R", InHeader), one("S", InHeader), Found::Several),
        (one("R", InHeader), Found::Malformed, Found::Several),
        (Found::Several, one("R", InHeader), Found::Several),
        (Found::Malformed, Found::Malformed, Found::Malformed),
    ] {
        assert_eq!(first.clone().and(second.clone()), both, "{first:?} {second:?}");
    }
}
