//! What a request brings: JSON or a form, as a document.

#[cfg(test)]
mod tests;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, header};
use model::{TTL, may_end};
use schema::{Field, Map, Schema, Value, infer};

use crate::arguments;
use crate::json;
use crate::problem::Problem;

/// The most bytes of a body, as in Kong.
pub(crate) const LARGEST: usize = 10 * 1024 * 1024;

/// What a request brought.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    /// JSON, which says of what type things are.
    Typed(Value),
    /// A form, in which everything is a text.
    Texts(Value),
}

impl Written {
    /// Reads the body of a request that may have one.
    ///
    /// # Errors
    /// [`Problem`], if it is too large, of a type that nobody reads, or not what its type says.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Problem> {
        let mut types = headers.get_all(header::CONTENT_TYPE).iter();
        let media_type = types.next();
        if types.next().is_some() {
            return Err(Problem::MediaTypes);
        }
        let body = to_bytes(body, LARGEST).await.map_err(|_| Problem::TooLarge)?;
        let Some(media_type) = media_type else {
            return match body.is_empty() {
                true => Ok(Self::Typed(Map::new().into())),
                false => Err(Problem::MediaType),
            };
        };
        let media_type = media_type.to_str().map_err(|_| Problem::MediaType)?;
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "application/json" => typed(&body),
            "application/x-www-form-urlencoded" => form(&body),
            "multipart/form-data" => {
                let boundary = multer::parse_boundary(media_type).map_err(|_| Problem::Form)?;
                parts(body.into(), boundary).await
            }
            _ => Err(Problem::MediaType),
        }
    }

    /// The names and values that are told, of which those that decide about the schema are texts in a form too.
    pub(crate) const fn told(&self) -> &Value {
        match self {
            Self::Typed(value) | Self::Texts(value) => value,
        }
    }

    /// The document, its texts made what this schema says they are.
    pub(crate) fn document(self, schema: Option<&Schema>) -> Value {
        match (self, schema) {
            (Self::Texts(mut value), Some(schema)) => {
                infer(schema, &mut value);
                if may_end(schema) {
                    infer(&ttl(), &mut value);
                }
                value
            }
            (Self::Typed(value) | Self::Texts(value), _) => value,
        }
    }
}

/// What stands in a form beside the fields of what may end.
fn ttl() -> Schema {
    Schema::default().field(TTL, Field::of::<Option<u64>>())
}

fn typed(body: &[u8]) -> Result<Written, Problem> {
    if body.is_empty() {
        return Ok(Written::Typed(Map::new().into()));
    }
    let value = json::parse(body).map_err(|_| Problem::Json)?;
    match value.is_object() {
        true => Ok(Written::Typed(value)),
        false => Err(Problem::Json),
    }
}

/// A form is texts; what is none would be read as something that nobody sent.
fn form(body: &[u8]) -> Result<Written, Problem> {
    let pairs = form_urlencoded::parse(body).map(|(name, value)| (name, Value::from(&*value)));
    if std::str::from_utf8(body).is_err() || !is_text(body) {
        return Err(Problem::Form);
    }
    arguments::document(pairs)
        .map(Written::Texts)
        .map_err(Problem::from)
}

/// Whether the percent-encoded bytes are texts too.
fn is_text(body: &[u8]) -> bool {
    percent_encoding::percent_decode(body).decode_utf8().is_ok()
}

/// The parts of `multipart/form-data` (RFC 7578). One whose own type is JSON is JSON.
async fn parts(body: Body, boundary: String) -> Result<Written, Problem> {
    let mut parts = multer::Multipart::new(body.into_data_stream(), boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| Problem::Form)? {
        let name = part.name().ok_or(Problem::Form)?.to_owned();
        let is_json = part
            .content_type()
            .is_some_and(|media_type| media_type.essence_str() == "application/json");
        let content = part.bytes().await.map_err(|_| Problem::Form)?;
        let value = match is_json {
            true => json::parse(&content).map_err(|_| Problem::Json)?,
            false => Value::from(std::str::from_utf8(&content).map_err(|_| Problem::Form)?),
        };
        pairs.push((name, value));
        if pairs.len() > arguments::MOST {
            return Err(arguments::BadArguments::TooMany.into());
        }
    }
    arguments::document(pairs)
        .map(Written::Texts)
        .map_err(Problem::from)
}
