//! Texts that can be read, and texts that cannot.

use schema::{DocumentPath, Step};
use serde_json::{Value, json};

use super::{Fault, read};

fn value(text: &str) -> Value {
    read(text).unwrap().value
}

fn fault(text: &str) -> Fault {
    read(text).unwrap_err()
}

#[test]
fn yaml_and_json_are_the_same_values() {
    let expected = json!({ "a": [1, -2, 2.5, "x", true, null, {}, []], "b": { "c": "d" } });
    for text in [
        "a: [1, -2, 2.5, x, true, null, {}, []]\nb:\n  c: d\n",
        "---\na:\n- 1\n- -2\n- 2.5\n- \"x\"\n- yes\n- ~\n- {}\n- []\nb: {c: 'd'}\n",
        r#"{"a":[1,-2,2.5,"x",true,null,{},[]],"b":{"c":"d"}}"#,
        "{a: [1, -2, 2.5, x, true, null, {}, []], b: {c: d}} # no JSON, but YAML",
        "\u{feff}a: [1, -2, 2.5, x, true, null, {}, []]\nb: {c: d}\n",
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
    // What is particular to JSON: pairs of escapes, escaped slashes, tabs before names.
    let json = "{\n\t\"a\":\"\\ud83d\\ude00\\/\\u00e9\",\n\t\"b\":[\n\t\t1E2,\n\t\t-0.5\n\t]\n}\n";
    assert_eq!(value(json), serde_json::from_str::<Value>(json).unwrap());
    assert_eq!(value(json)["a"], "😀/é");
    assert_eq!(value(""), Value::Null);
}

#[test]
fn what_looks_like_a_number_and_would_not_come_back_is_text() {
    assert_eq!(
        value("[0755, 1_000, 007, \"1\", 12e3]"),
        json!(["0755", "1_000", "007", "1", 12000.0])
    );
    // Too large to be exact: it stays a number, so that whoever wants a text says so.
    assert!(value("[123456789012345678901234567890]")[0].is_number());
}

#[test]
fn anchors_aliases_and_merge_keys_are_spelt_out() {
    let text = "a: &a {x: 1, y: 2}\nb: &b [*a]\nc: {<<: *a, y: 3}\nd: *b\n";
    assert_eq!(
        value(text),
        json!({ "a": { "x": 1, "y": 2 }, "b": [{ "x": 1, "y": 2 }], "c": { "x": 1, "y": 3 }, "d": [{ "x": 1, "y": 2 }] })
    );
    let many: String = (0..2_000).map(|_| "- {<<: *a, z: 3}\n").collect();
    let text = format!("a: &a {{x: 1, y: 2}}\nb:\n{many}");
    assert_eq!(value(&text)["b"].as_array().map(Vec::len), Some(2_000));
}

#[test]
fn parts_are_found_where_they_stand_and_what_is_missing_where_it_should() {
    let text = "a:\n  - b: 1\n    c:\n      d: &d\n        e: 1\n  - f: *d\n";
    let lines = read(text).unwrap().lines;
    let at = |path: &[Step]| {
        lines
            .find(&DocumentPath::from(path.to_vec()))
            .map(|at| (at.line, at.column))
    };
    let (a, b, c, d, e, f) = (
        "a".into(),
        "b".into(),
        "c".into(),
        "d".into(),
        "e".into(),
        "f".into(),
    );
    let at_all = |steps: &[&Step]| at(&steps.iter().copied().cloned().collect::<Vec<_>>());
    let (first, second) = (Step::Index(0), Step::Index(1));
    assert_eq!(at_all(&[]), None);
    assert_eq!(at_all(&[&a]), Some((1, 1)));
    assert_eq!(at_all(&[&a, &first]), Some((2, 5)));
    assert_eq!(at_all(&[&a, &first, &b]), Some((2, 5)));
    assert_eq!(at_all(&[&a, &first, &c, &d]), Some((4, 7)));
    assert_eq!(at_all(&[&a, &first, &c, &d, &e]), Some((5, 9)));
    assert_eq!(at_all(&[&a, &first, &f]), Some((2, 5)), "missing");
    assert_eq!(at_all(&[&a, &second, &f]), Some((6, 5)));
    assert_eq!(
        at_all(&[&a, &second, &f, &e]),
        Some((5, 9)),
        "where it is defined"
    );
}

#[test]
fn a_text_that_cannot_be_read_is_one_fault_with_its_place() {
    for (text, line, column, what) in [
        ("a: [1, 2", 1, 4, "unclosed bracket '['"),
        (
            "a:\n  b: 1\n c: 2\n",
            3,
            2,
            "while parsing a block mapping, did not find expected key",
        ),
        (
            "a: 1\na: 2\n",
            2,
            1,
            "duplicate mapping key `a` is not allowed here",
        ),
        ("a: *nobody\n", 1, 4, "reference to unknown value"),
        ("a: &a [*a]\n", 1, 8, "Recursive reference not allowed here"),
        ("a: !secret x\n", 1, 12, "unsupported tag `!secret`"),
        ("a: 1\n---\nb: 2\n", 2, 1, "it holds several documents"),
        (
            "a:\n\t- 1\n",
            2,
            2,
            "tabs disallowed within this context (block indentation)",
        ),
        ("a: \"x\n", 1, 4, "unclosed quote"),
        (
            "a: {<<: 5}\n",
            1,
            9,
            "YAML merge value must be mapping or sequence of mappings",
        ),
        ("a: .nan\n", 1, 4, "value `.nan` is not a finite number"),
        (
            "{\"a\": 1,\n \"a\": 2}",
            2,
            2,
            "duplicate mapping key `a` is not allowed here",
        ),
        ("{\"a\": [1,\n 2", 1, 7, "unclosed bracket '['"),
    ] {
        let fault = fault(text);
        assert_eq!(
            fault.what,
            format!("it cannot be read as YAML or JSON: {what}"),
            "{text}"
        );
        assert_eq!((fault.line, fault.column), (Some(line), Some(column)), "{text}");
        assert_eq!(fault.code, "declarative.unreadable", "{text}");
    }
    // Two names of YAML that are one in JSON.
    let twice = fault("1: 1\n\"1\": 2\n").what;
    assert_eq!(
        twice,
        "it cannot be read as YAML or JSON: the name `1` stands twice, in line 2 again"
    );
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(
        fault(&deep).what,
        "it cannot be read as YAML or JSON: recursion limit exceeded"
    );
    assert_eq!(
        fault("a: \"x\n").to_string(),
        "the file, line 1, column 4: it cannot be read as YAML or JSON: unclosed quote — correct it there or just \
         before; indentation, tabs, and quotes or brackets that do not end are usual suspects (declarative.unreadable)"
    );
}

// AD-18
#[test]
fn a_text_that_grows_by_aliases_or_depth_is_refused() {
    let mut laughs = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for level in 1..10 {
        let row = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{row}]\n"));
    }
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(1 << 20),
        vec!["*a"; 100].join(", ")
    );
    for (text, what) in [
        (laughs, "its aliases repeat too much"),
        (long, "it holds more than is read"),
        (
            format!("a: {}{}", "[".repeat(100), "]".repeat(100)),
            "it nests too deeply",
        ),
        ("- ".repeat(100), "it nests too deeply"),
    ] {
        let start: String = text.chars().take(60).collect();
        let fault = fault(&text);
        assert_eq!(
            fault.what,
            format!("it cannot be read as YAML or JSON: {what}"),
            "{start}"
        );
        assert_eq!(fault.code, "declarative.too_large", "{start}");
    }
}
