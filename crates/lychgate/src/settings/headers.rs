//! Which headers are added: the settings `headers` and `headers_upstream`.

use proxy::{AnswerHeader, AnswerHeaders, UpstreamRequestId};

use super::values::{self, BadValue};

/// The headers that are added to answers, and the names among them that have no effect yet.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) headers: AnswerHeaders,
    pub(super) inert: Vec<&'static str>,
}

pub(super) fn read(value: &str) -> Result<Shown, BadValue> {
    let off = value.eq_ignore_ascii_case("off");
    let names: Vec<&str> = values::list(value).filter(|_| !off).collect();
    let mut headers = Vec::new();
    let mut inert = Vec::new();
    for name in names {
        let named = named(name)?;
        if named == [AnswerHeader::AdminLatency] {
            inert.push(AnswerHeader::AdminLatency.name());
        }
        headers.extend(named);
    }
    Ok(Shown {
        headers: headers.into_iter().collect(),
        inert,
    })
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
