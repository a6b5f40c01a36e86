//! Paths as people write them.

use super::{Path, Step};

#[test]
fn a_path_is_printed_as_people_write_it() {
    let path = Path::from("services")
        .join(0)
        .join("routes")
        .join(1)
        .join("config");
    assert_eq!(path.to_string(), "services[0].routes[1].config");
    assert_eq!(path.last(), Some(&Step::from("config")));
    assert_eq!(path.parent().to_string(), "services[0].routes[1]");
    assert_eq!(Path::root().to_string(), "");
    assert_eq!(Path::root().parent(), Path::root());
}
