//! Consumer groups, which Kong's enterprise edition shows together with what belongs to them.

use axum::http::header;
use axum::response::IntoResponse as _;
use model::{CONSUMER_GROUPS, CONSUMERS, PLUGINS};
use schema::{Map, Value};
use store::Filter;

use crate::address::{Circle, Named};
use crate::desk::{Answer, Desk};
use crate::query::Query;

impl Desk<'_> {
    /// A group with its consumers, unless `list_consumers` is false, and with its plugins.
    pub(crate) async fn group(&self, named: &Named, query: &Query) -> Answer {
        let group = self.there(&CONSUMER_GROUPS, named).await?;
        let mut answer = Map::new();
        let whole = self.views(std::slice::from_ref(&group)).await?;
        answer.extend(
            whole
                .into_iter()
                .map(|whole| ("consumer_group".to_owned(), whole)),
        );
        let circle = Circle::of(self.node.catalogue(), &CONSUMER_GROUPS, named.clone(), &CONSUMERS);
        if let Some(circle) = circle.filter(|_| query.get("list_consumers") != Some("false")) {
            let consumers = self.all(&CONSUMERS, circle.filter(group.id)).await?;
            let consumers = self.views(&consumers).await?;
            answer.insert(CONSUMERS.name.to_owned(), consumers.into());
        }
        let acting = Filter {
            link: Some(("consumer_group", vec![group.id])),
            ..Filter::default()
        };
        let plugins = self.all(&PLUGINS, acting).await?;
        let plugins = self.views(&plugins).await?;
        answer.insert(PLUGINS.name.to_owned(), plugins.into());
        let answer = Value::Object(answer).to_string();
        let tag = self.tag(&group).await?;
        Ok(([(header::ETAG, tag)], answer).into_response())
    }
}
