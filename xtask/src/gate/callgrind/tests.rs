use super::{Cost, read};

const COUNTS: &str = "\
# callgrind format
events: Ir

fn=main
1 20
cfn=mi_malloc_aligned
calls=3 5
1 300
cfn=serve
calls=7 5
1 700

fn=serve
5 100
cfn=mi_realloc_aligned
calls=2 9
5 50
cfn=mi_free
calls=4 9
5 60

totals: 12345
";

#[test]
fn instructions_and_allocations_are_summed() {
    let cost = Cost {
        instructions: 12_345.0,
        allocations: 5.0,
    };
    assert_eq!(read(COUNTS), Some(cost));
    assert_eq!(read("events: Ir\n"), None);
    assert_eq!(read(&COUNTS.replace("mi_", "other_")), None, "another allocator");
    assert_eq!(read(&COUNTS.replace("totals", "more")), None);
}

#[test]
fn the_start_of_a_program_is_not_the_cost_of_its_requests() {
    let cost = |instructions, allocations| Cost {
        instructions,
        allocations,
    };
    let few = cost(1_000_000.0, 500.0);
    let more = cost(3_000_000.0, 2_500.0);
    assert_eq!(more.beyond(few).of_each(2_000), cost(1_000.0, 1.0));
}
