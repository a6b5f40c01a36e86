use std::sync::atomic::{AtomicUsize, Ordering};

use testkit::clock::SettableClock;
use testkit::deposits::InMemory;
use testkit::http::Scripted;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;
use crate::fakes::services;

fn id(keys: &SigningKeys) -> String {
    let key = keys.key(Algorithm::Es256).unwrap();
    key.public_jwk()["kid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn keys_are_read_again_when_they_are_old() {
    let clock = SettableClock::default();
    let services = services(&Scripted::new(), &clock);
    let recent = Recent::<SigningKeys>::default();
    let read = async |age| id(&recent.read(&services, age).await.unwrap());
    let first = read(USED_FOR).await;
    OwnKeys::rotate(&services).await.unwrap();
    assert_eq!(read(READ_AGAIN).await, first);
    clock.advance(READ_AGAIN);
    assert_eq!(read(USED_FOR).await, first);
    let second = read(READ_AGAIN).await;
    assert_ne!(second, first);
    OwnKeys::rotate(&services).await.unwrap();
    clock.advance(USED_FOR);
    assert_ne!(read(USED_FOR).await, second);
}

#[tokio::test]
async fn that_the_store_is_away_is_told_once() {
    let told = Told::default();
    let _listens = tracing::subscriber::set_default(told.clone());
    let clock = SettableClock::default();
    let near = services(&Scripted::new(), &clock);
    let store = InMemory::new(&clock);
    store.go_away();
    let away = Services {
        deposits: Arc::new(store),
        ..near.clone()
    };
    let recent = Recent::<SigningKeys>::default();
    let none = recent.read(&away, USED_FOR).await.err().unwrap();
    assert_eq!((none.code(), told.times()), ("store.unavailable", 0));
    let known = id(&recent.read(&near, USED_FOR).await.unwrap());
    for (services, times) in [(&away, 1), (&away, 1), (&near, 1), (&away, 2), (&away, 2)] {
        clock.advance(USED_FOR);
        let keys = recent.read(services, USED_FOR).await.unwrap();
        assert_eq!((id(&keys), told.times()), (known.clone(), times));
    }
}

/// Counts what is told by the file under test.
#[derive(Clone, Default)]
struct Told(Arc<AtomicUsize>);

impl Told {
    fn times(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Subscriber for Told {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.target().ends_with("own_keys::recent")
    }

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
