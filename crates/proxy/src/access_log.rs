//! Who asked for what: one line for each request.
//!
//! A core leaves its lines on a tray of its own and never waits; one thread carries all trays to the file.
//! If that thread cannot keep up, lines are dropped, counted, and the number is told.

mod line;

use std::cell::RefCell;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use plugin::Finished;

use crate::notes::Notes;

/// The longest that a line rests on its tray.
const REST: Duration = Duration::from_secs(1);
/// A tray this full is carried away at once, in bytes.
const CALL: usize = 64 << 10;
/// The most bytes on a tray; what comes on top is dropped.
const MOST: usize = 1 << 20;
/// How long the end may take, if nobody takes the lines any more.
const FAREWELL: Duration = Duration::from_secs(2);

/// Where the lines go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AccessLog {
    /// Nowhere.
    Off,
    /// To standard output.
    #[default]
    Stdout,
    /// To standard error.
    Stderr,
    /// To the end of a file, which is made if it is not there.
    File(PathBuf),
}

/// The thread that writes the lines of all cores. What is left is written when this is dropped, so drop it
/// after all [`Lines`].
#[derive(Debug)]
pub(crate) struct Writer(Option<Carrier>);

#[derive(Debug)]
struct Carrier {
    desk: Arc<Desk>,
    thread: Thread,
    /// Behind a lock only so that the cores can be looked at from several threads.
    ended: Mutex<Receiver<()>>,
}

/// The lines of one core.
#[derive(Debug)]
pub(crate) struct Lines(Option<Pen>);

#[derive(Debug)]
struct Pen {
    /// Lines that did not find the tray free: it is being carried away just now.
    here: RefCell<Vec<u8>>,
    tray: Arc<Tray>,
    carrier: Thread,
}

/// What the cores and the thread share.
#[derive(Debug, Default)]
struct Desk {
    trays: Mutex<Vec<Arc<Tray>>>,
    closing: AtomicBool,
}

#[derive(Debug, Default)]
struct Tray {
    lines: Mutex<Vec<u8>>,
    dropped: AtomicU64,
}

impl Writer {
    /// Opens the log.
    ///
    /// # Errors
    /// If the file cannot be opened, or no thread can be started.
    pub(crate) fn start(log: &AccessLog) -> io::Result<Self> {
        let out: Box<dyn Write + Send> = match log {
            AccessLog::Off => return Ok(Self(None)),
            AccessLog::Stdout => Box::new(io::stdout()),
            AccessLog::Stderr => Box::new(io::stderr()),
            AccessLog::File(path) => Box::new(OpenOptions::new().append(true).create(true).open(path)?),
        };
        Self::to(out).map(|carrier| Self(Some(carrier)))
    }

    /// The lines of one more core.
    pub(crate) fn lines(&self) -> Lines {
        let pen = |carrier: &Carrier| {
            let tray = Arc::<Tray>::default();
            locked(&carrier.desk.trays).push(Arc::clone(&tray));
            Pen {
                here: RefCell::default(),
                tray,
                carrier: carrier.thread.clone(),
            }
        };
        Lines(self.0.as_ref().map(pen))
    }

    fn to(out: Box<dyn Write + Send>) -> io::Result<Carrier> {
        let desk = Arc::<Desk>::default();
        let (end, ended) = channel();
        let shared = Arc::clone(&desk);
        let carry = move || {
            shared.carry(out);
            // Nobody listens if the farewell took too long.
            let _ = end.send(());
        };
        let thread = thread::Builder::new()
            .name("access-log".to_owned())
            .spawn(carry)?;
        Ok(Carrier {
            desk,
            thread: thread.thread().clone(),
            ended: Mutex::new(ended),
        })
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        self.desk.closing.store(true, Ordering::SeqCst);
        self.thread.unpark();
        // The thread is left behind if the other side of a pipe does not read any more.
        let _ = locked(&self.ended).recv_timeout(FAREWELL);
    }
}

impl Lines {
    /// Whether nothing is written.
    pub(crate) const fn is_off(&self) -> bool {
        self.0.is_none()
    }

    /// Writes a line about a request, whose answer has so many bytes if that is known.
    pub(crate) fn write(&self, finished: &Finished, notes: &Notes, size: Option<u64>) {
        let Some(pen) = &self.0 else {
            return;
        };
        let mut here = pen.here.borrow_mut();
        line::write(finished, notes, size, &mut here);
        let Ok(mut tray) = pen.tray.lines.try_lock() else {
            return;
        };
        let was = tray.len();
        pen.tray.take(&mut here, &mut tray);
        if was < CALL && tray.len() >= CALL {
            pen.carrier.unpark();
        }
    }
}

impl Drop for Pen {
    /// The last lines: now there is time to wait.
    fn drop(&mut self) {
        self.tray
            .take(&mut self.here.borrow_mut(), &mut locked(&self.tray.lines));
    }
}

impl Tray {
    fn take(&self, here: &mut Vec<u8>, tray: &mut Vec<u8>) {
        if tray.len() + here.len() <= MOST {
            tray.append(here);
            return;
        }
        let lost = here.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.dropped.fetch_add(lost, Ordering::Relaxed);
        here.clear();
    }
}

impl Desk {
    fn carry(&self, mut out: Box<dyn Write + Send>) {
        let mut full = Vec::new();
        loop {
            let last = self.closing.load(Ordering::SeqCst);
            let mut lost = 0;
            for tray in locked(&self.trays).clone() {
                std::mem::swap(&mut full, &mut locked(&tray.lines));
                if out.write_all(&full).and_then(|()| out.flush()).is_err() {
                    lost += full.iter().filter(|byte| **byte == b'\n').count() as u64;
                }
                full.clear();
                lost += tray.dropped.swap(0, Ordering::Relaxed);
            }
            if lost > 0 {
                tracing::warn!(
                    error.code = "access_log.dropped",
                    lines = lost,
                    "{lost} lines of the access log were dropped: it takes them too slowly, or not at all"
                );
            }
            if last {
                return;
            }
            thread::park_timeout(REST);
        }
    }
}

/// What is behind these locks is whole at any time.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
