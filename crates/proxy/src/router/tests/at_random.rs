//! Routes and requests at random: the index answers what a walk over all routes in Kong's order answers.

use model::{Id, RouteHeaderValue};

use super::written::{Request, wanted};
use crate::router::{Asked, Found, Router, Wanted};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's constants; the upper bits are the better ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// Up to `most` of the words, with as many chances for none.
    fn some_of(&mut self, words: &[&'static str], most: usize) -> String {
        let count = self.below(most * 2).saturating_sub(most - 1);
        let some: Vec<_> = (0..count).map(|_| self.one_of(words)).collect();
        some.join(" ")
    }

    fn route(&mut self, number: usize) -> Wanted {
        loop {
            let words = [
                self.some_of(HOSTS, 3),
                self.some_of(PATHS, 3),
                self.some_of(&["GET", "POST", "PUT"], 2),
                self.some_of(&["x-a=1", "x-a=2,~*^o", "x-b=~*z"], 2),
                self.some_of(&["sni=s.test", "sni=*.test", "sni=u.*,s.test"], 1),
                self.one_of(&["", "", "!1", "!2"]).to_owned(),
            ];
            let words = words.join(" ");
            if words.split_whitespace().any(|word| !word.starts_with('!')) {
                return wanted(number, &words);
            }
        }
    }

    fn request(&mut self) -> Request {
        let words = [
            self.one_of(&["GET", "POST", "PUT", "DELETE"]),
            " ",
            self.one_of(&[
                "a.test",
                "b.a.test",
                "c.b.a.test",
                "test",
                "A.test.",
                "a.b",
                "b.a.x",
                "",
                "c.x",
            ]),
            self.one_of(&["", ":80", ":81", ":8000"]),
            self.one_of(&[
                "/", "/a", "/ab", "/a/b", "/a/b/c", "/a/12", "/b", "/b/a/c", "/c/d/e", "/zz",
            ]),
            " ",
            self.one_of(&[
                "",
                "",
                "x-a=1",
                "x-a=2 x-b=zz",
                "x-a=one x-b=y",
                "x-b=az x-a=3 x-a=1",
            ]),
            " ",
            self.one_of(&["", "", "tls", "tls=s.test", "tls=u.x", "tls=other"]),
        ];
        Request::read(&words.concat())
    }
}

const HOSTS: &[&str] = &[
    "a.test",
    "b.a.test",
    "test",
    "a.test:80",
    "b.a.test:81",
    "*.test",
    "*.a.test",
    "*.test:80",
    "a.*",
    "b.a.*",
    "c.*",
];

const PATHS: &[&str] = &[
    "/", "/a", "/ab", "/a/b", "/a/b/", "/a/b/c", "/b", "/c/d", "~/a", r"~/a/\d+", "~/[ab]+$", "~/.*c",
    "~/b/a", "~/",
];

#[test]
fn the_index_finds_what_a_walk_finds() {
    let mut dice = Dice(20);
    let mut found = 0;
    for routes in [1, 2, 5, 5, 5, 20, 20, 20, 20, 100, 100, 100, 300, 1000, 3000] {
        let wanted: Vec<_> = (1..=routes).map(|number| dice.route(number)).collect();
        let router = Router::build(&wanted);
        let walk = Walk::over(&wanted);
        for _ in 0..400 {
            let request = dice.request();
            let expected = walk.find(&request.asked());
            assert_eq!(request.find(&router), expected, "{request:?}");
            found += usize::from(expected.is_some());
        }
    }
    assert!(found > 3000, "too few requests found a route: {found}");
}

/// All parts of all routes in Kong's order.
struct Walk<'a>(Vec<Part<'a>>);

struct Part<'a> {
    number: u64,
    id: Id,
    route: usize,
    wanted: &'a Wanted,
    /// The prefixes of one length, the expressions, or whatever the path is.
    length: Option<usize>,
}

impl<'a> Walk<'a> {
    fn over(routes: &'a [Wanted]) -> Self {
        let mut parts: Vec<_> = routes
            .iter()
            .enumerate()
            .flat_map(|(route, wanted)| parts(route, wanted))
            .collect();
        parts.sort_by_key(|part| std::cmp::Reverse((part.number, part.id)));
        Self(parts)
    }

    fn find(&self, asked: &Asked<'_>) -> Option<Found> {
        self.0.iter().find_map(|part| {
            let prefix = part.path(asked)?;
            let route = part.route;
            part.rest(asked).then_some(Found { route, prefix })
        })
    }
}

/// One number decides, as Kong packs it.
fn parts(route: usize, wanted: &Wanted) -> Vec<Part<'_>> {
    let mut lengths: Vec<Option<usize>> = wanted.prefixes.iter().map(|prefix| Some(prefix.len())).collect();
    if !wanted.regexes.is_empty() || lengths.is_empty() {
        lengths.push(None);
    }
    lengths.sort_unstable();
    lengths.dedup();
    let several = lengths.len() > 1;
    let kinds = [
        wanted.hosts.len(),
        wanted.prefixes.len() + wanted.regexes.len(),
        wanted.methods.len(),
        wanted.headers.len(),
        wanted.snis.len(),
    ];
    let kinds = kinds.into_iter().filter(|count| *count > 0).count() as u64;
    let plain = !wanted.hosts.is_empty() && !wanted.hosts.iter().any(|host| host.contains('*'));
    let part = |length: Option<usize>| {
        let regex = length.is_none() && !wanted.regexes.is_empty();
        let last = match regex {
            true => 1 << 51 | (wanted.regex_priority as u64) << 19,
            false => length.unwrap_or(0) as u64,
        };
        Part {
            number: kinds << 61 | u64::from(plain) << 60 | (wanted.headers.len() as u64) << 52 | last,
            id: if several {
                wanted.id.part(length.unwrap_or(0))
            } else {
                wanted.id
            },
            route,
            wanted,
            length,
        }
    };
    lengths.into_iter().map(part).collect()
}

impl Part<'_> {
    fn path(&self, asked: &Asked<'_>) -> Option<usize> {
        if let Some(length) = self.length {
            let of_length =
                |prefix: &&String| prefix.len() == length && asked.path.starts_with(prefix.as_str());
            return self.wanted.prefixes.iter().find(of_length).map(|_| length);
        }
        if self.wanted.regexes.is_empty() {
            return Some(0);
        }
        self.wanted
            .regexes
            .iter()
            .find_map(|regex| regex.matched(asked.path))
    }

    fn rest(&self, asked: &Asked<'_>) -> bool {
        let wanted = self.wanted;
        let name = |asked: &str, wanted: &str| match (wanted.strip_prefix('*'), wanted.strip_suffix('*')) {
            (Some(end), _) => asked.ends_with(end),
            (_, Some(start)) => asked.starts_with(start),
            _ => asked == wanted,
        };
        let sent = asked.host.to_lowercase();
        let sent = sent.trim_end_matches('.');
        let host = |host: &String| match host.split_once(':') {
            Some((host, port)) => port == asked.port.to_string() && name(sent, host),
            None => name(sent, host),
        };
        let header = |value: &RouteHeaderValue, sent: &str| match value {
            RouteHeaderValue::Text(text) => text == sent,
            RouteHeaderValue::Regex(regex) => regex.fits(sent.as_bytes()),
        };
        let sni = |server_name: &Option<String>| {
            let names = server_name.as_deref();
            names.is_some_and(|asked| wanted.snis.iter().any(|sni| name(asked, sni)))
        };
        (wanted.hosts.is_empty() || wanted.hosts.iter().any(host))
            && (wanted.methods.is_empty() || wanted.methods.contains(asked.method))
            && (wanted.snis.is_empty() || asked.handshake.is_none_or(|tls| sni(&tls.server_name)))
            && wanted.headers.iter().all(|(name, values)| {
                let mut lines = asked.head.all(name).map(|line| line.to_str().unwrap());
                lines.any(|line| values.iter().any(|value| header(value, line)))
            })
    }
}
