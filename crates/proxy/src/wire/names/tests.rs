//! When a resolver is asked, and when not.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use tokio::task::LocalSet;

use super::*;
use crate::wire::Limits;

thread_local! {
    static ANSWERS: RefCell<VecDeque<io::Result<Vec<IpAddr>>>> = RefCell::default();
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

fn scripted(_: Box<str>) -> LookUp {
    Box::pin(async {
        ASKED.set(ASKED.get() + 1);
        tokio::task::yield_now().await;
        let answer = ANSWERS.with_borrow_mut(VecDeque::pop_front);
        answer.unwrap_or_else(|| Err(io::Error::other("no answer")))
    })
}

struct Test {
    names: Names,
    ticks: Rc<Ticks>,
}

impl Test {
    fn new(answers: Vec<io::Result<Vec<IpAddr>>>) -> Self {
        ANSWERS.set(answers.into());
        ASKED.set(0);
        let ticks = Rc::new(Ticks::new(&Limits::default()));
        let names = Names::new(Rc::clone(&ticks), scripted, |task| {
            tokio::task::spawn_local(task);
        });
        Self { names, ticks }
    }

    async fn addresses(&self) -> Result<Vec<IpAddr>, String> {
        let addresses = self.names.addresses("upstream.test").await;
        // A look-up that nobody waits for goes on as well.
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        addresses
    }

    fn pass(&self, time: Duration) {
        let steps = if time.is_zero() {
            0
        } else {
            self.ticks.count(time) + 1
        };
        for _ in 0..steps {
            self.ticks.advance();
        }
    }
}

fn v4(last: u8) -> IpAddr {
    Ipv4Addr::new(192, 0, 2, last).into()
}

fn v6(last: u16) -> IpAddr {
    [0x2001, 0xdb8, 0, 0, 0, 0, 0, last].into()
}

fn on_a_core(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    LocalSet::new().block_on(&runtime, test);
}

// OP-21: names that do not resolve, or slowly.
#[test]
fn addresses_are_kept_for_a_while_and_longer_if_there_are_no_others() {
    on_a_core(async {
        let gone = || Err(io::Error::other("the resolver is away"));
        let test = Test::new(vec![Ok(vec![v4(1)]), gone(), Ok(vec![v4(2)]), gone()]);
        for (wait, told, asked) in [
            (Duration::ZERO, v4(1), 1),
            (FRESH / 2, v4(1), 1),
            // Old: used, and asked again meanwhile, but that fails.
            (FRESH, v4(1), 2),
            (Duration::ZERO, v4(1), 2),
            (FAILED, v4(1), 3),
            (Duration::ZERO, v4(2), 3),
        ] {
            test.pass(wait);
            let asked_for = test.addresses().await;
            assert_eq!((asked_for, ASKED.get()), (Ok(vec![told]), asked), "{wait:?}");
        }
        test.pass(STALE);
        let none = test.addresses().await;
        assert_eq!((none, ASKED.get()), (Err("the resolver is away".to_owned()), 4));
    });
}

#[test]
fn a_failure_is_believed_for_a_moment() {
    on_a_core(async {
        let test = Test::new(vec![Ok(Vec::new()), Ok(vec![v4(1)])]);
        for asked in [1, 1] {
            let none = test.addresses().await;
            assert_eq!(
                (none, ASKED.get()),
                (Err("the name has no address".to_owned()), asked)
            );
        }
        test.pass(FAILED);
        assert_eq!(test.addresses().await, Ok(vec![v4(1)]));
    });
}

#[test]
fn many_who_ask_at_once_ask_once() {
    on_a_core(async {
        let test = Test::new(vec![Ok(vec![v4(1)])]);
        let (one, other, third) = tokio::join!(test.addresses(), test.addresses(), test.addresses());
        assert!(
            [one, other, third]
                .into_iter()
                .all(|told| told == Ok(vec![v4(1)]))
        );
        assert_eq!(ASKED.get(), 1);
    });
}

#[test]
fn addresses_take_turns_and_so_do_their_families() {
    on_a_core(async {
        let test = Test::new(vec![Ok(vec![v6(1), v6(1), v6(2), v4(1), v4(2), v4(3)])]);
        for told in [
            [v6(1), v4(1), v6(2), v4(2), v4(3)],
            [v6(2), v4(2), v6(1), v4(3), v4(1)],
            [v6(1), v4(3), v6(2), v4(1), v4(2)],
        ] {
            assert_eq!(test.addresses().await, Ok(told.to_vec()));
        }
    });
}

#[test]
fn names_that_nobody_asks_for_are_forgotten() {
    on_a_core(async {
        let test = Test::new(vec![Ok(vec![v4(1)])]);
        test.addresses().await.unwrap();
        test.names.sweep();
        assert_eq!(test.names.known.borrow().len(), 1);
        test.pass(STALE);
        test.names.sweep();
        assert_eq!(test.names.known.borrow().len(), 0);
    });
}
