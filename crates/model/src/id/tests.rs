//! Ids agree with those that Kong makes.

use schema::{Shape, Value};

use super::{DEFAULT_WORKSPACE, Id};

#[test]
fn ids_made_from_names_are_kongs() {
    for (kind, key, id) in [
        (
            "services",
            "some.service.name",
            "d9bee1f8-db6e-5a37-9281-fd4aca16dc00",
        ),
        ("services", "my-service", "0855b320-0dd2-547d-891d-601e9b38647f"),
        ("routes", "my-route", "481a9539-f49c-51b6-b2e2-fe99ee68866c"),
        ("consumers", "bob", "def4f7d3-9863-5ad2-8fa9-c949bf26f55e"),
        ("upstreams", "up1", "85b92587-e1f9-522f-9495-6e2d3b1f379e"),
    ] {
        assert_eq!(Id::named(kind, key).to_string(), id, "{kind} {key}");
    }
}

#[test]
fn an_id_made_from_a_place_is_no_name_of_anybody() {
    let placed = Id::placed("consumers", "consumers[0]");
    assert_eq!(placed, Id::placed("consumers", "consumers[0]"));
    assert_ne!(placed, Id::named("consumers", "consumers[0]"));
    assert_ne!(placed, Id::placed("consumers", "consumers[1]"));
}

#[test]
fn the_parts_of_a_route_have_kongs_ids() {
    let part = DEFAULT_WORKSPACE.part(4);
    assert_eq!(part.to_string(), "89a1f310-ceb0-5912-93e9-e2a84720c415");
    assert_ne!(DEFAULT_WORKSPACE.part(0), part);
}

#[test]
fn an_id_is_read_in_either_case_and_printed_small() {
    let id = Id::parse("0DC6F45B-8F8D-40D2-A504-473544EE190B");
    assert_eq!(id, Some(DEFAULT_WORKSPACE));
    assert_eq!(
        format!("{DEFAULT_WORKSPACE:?}"),
        "0dc6f45b-8f8d-40d2-a504-473544ee190b"
    );
    for bad in [
        "",
        "0dc6f45b8f8d40d2a504473544ee190b",
        "{0dc6f45b-8f8d-40d2-a504-473544ee190b}",
        "my-service",
    ] {
        assert_eq!(Id::parse(bad), None, "{bad}");
    }
}

#[test]
fn an_id_is_read_as_itself_and_as_a_link() {
    let text = Value::from(DEFAULT_WORKSPACE);
    let link = Value::from_iter([("id", text.clone())]);
    assert_eq!(Id::read(&text), Ok(DEFAULT_WORKSPACE));
    assert_eq!(Id::read(&link), Ok(DEFAULT_WORKSPACE));
    assert!(Id::read(&Value::from(5)).is_err());
}

#[test]
fn random_ids_say_that_they_are() {
    let id = Id::random([0xff; 16]).to_string();
    assert_eq!(id, "ffffffff-ffff-4fff-bfff-ffffffffffff");
}
