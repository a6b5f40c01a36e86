use std::path::PathBuf;

use super::binary;

#[test]
fn the_binary_is_known_from_the_messages() {
    let messages = r#"{"target":{"name":"lychgate"},"profile":{"test":true},"executable":"/x/deps/lychgate-1"}
{"target":{"name":"lychgate"},"profile":{"test":false},"executable":null}
{"target":{"name":"lychgate"},"profile":{"test":false},"executable":"/x/lychgate"}
{"target":{"name":"other"},"profile":{"test":false},"executable":"/x/other"}
   Compiling lychgate
"#;
    assert_eq!(binary(messages), Some(PathBuf::from("/x/lychgate")));
    assert_eq!(binary("error: could not compile"), None);
}
