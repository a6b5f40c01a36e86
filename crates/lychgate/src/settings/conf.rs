//! The syntax of `kong.conf`: one `key = value` per line, comments behind `#`.

/// One line that gives a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key, as written.
    pub(super) key: String,
    /// The value without quotes and comment; may be empty, which means: not given.
    pub(super) value: String,
    /// The line, counted from one.
    pub(super) line: usize,
}

/// A line that is neither a value, nor a comment, nor blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// The line, counted from one.
    pub(super) line: usize,
    /// What is wrong with it.
    pub(super) what: &'static str,
    /// What would be right.
    pub(super) remedy: &'static str,
}

/// Reads all lines of `text`. What is wrong with one does not hide the others.
#[must_use]
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<BadLine>) {
    let mut entries = Vec::new();
    let mut bad = Vec::new();
    // Editors on Windows put a byte order mark before the first line.
    for (index, written) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = index + 1;
        match entry(written.trim(), line) {
            Ok(Some(entry)) => entries.push(entry),
            Ok(None) => {}
            Err((what, remedy)) => bad.push(BadLine { line, what, remedy }),
        }
    }
    (entries, bad)
}

type Refusal = (&'static str, &'static str);

fn entry(written: &str, line: usize) -> Result<Option<Entry>, Refusal> {
    if written.is_empty() || written.starts_with('#') {
        return Ok(None);
    }
    let Some((key, value)) = written.split_once('=') else {
        return Err((
            "no `=` in this line",
            "write `key = value`, or begin a comment with #",
        ));
    };
    let key = key.trim_end();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if key.is_empty() || !key.chars().all(is_word) {
        return Err((
            "no key before the `=`",
            "a key holds only letters, digits and underscores",
        ));
    }
    Ok(Some(Entry {
        key: key.to_owned(),
        value: value_of(value.trim_start())?,
        line,
    }))
}

fn value_of(written: &str) -> Result<String, Refusal> {
    match written.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(&written[1..], quote),
        _ => Ok(bare(written)),
    }
}

/// A value in quotes is taken as it stands; only a comment may follow it.
fn quoted(rest: &str, quote: char) -> Result<String, Refusal> {
    let Some((value, behind)) = rest.split_once(quote) else {
        return Err(("the quote is not closed", "close it on the same line"));
    };
    let behind = behind.trim_start();
    if behind.is_empty() || behind.starts_with('#') {
        return Ok(value.to_owned());
    }
    Err((
        "something follows the closing quote",
        "put the whole value in quotes; only a comment may follow",
    ))
}

/// A value without quotes ends at the first `#`, unless that is written `\#`.
fn bare(written: &str) -> String {
    let mut value = String::with_capacity(written.len());
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '#' => break,
            '\\' if chars.peek() == Some(&'#') => value.extend(chars.next()),
            c => value.push(c),
        }
    }
    value.truncate(value.trim_end().len());
    value
}
