//! Reads templates: of Lua, what has a value without running anything.

use plugin::HeaderName;

use super::expression::{Expression, Method};
use super::{Piece, Source};

/// What is wrong with a template.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) what: String,
    pub(super) remedy: &'static str,
}

/// So many parentheses may stand in each other.
const DEEPEST: usize = 16;

const LANGUAGE: &str = "write headers, query_params or uri_captures with a name, such as headers[\"x-user\"], texts in \
                        quotes, `or`, `and`, `..`, and the methods :lower(), :upper() and :sub(first, last)";

/// A template that is being read.
pub(super) struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text, depth: 0 }
    }

    /// The whole of it.
    pub(super) fn template(mut self) -> Result<Vec<Piece>, Wrong> {
        let mut pieces = Vec::new();
        let mut before = String::new();
        while let Some((text, behind)) = self.rest.split_once("$(") {
            before.push_str(text);
            self.rest = behind;
            let place = self.alternatives()?;
            self.expect(")")?;
            match place {
                Expression::Text(text) => before.push_str(&text),
                place => {
                    pieces.extend((!before.is_empty()).then(|| Piece::Text(std::mem::take(&mut before))));
                    pieces.push(Piece::Place(place));
                }
            }
        }
        before.push_str(self.rest);
        pieces.extend((!before.is_empty()).then_some(Piece::Text(before)));
        Ok(pieces)
    }

    /// `a or b`, which binds least.
    fn alternatives(&mut self) -> Result<Expression, Wrong> {
        let mut all = vec![self.conjunction()?];
        while self.takes_word("or") {
            all.push(self.conjunction()?);
        }
        Ok(single(all).unwrap_or_else(Expression::Or))
    }

    fn conjunction(&mut self) -> Result<Expression, Wrong> {
        let mut all = vec![self.joined()?];
        while self.takes_word("and") {
            all.push(self.joined()?);
        }
        Ok(single(all).unwrap_or_else(Expression::And))
    }

    fn joined(&mut self) -> Result<Expression, Wrong> {
        let mut all = vec![self.value()?];
        while self.takes("..") {
            all.push(self.value()?);
        }
        Ok(single(all).unwrap_or_else(Expression::Joined))
    }

    fn value(&mut self) -> Result<Expression, Wrong> {
        self.skip_space();
        if let Some(text) = self.text()? {
            return Ok(Expression::Text(text));
        }
        let of = if self.takes("(") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(wrong(
                    format!("more than {DEEPEST} parentheses in each other"),
                    "write it with fewer",
                ));
            }
            let inside = self.alternatives()?;
            self.expect(")")?;
            self.depth -= 1;
            inside
        } else {
            Expression::Source(self.source()?)
        };
        self.methods(of)
    }

    /// `headers.x`, `headers["x"]` or `uri_captures[1]`.
    fn source(&mut self) -> Result<Source, Wrong> {
        let root = self.word();
        match root {
            "headers" => {
                let name = self.name()?;
                header(&name).map(Source::Header)
            }
            "query_params" => self.name().map(Source::Argument),
            "uri_captures" => {
                if let Some(number) = self.number_in_brackets()? {
                    return Ok(Source::Numbered(number));
                }
                self.name().map(Source::Named)
            }
            "shared" => Err(wrong(
                "`shared` is what plugins in Lua tell each other, and there are none here".to_owned(),
                "read what is meant from headers, query_params or uri_captures",
            )),
            "function" => Err(wrong("functions of Lua do not run here".to_owned(), LANGUAGE)),
            "" => Err(wrong(
                format!("an expression is missing before `{}`", self.shown()),
                LANGUAGE,
            )),
            other => Err(wrong(format!("`{other}` is not known here"), LANGUAGE)),
        }
    }

    fn name(&mut self) -> Result<String, Wrong> {
        if self.takes("[") {
            self.skip_space();
            let wanted = || wrong("brackets want a text in quotes".to_owned(), LANGUAGE);
            let text = self.text()?.ok_or_else(wanted)?;
            self.expect("]")?;
            return Ok(text);
        }
        self.expect(".")?;
        match self.word() {
            "" => Err(wrong(
                format!("a name is missing before `{}`", self.shown()),
                LANGUAGE,
            )),
            name => Ok(name.to_owned()),
        }
    }

    fn number_in_brackets(&mut self) -> Result<Option<usize>, Wrong> {
        let before = self.rest;
        if self.takes("[")
            && let Some(number) = self.number()
        {
            self.expect("]")?;
            let number = usize::try_from(number).ok().filter(|number| *number > 0);
            return number
                .map(Some)
                .ok_or_else(|| wrong("groups are numbered from 1".to_owned(), "write uri_captures[1]"));
        }
        self.rest = before;
        Ok(None)
    }

    fn methods(&mut self, mut of: Expression) -> Result<Expression, Wrong> {
        while self.takes(":") {
            let method = match self.word() {
                "lower" => self.expect("(").map(|()| Method::Lower)?,
                "upper" => self.expect("(").map(|()| Method::Upper)?,
                "sub" => {
                    self.expect("(")?;
                    let first = self.place()?;
                    let last = if self.takes(",") { self.place()? } else { -1 };
                    Method::Sub(first, last)
                }
                other => return Err(wrong(format!("there is no method `{other}` here"), LANGUAGE)),
            };
            self.expect(")")?;
            of = Expression::Made(Box::new(of), method);
        }
        Ok(of)
    }

    fn place(&mut self) -> Result<i64, Wrong> {
        let number = self.number();
        number.ok_or_else(|| {
            wrong(
                "`sub` wants whole numbers".to_owned(),
                "write :sub(8) or :sub(1, 6)",
            )
        })
    }

    /// A text in quotes, if there is one (Lua 5.1 2.1).
    fn text(&mut self) -> Result<Option<String>, Wrong> {
        let Some(quote) = self.rest.chars().next().filter(|sign| matches!(sign, '"' | '\'')) else {
            return Ok(None);
        };
        let mut text = String::new();
        let mut signs = self.rest.char_indices().skip(1);
        while let Some((at, sign)) = signs.next() {
            match sign {
                _ if sign == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(Some(text));
                }
                '\\' => text.push(match signs.next() {
                    Some((_, 'n')) => '\n',
                    Some((_, 'r')) => '\r',
                    Some((_, 't')) => '\t',
                    Some((_, sign @ ('\\' | '"' | '\''))) => sign,
                    _ => {
                        return Err(wrong(
                            "a backslash before what it cannot stand before".to_owned(),
                            ESCAPES,
                        ));
                    }
                }),
                _ => text.push(sign),
            }
        }
        Err(wrong(
            "a text in quotes does not end".to_owned(),
            "close the quotes",
        ))
    }

    /// A whole number, if there is one.
    fn number(&mut self) -> Option<i64> {
        self.skip_space();
        let sign = usize::from(self.rest.starts_with('-'));
        let digits = self.rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
        let number = self.rest[..sign + digits].parse().ok()?;
        self.rest = &self.rest[sign + digits..];
        Some(number)
    }

    /// The name that comes next; empty if there is none.
    fn word(&mut self) -> &'a str {
        self.skip_space();
        let mut length = 0;
        for byte in self.rest.bytes() {
            let is_digit = byte.is_ascii_digit() && length > 0;
            if !byte.is_ascii_alphabetic() && byte != b'_' && !is_digit {
                break;
            }
            length += 1;
        }
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word
    }

    fn takes_word(&mut self, wanted: &str) -> bool {
        let before = self.rest;
        let is_there = self.word() == wanted;
        if !is_there {
            self.rest = before;
        }
        is_there
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.skip_space();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, sign: &str) -> Result<(), Wrong> {
        match self.takes(sign) {
            true => Ok(()),
            false => Err(wrong(
                format!("`{sign}` is missing before `{}`", self.shown()),
                LANGUAGE,
            )),
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn shown(&self) -> String {
        self.rest.chars().take(16).collect()
    }
}

const ESCAPES: &str = "write \\\\, \\\", \\', \\n, \\r or \\t";

/// As OpenResty has it: in any case, and where there is no such header, with hyphens for underscores.
fn header(name: &str) -> Result<Vec<HeaderName>, Wrong> {
    let read = |name: &str| HeaderName::from_bytes(name.as_bytes());
    let twin = name.replace('_', "-");
    let names = match twin == name {
        true => read(name).map(|name| vec![name]),
        false => read(name).and_then(|name| Ok(vec![name, read(&twin)?])),
    };
    names.map_err(|_| {
        wrong(
            format!("`{name}` is not the name of a header"),
            "write letters, digits, - and _",
        )
    })
}

/// The only one; otherwise all of them.
fn single(mut all: Vec<Expression>) -> Result<Expression, Vec<Expression>> {
    match all.len() {
        1 => all.pop().ok_or_else(Vec::new),
        _ => Err(all),
    }
}

const fn wrong(what: String, remedy: &'static str) -> Wrong {
    Wrong { what, remedy }
}
