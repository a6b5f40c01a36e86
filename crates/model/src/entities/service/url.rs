//! The shorthand `url` of services.

use schema::{Map, Value, Violation, Violations};

/// What `url` says.
struct Parts<'a> {
    scheme: Option<&'a str>,
    host: &'a str,
    port: Option<&'a str>,
    path: Option<&'a str>,
}

/// Puts protocol, host, port and path in the place of `url`. All four are overwritten.
pub(super) fn spell_out(service: &mut Map<String, Value>) -> Violations {
    let url = match service.remove("url") {
        None | Some(Value::Null) => return Violations::default(),
        Some(Value::String(url)) => url,
        Some(_) => return Violations::from(Violation::Type("string")).at("url"),
    };
    match parse(&url) {
        Ok(parts) => parts.put_into(service),
        Err(violation) => {
            // One fault, not two: the host is not missing, it was not understood.
            service.insert("host".to_owned(), "url".into());
            return Violations::from(violation).at("url");
        }
    }
    Violations::default()
}

fn parse(url: &str) -> Result<Parts<'_>, Violation> {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, url.strip_prefix("//").unwrap_or(url)),
    };
    let (rest, _) = rest.split_once(['?', '#']).unwrap_or((rest, ""));
    let (authority, path) = match rest.find('/') {
        Some(at) => (&rest[..at], Some(&rest[at..])),
        None => (rest, None),
    };
    // A colon inside brackets belongs to an IPv6 address.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if scheme == Some("") {
        return Err(Violation::UrlWithoutScheme);
    }
    if host.is_empty() {
        return Err(Violation::UrlWithoutHost);
    }
    let is_number = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if authority.contains('@') || !port.is_none_or(is_number) {
        // Not repeated: it may hold a password.
        return Err(Violation::Own {
            code: "config.url",
            text: "invalid url".to_owned(),
            remedy: "write it as http://host:port/path, without a name and a password".to_owned(),
        });
    }
    Ok(Parts {
        scheme,
        host,
        port,
        path,
    })
}

impl Parts<'_> {
    fn put_into(&self, service: &mut Map<String, Value>) {
        let protocol = match (self.scheme, self.port) {
            (Some(scheme), _) => scheme,
            (None, Some("443")) => "https",
            (None, _) => "http",
        };
        let port = match self.port {
            // Too long for a number of ours is too large for a port: the check will say so.
            Some(port) => port.parse::<u32>().unwrap_or(u32::MAX),
            None if protocol == "https" => 443,
            None => 80,
        };
        service.insert("protocol".to_owned(), protocol.to_ascii_lowercase().into());
        service.insert("host".to_owned(), self.host.into());
        service.insert("port".to_owned(), port.into());
        service.insert("path".to_owned(), self.path.map_or(Value::Null, Value::from));
    }
}
