//! Which revision the database has, whoever made it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use super::line::Line;
use crate::{Revision, StoreError, read};

/// How often it is looked whether another node has written, should its notification be lost.
const WATCH: Duration = Duration::from_secs(1);

/// Tells each new revision, as soon as it is heard of.
pub(super) async fn follow(line: Line, heard: Arc<Notify>, told: watch::Sender<Revision>) {
    loop {
        // Heard of or not, it is looked.
        let _ = timeout(WATCH, heard.notified()).await;
        // A database that cannot be read now is looked at again.
        if let Ok(now) = now(&line).await {
            told.send_if_modified(|before| std::mem::replace(before, now) != now);
        }
    }
}

async fn now(line: &Line) -> Result<Revision, StoreError> {
    let mut turn = line.turn().await?;
    read::revision(&turn.read().await?).await
}
