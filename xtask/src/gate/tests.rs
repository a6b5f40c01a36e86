use super::callgrind::Cost;
use super::*;

fn line(limit: &Limit, instructions: f64, allocations: f64) -> Line {
    Line {
        name: limit.name,
        cost: Cost {
            instructions,
            allocations,
        },
        instructions: limit.instructions,
        allocations: limit.allocations,
    }
}

#[test]
fn what_is_above_a_limit_is_too_much() {
    for limit in LIMITS {
        let (instructions, allocations) = (limit.instructions as f64, limit.allocations);
        assert!(instructions > 1000.0, "{}", limit.name);
        assert!(line(limit, instructions, allocations).is_good());
        assert!(!line(limit, instructions + 1.0, allocations).is_good());
        let too_much = line(limit, instructions, allocations + 0.1);
        assert!(
            !too_much.is_good() && too_much.to_string().ends_with("TOO MUCH"),
            "{too_much}"
        );
    }
}

#[test]
fn whatever_is_shown_counts_only_beyond_a_request_in_which_nobody_is_interested() {
    let cost = |instructions| Cost {
        instructions,
        allocations: instructions / 1000.0,
    };
    let lines = judge(&Costs(
        [1000.0, 3000.0, 8000.0, 2000.0, 4000.0, 3000.0, 9000.0].map(cost),
    ));
    let costs: Vec<_> = lines
        .iter()
        .map(|line| (line.cost.instructions, line.cost.allocations))
        .collect();
    assert_eq!(
        costs,
        [(1000.0, 1.0), (5000.0, 5.0), (2000.0, 2.0), (6000.0, 6.0)]
    );
}

#[test]
fn of_runs_that_are_counted_again_the_cheaper_ones_count() {
    let cost = |instructions| Cost {
        instructions,
        allocations: 1.0,
    };
    let runs = |few, more: f64| Runs {
        few: cost(few),
        more: [cost(more); WAYS.len()],
    };
    // Neither a dear run with more requests nor one with few makes the difference what it is.
    let least = runs(1000.0, 9_001_000.0).least(runs(5000.0, 4_001_000.0));
    assert_eq!(least.costs().of(Way::Session).instructions, 2000.0);
}
