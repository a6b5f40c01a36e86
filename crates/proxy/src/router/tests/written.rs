//! Routes and requests as short text.
//!
//! A route is a line `name: words`. The words are
//!
//! ```text
//! GET            a method                     /a  ~/a\d+     a prefix, a regular expression
//! a.test *.test  a host                       x-v=1,~*^2     a header and its values
//! sni=a.test     a name in the handshake      !5             the priority of regular expressions
//! #5             its id; by default the number of its line
//! ```
//!
//! A request is a line `GET host:port/path words -> name`. Its words are headers, and `tls=name`, or `tls` for a
//! handshake without a name. The listener's port is 8000. Behind the name may stand how many bytes were matched;
//! `-` is no route.

use std::sync::LazyLock;

use http::{HeaderName, HeaderValue, Method};
use model::{Catalogue, Id, Route};
use plugin::{Handshake, Head};
use schema::Record;
use serde_json::{Map, Value, json};

use crate::router::{Asked, Found, Router, Wanted};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new([]));

/// Asks the routes for each request.
#[track_caller]
pub(super) fn check(routes: &str, requests: &str) {
    let (names, wanted): (Vec<&str>, Vec<Wanted>) = lines(routes)
        .enumerate()
        .map(|(number, line)| {
            let (name, words) = line.split_once(':').unwrap();
            (name, wanted(number + 1, words))
        })
        .unzip();
    let router = Router::build(&wanted);
    for line in lines(requests) {
        let (asked, expected) = line.split_once("->").unwrap();
        let found = Request::read(asked).find(&router);
        let told = found.map_or("-".to_owned(), |found| {
            match expected.split_whitespace().count() {
                2 => format!("{} {}", names[found.route], found.prefix),
                _ => names[found.route].to_owned(),
            }
        });
        let expected: Vec<_> = expected.split_whitespace().collect();
        assert_eq!(told, expected.join(" "), "{line}");
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//"))
}

/// What a route of these words wants, read as from a file.
#[track_caller]
pub(super) fn wanted(number: usize, words: &str) -> Wanted {
    let mut route = Map::new();
    let mut id = number;
    for word in words.split_whitespace() {
        match (word.split_once('='), word.as_bytes()[0]) {
            (_, b'/' | b'~') => add(&mut route, "paths", word),
            (_, b'!') => drop(route.insert(
                "regex_priority".to_owned(),
                word[1..].parse::<i64>().unwrap().into(),
            )),
            (_, b'#') => id = word[1..].parse().unwrap(),
            (Some(("sni", names)), _) => names.split(',').for_each(|name| add(&mut route, "snis", name)),
            (Some((name, values)), _) => {
                let headers = route.entry("headers").or_insert_with(|| json!({}));
                headers[name] = values.split(',').collect();
            }
            _ if word.bytes().all(|byte| byte.is_ascii_uppercase()) => add(&mut route, "methods", word),
            _ => add(&mut route, "hosts", word),
        }
    }
    route.insert(
        "id".to_owned(),
        format!("00000000-0000-0000-0000-{id:012}").into(),
    );
    let mut route = Value::Object(route);
    let found = CATALOGUE.fill_and_check("routes", &mut route);
    assert!(found.is_empty(), "{words}: {found:?}");
    Wanted::of(&Route::decode(&route).unwrap())
}

fn add(route: &mut Map<String, Value>, list: &str, word: &str) {
    let list = route.entry(list).or_insert_with(|| json!([]));
    list.as_array_mut().unwrap().push(word.into());
}

/// A route that wants nothing, which no file can say.
pub(super) fn nothing() -> Wanted {
    let mut nothing = wanted(1, "GET");
    nothing.methods.clear();
    nothing
}

/// A request of its own.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
    pub(super) head: Head,
    pub(super) handshake: Option<Handshake>,
}

impl Request {
    pub(super) fn read(text: &str) -> Self {
        let mut words = text.split_whitespace();
        let method = words.next().unwrap().parse().unwrap();
        let (authority, path) = words
            .next()
            .map(|url| url.split_at(url.find('/').unwrap()))
            .unwrap();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().unwrap()),
            _ => (authority, 8000),
        };
        let (mut head, mut handshake) = (Head::new(), None);
        for word in words {
            match word.split_once('=') {
                Some(("tls", name)) => {
                    let server_name = Some(name.to_owned());
                    handshake = Some(Handshake {
                        server_name,
                        ..Handshake::default()
                    });
                }
                None => handshake = Some(Handshake::default()),
                Some((name, value)) => {
                    let name: HeaderName = name.parse().unwrap();
                    head.append(name, HeaderValue::from_str(value).unwrap());
                }
            }
        }
        Self {
            method,
            host: host.to_owned(),
            port,
            path: path.to_owned(),
            head,
            handshake,
        }
    }

    pub(super) fn asked(&self) -> Asked<'_> {
        Asked {
            host: &self.host,
            port: self.port,
            path: &self.path,
            method: &self.method,
            head: &self.head,
            handshake: self.handshake.as_ref(),
        }
    }

    pub(super) fn find(&self, router: &Router) -> Option<Found> {
        router.find(&self.asked())
    }
}

/// The id that `#number` stands for.
pub(super) fn id(number: usize) -> Id {
    Id::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap()
}
