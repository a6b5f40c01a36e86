//! A store for what plugins leave, in memory.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ports::{Clock, Deposited, Deposits, NoDeposit, Timestamp};

use crate::clock::SettableClock;

/// What was left, by kind and name. Clones are of one store.
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    left: Arc<Mutex<Left>>,
    clock: SettableClock,
}

#[derive(Debug, Default)]
struct Left {
    texts: HashMap<(&'static str, String), (String, Option<Timestamp>)>,
    is_away: bool,
}

impl InMemory {
    /// Nothing yet, by this clock.
    #[must_use]
    pub fn new(clock: &SettableClock) -> Self {
        Self {
            clock: clock.clone(),
            ..Self::default()
        }
    }

    /// From now on it answers nobody.
    pub fn go_away(&self) {
        self.with(|left| left.is_away = true);
    }

    fn with<T>(&self, work: impl FnOnce(&mut Left) -> T) -> T {
        work(&mut self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn answer<T: Send + 'static>(&self, work: impl FnOnce(&mut Left, Timestamp) -> T) -> Deposited<'_, T> {
        let now = self.clock.now();
        let answer = self.with(|left| match left.is_away {
            true => Err(NoDeposit {
                code: "store.unavailable",
                why: "the store is away".to_owned(),
            }),
            false => Ok(work(left, now)),
        });
        Box::pin(ready(answer))
    }
}

impl Left {
    fn find(&self, key: &(&'static str, String), now: Timestamp) -> Option<&String> {
        let (text, until) = self.texts.get(key)?;
        until.is_none_or(|until| now < until).then_some(text)
    }
}

impl Deposits for InMemory {
    fn find<'a>(&'a self, kind: &'static str, name: &'a str) -> Deposited<'a, Option<String>> {
        self.answer(|left, now| left.find(&(kind, name.to_owned()), now).cloned())
    }

    fn put<'a>(
        &'a self,
        kind: &'static str,
        name: &'a str,
        text: String,
        lifetime: Option<Duration>,
    ) -> Deposited<'a, ()> {
        self.answer(|left, now| {
            let until = lifetime.map(|lifetime| now.plus(lifetime));
            left.texts.insert((kind, name.to_owned()), (text, until));
        })
    }

    fn settle<'a>(&'a self, kind: &'static str, name: &'a str, text: String) -> Deposited<'a, String> {
        self.answer(|left, now| {
            let key = (kind, name.to_owned());
            if let Some(there) = left.find(&key, now) {
                return there.clone();
            }
            left.texts.insert(key, (text.clone(), None));
            text
        })
    }

    fn take<'a>(&'a self, kind: &'static str, name: &'a str) -> Deposited<'a, Option<String>> {
        self.answer(|left, now| {
            let key = (kind, name.to_owned());
            let found = left.find(&key, now).cloned();
            left.texts.remove(&key);
            found
        })
    }
}
