//! A revision is replaced as a whole.

use model::{DEFAULT_WORKSPACE, Document, Id};
use serde_json::json;

use super::Memory;
use crate::Revision;

fn service(name: &str) -> Document {
    Document {
        kind: "services",
        id: Id::named("services", name),
        workspace: DEFAULT_WORKSPACE,
        body: json!({ "name": name }),
    }
}

#[test]
fn documents_change_as_a_whole_and_with_the_revision() {
    let memory = Memory::new(vec![service("a"), service("b")]);
    assert_eq!(memory.snapshot(), (Revision(1), vec![service("a"), service("b")]));
    assert_eq!(memory.replace(vec![service("c")]), Revision(2));
    assert_eq!(memory.snapshot(), (Revision(2), vec![service("c")]));
    assert_eq!(memory.difference(Revision(2)).unwrap().put, []);
    assert_eq!(memory.difference(Revision(1)), None);
    assert_eq!(memory.difference(Revision(1)), None);
    let none = memory.difference(Revision(2)).unwrap();
    assert_eq!(
        (none.revision, none.put, none.deleted),
        (Revision(2), vec![], vec![])
    );
    let told = memory.revisions();
    assert_eq!(memory.replace(Vec::new()), Revision(3));
    assert_eq!(*told.borrow(), Revision(3));
    assert_eq!(memory.snapshot(), (Revision(3), Vec::new()));
}
