//! What the data plane leaves with the store, beside the configuration: a text under a kind and a name, perhaps for a
//! while. No revision tells of it, and no snapshot holds it.

use crate::session::Session;
use crate::{StoreError, sql};

/// How much is swept away at once, so that nobody waits long.
pub(crate) const SWEPT: u64 = 500;

/// A text that somebody leaves with the store.
#[derive(Clone, PartialEq, Eq)]
pub struct Deposit {
    /// What it is.
    pub kind: &'static str,
    /// Which of its kind.
    pub name: String,
    /// The text. It may be a secret.
    pub body: String,
    /// From when on it is as if it were not there, in milliseconds since 1970; never, if not said.
    pub expires: Option<u64>,
}

impl Deposit {
    /// Whether it is there at this moment.
    pub(crate) fn is_there(&self, now: u64) -> bool {
        self.expires.is_none_or(|expires| expires > now)
    }
}

impl std::fmt::Debug for Deposit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}: ***", self.kind, self.name)
    }
}

/// The text that lies there now.
pub(crate) async fn find(
    session: &impl Session,
    kind: &str,
    name: &str,
    now: u64,
) -> Result<Option<String>, StoreError> {
    let asked = [kind.into(), name.into(), number(now).into()];
    let rows = session.rows(sql::DEPOSITED, &asked).await?;
    Ok(rows.first().and_then(|row| row.text(0)).map(str::to_owned))
}

/// Leaves a text, in the place of the one before.
pub(crate) async fn put(session: &impl Session, deposit: &Deposit) -> Result<(), StoreError> {
    let Deposit { kind, name, body, .. } = deposit;
    let left = [(*kind).into(), name.into(), body.into(), until(deposit).into()];
    session.run(sql::DEPOSIT, &left).await.map(drop)
}

/// Leaves a text unless there is one. The one that is there then: whoever comes at the same time is told the same.
pub(crate) async fn settle(
    session: &impl Session,
    deposit: &Deposit,
    now: u64,
) -> Result<String, StoreError> {
    let Deposit { kind, name, body, .. } = deposit;
    let left = [
        (*kind).into(),
        name.into(),
        body.into(),
        until(deposit).into(),
        number(now).into(),
    ];
    session.run(sql::SETTLE, &left).await?;
    let settled = find(session, kind, name, now).await?;
    settled.ok_or_else(|| StoreError::Unavailable("what was left there is gone again".to_owned()))
}

/// Takes the text away that lies there now. Of several who come at the same time one gets it.
pub(crate) async fn take(
    session: &impl Session,
    kind: &str,
    name: &str,
    now: u64,
) -> Result<Option<String>, StoreError> {
    let asked = [kind.into(), name.into(), number(now).into()];
    let rows = session.rows(sql::TAKE, &asked).await?;
    Ok(rows.first().and_then(|row| row.text(0)).map(str::to_owned))
}

/// Sweeps away some of what has expired. How much that was; [`SWEPT`] if there may be more.
pub(crate) async fn sweep(session: &impl Session, now: u64) -> Result<u64, StoreError> {
    session
        .run(sql::SWEEP, &[number(now).into(), number(SWEPT).into()])
        .await
}

fn until(deposit: &Deposit) -> i64 {
    deposit.expires.map_or(i64::MAX, number)
}

fn number(millis: u64) -> i64 {
    i64::try_from(millis).unwrap_or(i64::MAX)
}
