//! Entities that belong together without one being the other's: `/consumers/c/consumer_groups`.

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use model::{Document, Id, Relation, Side};
use schema::{Map, Value, Violation, Violations};
use store::{Change, Filter, Related};

use crate::address::{Circle, Named, segment_of};
use crate::body::Written;
use crate::desk::{Answer, Desk, leads_to, target};
use crate::page::tags;
use crate::problem::Problem;
use crate::query::Query;

impl Desk<'_> {
    /// A page of those that belong together with one.
    pub(crate) async fn others(&self, circle: &Circle<'_>, query: &Query) -> Answer {
        let one = self.there(circle.around, &circle.named).await?;
        let filter = Filter {
            tags: tags(query)?,
            ..circle.filter(one.id)
        };
        let list = segment_of(circle.others);
        let next = |offset: &str| self.next_of(circle.around, &circle.named, list, offset);
        self.page(circle.others, filter, query, next).await
    }

    /// One that belongs together with another.
    pub(crate) async fn other(&self, circle: &Circle<'_>, named: &Named) -> Answer {
        let (other, _) = self.belonging(circle, named).await?;
        self.given_out(&other).await
    }

    /// From now on these belong together with one: a name or an id, or a list of them. All of them, or none.
    pub(crate) async fn join(&self, circle: &Circle<'_>, written: Written) -> Answer {
        self.must_be_writable("create", &circle.relation.entity, None)?;
        let one = self.there(circle.around, &circle.named).await?;
        let (mut others, mut changes) = (Vec::new(), Vec::new());
        for name in names(&written, circle.other)? {
            let found = self.find(circle.others, &Named(name.clone())).await?;
            let other = found.ok_or_else(|| Problem::NotThere {
                kind: circle.other.called,
                name,
            })?;
            let members = Map::from_iter([
                (circle.side.field.to_owned(), leads_to(one.id)),
                (circle.other.field.to_owned(), leads_to(other.id)),
            ]);
            changes.push(Change::Insert(
                self.finish(&circle.relation.entity, members).await?,
            ));
            others.push(other);
        }
        self.write(changes, None).await?;
        let answer = Value::from_iter([
            (circle.side.field, self.views(&[one]).await?.remove(0)),
            (circle.others.name, self.views(&others).await?.into()),
        ]);
        Ok((StatusCode::CREATED, answer.to_string()).into_response())
    }

    /// One does not belong together with another any more. It must have. What is there is the other, so its is the state
    /// that whoever writes may have seen.
    pub(crate) async fn leave(&self, circle: &Circle<'_>, named: &Named) -> Answer {
        self.must_be_writable("remove", &circle.relation.entity, None)?;
        let (other, relating) = self.belonging(circle, named).await?;
        self.judge(Some(&other)).await?;
        self.part(vec![relating]).await
    }

    /// Nothing belongs together with one any more.
    pub(crate) async fn leave_all(&self, circle: &Circle<'_>) -> Answer {
        self.must_be_writable("remove", &circle.relation.entity, None)?;
        let one = self.there(circle.around, &circle.named).await?;
        let relating = self.relating(circle.relation, circle.side, one.id).await?;
        self.part(relating).await
    }

    /// One of those that belong together with another, and what says so.
    async fn belonging(&self, circle: &Circle<'_>, named: &Named) -> Result<(Document, Document), Problem> {
        let one = self.there(circle.around, &circle.named).await?;
        let other = self.there(circle.others, named).await?;
        let relating = self.relating(circle.relation, circle.other, other.id).await?;
        let mut relating = relating
            .into_iter()
            .filter(|relating| target(relating, circle.side.field) == Some(one.id));
        let relating = relating.next().ok_or(Problem::NotFound)?;
        Ok((other, relating))
    }

    /// All that says who belongs together with one.
    async fn relating(&self, relation: &Relation, side: Side, one: Id) -> Result<Vec<Document>, Problem> {
        let filter = Filter {
            link: Some((side.field, vec![one])),
            ..Filter::default()
        };
        self.all(&relation.entity, filter).await
    }

    async fn part(&self, relating: Vec<Document>) -> Answer {
        let changes: Vec<Change> = relating.into_iter().map(|document| self.gone(document)).collect();
        if !changes.is_empty() {
            self.write(changes, None).await?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    }
}

impl Circle<'_> {
    /// Lets through those that belong together with the one of this id.
    pub(crate) fn filter(&self, one: Id) -> Filter {
        Filter {
            related: Some(Related {
                by: self.relation.entity.name,
                field: self.other.field,
                with_field: self.side.field,
                with_kind: self.side.to,
                with: one,
            }),
            ..Filter::default()
        }
    }
}

/// The names of those that somebody wrote, each once.
fn names(written: &Written, other: Side) -> Result<Vec<String>, Problem> {
    let told = written.told().get(other.called);
    let all = match told {
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let mut names: Vec<String> = Vec::new();
    for name in all {
        let Some(name) = name.as_str().filter(|name| !name.is_empty()) else {
            return Err(Violations::from(Violation::Type("string"))
                .at(other.called)
                .into());
        };
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    match names.is_empty() {
        true => Err(Violations::from(Violation::Required {
            about: "the name or the id of one of the others",
        })
        .at(other.called)
        .into()),
        false => Ok(names),
    }
}
