//! Violations with what would be right, for people who mend a configuration.

use super::kong;
use crate::{DocumentPath, Violation, Violations};

/// One line per violation: where it is, what is wrong, and what would be right.
#[must_use]
pub fn lines(violations: &Violations) -> Vec<String> {
    violations
        .iter()
        .map(|(path, violation)| line(&path, violation))
        .collect()
}

/// `services[0].host: required field missing — write it: the name of the upstream`.
#[must_use]
pub fn line(path: &DocumentPath, violation: &Violation) -> String {
    let place = path.to_string();
    let place = if place.is_empty() {
        "the document".to_owned()
    } else {
        place
    };
    format!("{place}: {} — {}", kong::message(violation), advice(violation))
}

/// What would be right.
#[must_use]
pub fn advice(violation: &Violation) -> String {
    match violation {
        Violation::Required { about: "" } => "give it a value".to_owned(),
        Violation::Required { about } => format!("give it a value: {}", lower(about)),
        Violation::Unknown { near: Some(near) } => format!("did you mean `{near}`?"),
        Violation::Unknown { near: None } => "there is no such option here; remove it".to_owned(),
        Violation::Type(kind) => example(kind).to_owned(),
        Violation::OneOf(words) if words.len() == 1 => format!("write `{}`", words[0]),
        Violation::OneOf(_) => "write one of these words, spelt just so".to_owned(),
        Violation::NotOneOf(_) => "these words have a meaning of their own; write another one".to_owned(),
        Violation::GreaterThan(limit) => format!("write a number above {limit}"),
        Violation::Between(low, high) => format!("write a number from {low} to {high}"),
        Violation::LenMin(1) => {
            "an empty value says nothing; write something, or leave the option out".to_owned()
        }
        Violation::LenMin(least) => format!("{least} or more are needed"),
        Violation::LenMax(most) => format!("{most} or fewer are allowed"),
        Violation::StartsWith(prefix) => format!("put {prefix} in front"),
        Violation::NotUuid => "write it as 8-4-4-4-12 hexadecimal digits, or leave it out".to_owned(),
        Violation::NotSupportedYet { what } => {
            format!("{what} has no effect yet, and ignoring it could let requests pass; remove it")
        }
        Violation::MissingPrimaryKey => "name the entity: by its name, or as {\"id\": \"…\"}".to_owned(),
        Violation::HostWithPort => "give the port its own option".to_owned(),
        Violation::Invalid(_) => {
            "correct the value; quotes, spaces and slashes are usual suspects".to_owned()
        }
        Violation::WildcardCount | Violation::WildcardPlace => {
            "write one star, as the first or the last label: *.example.com".to_owned()
        }
        Violation::EmptySegments => "write one slash where two or more stand".to_owned(),
        Violation::PathCharacters(_) => "percent-encode the characters that a path cannot have".to_owned(),
        Violation::UrlEncoding(_) => {
            "after % come two hexadecimal digits; a percent sign itself is %25".to_owned()
        }
        Violation::NotNormal { better } => format!("write {better}"),
        Violation::HeaderName(_) => "write the name alone, such as X-Request-Id".to_owned(),
        Violation::IpOrCidr(_) => {
            "write an address, such as 10.1.2.3, or a network, such as 10.0.0.0/8".to_owned()
        }
        Violation::Name(_) => "replace spaces and other signs, for example by -".to_owned(),
        Violation::Tag(_) => "leave out commas, slashes and control characters".to_owned(),
        Violation::UrlWithoutScheme => "start it with https:// or http://".to_owned(),
        Violation::UrlWithoutHost => "write the host after //, such as https://example.com".to_owned(),
        Violation::AtLeastOneOf(_) | Violation::MustSetOneOf { .. } => "set one of them".to_owned(),
        Violation::ExactlyOneOf(_) => "set one of them and leave out the others".to_owned(),
        Violation::OnlyOneOf(_) => "keep one of them".to_owned(),
        Violation::AllOrNoneOf(_) => "set them all, or leave them all out".to_owned(),
        Violation::Distinct(_) => "change one of them, or leave it out".to_owned(),
        Violation::Conditional { by } => format!("give `{by}` another value, or mend what it demands"),
        Violation::PluginNotEnabled { near: Some(near), .. }
        | Violation::Reference { near: Some(near), .. } => {
            format!("did you mean `{near}`?")
        }
        Violation::PluginNotEnabled { .. } => "there is no plugin of this name here".to_owned(),
        Violation::ProtocolsOfRoute | Violation::ProtocolsOfService => {
            "as it stands the plugin would never run; give it a protocol of the route".to_owned()
        }
        Violation::Reference { entity, .. } => format!("declare it under `{entity}`, or correct the name"),
        Violation::Duplicate { first, .. } => format!("the first one stands at {first}; change one of them"),
        Violation::Own { remedy, .. } => remedy.clone(),
    }
}

fn example(kind: &str) -> &'static str {
    match kind {
        "string" => "write a text; put quotes around what looks like a number or a boolean",
        "integer" => "write a whole number, without quotes",
        "number" => "write a number, without quotes",
        "boolean" => "write true or false, without quotes",
        "array" | "set" => "write a list, such as [a, b]",
        _ => "write names with values below it",
    }
}

/// The first letter small, unless an abbreviation begins there.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}
