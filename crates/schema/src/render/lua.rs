//! Values as Lua writes tables, as Kong's messages do.

use serde_json::Value;

/// `{consumer=null,name="basic-auth"}`: names sorted, texts in double quotes.
#[must_use]
pub fn notation(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut pairs: Vec<_> = members.iter().collect();
            pairs.sort_by_key(|(name, _)| name.as_str());
            let pairs: Vec<String> = pairs
                .into_iter()
                .map(|(name, value)| format!("{}={}", key(name), notation(value)))
                .collect();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(notation).collect();
            format!("{{{}}}", values.join(","))
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

fn key(name: &str) -> String {
    let starts = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    let fits = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if starts && fits {
        name.to_owned()
    } else {
        format!("[{}]", quoted(name))
    }
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}
