//! The one who writes to the file, outside the cores.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plugin::Services;
use ports::Clock;
use tracing::{info, warn};

use crate::Unsent;
use crate::losses::{Losses, WHILE};
use crate::queue::{Bounds, Desk, Pile};
use crate::unsent::Queue;

/// When the file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opens {
    /// When there is something to write, and again after a failure.
    Once,
    /// Before each write.
    BeforeEachWrite,
}

/// Writes what lies on the desk, until that is closed.
pub(super) struct Writer {
    path: PathBuf,
    opens: Opens,
    file: Option<File>,
    desk: Arc<Desk>,
    bounds: Bounds,
    queue: Queue,
    clock: Arc<dyn Clock>,
    losses: Losses,
    /// Whether the last write failed, so that it is told once.
    fails: bool,
}

impl Writer {
    pub(super) fn new(
        path: PathBuf,
        opens: Opens,
        desk: Arc<Desk>,
        bounds: Bounds,
        services: &Services,
    ) -> Self {
        Self {
            path,
            opens,
            file: None,
            desk,
            bounds,
            queue: services.shared.the::<Unsent>().queue(),
            clock: Arc::clone(&services.clock),
            losses: Losses::default(),
            fails: false,
        }
    }

    /// Writes until nothing can come any more, or the node ends.
    pub(super) async fn write(mut self) {
        let mut pile = Pile::default();
        loop {
            let last = self.desk.is_over() || self.queue.must_end();
            self.desk.empty_into(&mut pile, self.bounds);
            self.lose(pile.dropped());
            if pile.len() > 0 {
                let lines = pile.take(usize::MAX);
                self = self.put(lines).await;
            }
            let due = match last {
                true => self.losses.rest(),
                false => self.losses.due(self.clock.now()),
            };
            due.into_iter().for_each(|lines| self.tell(lines));
            if last {
                return;
            }
            let is_untold = self.losses.are_untold();
            let (desk, queue) = (Arc::clone(&self.desk), &mut self.queue);
            tokio::select! {
                () = desk.rung() => {}
                () = queue.ends() => {}
                () = tokio::time::sleep(WHILE), if is_untold => {}
            }
        }
    }

    /// Disks may be slow, and a pipe may have no reader: that holds up no other work outside.
    async fn put(mut self, lines: Vec<String>) -> Self {
        let (path, opens, file) = (self.path.clone(), self.opens, self.file.take());
        let number = lines.len() as u64;
        let written = tokio::task::spawn_blocking(move || put(&path, opens, file, &lines)).await;
        let written = written.unwrap_or_else(|fallen| Err(io::Error::other(fallen)));
        match written {
            Ok(file) => {
                self.file = Some(file);
                if std::mem::take(&mut self.fails) {
                    info!("{} can be written to again", self.path.display());
                }
            }
            Err(why) => {
                if !std::mem::replace(&mut self.fails, true) {
                    warn!(
                        error.code = "file_log.not_written",
                        "requests cannot be written to {}: {why}; their lines are dropped until they can",
                        self.path.display()
                    );
                }
                self.lose(number);
            }
        }
        self
    }

    fn lose(&mut self, lines: u64) {
        self.queue.lose(lines);
        self.losses.add(lines);
    }

    fn tell(&self, lines: u64) {
        warn!(
            error.code = "file_log.dropped",
            lines,
            "{lines} lines for {} were dropped: it takes them too slowly, or not at all",
            self.path.display()
        );
    }
}

/// Appends whole lines by one write, so that those of others do not stand between.
fn put(path: &Path, opens: Opens, file: Option<File>, lines: &[String]) -> io::Result<File> {
    let kept = file.filter(|_| opens == Opens::Once);
    let mut file = match kept {
        Some(file) => file,
        None => OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o644)
            .open(path)?,
    };
    file.write_all(lines.concat().as_bytes())?;
    Ok(file)
}
