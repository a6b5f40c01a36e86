//! `${{ env "DECK_…" }}`: what a file leaves to the environment.
//!
//! decK puts the value of a variable into the text before that is read as YAML, so that a value with a colon in it
//! becomes something else. Here each placeholder becomes a word first, and what was read of it a value afterwards:
//! whatever a variable holds, it is one value at the place where it was asked for, with quotes around it or without.

#[cfg(test)]
mod tests;

use schema::Value;

use super::Fault;
use super::lines::Position;

const OPENS: &str = "${{";
const CLOSES: &str = "}}";

/// How the variables are called that a file may ask for, as in decK: whoever writes a file may not read the others.
const PREFIX: &str = "DECK_";

/// The placeholders of a text, each with the word that stands in its place.
pub(super) struct Placeholders {
    fillings: Vec<Filling>,
}

struct Filling {
    word: String,
    value: String,
    form: Form,
}

/// What a value becomes.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Integer,
    Number,
    Boolean,
}

/// Why a placeholder cannot be filled.
enum Bad {
    NotClosed,
    AsName,
    Unreadable(String),
    Name(String),
    Missing(String),
    Form(String, &'static str),
}

impl Placeholders {
    /// The text with a word for each placeholder, and what the words stand for.
    ///
    /// # Errors
    /// All placeholders that cannot be filled: of another form, of another variable, or of one that is not set.
    pub(super) fn take(
        text: &str,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(String, Self), Vec<Fault>> {
        let beginning = unused(text);
        let (mut filled, mut fillings, mut faults) =
            (String::with_capacity(text.len()), Vec::new(), Vec::new());
        let mut rest = text;
        while let Some(at) = rest.find(OPENS) {
            let (before, placeholder) = rest.split_at(at);
            filled.push_str(before);
            let inner = &placeholder[OPENS.len()..];
            let position = Some(position(text, text.len() - placeholder.len()));
            let Some(end) = inner.find(CLOSES) else {
                faults.push(Bad::NotClosed.fault(position));
                rest = "";
                break;
            };
            match read(&inner[..end], variable) {
                Ok((value, form)) => {
                    let word = format!("{beginning}{}x", fillings.len());
                    filled.push_str(&word);
                    fillings.push(Filling { word, value, form });
                }
                Err(bad) => faults.push(bad.fault(position)),
            }
            rest = &inner[end + CLOSES.len()..];
        }
        filled.push_str(rest);
        match faults.is_empty() {
            true => Ok((filled, Self { fillings })),
            false => Err(faults),
        }
    }

    /// Puts the values in the place of their words.
    ///
    /// # Errors
    /// A name that is a placeholder: of two names that become one, nobody knows which is meant.
    pub(super) fn fill(&self, value: &mut Value) -> Result<(), Fault> {
        match value {
            Value::String(text) => {
                if let Some(filled) = self.filled(text) {
                    *value = filled;
                }
                Ok(())
            }
            Value::Array(values) => values.iter_mut().try_for_each(|value| self.fill(value)),
            Value::Object(members) => {
                members
                    .iter_mut()
                    .try_for_each(|(name, value)| match self.next(name) {
                        Some(_) => Err(Bad::AsName.fault(None)),
                        None => self.fill(value),
                    })
            }
            _ => Ok(()),
        }
    }

    /// A text that is one placeholder may become something else than a text.
    fn filled(&self, text: &str) -> Option<Value> {
        let (at, first) = self.next(text)?;
        if at == 0 && first.word.len() == text.len() {
            return first.form.read(&first.value);
        }
        let (mut filled, mut rest) = (String::new(), text);
        // What a variable holds is not looked at again.
        while let Some((at, filling)) = self.next(rest) {
            filled.push_str(&rest[..at]);
            filled.push_str(&filling.value);
            rest = &rest[at + filling.word.len()..];
        }
        Some((filled + rest).into())
    }

    /// The first word in a text, and where it is.
    fn next(&self, text: &str) -> Option<(usize, &Filling)> {
        let found = self
            .fillings
            .iter()
            .filter_map(|filling| Some((text.find(&filling.word)?, filling)));
        found.min_by_key(|(at, _)| *at)
    }
}

impl Form {
    fn of(name: &str) -> Option<Self> {
        match name {
            "toInt" => Some(Self::Integer),
            "toFloat" => Some(Self::Number),
            "toBool" => Some(Self::Boolean),
            _ => None,
        }
    }

    fn read(self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(text.into()),
            Self::Integer => text.parse::<i64>().ok().map(Value::from),
            Self::Number => text
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .map(Value::from),
            Self::Boolean => text.parse::<bool>().ok().map(Value::from),
        }
    }

    const fn wanted(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
        }
    }
}

impl Bad {
    fn fault(self, position: Option<Position>) -> Fault {
        let (code, what, remedy) = match self {
            Self::NotClosed => (
                "declarative.placeholder",
                "a placeholder does not end".to_owned(),
                "write ${{ env \"DECK_NAME\" }}".to_owned(),
            ),
            Self::AsName => (
                "declarative.placeholder",
                "a placeholder stands where a name should".to_owned(),
                "write the name; only values are filled in".to_owned(),
            ),
            Self::Unreadable(inner) => (
                "declarative.placeholder",
                format!("`{inner}` is no placeholder that is filled here"),
                "write ${{ env \"DECK_NAME\" }}, with | toInt, | toFloat or | toBool behind the name for what is no text"
                    .to_owned(),
            ),
            Self::Name(name) => (
                "declarative.foreign_variable",
                format!("a file may not ask for the variable {name}"),
                format!("give the value to a variable whose name begins with {PREFIX}"),
            ),
            Self::Missing(name) => (
                "declarative.no_variable",
                format!("the variable {name} is not set"),
                "set it in the environment of this command".to_owned(),
            ),
            Self::Form(name, wanted) => (
                "declarative.placeholder",
                format!("the variable {name} should hold {wanted}"),
                "correct it, or take out what stands behind its name".to_owned(),
            ),
        };
        Fault::of_text(code, what, &remedy, position)
    }
}

/// What stands between the braces: `env "DECK_NAME"`, perhaps with a form behind it.
fn read(inner: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<(String, Form), Bad> {
    let unreadable = || Bad::Unreadable(inner.trim().to_owned());
    let (asked, form) = match inner.split_once('|') {
        Some((asked, form)) => (asked, Form::of(form.trim()).ok_or_else(unreadable)?),
        None => (inner, Form::Text),
    };
    let name = asked.trim().strip_prefix("env").map(str::trim_start);
    let name = name.and_then(unquoted).ok_or_else(unreadable)?;
    if !name.starts_with(PREFIX) {
        return Err(Bad::Name(name.to_owned()));
    }
    let value = variable(name).ok_or_else(|| Bad::Missing(name.to_owned()))?;
    match form.read(&value) {
        Some(_) => Ok((value, form)),
        None => Err(Bad::Form(name.to_owned(), form.wanted())),
    }
}

/// The name of a variable without its quotes, which have a backslash before them inside of JSON.
fn unquoted(text: &str) -> Option<&str> {
    let between = |quote: &str| text.strip_prefix(quote)?.strip_suffix(quote);
    let name = between("\\\"")
        .or_else(|| between("\""))
        .or_else(|| between("`"))?;
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// A beginning of words that the text has nowhere. It is read as a text wherever it stands.
fn unused(text: &str) -> String {
    let words = (0_u64..).map(|number| format!("placeholder{number}x"));
    let mut unused = words.filter(|word| !text.contains(word.as_str()));
    unused.next().expect("a text is finite, and the words are not")
}

fn position(text: &str, at: usize) -> Position {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position {
        line: before.matches('\n').count() as u64 + 1,
        column: line.chars().count() as u64 + 1,
    }
}
