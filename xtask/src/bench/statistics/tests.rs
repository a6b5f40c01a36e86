use super::Spread;

#[test]
fn the_middle_of_numbers_does_not_mind_their_order() {
    let cases: &[(&[f64], &str)] = &[
        (&[1.0], "1.00–1.00–1.00"),
        (&[3.0, 1.0, 2.0], "1.00–2.00–3.00"),
        (&[4.0, 1.0, 2.0, 3.0], "1.00–2.50–4.00"),
        (&[0.9, 0.7, 0.8, 0.1, 5.0], "0.10–0.80–5.00"),
    ];
    for (numbers, expected) in cases {
        let spread = Spread::of(numbers.iter().copied()).unwrap();
        assert_eq!(spread.to_string(), *expected, "{numbers:?}");
    }
    assert_eq!(Spread::of([]), None);
}
