//! Which part of a list is asked for: `size`, `offset` and `tags`.

#[cfg(test)]
mod tests;

use base64_simd::URL_SAFE_NO_PAD as BASE64;
use model::Id;
use schema::Value;
use store::{Page, Tags};

use crate::problem::Problem;
use crate::query::Query;

/// The most documents on a page, as in Kong.
pub(crate) const LARGEST: u16 = 1000;

/// The most tags that are asked for at a time, as in Kong.
const MOST_TAGS: usize = 5;

/// The page that a query asks for: 100 documents unless it says otherwise.
///
/// # Errors
/// A [`Problem`] with Kong's numbers 7 or 9.
pub(crate) fn page(query: &Query) -> Result<Page, Problem> {
    Ok(Page {
        size: size(query)?,
        after: query.get("offset").map(read_offset).transpose()?,
    })
}

/// How many a query asks for at most: 100 unless it says otherwise.
///
/// # Errors
/// A [`Problem`] with Kong's number 9.
pub(crate) fn size(query: &Query) -> Result<u16, Problem> {
    let Some(size) = query.get("size") else {
        return Ok(Page::default().size);
    };
    let number: f64 = size.parse().map_err(|_| Problem::Size("size must be a number"))?;
    let is_whole = number.fract() == 0.0 && (1.0..=f64::from(LARGEST)).contains(&number);
    match is_whole {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is whole, and from 1 to 1000"
        )]
        true => Ok(number as u16),
        false => Err(Problem::Size("size must be an integer between 1 and 1000")),
    }
}

/// The tags that a query asks for: `a,b` is both, `a/b` is one of them.
///
/// # Errors
/// A [`Problem`] with Kong's number 11.
pub(crate) fn tags(query: &Query) -> Result<Tags, Problem> {
    let Some(text) = query.get("tags") else {
        return Ok(Tags::Any);
    };
    let wrong = |why| Err(Problem::Option { name: "tags", why });
    if text.is_empty() {
        return wrong("cannot be null");
    }
    let (separator, all) = match (text.contains(','), text.contains('/')) {
        (true, true) => return wrong("invalid filter syntax"),
        (_, one) => (if one { '/' } else { ',' }, !one),
    };
    let tags: Vec<String> = text.split(separator).map(str::to_owned).collect();
    let is_tag = |tag: &String| !tag.is_empty() && !tag.chars().any(char::is_control);
    if !tags.iter().all(is_tag) {
        return wrong("invalid filter syntax");
    }
    if tags.len() > MOST_TAGS {
        return wrong("cannot query more than 5 tags");
    }
    Ok(match all {
        true => Tags::AllOf(tags),
        false => Tags::OneOf(tags),
    })
}

/// What stands in `offset` for the documents behind this one: a JSON list of its id, in Base64 without padding.
pub(crate) fn offset(after: Id) -> String {
    BASE64.encode_to_string(Value::from(vec![Value::from(after)]).to_string())
}

fn read_offset(text: &str) -> Result<Id, Problem> {
    let wrong = |why| Problem::Offset(format!("'{text}' is not a valid offset: {why}"));
    let decoded = BASE64
        .decode_to_vec(text)
        .map_err(|_| wrong("bad base64 encoding"))?;
    let value: Value = serde_json::from_slice(&decoded).map_err(|_| wrong("bad json encoding"))?;
    let id = value.get(0).and_then(Value::as_str).and_then(Id::parse);
    id.ok_or_else(|| wrong("bad json encoding"))
}
