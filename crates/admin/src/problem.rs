//! Answers that are not what was asked for, with Kong's numbers, names and words.

#[cfg(test)]
mod tests;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{Entity, Id};
use schema::render::kong;
use schema::{Value, Violations};
use serde_json::json;
use store::{Refusal, StoreError};

use crate::address::Named;
use crate::arguments::BadArguments;

/// Why something is not done. Nothing was changed.
#[derive(Debug, PartialEq)]
pub(crate) enum Problem {
    /// There is no such thing.
    NotFound,
    /// There is no such entity that could be changed.
    Absent {
        /// The field by which it was named.
        key: &'static str,
        /// Its name.
        name: String,
    },
    /// No certificate is shown for this name.
    NoSni,
    /// There is none of this kind and name that could be taken in.
    NotThere {
        /// What one of the kind is called.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// It is there, and not for a node like this one. Why.
    NotHere(&'static str),
    /// The targets of an upstream are looked after by nobody. The name of the upstream.
    NoHealthChecker(String),
    /// There is no such level of the log.
    LogLevel(String),
    /// A time is none.
    Seconds,
    /// There is no workspace of this name.
    NoWorkspace(String),
    /// There is, and it does not do that. What it does.
    Method(&'static str),
    /// A route of another workspace wants the very same requests.
    Collision,
    /// There is a database, so that there is no such thing.
    NeedsNoDatabase,
    /// There is no configuration in the body.
    NoConfiguration,
    /// A declarative configuration is wrong.
    Configuration(Box<Wrong>),
    /// The body is too large.
    TooLarge,
    /// The body is of a type that nobody reads here.
    MediaType,
    /// There is more than one `Content-Type`.
    MediaTypes,
    /// The body is no JSON object.
    Json,
    /// The body is no form.
    Form,
    /// Arguments are no document.
    Arguments(BadArguments),
    /// The document is not as it must be.
    Violations(Violations),
    /// A link names what is not there.
    Unresolved {
        /// The field of the link.
        field: &'static str,
        /// The field by which it names something.
        key: &'static str,
        /// The name.
        name: String,
        /// The kind of what it names.
        to: &'static str,
    },
    /// A `custom_id` that nobody can have was asked for.
    CustomId,
    /// The size of a page is wrong.
    Size(&'static str),
    /// The place where a page begins is wrong.
    Offset(String),
    /// An argument of a list is wrong.
    Option {
        /// The argument.
        name: &'static str,
        /// Why.
        why: &'static str,
    },
    /// Entities come from a file here.
    ReadOnly {
        /// What was asked for, as in `create`.
        verb: &'static str,
        /// The kind of entity.
        kind: &'static str,
        /// The field by which it was named, if it was.
        by: Option<&'static str>,
    },
    /// What a part of a document would make of it is not as it must be.
    Changes(Violations),
    /// An authority is trusted by somebody, and may not go.
    Trusted {
        /// The authority.
        authority: Id,
        /// The kind of who trusts it.
        kind: &'static str,
        /// Who trusts it.
        by: Id,
    },
    /// What is there is not what whoever writes believes to be there.
    ChangedMeanwhile,
    /// Whoever writes names a state, and what they write to has none.
    NoState,
    /// The store does not do it.
    Store(StoreError),
}

/// What is wrong with a declarative configuration.
#[derive(Debug, PartialEq)]
pub(crate) struct Wrong {
    /// All of it.
    pub(crate) all: Value,
    /// All but what is told entity by entity.
    pub(crate) fields: Value,
    /// What is wrong with each entity, if that was asked for.
    pub(crate) flattened: Option<Value>,
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<BadArguments> for Problem {
    fn from(bad: BadArguments) -> Self {
        Self::Arguments(bad)
    }
}

impl From<Violations> for Problem {
    fn from(violations: Violations) -> Self {
        Self::Violations(violations)
    }
}

impl Problem {
    /// There is no such entity that could be changed.
    pub(crate) fn absent(entity: &Entity, named: &Named) -> Self {
        let key = match named.id() {
            Some(_) => Some("id"),
            None => entity.key,
        };
        key.map_or(Self::NotFound, |key| Self::Absent {
            key,
            name: named.0.clone(),
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => message(StatusCode::NOT_FOUND, "Not found"),
            Self::Absent { key, name } => absent(key, &name),
            Self::NoSni => message(StatusCode::NOT_FOUND, "SNI not found"),
            Self::NotThere { kind, name } => {
                let mut letters = kind.chars();
                let first = letters.next().map(|letter| letter.to_ascii_uppercase());
                let kind: String = first.into_iter().chain(letters).collect();
                message(StatusCode::NOT_FOUND, &format!("{kind} '{name}' not found"))
            }
            Self::NotHere(why) => message(StatusCode::BAD_REQUEST, why),
            Self::NoHealthChecker(upstream) => message(
                StatusCode::BAD_REQUEST,
                &format!("no healthchecker found for {upstream}"),
            ),
            Self::LogLevel(name) => message(StatusCode::BAD_REQUEST, &format!("unknown log level: {name}")),
            Self::Seconds => message(
                StatusCode::BAD_REQUEST,
                "timeout must be a whole number of seconds from 1 to 86400",
            ),
            Self::NoWorkspace(name) => {
                message(StatusCode::NOT_FOUND, &format!("Workspace '{name}' not found"))
            }
            Self::Method(allowed) => method_not_allowed(allowed),
            Self::Collision => message(
                StatusCode::CONFLICT,
                "API route collides with an existing API: a route of another workspace wants the very same requests",
            ),
            Self::TooLarge => message(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large"),
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
            Self::MediaTypes => message(StatusCode::BAD_REQUEST, "More than one Content-Type"),
            Self::Json => message(StatusCode::BAD_REQUEST, "Cannot parse JSON body"),
            Self::Form => message(StatusCode::BAD_REQUEST, "Cannot parse form body"),
            Self::Arguments(bad) => message(StatusCode::BAD_REQUEST, &bad.to_string()),
            Self::Violations(found) => violated(&found, kong::Writing::Whole),
            Self::Changes(found) => violated(&found, kong::Writing::Part),
            Self::Unresolved { field, key, name, to } => unresolved(field, key, &name, to),
            Self::NeedsNoDatabase => message(
                StatusCode::BAD_REQUEST,
                "this endpoint is only available when Kong is configured to not use a database",
            ),
            Self::NoConfiguration => message(StatusCode::BAD_REQUEST, "expected a declarative configuration"),
            Self::Configuration(wrong) => {
                let Wrong {
                    all,
                    fields,
                    flattened,
                } = *wrong;
                let text = format!("declarative config is invalid: {}", kong::notation(&all));
                let mut details = fields_of(&fields);
                if let Some(flattened) = flattened {
                    details["flattened_errors"] = flattened;
                }
                numbered(14, &text, &details)
            }
            Self::CustomId => message(StatusCode::BAD_REQUEST, "custom_id must be an unempty string"),
            Self::Size(text) => numbered(9, text, &Value::Null),
            Self::Offset(text) => numbered(7, &text, &Value::Null),
            Self::Option { name, why } => {
                let text = format!("invalid option ({name}: {why})");
                numbered(11, &text, &json!({ "options": { name: why } }))
            }
            Self::ReadOnly { verb, kind, by } => {
                let by = by.map(|by| format!(" by '{by}'")).unwrap_or_default();
                let text = format!("cannot {verb} '{kind}' entities{by} when not using a database");
                numbered(12, &text, &Value::Null)
            }
            Self::Trusted { authority, kind, by } => {
                let text = format!("ca certificate {authority} is still referenced by {kind} (id = {by})");
                numbered(19, &text, &Value::Null)
            }
            Self::ChangedMeanwhile => unfulfilled(
                "admin.changed_meanwhile",
                "somebody changed it meanwhile; read it again, and change what is there",
            ),
            Self::NoState => unfulfilled(
                "admin.no_state",
                "If-Match names the state of an entity, and this is none, so nothing was done; leave it out",
            ),
            Self::Store(StoreError::Refused(refusal)) => refused(refusal),
            Self::Store(error) => unavailable(&error),
        }
    }
}

/// `{"message": …}` with that status.
pub(crate) fn message(status: StatusCode, message: &str) -> Response {
    (status, json!({ "message": message }).to_string()).into_response()
}

/// A precondition that is not fulfilled.
fn unfulfilled(code: &'static str, text: &str) -> Response {
    let told = json!({ "message": format!("{text} ({code})"), "code": code });
    (StatusCode::PRECONDITION_FAILED, told.to_string()).into_response()
}

/// What a path does not answer, though it answers these.
pub(crate) fn method_not_allowed(allowed: &str) -> Response {
    let mut answer = message(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed");
    // They are names of methods.
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    answer
}

fn violated(found: &Violations, writing: kong::Writing) -> Response {
    let (text, fields) = (kong::summary(found, writing), kong::fields(found, writing));
    // What is wrong with the whole is told as a rule between its fields: clients expect an object.
    let fields = match fields {
        Value::String(whole) => json!({ "@entity": [whole] }),
        fields => fields,
    };
    numbered(2, &text, &fields_of(&fields))
}

fn absent(key: &str, name: &str) -> Response {
    let fields = json!({ key: name });
    let by = match key {
        "id" => "primary key ",
        _ => "",
    };
    let text = format!("could not find the entity with {by}'{}'", kong::notation(&fields));
    numbered(6, &text, &fields_of(&fields))
}

fn unresolved(field: &str, key: &str, name: &str, to: &str) -> Response {
    let by = kong::notation(&json!({ key: name }));
    let why = format!("the foreign key cannot be resolved with '{by}' for an existing '{to}' entity");
    let text = format!("foreign key unresolved ({field}.{key}: {why})");
    numbered(13, &text, &fields_of(&json!({ field: { key: why } })))
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::IdTaken { id, .. } => {
            let key = json!({ "id": id.to_string() });
            let text = format!("primary key violation on key '{}'", kong::notation(&key));
            numbered(3, &text, &fields_of(&key))
        }
        Refusal::Taken { fields, .. } => {
            let fields: Value = fields.into_iter().collect();
            let text = format!("UNIQUE violation detected on '{}'", kong::notation(&fields));
            numbered(5, &text, &fields_of(&fields))
        }
        Refusal::Dangling { field, to, id } => dangling(field, to, id),
        Refusal::Referenced { kind, by } => {
            let text = format!("an existing '{by}' entity references this '{kind}' entity");
            numbered(4, &text, &fields_of(&json!({ "@referenced_by": by })))
        }
        Refusal::Occupied { .. } => message(StatusCode::BAD_REQUEST, "Workspace is not empty"),
        Refusal::Default | Refusal::NoWorkspace(_) => message(StatusCode::BAD_REQUEST, &refusal.to_string()),
        Refusal::Changed { .. } => message(StatusCode::CONFLICT, &refusal.to_string()),
    }
}

fn dangling(field: &str, to: &str, id: Id) -> Response {
    let key = json!({ "id": id.to_string() });
    let by = kong::notation(&key);
    let text = format!("the foreign key '{by}' does not reference an existing '{to}' entity.");
    numbered(4, &text, &fields_of(&json!({ field: key })))
}

fn unavailable(error: &StoreError) -> Response {
    tracing::error!(error.code = error.code(), "Admin API: {error}");
    let (status, text) = match error {
        StoreError::Unavailable(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            // What a database says of itself is for the log.
            "the database does not answer; the gateway goes on with the configuration it has (store.unavailable)",
        ),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error occurred"),
    };
    message(status, text)
}

fn fields_of(fields: &Value) -> Value {
    json!({ "fields": fields })
}

/// Kong's errors: their numbers are what clients go by.
const NUMBERED: &[(u8, &str, StatusCode)] = &[
    (2, "schema violation", StatusCode::BAD_REQUEST),
    (3, "primary key violation", StatusCode::BAD_REQUEST),
    (4, "foreign key violation", StatusCode::BAD_REQUEST),
    (5, "unique constraint violation", StatusCode::CONFLICT),
    (6, "not found", StatusCode::NOT_FOUND),
    (7, "invalid offset", StatusCode::BAD_REQUEST),
    (9, "invalid size", StatusCode::BAD_REQUEST),
    (11, "invalid options", StatusCode::BAD_REQUEST),
    (12, "operation unsupported", StatusCode::METHOD_NOT_ALLOWED),
    (13, "foreign keys unresolved", StatusCode::BAD_REQUEST),
    (14, "invalid declarative configuration", StatusCode::BAD_REQUEST),
    (19, "referenced by others", StatusCode::BAD_REQUEST),
];

fn numbered(code: u8, text: &str, details: &Value) -> Response {
    let known = NUMBERED.iter().find(|(number, ..)| *number == code);
    let (_, name, status) = known.expect("every number that is used stands in the list");
    let mut body = json!({ "code": code, "name": name, "message": text });
    if let (Some(body), Some(details)) = (body.as_object_mut(), details.as_object()) {
        body.extend(details.clone());
    }
    (*status, body.to_string()).into_response()
}
