//! Calls to one provider, outside of the cores: for all instances of this node, since they share sessions.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oidc::{Asked, Lives};
use plugin::Services;
use ports::{HttpError, HttpReply, Proxies, Timestamp, Verification};
use tokio::sync::{mpsc, oneshot};

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

/// How long a reply is kept for those who ask for the same call again: a reloaded callback, a page's other requests
/// that still show the session of before a refresh.
const KEPT: Duration = Duration::from_secs(30);

/// How long a call stays known as made after its reply was dropped. A code is only good once (RFC 6749 4.1.2), and so
/// is a refresh token that is rotated; asking the provider again would make it revoke the tokens of who came first.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The same for a refresh token: an old cookie may be shown as long as a session lasts, mostly a day.
const REFRESH_REMEMBERED: Duration = Duration::from_secs(86_400);

/// After a call that came to nothing it may be made again this soon.
const RETRY: Duration = Duration::from_secs(5);

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

/// A call that was asked for.
enum Call {
    Wanted {
        repeat: Repeat,
        askers: Vec<Answer>,
    },
    Replied {
        repeat: Repeat,
        at: Timestamp,
        reply: Result<HttpReply, Unavailable>,
    },
    Spent {
        repeat: Repeat,
        at: Timestamp,
    },
    Remembered {
        at: Timestamp,
        until: Timestamp,
        reply: HttpReply,
    },
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
            Some(Call::Remembered { at, reply, .. }) => {
                let reply = Reply {
                    reply: reply.clone(),
                    kept_for: Some(now.since(*at)),
                };
                drop(answer.send(Ok(reply)));
            }
            Some(Call::Wanted { askers, .. }) if askers.len() < ASKERS => askers.push(answer),
            Some(Call::Wanted { .. }) => drop(answer.send(Err(Unavailable::TooManyCalls))),
            Some(Call::Replied { reply, .. }) => drop(answer.send(reply.clone().map(Reply::new))),
            Some(Call::Spent { .. }) => drop(answer.send(Err(Unavailable::AlreadyMade))),
            None if self.queue.len() >= QUEUED => drop(answer.send(Err(Unavailable::TooManyCalls))),
            None => {
                self.queue.push_back((digest, call));
                let askers = vec![answer];
                self.known.insert(digest, Call::Wanted { repeat, askers });
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
            if let Some(Call::Wanted { repeat, askers }) = self.known.get(&digest)
                && *repeat != Repeat::Never
                && askers.iter().all(Answer::is_closed)
            {
                // It has not been made, and nobody waits for it any more.
                self.known.remove(&digest);
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
        if let Some(Call::Wanted { askers, .. }) = self.known.remove(&digest) {
            for asker in askers {
                let _ = asker.send(Err(Unavailable::Resting));
            }
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
        let Some(Call::Wanted { repeat, askers }) = self.known.remove(&digest) else {
            return;
        };
        for asker in askers {
            let _ = asker.send(reply.clone().map(Reply::new));
        }
        let at = self.services.clock.now();
        match (repeat, reply) {
            (Repeat::Always, _) | (Repeat::Remembered { .. }, Err(_)) => {}
            (Repeat::Remembered { lives, .. }, Ok(reply)) => {
                if let Some(until) = lives.until(&in_protocol(&reply, None), moment(at)) {
                    let until = Timestamp::from_millis(u64::try_from(until.seconds()).unwrap_or(0) * 1000);
                    self.known.insert(digest, Call::Remembered { at, until, reply });
                }
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

impl Call {
    /// Lets a call grow older; false if it may be made again.
    fn ages(&mut self, now: Timestamp) -> bool {
        match self {
            Self::Wanted { .. } => true,
            Self::Replied { repeat, at, reply } if may_be_repeated(*repeat, reply) => now.since(*at) <= RETRY,
            Self::Replied { repeat, at, .. } => {
                if now.since(*at) > KEPT {
                    *self = Self::Spent {
                        repeat: *repeat,
                        at: *at,
                    };
                }
                true
            }
            Self::Spent { repeat, at } => {
                let remembered = match repeat {
                    Repeat::Never | Repeat::Always | Repeat::Remembered { .. } => REMEMBERED,
                    Repeat::AfterOutage => REFRESH_REMEMBERED,
                };
                now.since(*at) <= remembered
            }
            Self::Remembered { until, .. } => now < *until,
        }
    }

    /// Codes before refreshes, then the oldest first.
    const fn order(&self, digest: [u8; 32]) -> Option<(bool, u64, [u8; 32])> {
        match self {
            Self::Wanted { .. } => None,
            Self::Replied { repeat, at, .. } | Self::Spent { repeat, at } => {
                Some((!matches!(repeat, Repeat::Never), at.millis(), digest))
            }
            Self::Remembered { at, .. } => Some((false, at.millis(), digest)),
        }
    }

    fn weight(&self) -> usize {
        match self {
            Self::Replied { reply: Ok(reply), .. } | Self::Remembered { reply, .. } => reply.body.len(),
            _ => 0,
        }
    }
}

/// RFC 6749 section 5.2.
fn is_invalid_grant(reply: &HttpReply) -> bool {
    const NAME: &[u8] = b"invalid_grant";
    reply.status.is_client_error() && reply.body.windows(NAME.len()).any(|part| part == NAME)
}

/// Whether a call that came to this may be made again. What never left this machine may be in any case.
fn may_be_repeated(repeat: Repeat, reply: &Result<HttpReply, Unavailable>) -> bool {
    let was_not_sent = matches!(
        reply,
        Err(Unavailable::NotProven
            | Unavailable::Http(
                HttpError::Connect(_)
                    | HttpError::NotResolved(_)
                    | HttpError::Tls(_)
                    | HttpError::Certificate(_)
                    | HttpError::RefusedAddress(_)
            ))
    );
    was_not_sent
        || match (repeat, reply) {
            (Repeat::Never, _) => false,
            (_, Err(_)) => true,
            // Whatever else came of it, the refresh token is as good as it was.
            (_, Ok(reply)) => !(reply.status.is_success() || is_invalid_grant(reply)),
        }
}

#[cfg(test)]
mod tests;
