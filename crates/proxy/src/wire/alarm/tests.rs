use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Wake;

use super::super::Limits;
use super::*;

#[derive(Default)]
struct Woken(AtomicU32);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Steps of a second.
fn alarms() -> Alarms {
    let ticks = Rc::new(Ticks::new(&Limits::default()));
    assert_eq!(ticks.length(), Duration::from_secs(1));
    Alarms::new(ticks)
}

fn step(alarms: &Alarms) {
    alarms.ticks.advance();
    alarms.ring();
}

#[test]
fn a_long_limit_rings_at_most_one_step_late_and_never_early() {
    let alarms = alarms();
    let (woken, waker) = woken();
    let mut cx = Context::from_waker(&waker);
    let mut alarm = alarms.after(Duration::from_millis(9_500));
    for _ in 0..10 {
        assert!(alarm.poll(&mut cx).is_pending());
        step(&alarms);
    }
    assert_eq!(woken.0.load(Ordering::Relaxed), 0);
    step(&alarms);
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    assert!(alarm.poll(&mut cx).is_ready());
}

#[test]
fn an_alarm_that_is_dropped_leaves_its_place_to_the_next() {
    let alarms = alarms();
    let (woken, waker) = woken();
    let mut cx = Context::from_waker(&waker);
    for _ in 0..100 {
        let mut one = alarms.after(Duration::from_secs(60));
        let mut other = alarms.after(Duration::from_secs(60));
        assert!(one.poll(&mut cx).is_pending());
        assert!(other.poll(&mut cx).is_pending());
        assert!(one.poll(&mut cx).is_pending());
    }
    assert_eq!(alarms.places.borrow().len(), 2);
    assert_eq!(alarms.free.borrow().len(), 2);
    (0..100).for_each(|_| step(&alarms));
    assert_eq!(woken.0.load(Ordering::Relaxed), 0);
    // Nothing keeps the one who waited.
    drop(waker);
    assert_eq!(Arc::strong_count(&woken), 1);
}

#[test]
fn who_polls_last_is_woken() {
    let alarms = alarms();
    let (first, waker) = woken();
    let (second, other) = woken();
    let mut alarm = alarms.after(Duration::from_secs(8));
    assert!(alarm.poll(&mut Context::from_waker(&waker)).is_pending());
    assert!(alarm.poll(&mut Context::from_waker(&other)).is_pending());
    (0..9).for_each(|_| step(&alarms));
    let count = |woken: &Woken| woken.0.load(Ordering::Relaxed);
    assert_eq!((count(&first), count(&second)), (0, 1));
}

#[tokio::test]
async fn only_a_limit_of_few_steps_gets_a_timer() {
    let alarms = alarms();
    let is_exact = |millis| matches!(alarms.after(Duration::from_millis(millis)), Alarm::Exact(_));
    assert!(is_exact(1));
    assert!(is_exact(7_000));
    assert!(!is_exact(7_001));
    assert!(!is_exact(60_000));
}

fn woken() -> (Arc<Woken>, Waker) {
    let woken = Arc::<Woken>::default();
    (Arc::clone(&woken), Waker::from(woken))
}
