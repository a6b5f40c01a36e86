//! A value as YAML that people read and that is read back as the same value.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use model::Id;
use schema::{Map, Value};

/// Plain texts that YAML, of whichever version, takes for something else.
const WORDS: [&str; 12] = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity",
];

/// The text of these names and values, each in lines of its own.
pub(super) fn text(members: &Map<String, Value>) -> String {
    let mut text = String::new();
    self::members(&mut text, members, 0, 0);
    text
}

/// Names and values; the first stands behind `taken` columns that are written already.
fn members(text: &mut String, members: &Map<String, Value>, indent: usize, taken: usize) {
    for (number, (name, value)) in members.iter().enumerate() {
        let blank = if number == 0 { indent - taken } else { indent };
        text.extend(std::iter::repeat_n(' ', blank));
        text.push_str(&scalar(name));
        text.push(':');
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                text.push('\n');
                self::members(text, inner, indent + 2, 0);
            }
            Value::Array(values) if !values.is_empty() => {
                text.push('\n');
                elements(text, values, indent);
            }
            value => {
                text.push(' ');
                leaf(text, value, indent + 2);
            }
        }
    }
}

fn elements(text: &mut String, values: &[Value], indent: usize) {
    for value in values {
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str("- ");
        match value {
            Value::Object(inner) if !inner.is_empty() => members(text, inner, indent + 2, indent + 2),
            // A list in a list is rare, and short.
            value => leaf(text, value, indent + 2),
        }
    }
}

/// What ends its line, or stands in lines of its own behind it.
fn leaf(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::String(long) if is_block(long) => block(text, long, indent),
        Value::String(short) => text.push_str(&scalar(short)),
        // JSON is a part of YAML; what is left is empty, a number, a word, or a list in a list.
        other => text.push_str(&json(&other.to_string())),
    }
    text.push('\n');
}

/// Lines such as those of a certificate.
fn block(text: &mut String, long: &str, indent: usize) {
    let (lines, chomped) = match long.strip_suffix('\n') {
        Some(lines) => (lines, "|"),
        None => (long, "|-"),
    };
    text.push_str(chomped);
    for line in lines.split('\n') {
        text.push('\n');
        if !line.is_empty() {
            text.extend(std::iter::repeat_n(' ', indent));
            text.push_str(line);
        }
    }
}

/// Whether a text keeps its form in lines of its own: nothing at its ends or at the beginnings of its lines is taken
/// for indentation, and nothing in it is invisible.
fn is_block(text: &str) -> bool {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    let is_plain = |line: &str| !line.starts_with([' ', '\t']) && !line.ends_with([' ', '\t']);
    lines.contains('\n')
        && !lines.starts_with('\n')
        && !lines.ends_with('\n')
        && lines.split('\n').all(is_plain)
        && lines.chars().all(|letter| letter == '\n' || is_visible(letter))
}

/// A text without quotes where they can be left out.
fn scalar(text: &str) -> String {
    match is_plain(text) {
        true => text.to_owned(),
        false => json(&Value::from(text).to_string()),
    }
}

fn is_plain(text: &str) -> bool {
    // Half of all ids are no numbers by luck; they look alike so.
    if Id::parse(text).is_some() {
        return true;
    }
    let begins =
        text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/' || letter == '_');
    let goes_on = |letter: char| letter.is_ascii_alphanumeric() || "-._~/+=@$^()".contains(letter);
    let mut words = WORDS.iter();
    let is_word = words.any(|word| text.eq_ignore_ascii_case(word));
    // A colon is plain unless a blank or the end follows it.
    let colons = text.replace("://", "");
    begins && !is_word && colons.chars().all(goes_on)
}

/// JSON with escapes for whatever nobody would see.
fn json(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut escaped, letter| {
            match is_visible(letter) {
                true => escaped.push(letter),
                false if u32::from(letter) <= 0xFFFF => {
                    // Writing to a string cannot fail.
                    let _ = write!(escaped, "\\u{:04x}", u32::from(letter));
                }
                false => {
                    let _ = write!(escaped, "\\U{:08x}", u32::from(letter));
                }
            }
            escaped
        })
}

/// Whether YAML may hold a character as it is (YAML 1.2, 5.1), and people see it.
fn is_visible(letter: char) -> bool {
    match letter {
        ' '..='~' => true,
        '\u{a0}'..='\u{d7ff}' => !matches!(letter, '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}'),
        '\u{e000}'..='\u{fffd}' => letter != '\u{feff}',
        letter => letter >= '\u{10000}' && u32::from(letter) & 0xFFFE != 0xFFFE,
    }
}
