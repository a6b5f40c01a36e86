//! The routes by host.

use std::borrow::Cow;
use std::collections::HashMap;

use ahash::RandomState;

use super::comparisons::compared;
use super::name::Name;
use super::paths::Paths;

/// The routes by host. A look-up costs one probe for the name, and one more at each of its dots if any route
/// wants a star at that end, however many routes there are.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    whole: Names,
    /// By what follows the star.
    endings: Names,
    /// By what stands before the star.
    beginnings: Names,
    anywhere: Paths,
}

type Names = HashMap<Box<str>, Ports, RandomState>;

/// The routes of one host.
#[derive(Debug, Default)]
struct Ports {
    any: Paths,
    /// In the order of the ports.
    each: Vec<(u16, Paths)>,
}

impl Hosts {
    /// Lets `plant` put a route wherever one of `hosts` leads. No hosts are all of them.
    pub(super) fn plant(&mut self, hosts: &[String], plant: impl Fn(&mut Paths)) {
        if hosts.is_empty() {
            plant(&mut self.anywhere);
        }
        for host in hosts {
            let (name, port) = split(host);
            let (names, name) = match Name::of(&bracketed(name)) {
                Name::Whole(name) => (&mut self.whole, name),
                Name::Ending(name) => (&mut self.endings, name),
                Name::Beginning(name) => (&mut self.beginnings, name),
            };
            let ports = names.entry(name.into_boxed_str()).or_default();
            plant(ports.of(port));
        }
    }

    /// After all was planted.
    pub(super) fn settle(&mut self) {
        self.anywhere.settle();
        for names in [&mut self.whole, &mut self.endings, &mut self.beginnings] {
            for ports in names.values_mut() {
                ports.any.settle();
                ports.each.iter_mut().for_each(|(_, paths)| paths.settle());
            }
        }
    }

    /// Shows `look` the routes that this host and port lead to, in no order.
    pub(super) fn each<'a>(&'a self, host: &str, port: u16, mut look: impl FnMut(&'a Paths)) {
        let mut probe = |names: &'a Names, name: &str| {
            compared();
            if let Some(ports) = names.get(name) {
                look(&ports.any);
                let at = ports.each.binary_search_by_key(&port, |(port, _)| {
                    compared();
                    *port
                });
                at.into_iter().for_each(|at| look(&ports.each[at].1));
            }
        };
        let mut room = [0; LONGEST];
        if let Some(host) = lower_case(host, &mut room) {
            probe(&self.whole, host);
            if !self.endings.is_empty() {
                dots(host).for_each(|at| probe(&self.endings, &host[at..]));
            }
            if !self.beginnings.is_empty() {
                dots(host).for_each(|at| probe(&self.beginnings, &host[..=at]));
            }
        }
        look(&self.anywhere);
    }
}

impl Ports {
    fn of(&mut self, port: Option<u16>) -> &mut Paths {
        let Some(port) = port else {
            return &mut self.any;
        };
        let at = self.each.binary_search_by_key(&port, |(port, _)| *port);
        let at = at.unwrap_or_else(|at| {
            self.each.insert(at, (port, Paths::default()));
            at
        });
        &mut self.each[at].1
    }
}

/// The longest host that is looked for, in bytes. No longer one exists (RFC 1035 2.3.4).
const LONGEST: usize = 255;

/// A configured host, and its port.
fn split(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        // A colon inside brackets, or one of several, belongs to an IPv6 address.
        Some((name, port)) if !port.contains(']') && (name.ends_with(']') || !name.contains(':')) => {
            (name, port.parse().ok())
        }
        _ => (host, None),
    }
}

/// Requests write an IPv6 address in brackets (RFC 3986 3.2.2); routes may leave them out.
fn bracketed(name: &str) -> Cow<'_, str> {
    match name.contains(':') && !name.starts_with('[') {
        true => Cow::Owned(format!("[{name}]")),
        false => Cow::Borrowed(name),
    }
}

/// The host of a request in lower case and without the dot of the root, in `room`; `None` if it is too long.
fn lower_case<'a>(host: &str, room: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let room = room.get_mut(..host.len())?;
    room.copy_from_slice(host.as_bytes());
    room.make_ascii_lowercase();
    std::str::from_utf8(room).ok()
}

fn dots(host: &str) -> impl Iterator<Item = usize> {
    host.match_indices('.').map(|(at, _)| at)
}
