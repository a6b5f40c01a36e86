use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::*;

#[test]
fn there_is_one_of_each_kind() {
    let shared = Shared::default();
    shared.the::<AtomicU32>().store(7, Ordering::Relaxed);
    assert_eq!(shared.the::<AtomicU32>().load(Ordering::Relaxed), 7);
    assert_eq!(shared.the::<AtomicU64>().load(Ordering::Relaxed), 0);
    assert!(Arc::ptr_eq(
        &shared.the::<AtomicU32>(),
        &shared.the::<AtomicU32>()
    ));
}
