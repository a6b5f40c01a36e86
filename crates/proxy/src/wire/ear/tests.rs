use std::cell::{Cell, RefCell};
use std::sync::atomic::AtomicU32;

use super::*;

#[derive(Default)]
struct Woken(AtomicU32);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// A socket that keeps the waker of who looked last.
#[derive(Default)]
struct Socket {
    looks: Cell<u32>,
    bytes: Cell<u32>,
    waker: RefCell<Option<Waker>>,
}

impl Socket {
    fn look(&self, cx: &Context<'_>) -> Poll<u32> {
        self.looks.set(self.looks.get() + 1);
        match self.bytes.take() {
            0 => {
                self.waker.replace(Some(cx.waker().clone()));
                Poll::Pending
            }
            bytes => Poll::Ready(bytes),
        }
    }

    fn send(&self, bytes: u32) {
        self.bytes.set(bytes);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

fn woken() -> (Arc<Woken>, Waker) {
    let woken = Arc::<Woken>::default();
    (Arc::clone(&woken), Waker::from(woken))
}

#[test]
fn nobody_looks_before_something_was_heard() {
    let (socket, mut ear) = (Socket::default(), Ear::default());
    let (woken, waker) = woken();
    let cx = Context::from_waker(&waker);
    for round in 1..=3 {
        for _ in 0..10 {
            assert!(ear.poll(&cx, |cx| socket.look(cx)).is_pending());
        }
        assert_eq!(socket.looks.get(), 2 * round - 1);
        socket.send(7);
        assert_eq!(woken.0.load(SeqCst), round);
        assert_eq!(ear.poll(&cx, |cx| socket.look(cx)), Poll::Ready(7));
    }
}

#[test]
fn what_came_before_the_first_look_is_seen() {
    let (socket, mut ear) = (Socket::default(), Ear::default());
    let (_, waker) = woken();
    socket.send(1);
    let cx = Context::from_waker(&waker);
    assert_eq!(ear.poll(&cx, |cx| socket.look(cx)), Poll::Ready(1));
}

#[test]
fn who_polled_last_is_woken() {
    let (socket, mut ear) = (Socket::default(), Ear::default());
    let ((first, one), (second, other)) = (woken(), woken());
    for waker in [&one, &other] {
        let polled = ear.poll(&Context::from_waker(waker), |cx| socket.look(cx));
        assert!(polled.is_pending());
    }
    assert_eq!(socket.looks.get(), 1);
    socket.send(1);
    assert_eq!((first.0.load(SeqCst), second.0.load(SeqCst)), (0, 1));
}

// A socket may wake whoever looks in the middle of his look, and still have nothing for him.
#[test]
fn who_is_woken_while_looking_looks_again() {
    let mut ear = Ear::default();
    let (woken, waker) = woken();
    let cx = Context::from_waker(&waker);
    let polled: Poll<()> = ear.poll(&cx, |cx| {
        cx.waker().wake_by_ref();
        Poll::Pending
    });
    assert!(polled.is_pending());
    assert_eq!(woken.0.load(SeqCst), 1);
    assert_eq!(ear.poll(&cx, |_| Poll::Ready(5)), Poll::Ready(5));
}
