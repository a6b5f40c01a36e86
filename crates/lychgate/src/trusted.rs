//! Whose certificates are believed when others are called: the setting `lua_ssl_trusted_certificate`.

#[cfg(test)]
mod tests;

use net::HttpClient;

use crate::report::Item;
use crate::settings::{Code, TrustedCertificates};
use crate::text_file;

/// The setting, as it is named in faults.
const KEY: &str = "lua_ssl_trusted_certificate";

/// The client that makes calls, and believes those who are trusted.
///
/// # Errors
/// An item for each file that cannot be read, or holds no certificates of authorities.
pub(crate) fn client(trusted: &TrustedCertificates) -> Result<HttpClient, Vec<Item>> {
    let mut faults = Vec::new();
    let mut texts = Vec::new();
    for path in &trusted.files {
        let place = format!("{KEY}: {}", path.display());
        let text = text_file::read(path).map_err(|unreadable| Item {
            place: place.clone(),
            what: format!("cannot be read: {}", unreadable.why),
            code: Code::FileUnreadable.as_str(),
            remedy: "name a PEM file that is there and can be read".to_owned(),
        });
        // Each is tried by itself, where it can still be told which one it is.
        let tried = text.and_then(|text| match HttpClient::trusting_only(&[&text]) {
            Ok(_) => Ok(text),
            Err(bad) => Err(Item {
                place,
                ..Item::from(&bad)
            }),
        });
        match tried {
            Ok(text) => texts.push(text),
            Err(item) => faults.push(item),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let client = match trusted.system {
        true => HttpClient::new(&texts),
        false => HttpClient::trusting_only(&texts),
    };
    client.map_err(|bad| vec![Item::from(&bad)])
}
