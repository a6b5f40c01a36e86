//! By what the Admin API is called, and by whose pages: `admin_gui_url`, `admin_gui_api_url` and its older name
//! `admin_api_uri`.

use admin::{Names, Origin};

use super::reader::Reader;
use super::values::{self, BadValue};

impl Reader {
    /// All names of the Admin API. Where its pages are, it is called by the same host.
    pub(super) fn names(&mut self) -> Names {
        let pages = self.read("admin_gui_url", Vec::new(), pages);
        let mut called = pages.clone();
        for key in ["admin_gui_api_url", "admin_api_uri"] {
            called.extend(self.read(key, Vec::new(), called_by));
        }
        let mut hosts: Vec<_> = called.iter().map(|origin| origin.host().to_owned()).collect();
        hosts.sort_unstable();
        hosts.dedup();
        Names { pages, hosts }
    }
}

fn pages(value: &str) -> Result<Vec<Origin>, BadValue> {
    values::list(value).map(|url| origin(url, url)).collect()
}

/// As in Kong, the scheme may be left out.
fn called_by(value: &str) -> Result<Vec<Origin>, BadValue> {
    let read = |url: &str| match url.contains("://") {
        true => origin(url, url),
        false => origin(url, &format!("http://{url}")),
    };
    values::list(value).map(read).collect()
}

fn origin(written: &str, url: &str) -> Result<Origin, BadValue> {
    url.parse().map_err(|_| {
        BadValue::new(
            format!("`{written}` is no URL of a page or an API"),
            "write http:// or https://, the host, and the port if it is another; several divided by commas",
        )
    })
}
