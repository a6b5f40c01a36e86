use super::{Changes, people};

#[test]
fn the_table_tells_figures_beside_goals() {
    let changes = Changes {
        routes: vec![40.0, 30.0, 50.0],
        consumers: vec![1.5],
        starts: vec![2.0, 3.0],
        memory: vec![],
    };
    assert_eq!(
        changes.markdown(),
        "### Changes\n\n| what | least–median–greatest | goal |\n|---|---:|---:|\n\
         | 10,000 routes: one more in force, ms | 30.00–40.00–50.00 | < 100 |\n\
         | 100,000 consumers: one more in force, ms | 1.50–1.50–1.50 |  |\n\
         | 100,000 consumers: start until it listens, s | 2.00–2.50–3.00 | < 5 |\n\
         | 100,000 consumers: resident then, MiB |  | < 400 |\n"
    );
}

#[test]
fn everybody_has_a_name() {
    assert_eq!(
        people(2),
        "_format_version: \"3.0\"\nconsumers:\n\
         \x20 - {username: person-0, custom_id: \"0\", tags: [people]}\n\
         \x20 - {username: person-1, custom_id: \"1\", tags: [people]}\n"
    );
}
