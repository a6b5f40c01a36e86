use super::*;

fn faults(text: &str) -> (Value, Faults) {
    let catalogue = Catalogue::new([]);
    let faults = store::declarative::read(text, &catalogue).expect_err("it is wrong");
    (store::declarative::value(text).unwrap(), faults)
}

const WRONG: &str = r#"
_format_version: "3.0"
colour: red
services:
- name: fine
  host: a.test
- id: 5e1a9c5b-5c05-4d3c-9dcb-6a3b8e2f8b11
  name: wrong
  host: b.test
  port: 99999
  tags: [x]
  routes:
  - name: inner
    paths: [/ok, nope]
    protocols: []
"#;

#[test]
fn every_entity_tells_what_is_wrong_with_it() {
    let (written, faults) = faults(WRONG);
    let (rest, elements) = flattened(&Catalogue::new([]), &written, &faults);
    assert_eq!(rest.len(), 1, "{rest:?}");
    assert_eq!(rest[0].path.to_string(), "colour");
    let elements = elements.as_array().unwrap().clone();
    let told: Vec<_> = elements
        .iter()
        .map(|element| {
            (
                element["entity_type"].as_str().unwrap(),
                element["entity_name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("service", "wrong"), ("route", "inner")]);
    let [service, route] = &elements[..] else {
        panic!("two")
    };
    assert_eq!(service["entity_id"], "5e1a9c5b-5c05-4d3c-9dcb-6a3b8e2f8b11");
    assert_eq!(service["entity_tags"], json!(["x"]));
    assert_eq!(service["entity"].get("routes"), None);
    let port = json!({ "type": "field", "field": "port", "message": "value should be between 0 and 65535" });
    assert_eq!(service["errors"], json!([port]));
    assert_eq!(
        route["entity"]["service"],
        json!({ "id": "5e1a9c5b-5c05-4d3c-9dcb-6a3b8e2f8b11" })
    );
    let fields: Vec<_> = route["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["field"])
        .collect();
    assert_eq!(fields, ["paths.2", "protocols"]);
}

#[test]
fn what_is_wrong_stands_where_the_value_stands() {
    let (_, faults) = faults(WRONG);
    let tree = nested(faults.iter());
    assert_eq!(tree["services"][0], Value::Null);
    assert_eq!(tree["services"][1]["port"], "value should be between 0 and 65535");
    assert!(tree["services"][1]["routes"][0]["paths"][1].is_string(), "{tree}");
    assert!(tree["colour"].is_string());
    let mut both = json!({});
    put(&mut both, &[Step::Field("a".to_owned())], "the whole");
    put(
        &mut both,
        &[Step::Field("a".to_owned()), Step::Field("b".to_owned())],
        "a part",
    );
    assert_eq!(both, json!({ "a": { "@entity": ["the whole"], "b": "a part" } }));
}
