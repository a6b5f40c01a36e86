//! The Admin API: what it is called, and by whose pages (`admin_gui_url`, `admin_gui_api_url` and its older name
//! `admin_api_uri`), and whom it is open to.

use ::admin::{Names, Origin};

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

    pub(super) fn open_to_anybody(&mut self) -> bool {
        let is_open = self.read("admin_open_to_anybody", false, values::switch);
        if is_open {
            self.warn_open(
                "admin_open_to_anybody",
                "whoever reaches admin_listen has the gateway, and all of its secrets",
                "take it out, and let tools send the token of the prefix, unless something else keeps strangers away",
            );
        }
        is_open
    }

    pub(super) fn open_to_services(&mut self) -> bool {
        let is_open = self.read("admin_open_to_services", false, values::switch);
        if is_open {
            self.warn_open(
                "admin_open_to_services",
                "whoever may make a service and a route can let anybody have the gateway",
                "take it out, unless a route leads to the Admin API on purpose, and is protected",
            );
        }
        is_open
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
