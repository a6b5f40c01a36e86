use serde_json::json;

use super::*;

#[test]
fn all_that_is_expected_must_be_there() {
    let id = "91020192-062d-416f-a275-9addeeaffaf2";
    let row =
        json!({ "id": id, "name": "a", "tags": [], "made": 7, "to": { "id": id }, "list": [{ "a": 1 }, 2] });
    for (expected, why) in [
        (json!({}), None),
        (
            json!({ "id": "<id>", "name": "<text>", "made": "<seconds>" }),
            None,
        ),
        (json!({ "to": { "id": id }, "list": [{}, 2], "tags": [] }), None),
        (json!({ "list": "<list>" }), None),
        (
            json!({ "tags": "<list>" }),
            Some("tags: expected \"<list>\", found []"),
        ),
        (json!({ "none": null }), Some("none: it is not there")),
        (json!({ "name": "b" }), Some("name: expected \"b\", found \"a\"")),
        (
            json!({ "name": "<id>" }),
            Some("name: expected \"<id>\", found \"a\""),
        ),
        (
            json!({ "made": "<text>" }),
            Some("made: expected \"<text>\", found 7"),
        ),
        (
            json!({ "name": "<seconds>" }),
            Some("name: expected \"<seconds>\", found \"a\""),
        ),
        (json!({ "tags": null }), Some("tags: expected null, found []")),
        (
            json!({ "list": [{ "a": 2 }, 2] }),
            Some("list: 0: a: expected 2, found 1"),
        ),
        (
            json!({ "list": [{}] }),
            Some("list: expected [{}], found [{\"a\":1},2]"),
        ),
        (
            json!({ "to": [] }),
            Some(&*format!("to: expected [], found {}", row["to"])),
        ),
    ] {
        assert_eq!(agree(&expected, &row).err().as_deref(), why, "{expected}");
    }
    // Nothing is expected of an answer without a body, and of one with a body something is.
    assert_eq!(agree(&json!(null), &json!(null)), Ok(()));
    assert!(agree(&json!(null), &json!({})).is_err());
    assert!(agree(&json!({}), &json!(null)).is_err());
}

#[test]
fn what_was_kept_stands_in_the_place_of_its_name() {
    let mut gui = Gui::at(([127, 0, 0, 1], 1).into(), "http://gui.test");
    gui.kept.insert(
        "shop",
        json!({ "id": "1", "name": "s", "service": { "id": "2" } }),
    );
    for (text, named) in [
        ("GET /services/{shop}", "GET /services/1"),
        (
            "/services/{shop.service.id}/routes/{shop.name}",
            "/services/2/routes/s",
        ),
        (
            "'{name=\"{shop.name}\"}' {shop.none} {",
            "'{name=\"s\"}' {shop.none} {",
        ),
    ] {
        assert_eq!(gui.named(text), named);
    }
    let row = Body::Row("shop", json!({ "name": "{shop}" }));
    assert_eq!(
        gui.made(&row),
        json!({ "id": "1", "name": "1", "service": { "id": "2" } })
    );
}
