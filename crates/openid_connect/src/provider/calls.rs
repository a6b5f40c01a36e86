//! Calls to one provider, outside of the cores: for all instances of this node, since they share sessions.

mod call;

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oidc::{Asked, Lives};
use plugin::Services;
use ports::{HttpReply, Proxies, Timestamp, Verification};
use tokio::sync::{mpsc, oneshot};

use self::call::{Before, Call, is_no_word, is_outage};
use super::rests::Rests;
use super::{Endpoint, Outgoing, Unavailable};
use crate::instance::in_protocol as moment;
use crate::login::in_protocol;

/// Calls under way to one provider; the next ones wait for their turn.
const CALLS: usize = 64;

/// Calls that may wait for their turn. One more is refused; an asker of a running call joins it.
const QUEUED: usize = 1024;

/// Requests that may wait for one call.
const ASKERS: usize = 1024;

/// Questions that may wait at the desk; when they are more, the answer is "unavailable" at once.
const WAITING: usize = 2048;

/// Calls remembered at most; beyond them the oldest is forgotten, and the provider refuses it by itself.
const MEMORY: usize = 10_000;

/// The most that their replies take, in bytes.
const BYTES: usize = 32 << 20;

/// What is too old is looked for this often.
const SWEEP: Duration = Duration::from_secs(1);

/// How often a call may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Once, whatever comes of it.
    Never,
    /// Again if the provider did not reply, or said that it cannot now.
    AfterOutage,
    /// As often as it is asked for. Those who ask while it is under way share the reply.
    Always,
    /// The same, but its reply is remembered for those who ask later.
    Remembered {
        /// For how long.
        lives: Lives,
        /// Whether what was remembered does.
        asked: Asked,
    },
    /// As often as it is asked for, as with [`Repeat::Always`]; but where the provider does not reply, its last word does.
    Renewed {
        /// For how long after it was said.
        lasts: Duration,
        /// Who is not believed where the provider refuses the call (401, 403).
        proves: Proves,
    },
}

/// Whom a call proves something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proves {
    /// The client: what is asked stands beside that (RFC 7662 section 2.3).
    Client,
    /// Whoever the token is of that is asked about (RFC 6750 section 3.1).
    Bearer,
}

/// What came of a call.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// The reply.
    pub(crate) reply: HttpReply,
    /// For how long it has been remembered, if nobody was asked this time.
    pub(crate) kept_for: Option<Duration>,
}

impl Reply {
    const fn new(reply: HttpReply) -> Self {
        Self {
            reply,
            kept_for: None,
        }
    }
}

/// Where calls to a provider are made. Each desk has its own bounds: a flood at one holds up nobody at the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Desk {
    /// Those of logins and sessions.
    Logins,
    /// Those about tokens that anybody may bring.
    Strangers,
}

/// A call that is wished for, and the digest by which it is recognised.
pub(super) struct Wish {
    pub(super) digest: [u8; 32],
    pub(super) call: Outgoing,
    pub(super) repeat: Repeat,
    pub(super) answer: Answer,
}

type Answer = oneshot::Sender<Result<Reply, Unavailable>>;

/// The desks of this node. Each closes when no line leads there any more.
#[derive(Default)]
pub(super) struct Desks(Mutex<HashMap<Name, mpsc::WeakSender<Wish>>>);

/// What tells one desk from another: the issuer, and by whom replies could have been made. One that was fetched without
/// a look at certificates, or through another proxy, must not serve an instance that would not have fetched it so.
#[derive(PartialEq, Eq, Hash)]
struct Name {
    issuer: String,
    desk: Desk,
    verification: Verification,
    proxies: Proxies,
}

impl Desks {
    /// The way to that desk of a provider.
    pub(super) fn of(&self, endpoint: &Endpoint, desk: Desk, services: &Services) -> mpsc::Sender<Wish> {
        let name = Name {
            issuer: endpoint.issuer.to_string(),
            desk,
            verification: endpoint.trust,
            proxies: endpoint.terms.proxies.clone(),
        };
        let mut desks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = desks.get(&name).and_then(mpsc::WeakSender::upgrade) {
            return open;
        }
        desks.retain(|_, desk| desk.strong_count() > 0);
        let (wishes, wished) = mpsc::channel(WAITING);
        services.outside.run(Box::pin(Calls::new(services).serve(wished)));
        desks.insert(name, wishes.downgrade());
        wishes
    }
}

/// The calls to one provider.
struct Calls {
    services: Services,
    known: HashMap<[u8; 32], Call>,
    queue: VecDeque<([u8; 32], Outgoing)>,
    under_way: usize,
    rests: Rests,
    swept: Timestamp,
}

/// What came of a call.
struct Done {
    digest: [u8; 32],
    url: String,
    reply: Result<HttpReply, Unavailable>,
}

impl Calls {
    fn new(services: &Services) -> Self {
        Self {
            services: services.clone(),
            known: HashMap::new(),
            queue: VecDeque::new(),
            under_way: 0,
            rests: Rests::default(),
            swept: Timestamp::default(),
        }
    }

    async fn serve(mut self, mut wishes: mpsc::Receiver<Wish>) {
        let (results, mut done) = mpsc::channel(CALLS);
        loop {
            tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.take(wish),
                    None => return,
                },
                Some(done) = done.recv() => self.replied(done),
            }
            self.begin_next(&results);
        }
    }

    fn take(&mut self, wish: Wish) {
        let now = self.services.clock.now();
        if now.since(self.swept) > SWEEP || self.known.len() > MEMORY {
            self.forget(now);
        }
        let Wish {
            digest,
            call,
            repeat,
            answer,
        } = wish;
        let is_worthless = |call: &Call| {
            matches!(
                (call, repeat),
                (
                    Call::Remembered { .. },
                    Repeat::Remembered {
                        asked: Asked::Anew,
                        ..
                    }
                )
            )
        };
        if let Some(call) = self.known.get_mut(&digest)
            && (!call.ages(now) || is_worthless(call))
        {
            self.known.remove(&digest);
        }
        match self.known.get_mut(&digest) {
            Some(Call::Remembered { until, before }) if now < *until => {
                drop(answer.send(Ok(before.given(now))));
            }
            Some(Call::Wanted { askers, .. }) if askers.len() < ASKERS => askers.push(answer),
            Some(Call::Wanted { .. }) => drop(answer.send(Err(Unavailable::TooManyCalls))),
            Some(Call::Replied { reply, .. }) => drop(answer.send(reply.clone().map(Reply::new))),
            Some(Call::Spent { .. }) => drop(answer.send(Err(Unavailable::AlreadyMade))),
            Some(Call::Remembered { .. }) | None if self.queue.len() >= QUEUED => {
                drop(answer.send(Err(Unavailable::TooManyCalls)));
            }
            Some(Call::Remembered { .. }) | None => {
                let before = match self.known.remove(&digest) {
                    Some(Call::Remembered { before, .. }) => Some(before),
                    _ => None,
                };
                self.queue.push_back((digest, call));
                let wanted = Call::Wanted {
                    repeat,
                    askers: vec![answer],
                    before,
                };
                self.known.insert(digest, wanted);
            }
        }
    }

    fn begin_next(&mut self, results: &mpsc::Sender<Done>) {
        let now = self.services.clock.now();
        self.refuse_held(now);
        while self.under_way < CALLS {
            let Some((digest, call)) = self.queue.pop_front() else {
                return;
            };
            if let Some(Call::Wanted { repeat, askers, .. }) = self.known.get(&digest)
                && *repeat != Repeat::Never
                && askers.iter().all(Answer::is_closed)
            {
                // It has not been made, and nobody waits for it any more.
                if let Some(Call::Wanted {
                    before: Some(before), ..
                }) = self.known.remove(&digest)
                {
                    let until = before.at;
                    self.known.insert(digest, Call::Remembered { until, before });
                }
                continue;
            }
            if self.rests.hold(&call.request.url, now) {
                self.refuse(digest);
                continue;
            }
            self.rests.begin(&call.request.url);
            self.under_way += 1;
            let (services, results) = (self.services.clone(), results.clone());
            self.services.outside.run(Box::pin(async move {
                let url = call.request.url.clone();
                let reply = match call.proven(&services).await {
                    Ok(request) => services.http.send(request).await.map_err(Unavailable::Http),
                    Err(why) => Err(why),
                };
                let _ = results.send(Done { digest, url, reply }).await;
            }));
        }
    }

    /// Nobody waits for a server that rests.
    fn refuse_held(&mut self, now: Timestamp) {
        if self.rests.are_over() {
            return;
        }
        let queue = std::mem::take(&mut self.queue);
        for (digest, call) in queue {
            match self.rests.hold(&call.request.url, now) {
                true => self.refuse(digest),
                false => self.queue.push_back((digest, call)),
            }
        }
    }

    /// Says that a call is not made. It may be wished for again.
    fn refuse(&mut self, digest: [u8; 32]) {
        if let Some(Call::Wanted {
            repeat,
            askers,
            before,
        }) = self.known.remove(&digest)
        {
            self.answer((digest, repeat), askers, before, &Err(Unavailable::Resting));
        }
    }

    /// Gives a reply to those who asked. Where it is none, what was said before may do.
    fn answer(
        &mut self,
        (digest, repeat): ([u8; 32], Repeat),
        askers: Vec<Answer>,
        before: Option<Before>,
        reply: &Result<HttpReply, Unavailable>,
    ) {
        let now = self.services.clock.now();
        let before = before.filter(|before| now < before.last);
        let does = before.as_ref().filter(|_| is_outage(reply));
        for asker in askers {
            let given = does.map(|before| before.given(now));
            let _ = asker.send(given.map_or_else(|| reply.clone().map(Reply::new), Ok));
        }
        if let Some(before) = before
            && is_no_word(repeat, reply)
        {
            let until = before.at;
            self.known.insert(digest, Call::Remembered { until, before });
        }
    }

    fn replied(&mut self, done: Done) {
        let Done { digest, url, reply } = done;
        self.under_way -= 1;
        let failed = match &reply {
            Err(Unavailable::Http(error)) => Some(error),
            _ => None,
        };
        self.rests.end(&url, failed, self.services.clock.now());
        let Some(Call::Wanted {
            repeat,
            askers,
            before,
        }) = self.known.remove(&digest)
        else {
            return;
        };
        self.answer((digest, repeat), askers, before, &reply);
        let at = self.services.clock.now();
        match (repeat, reply) {
            (Repeat::Always, _) | (Repeat::Remembered { .. } | Repeat::Renewed { .. }, Err(_)) => {}
            (Repeat::Remembered { lives, .. }, Ok(reply)) => {
                if let Some(until) = lives.until(&in_protocol(&reply, None), moment(at)) {
                    let until = Timestamp::from_millis(u64::try_from(until.seconds()).unwrap_or(0) * 1000);
                    let last = match reply.status.is_success() {
                        true => until.plus(lives.after_outage),
                        // Nobody is refused for longer than that.
                        false => until,
                    };
                    let before = Before { at, reply, last };
                    self.known.insert(digest, Call::Remembered { until, before });
                }
            }
            (Repeat::Renewed { .. }, reply) if is_no_word(repeat, &reply) => {}
            (Repeat::Renewed { lasts, .. }, Ok(reply)) => {
                let (until, last) = (at, at.plus(lasts));
                let before = Before { at, reply, last };
                self.known.insert(digest, Call::Remembered { until, before });
            }
            (Repeat::Never | Repeat::AfterOutage, reply) => {
                self.known.insert(digest, Call::Replied { repeat, at, reply });
            }
        }
    }

    /// Drops replies nobody should get any more, then calls nobody will repeat. Where they are too many or too long,
    /// codes go first: whoever has begun one login could have any number of them refused.
    fn forget(&mut self, now: Timestamp) {
        self.swept = now;
        self.known.retain(|_, call| call.ages(now));
        let surplus = self.known.len().saturating_sub(MEMORY / 10 * 9);
        let mut kept: Vec<_> = self
            .known
            .iter()
            .filter_map(|(digest, call)| call.order(*digest))
            .collect();
        kept.sort_unstable();
        for (.., digest) in kept
            .iter()
            .take(if self.known.len() > MEMORY { surplus } else { 0 })
        {
            self.known.remove(digest);
        }
        let mut bytes: usize = self.known.values().map(Call::weight).sum();
        for (.., digest) in &kept {
            if bytes <= BYTES {
                return;
            }
            let Some(call) = self.known.get_mut(digest) else {
                continue;
            };
            bytes -= call.weight();
            match *call {
                Call::Replied { repeat, at, .. } => *call = Call::Spent { repeat, at },
                Call::Remembered { .. } => drop(self.known.remove(digest)),
                Call::Wanted { .. } | Call::Spent { .. } => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
