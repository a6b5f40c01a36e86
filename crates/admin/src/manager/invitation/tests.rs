use super::*;

const NOW: u64 = 1_700_000_000_000;

#[test]
fn a_link_is_good_once_for_a_quarter_of_an_hour_and_for_its_code_alone() {
    for (code, later, is_let_in) in [
        ("the code", 0, true),
        ("the code", LASTS - 1, true),
        ("the code", LASTS, false),
        ("the cod", 0, false),
        ("the code ", 0, false),
        ("", 0, false),
    ] {
        let mut open = Some(Invitation::new("the code", NOW));
        assert_eq!(
            Invitation::accept(&mut open, code, NOW + later),
            is_let_in,
            "{code} {later}"
        );
        // Whoever guesses wrong spends nothing.
        let again = Invitation::accept(&mut open, "the code", NOW);
        assert_eq!(again, !is_let_in, "{code} {later}");
    }
    assert!(!Invitation::accept(&mut None, "", NOW));
}

#[test]
fn its_code_is_nowhere() {
    let shown = format!("{:?}", Invitation::new("the code", NOW));
    assert!(!shown.contains("the code"), "{shown}");
}
