//! The port by which plugins leave something with the store.

use std::sync::Arc;
use std::time::Duration;

use ports::{Clock, Deposited, Deposits, NoDeposit};
use store::{Deposit, Store, StoreError};

/// The store of this node, by the time of this node.
pub(crate) struct StoreDeposits {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl StoreDeposits {
    fn now(&self) -> u64 {
        self.clock.now().millis()
    }
}

impl Deposits for StoreDeposits {
    fn find<'a>(&'a self, kind: &'static str, name: &'a str) -> Deposited<'a, Option<String>> {
        Box::pin(async move {
            let found = self.store.deposited(kind, name, self.now()).await;
            found.map_err(|why| no_deposit(&why))
        })
    }

    fn put<'a>(
        &'a self,
        kind: &'static str,
        name: &'a str,
        text: String,
        lifetime: Option<Duration>,
    ) -> Deposited<'a, ()> {
        Box::pin(async move {
            let until = lifetime.map(|lifetime| self.clock.now().plus(lifetime).millis());
            let left = self.store.deposit(deposit(kind, name, text, until)).await;
            left.map_err(|why| no_deposit(&why))
        })
    }

    fn settle<'a>(&'a self, kind: &'static str, name: &'a str, text: String) -> Deposited<'a, String> {
        Box::pin(async move {
            let settled = self
                .store
                .settle(deposit(kind, name, text, None), self.now())
                .await;
            settled.map_err(|why| no_deposit(&why))
        })
    }

    fn take<'a>(&'a self, kind: &'static str, name: &'a str) -> Deposited<'a, Option<String>> {
        Box::pin(async move {
            let taken = self.store.take(kind, name, self.now()).await;
            taken.map_err(|why| no_deposit(&why))
        })
    }
}

fn deposit(kind: &'static str, name: &str, body: String, expires: Option<u64>) -> Deposit {
    Deposit {
        kind,
        name: name.to_owned(),
        body,
        expires,
    }
}

fn no_deposit(why: &StoreError) -> NoDeposit {
    NoDeposit {
        code: why.code(),
        why: why.to_string(),
    }
}
