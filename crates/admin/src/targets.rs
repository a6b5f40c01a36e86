//! Targets, which people find by their upstream and call by their addresses.

use axum::response::Response;
use model::{Document, Id, TARGETS, TargetAddress, UPSTREAMS};
use schema::Value;
use store::Filter;

use crate::address::{Named, segment_of};
use crate::desk::{Answer, Desk, listed};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;

impl Desk<'_> {
    /// A page of the targets of an upstream, the newest first, as in Kong.
    pub(crate) async fn newest_targets(&self, named: &Named, query: &Query) -> Answer {
        let upstream = self.there(&UPSTREAMS, named).await?.id;
        let (size, tags) = (usize::from(page::size(query)?), page::tags(query)?);
        let begin = query.get("offset").map(read).transpose()?.unwrap_or_default();
        let mut targets = self
            .all(
                &TARGETS,
                Filter {
                    tags,
                    ..of_upstream(upstream)
                },
            )
            .await?;
        targets.sort_by(|one, other| {
            let by_time = made(other).total_cmp(&made(one));
            by_time.then_with(|| other.id.cmp(&one.id))
        });
        let end = begin.saturating_add(size).min(targets.len());
        let shown = targets.get(begin..end).unwrap_or_default();
        let offset = (end < targets.len()).then(|| end.to_string());
        let next = |offset: &str| self.next_of(&UPSTREAMS, named, segment_of(&TARGETS), offset);
        Ok(listed(self.views(shown).await?, offset.as_deref(), next))
    }

    /// A page of the targets of an upstream, in the order of their ids.
    pub(crate) async fn all_targets(&self, named: &Named, query: &Query) -> Answer {
        let upstream = self.there(&UPSTREAMS, named).await?.id;
        let filter = Filter {
            tags: page::tags(query)?,
            ..of_upstream(upstream)
        };
        let next = |offset: &str| self.next_of(&UPSTREAMS, named, "targets/all", offset);
        self.page(&TARGETS, filter, query, next).await
    }

    /// The target of an upstream that is called by its id or by its address, if it is there.
    pub(crate) async fn target_of(&self, upstream: Id, named: &Named) -> Result<Option<Document>, Problem> {
        if named.id().is_some() {
            return self.find(&TARGETS, named).await;
        }
        let Ok(address) = TargetAddress::parse(&named.0) else {
            return Ok(None);
        };
        let address = address.to_string();
        let mut targets = self.all(&TARGETS, of_upstream(upstream)).await?.into_iter();
        Ok(targets.find(|target| address_of(target) == address))
    }

    /// Says of a target, or of one of its addresses, that it is healthy or is not. Nobody looks after targets yet, so
    /// that nothing could be told to anybody; that is what Kong says of an upstream without health checks.
    ///
    /// # Errors
    /// Always a [`Problem`]: what is not there, or that it is looked after by nobody.
    pub(crate) async fn mark(
        &self,
        upstream: &Named,
        target: &Named,
        address: Option<&str>,
    ) -> Result<Response, Problem> {
        let upstream = self.there(&UPSTREAMS, upstream).await?;
        let found = self.target_of(upstream.id, target).await?;
        let of_upstream = |target: &Document| crate::desk::target(target, "upstream") == Some(upstream.id);
        let target = found.filter(of_upstream).ok_or(Problem::NotFound)?;
        // The addresses of a name are looked up by the cores; that of an address is itself.
        let own = TargetAddress::parse(address_of(&target)).map_err(|_| Problem::NotFound)?;
        let is_another = |address: &str| {
            let meant = TargetAddress::parse(address)
                .ok()
                .map(|address| address.to_string());
            is_ip(&own.to_string()) && meant != Some(own.to_string())
        };
        if address.is_some_and(is_another) {
            return Err(Problem::NotFound);
        }
        let name = upstream.body.get("name").and_then(Value::as_str);
        Err(Problem::NoHealthChecker(name.unwrap_or_default().to_owned()))
    }
}

/// The targets of an upstream.
fn of_upstream(upstream: Id) -> Filter {
    Filter {
        link: Some(("upstream", vec![upstream])),
        ..Filter::default()
    }
}

fn address_of(target: &Document) -> &str {
    let address = target.body.get("target").and_then(Value::as_str);
    address.unwrap_or_default()
}

fn is_ip(address: &str) -> bool {
    address.parse::<std::net::SocketAddr>().is_ok()
}

/// When it was made, in seconds since 1970.
fn made(target: &Document) -> f64 {
    let made = target.body.get("created_at").and_then(Value::as_f64);
    made.unwrap_or_default()
}

/// How many targets stand before a page: a decimal number, as in Kong.
fn read(offset: &str) -> Result<usize, Problem> {
    let wrong = |_| Problem::Offset(format!("'{offset}' is not a valid offset: it is no number"));
    offset.parse().map_err(wrong)
}
