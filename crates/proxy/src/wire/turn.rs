//! How long one waits for the head of an answer.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use super::alarm::Alarms;
use super::outgoing::Sending;
use super::pulse::Pulse;
use super::to::To;
use super::upstream_error::UpstreamError;

/// Waits for an answer. While the upstream takes no more of the request, its `write_timeout` counts, and
/// otherwise its `read_timeout`, each from its own beginning. A client that is slow to send its body has a limit
/// of its own.
pub(super) async fn patiently<T>(
    mut answer: Pin<&mut impl Future<Output = T>>,
    sending: Option<&Sending>,
    pulse: &Pulse,
    alarms: &Alarms,
    to: &To,
) -> Result<T, UpstreamError> {
    loop {
        let stall = pulse.stall();
        let mut alarm = alarms.after(match stall {
            Some(_) => to.write_timeout,
            None => to.read_timeout,
        });
        let woken = poll_fn(|cx| {
            if let Poll::Ready(answer) = answer.as_mut().poll(cx) {
                return Poll::Ready(Woken::Answer(answer));
            }
            if alarm.poll(cx).is_ready() {
                return Poll::Ready(Woken::Alarm);
            }
            if stall.is_none() && pulse.stall().is_some() {
                return Poll::Ready(Woken::Stall);
            }
            pulse.wake_at_stall(cx);
            Poll::Pending
        });
        let woken = woken.await;
        pulse.let_go();
        match woken {
            Woken::Answer(answer) => return Ok(answer),
            Woken::Stall => {}
            // The way was freed in between, or blocked: that was another wait.
            Woken::Alarm if pulse.stall() != stall => {}
            Woken::Alarm if stall.is_some() => return Err(UpstreamError::WriteTimeout),
            Woken::Alarm if sending.is_some_and(Sending::excuses) => {}
            Woken::Alarm => return Err(UpstreamError::ReadTimeout),
        }
    }
}

/// What ended a wait.
enum Woken<T> {
    Answer(T),
    Alarm,
    Stall,
}
