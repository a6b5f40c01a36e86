//! Entities as a record tells them: as Kong's Admin API does, without what is not set.

use model::{Consumer, Id, Route, RouteHeaderValue, RoutePath, Service};
use schema::Choice;
use serde_json::{Map, Value, json};

/// A route.
pub(super) fn route(route: &Route, workspace: Id) -> Value {
    let headers = route.headers.as_ref().map(|headers| {
        let told = headers.iter().map(|(name, values)| {
            let values: Value = values.iter().map(header_value).collect();
            (name.as_str().to_owned(), values)
        });
        Value::Object(told.collect())
    });
    told([
        ("id", Some(route.id.into())),
        ("created_at", number(route.created_at)),
        ("updated_at", number(route.updated_at)),
        ("name", text(route.name.as_ref())),
        (
            "protocols",
            Some(route.protocols.iter().map(Choice::word).collect()),
        ),
        (
            "https_redirect_status_code",
            Some(route.https_redirect_status_code.into()),
        ),
        ("strip_path", Some(route.strip_path.into())),
        ("preserve_host", Some(route.preserve_host.into())),
        ("request_buffering", Some(route.request_buffering.into())),
        ("response_buffering", Some(route.response_buffering.into())),
        ("tags", texts(route.tags.as_deref())),
        ("service", route.service.map(link)),
        ("snis", texts(route.snis.as_deref())),
        ("sources", route.sources.clone().map(Value::from)),
        ("destinations", route.destinations.clone().map(Value::from)),
        (
            "methods",
            route.methods.as_ref().map(|methods| {
                let methods = methods.iter().map(|method| method.as_http().as_str());
                methods.collect()
            }),
        ),
        ("hosts", texts(route.hosts.as_deref())),
        (
            "paths",
            route.paths.as_ref().map(|paths| paths.iter().map(path).collect()),
        ),
        ("headers", headers),
        ("regex_priority", route.regex_priority.map(Value::from)),
        (
            "path_handling",
            route.path_handling.map(|handling| handling.word().into()),
        ),
        ("ws_id", Some(workspace.into())),
    ])
}

/// A service.
pub(super) fn service(service: &Service, workspace: Id) -> Value {
    told([
        ("id", Some(service.id.into())),
        ("created_at", number(service.created_at)),
        ("updated_at", number(service.updated_at)),
        ("name", text(service.name.as_ref())),
        ("retries", service.retries.map(Value::from)),
        ("protocol", Some(service.protocol.word().into())),
        ("host", Some(service.host.as_str().into())),
        ("port", Some(service.port.number().into())),
        ("path", service.path.as_ref().map(|path| path.as_str().into())),
        ("connect_timeout", Some(service.connect_timeout.into())),
        ("write_timeout", Some(service.write_timeout.into())),
        ("read_timeout", Some(service.read_timeout.into())),
        ("tags", texts(service.tags.as_deref())),
        ("client_certificate", service.client_certificate.map(link)),
        ("tls_verify", service.tls_verify.map(Value::from)),
        ("tls_verify_depth", service.tls_verify_depth.map(Value::from)),
        (
            "ca_certificates",
            service
                .ca_certificates
                .as_ref()
                .map(|all| all.iter().map(|id| Value::from(*id)).collect()),
        ),
        ("enabled", Some(service.enabled.into())),
        ("ws_id", Some(workspace.into())),
    ])
}

/// A consumer.
pub(super) fn consumer(consumer: &Consumer) -> Value {
    told([
        ("id", Some(consumer.id.into())),
        ("created_at", number(consumer.created_at)),
        ("updated_at", number(consumer.updated_at)),
        ("username", text(consumer.username.as_ref())),
        ("custom_id", text(consumer.custom_id.as_ref())),
        ("tags", texts(consumer.tags.as_deref())),
    ])
}

fn told<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let set = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(set.collect::<Map<_, _>>())
}

fn number(number: Option<u64>) -> Option<Value> {
    number.map(Value::from)
}

fn text(text: Option<&impl ToString>) -> Option<Value> {
    text.map(|text| text.to_string().into())
}

fn texts<T: ToString>(texts: Option<&[T]>) -> Option<Value> {
    texts.map(|texts| texts.iter().map(ToString::to_string).collect())
}

fn link(id: Id) -> Value {
    json!({ "id": id.to_string() })
}

fn path(path: &RoutePath) -> String {
    match path {
        RoutePath::Prefix(prefix) => prefix.clone(),
        RoutePath::Regex(regex) => format!("~{}", regex.written()),
    }
}

fn header_value(value: &RouteHeaderValue) -> String {
    match value {
        RouteHeaderValue::Text(text) => text.clone(),
        RouteHeaderValue::Regex(regex) => format!("~*{}", regex.written()),
    }
}

#[cfg(test)]
mod tests;
