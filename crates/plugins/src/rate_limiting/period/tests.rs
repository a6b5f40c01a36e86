use super::*;

#[test]
fn when_periods_begin() {
    // What `date -u -d @…` says of each moment.
    for (now, begins) in [
        // 1970-01-01T00:00:00Z
        (0, [0, 0, 0, 0, 0, 0]),
        // 1970-12-31T23:59:59Z
        (
            31_535_999,
            [31_535_999, 31_535_940, 31_532_400, 31_449_600, 28_857_600, 0],
        ),
        // 1972-02-29T12:00:01Z, of a leap year
        (
            68_212_801,
            [
                68_212_801, 68_212_800, 68_212_800, 68_169_600, 65_750_400, 63_072_000,
            ],
        ),
        // 2000-03-01T00:00:00Z, of a leap year though it is of a century
        (
            951_868_800,
            [
                951_868_800,
                951_868_800,
                951_868_800,
                951_868_800,
                951_868_800,
                946_684_800,
            ],
        ),
        // 2026-11-29T15:14:07Z
        (
            1_795_965_247,
            [
                1_795_965_247,
                1_795_965_240,
                1_795_964_400,
                1_795_910_400,
                1_793_491_200,
                1_767_225_600,
            ],
        ),
        // 2100-03-01T00:00:00Z, of no leap year
        (
            4_107_542_400,
            [
                4_107_542_400,
                4_107_542_400,
                4_107_542_400,
                4_107_542_400,
                4_107_542_400,
                4_102_444_800,
            ],
        ),
    ] {
        let found = Period::ALL.map(|period| period.span(Timestamp::from_millis(now * 1000 + 999)));
        assert_eq!(found.map(|span| span.begin), begins, "{now}");
        // Each goes on to where the next one begins.
        for (period, span) in Period::ALL.into_iter().zip(found) {
            assert!(span.end > now, "{now}");
            let next = period.span(Timestamp::from_millis(span.end * 1000));
            assert_eq!(next.begin, span.end, "{now}");
            assert_eq!(
                period.span(Timestamp::from_millis(span.end * 1000 - 1)),
                span,
                "{now}"
            );
        }
    }
}

#[test]
fn the_end_of_time_is_some_year() {
    let year = Period::Year.span(Timestamp::from_millis(253_402_300_799_000));
    // 9999-01-01T00:00:00Z
    assert_eq!((year.begin, year.end), (253_370_764_800, 253_402_300_800));
}
