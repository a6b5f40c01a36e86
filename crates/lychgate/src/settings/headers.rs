//! Which headers are added: the settings `headers` and `headers_upstream`.

use proxy::{AnswerHeader, AnswerHeaders, UpstreamRequestId};

use super::values::{self, BadValue};

/// The headers that are added to answers.
pub(super) fn read(value: &str) -> Result<AnswerHeaders, BadValue> {
    let off = value.eq_ignore_ascii_case("off");
    let mut headers = Vec::new();
    for name in values::list(value).filter(|_| !off) {
        headers.extend(named(name)?);
    }
    Ok(headers.into_iter().collect())
}

fn named(name: &str) -> Result<Vec<AnswerHeader>, BadValue> {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is("server_tokens") {
        return Ok(AnswerHeader::SERVER_TOKENS.to_vec());
    }
    if is("latency_tokens") {
        return Ok(AnswerHeader::LATENCY_TOKENS.to_vec());
    }
    let header = AnswerHeader::ALL.into_iter().find(|header| is(header.name()));
    header.map(|header| vec![header]).ok_or_else(|| {
        let known = AnswerHeader::ALL.map(AnswerHeader::name).join(", ");
        BadValue::new(
            match is("off") {
                true => "`off` among other names".to_owned(),
                false => format!("`{name}` is no header that is added to answers"),
            },
            format!("`off` alone, or names of server_tokens, latency_tokens, {known}"),
        )
    })
}

pub(super) fn read_upstream(value: &str) -> Result<UpstreamRequestId, BadValue> {
    if value.eq_ignore_ascii_case("off") {
        return Ok(UpstreamRequestId::Untold);
    }
    let known = AnswerHeader::RequestId.name();
    match values::list(value).find(|name| !name.eq_ignore_ascii_case(known)) {
        None => Ok(UpstreamRequestId::Told),
        Some(name) => Err(BadValue::new(
            format!("`{name}` is no header that is added to requests"),
            format!("{known}, or off"),
        )),
    }
}
