//! The JSON object by which plugins write down a finished request: Kong's names, and no proof of anybody.

mod entities;
mod redaction;

use http::{HeaderName, HeaderValue};
use plugin::{EndedBy, Finished, Head, Particulars, Try};
use serde_json::{Map, Value, json};

use self::redaction::{REDACTED, Redaction};

/// The object. `None` if the particulars are missing, which whoever writes records asks for.
pub(crate) fn record(finished: &Finished) -> Option<Value> {
    let particulars = finished.particulars.as_deref()?;
    let redaction = Redaction::with(&particulars.proofs);
    let matched = finished.matched.as_deref();
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| drop(record.insert(name.to_owned(), value));
    put("request", request(finished, particulars, redaction));
    if let Some(forwarded) = &particulars.forwarded {
        put("upstream_uri", redaction.target(forwarded).into());
    }
    if let Some(status) = finished.upstream_status {
        put("upstream_status", status.as_str().into());
    }
    put(
        "response",
        json!({
            "status": finished.status.as_u16(),
            "headers": headers(&particulars.answer, redaction),
            "size": finished.answer_size,
        }),
    );
    put("latencies", latencies(finished));
    put("tries", particulars.tries.iter().map(attempt).collect());
    if let Some(credential) = finished.credential.as_deref() {
        let mut entity = json!({ "id": credential });
        if let Some(consumer) = &finished.consumer {
            entity["consumer_id"] = consumer.id.into();
        }
        put("authenticated_entity", entity);
    }
    if let Some(matched) = matched {
        let workspace = matched.workspace;
        put("route", entities::route(&matched.route, workspace));
        if let Some(service) = &matched.service {
            put("service", entities::service(service, workspace));
        }
        put("workspace", workspace.into());
        put("workspace_name", matched.names.workspace.as_str().into());
    }
    if let Some(consumer) = &finished.consumer {
        put("consumer", entities::consumer(consumer));
    }
    put(
        "client_ip",
        finished.client.ip().to_canonical().to_string().into(),
    );
    put("started_at", finished.at.millis().into());
    put(
        "source",
        match finished.ended_by {
            EndedBy::Service => "upstream",
            EndedBy::Plugin | EndedBy::Failure => "kong",
        }
        .into(),
    );
    Some(record.into())
}

fn request(finished: &Finished, particulars: &Particulars, redaction: Redaction<'_>) -> Value {
    let uri = redaction.target(&finished.target);
    let scheme = particulars.scheme.as_str();
    let mut request = json!({
        "id": finished.id.to_string(),
        "method": finished.method.as_str(),
        "uri": uri,
        "url": format!("{scheme}://{}{uri}", authority(particulars)),
        "querystring": redaction.arguments(finished.target.query().unwrap_or_default()),
        "headers": headers(&particulars.request, redaction),
        "size": finished.request_size,
    });
    if let Some(handshake) = particulars.connection.handshake() {
        request["tls"] = json!({
            "version": handshake.version,
            "cipher": handshake.cipher,
            // No client is asked for a certificate.
            "client_verify": "NONE",
        });
    }
    request
}

/// The Host with the port by which clients know us, as Kong always tells it; our own address if there was no Host.
fn authority(particulars: &Particulars) -> String {
    let sent = String::from_utf8_lossy(particulars.authority.as_bytes());
    let is_named = |(host, port): (&str, &str)| !host.is_empty() && port.parse::<u16>().is_ok();
    match sent.rsplit_once(':').is_some_and(is_named) {
        true => sent.into_owned(),
        false if sent.is_empty() => particulars.connection.listener().to_string(),
        false => format!("{sent}:{}", particulars.port),
    }
}

/// Headers by their names; those that came several times as lists.
fn headers(head: &Head, redaction: Redaction<'_>) -> Value {
    let mut headers = Map::new();
    for (name, value) in head.iter() {
        let value = header(name, value, redaction);
        match headers.get_mut(name.as_str()) {
            None => drop(headers.insert(name.as_str().to_owned(), value)),
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    headers.into()
}

fn header(name: &HeaderName, value: &HeaderValue, redaction: Redaction<'_>) -> Value {
    match redaction.is_secret_header(name.as_str()) {
        true => REDACTED.into(),
        false => redaction.text(&String::from_utf8_lossy(value.as_bytes())).into(),
    }
}

/// In milliseconds. As with Kong, minus one says that no service was asked.
fn latencies(finished: &Finished) -> Value {
    let millis = |time: std::time::Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let receive = match finished.ended_by {
        EndedBy::Service => millis(finished.sending),
        EndedBy::Plugin | EndedBy::Failure => 0,
    };
    json!({
        "kong": millis(finished.ours()),
        "proxy": finished.upstream.map_or(-1, millis),
        "request": millis(finished.lasted()),
        "receive": receive,
    })
}

/// An attempt; `state` and `code` stand there only if it failed, as with Kong.
fn attempt(attempt: &Try) -> Value {
    let mut told = json!({
        "balancer_start": attempt.at.millis(),
        "port": attempt.port,
    });
    match attempt.ip {
        Some(ip) => told["ip"] = ip.to_string().into(),
        None => told["hostname"] = (*attempt.host).into(),
    }
    if let Some(code) = attempt.failed {
        told["state"] = "failed".into();
        told["code"] = code.into();
    }
    told
}
