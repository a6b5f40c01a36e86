//! The Admin API: what it is called, and by whose pages (`admin_gui_url`, `admin_gui_api_url` and its older name
//! `admin_api_uri`), and whom it is open to; and who must sign in at the Manager (`admin_gui_auth`).

use ::admin::{Login, Names, Origin};

use super::finding::{Code, Finding};
use super::listen::Listen;
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

    /// Who must sign in at the Manager. Where its pages are called by a name of another machine, something stands before
    /// it that lets others through, and whoever comes from there looks as if they were of this machine.
    pub(super) fn manager_login(&mut self, listeners: &[Listen], names: &Names) -> Login {
        let are_others_led_here = !names.pages.iter().all(Origin::is_loopback);
        let is_reached = |listen: &Listen| !listen.address.ip().to_canonical().is_loopback();
        let (code, what, remedy) = match self.read("admin_gui_auth", None, |value| Ok(Some(value.to_owned())))
        {
            None if are_others_led_here => return Login::Everywhere,
            None => return Login::WhereOthersReach,
            Some(value) if value == "token" => return Login::Everywhere,
            Some(value) if value != "off" => (
                Code::NotSupported,
                format!("`{value}` is not supported yet"),
                "write `token`: who comes shows what is in admin_token of the prefix",
            ),
            Some(_) if listeners.iter().any(is_reached) => (
                Code::BadValue,
                "is `off`, and others can reach an address of admin_gui_listen".to_owned(),
                "write `token`, or let admin_gui_listen be 127.0.0.1:8002",
            ),
            Some(_) => {
                if are_others_led_here {
                    self.warn_open(
                        "admin_gui_auth",
                        "whoever reaches admin_gui_url has the gateway",
                        "write `token`, unless what stands before the Manager keeps strangers away",
                    );
                }
                return Login::WhereOthersReach;
            }
        };
        self.fault(Finding {
            origin: self.origin("admin_gui_auth"),
            key: "admin_gui_auth".to_owned(),
            code,
            what,
            remedy: remedy.to_owned(),
        });
        Login::Everywhere
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
