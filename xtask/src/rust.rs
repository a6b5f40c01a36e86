//! Rust sources, as far as text goes: code, comments and strings are told apart.

/// A source with its parts.
#[derive(Debug, Default)]
pub(crate) struct Rust {
    /// The code, line by line; comments and the insides of strings are gone.
    pub(crate) code: Vec<String>,
    /// What its strings say, with their lines counted from 1.
    pub(crate) strings: Vec<(usize, String)>,
}

impl Rust {
    /// Tells the parts of `text` apart.
    pub(crate) fn of(text: &str) -> Self {
        let mut reader = Reader {
            rest: text,
            line: String::new(),
            rust: Self::default(),
        };
        while !reader.rest.is_empty() {
            reader.step();
        }
        reader.end_line();
        reader.rust
    }

    /// The lines of the code, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.iter().map(String::as_str))
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: String,
    rust: Rust,
}

impl Reader<'_> {
    fn step(&mut self) {
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.rest = &self.rest[end..];
        } else if self.rest.starts_with("/*") {
            self.block_comment();
        } else if let Some(hashes) = self.raw_string() {
            let quotes = format!("\"{}", "#".repeat(hashes));
            self.string(&quotes, |_, _| 1);
        } else if self.rest.starts_with('"') {
            self.take(1);
            self.string("\"", |rest, at| if rest[at..].starts_with('\\') { 2 } else { 1 });
        } else if let Some(length) = character(self.rest) {
            self.rest = &self.rest[length..];
        } else {
            self.take(self.rest.chars().next().map_or(1, char::len_utf8));
        }
    }

    /// Takes so many bytes over as code.
    fn take(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        match taken {
            "\n" => self.end_line(),
            _ => self.line.push_str(taken),
        }
    }

    fn end_line(&mut self) {
        self.rust.code.push(std::mem::take(&mut self.line));
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while !self.rest.is_empty() {
            let (length, deeper) = match self.rest {
                rest if rest.starts_with("/*") => (2, 1),
                rest if rest.starts_with("*/") => (2, -1),
                rest if rest.starts_with('\n') => {
                    self.end_line();
                    (1, 0)
                }
                rest => (rest.chars().next().map_or(1, char::len_utf8), 0),
            };
            self.rest = &self.rest[length..];
            depth += deeper;
            if depth == 0 && deeper == -1 {
                return;
            }
        }
    }

    /// Passes the head of a raw string, and tells how many `#` it has.
    fn raw_string(&mut self) -> Option<usize> {
        let inside_word = self
            .line
            .ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let start = self
            .rest
            .strip_prefix("br")
            .or_else(|| self.rest.strip_prefix('r'))?;
        let text = start.trim_start_matches('#');
        let hashes = start.len() - text.len();
        if inside_word || !text.starts_with('"') {
            return None;
        }
        self.rest = &text[1..];
        Some(hashes)
    }

    /// Takes a string up to `end`. `width` tells how many bytes belong together.
    fn string(&mut self, end: &str, width: fn(&str, usize) -> usize) {
        let at_line = self.rust.code.len() + 1;
        let mut at = 0;
        while at < self.rest.len() && !self.rest.as_bytes()[at..].starts_with(end.as_bytes()) {
            let width = match self.rest.is_char_boundary(at) {
                true => width(self.rest, at),
                false => 1,
            };
            // A line may also end behind a backslash.
            if self.rest.as_bytes()[at..]
                .iter()
                .take(width)
                .any(|byte| *byte == b'\n')
            {
                self.end_line();
            }
            at += width;
        }
        let at = at.min(self.rest.len());
        self.rust.strings.push((at_line, self.rest[..at].to_owned()));
        self.line.push('"');
        self.rest = self.rest.get(at + end.len()..).unwrap_or_default();
    }
}

/// The length of a character literal. A lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    if let Some(escaped) = inside.strip_prefix('\\') {
        let after = escaped.chars().next()?.len_utf8();
        return escaped[after..].find('\'').map(|end| 2 + after + end + 1);
    }
    let length = inside.chars().next()?.len_utf8();
    inside[length..].starts_with('\'').then_some(length + 2)
}

#[cfg(test)]
mod tests;
