//! Passwords that are tried, once for all requests that show them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aws_lc_rs::hmac;
use model::{DEFAULT_WORKSPACE, Id};
use plugin::{Fault, Services};
use ports::{NoEntropy, Outside};
use tokio::sync::{OnceCell, Semaphore, oneshot};
use tokio::task::spawn_blocking;

use super::proof::Proof;

/// How many are tried at the same time: each takes a core and 19 MiB.
const AT_ONCE: usize = 2;
/// How many may wait for that on a node. It takes about two seconds to try them.
const MOST_WAITING: usize = 256;
/// How many right passwords are remembered on a node, and on each core.
const MOST_KNOWN: usize = 10_000;

/// A node tries one password once, however many requests show it, and remembers which are right. What is remembered is a
/// fact about a password and what is kept of it, under a digest with a key of this process: when something else is kept,
/// it is another fact.
pub(crate) struct Passwords {
    key: hmac::Key,
    home: Arc<Home>,
    outside: Arc<dyn Outside>,
}

/// What all that try passwords have in common on a node.
struct Home {
    key: OnceLock<hmac::Key>,
    tried: Mutex<HashMap<Digest, Arc<OnceCell<bool>>>>,
    turns: Semaphore,
    waiting: AtomicUsize,
}

type Digest = [u8; 32];

/// Whether a password is the one that something is kept of.
#[derive(Clone)]
pub(crate) struct Question {
    digest: Digest,
    /// Nothing, if nobody is meant.
    proof: Option<Proof>,
    consumer: Id,
    password: Box<[u8]>,
}

/// The right passwords that a core knows of.
#[derive(Default)]
pub struct Known(RefCell<HashSet<Digest>>);

impl Default for Home {
    fn default() -> Self {
        Self {
            key: OnceLock::new(),
            tried: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
            waiting: AtomicUsize::new(0),
        }
    }
}

impl Passwords {
    /// Those of this node.
    ///
    /// # Errors
    /// If there is no randomness.
    pub(crate) fn of(services: &Services) -> Result<Self, NoEntropy> {
        let home = services.shared.the::<Home>();
        let mut fresh = [0; 32];
        services.entropy.fill(&mut fresh)?;
        // The first makes it; all others have the same.
        let key = home.key.get_or_init(|| hmac::Key::new(hmac::HMAC_SHA256, &fresh));
        Ok(Self {
            key: key.clone(),
            outside: Arc::clone(&services.outside),
            home,
        })
    }

    /// Whether it is this password of that consumer.
    pub(crate) fn question(&self, proof: &Proof, consumer: Id, password: &[u8]) -> Question {
        Question {
            digest: self.digest(&[proof.bytes(), consumer.to_string().as_bytes(), password]),
            proof: Some(proof.clone()),
            consumer,
            password: password.into(),
        }
    }

    /// A question that takes as long, about a name that nobody has.
    pub(crate) fn decoy(&self, username: &str, password: &[u8]) -> Question {
        Question {
            digest: self.digest(&[b"decoy", username.as_bytes(), password]),
            proof: None,
            consumer: DEFAULT_WORKSPACE,
            password: password.into(),
        }
    }

    /// Has a password tried, outside of the cores.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] if too many wait already.
    pub(crate) async fn ask(&self, question: Question) -> Result<bool, Fault> {
        if self.home.waiting.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            self.home.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(busy("too many passwords wait to be tried"));
        }
        let (tell, told) = oneshot::channel();
        let home = Arc::clone(&self.home);
        self.outside.run(Box::pin(async move {
            let fits = home.try_once(question).await;
            home.waiting.fetch_sub(1, Ordering::Relaxed);
            // Whoever has stopped waiting does not mind.
            let _ = tell.send(fits);
        }));
        told.await.map_err(|_| busy("nobody tries passwords any more"))
    }

    /// Each part stands behind its length, so that no two lists of parts are the same text.
    fn digest(&self, parts: &[&[u8]]) -> Digest {
        let mut context = hmac::Context::with_key(&self.key);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.sign().as_ref());
        digest
    }
}

impl Home {
    async fn try_once(&self, question: Question) -> bool {
        let digest = question.digest;
        let cell = Arc::clone(self.tried().entry(digest).or_default());
        let fits = *cell.get_or_init(|| self.try_now(question)).await;
        let mut tried = self.tried();
        if !fits {
            tried.remove(&digest);
        } else if tried.len() > MOST_KNOWN {
            tried.retain(|_, cell| cell.get().is_none());
        }
        fits
    }

    async fn try_now(&self, question: Question) -> bool {
        let Ok(_turn) = self.turns.acquire().await else {
            return false;
        };
        let tried = spawn_blocking(move || {
            question.answer(|proof| proof.fits(&question.password, question.consumer))
        });
        tried.await.unwrap_or(false)
    }

    fn tried(&self) -> std::sync::MutexGuard<'_, HashMap<Digest, Arc<OnceCell<bool>>>> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Question {
    /// The answer, by the work of trying. A no costs each sort of work once, whatever is kept and whether anything is: nobody
    /// learns by the time it takes who is known here, and how that is proved.
    fn answer(&self, mut fits: impl FnMut(&Proof) -> bool) -> bool {
        if self.proof.as_ref().is_some_and(&mut fits) {
            return true;
        }
        for decoy in Proof::decoys() {
            if !self
                .proof
                .as_ref()
                .is_some_and(|proof| proof.is_tried_like(decoy))
            {
                fits(decoy);
            }
        }
        false
    }
}

impl Known {
    /// Whether the core knows that the answer is yes.
    pub(crate) fn has(&self, question: &Question) -> bool {
        self.0.borrow().contains(&question.digest)
    }

    /// From now on it knows.
    pub(crate) fn note(&self, question: &Question) {
        let mut known = self.0.borrow_mut();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(question.digest);
    }
}

fn busy(detail: &str) -> Fault {
    Fault::Unavailable {
        code: "password.busy",
        detail: detail.to_owned(),
        retry_after: 2,
    }
}

#[cfg(test)]
mod tests;
