use super::{ALGORITHMS, bringing};

#[test]
fn each_algorithm_has_a_row_and_a_way_of_its_own() {
    for algorithm in &ALGORITHMS {
        assert!(algorithm.row.starts_with(algorithm.name));
        assert_eq!(algorithm.path, format!("/{}", algorithm.name.to_lowercase()));
    }
}

#[test]
fn the_tokens_of_a_file_are_shared_out_among_threads() {
    let script = bringing("/a \"b\"/tokens", 3);
    assert!(
        script.contains("io.lines(\"/a \\\"b\\\"/tokens\")") && script.contains("at % 3 == part"),
        "{script}"
    );
}
