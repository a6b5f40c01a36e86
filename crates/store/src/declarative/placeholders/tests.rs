//! Placeholders, and what becomes of them.

use serde_json::{Value, json};

use super::Placeholders;
use crate::declarative::text;

fn variable(name: &str) -> Option<String> {
    let value = match name {
        "DECK_HOST" => "a.example",
        "DECK_PORT" => "8443",
        "DECK_ON" => "true",
        "DECK_HALF" => "0.5",
        "DECK_EMPTY" => "",
        // Each would become something else if it stood in the text.
        "DECK_RUDE" => "\"x\": [1, # '\n- y",
        "DECK_WORD" => "placeholder0x0x ${{ env \"DECK_HOST\" }}",
        "HOME" => "/home/somebody",
        _ => return None,
    };
    Some(value.to_owned())
}

fn filled(text: &str) -> Value {
    let (text, placeholders) =
        Placeholders::take(text, &variable).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut value = text::read(&text).unwrap().value;
    placeholders.fill(&mut value).unwrap();
    value
}

fn faults(text: &str) -> Vec<String> {
    let faults = Placeholders::take(text, &variable).err().unwrap();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_placeholder_is_one_value_however_it_is_quoted() {
    for (name, value) in [
        ("DECK_HOST", "a.example"),
        ("DECK_EMPTY", ""),
        ("DECK_RUDE", "\"x\": [1, # '\n- y"),
        ("DECK_WORD", "placeholder0x0x ${{ env \"DECK_HOST\" }}"),
    ] {
        for text in [
            format!("a: ${{{{ env \"{name}\" }}}}"),
            format!("a: ${{{{env `{name}`}}}}"),
            format!("a: \"${{{{ env \"{name}\" }}}}\""),
            format!("a: '${{{{ env \"{name}\" }}}}'"),
            format!("{{\"a\": \"${{{{ env \\\"{name}\\\" }}}}\"}}"),
        ] {
            assert_eq!(filled(&text), json!({ "a": value }), "{text}");
        }
    }
}

#[test]
fn a_value_may_hold_several_and_a_number_says_so() {
    for (text, value) in [
        (
            "a: 'https://${{ env \"DECK_HOST\" }}:${{ env \"DECK_PORT\" }}/'",
            json!("https://a.example:8443/"),
        ),
        ("a: ${{ env \"DECK_PORT\" }}", json!("8443")),
        ("a: ${{ env \"DECK_PORT\" | toInt }}", json!(8443)),
        ("a: \"${{ env \"DECK_HALF\" | toFloat }}\"", json!(0.5)),
        ("a: ${{ env \"DECK_ON\" | toBool }}", json!(true)),
        (
            "a: [placeholder0x0x, ${{ env \"DECK_PORT\" }}]",
            json!(["placeholder0x0x", "8443"]),
        ),
        (
            "a: no placeholder, {{ env \"DECK_PORT\" }}",
            json!("no placeholder, {{ env \"DECK_PORT\" }}"),
        ),
    ] {
        assert_eq!(filled(text)["a"], value, "{text}");
    }
}

#[test]
fn all_that_cannot_be_filled_is_told_at_once() {
    let text = "\
a: ${{ env \"DECK_NOWHERE\" }}
b: ${{ env \"HOME\" }}
c: ${{ env \"DECK_HOST\" | toInt }}
d: ${{ file \"/etc/passwd\" }}
e: ${{ env DECK_HOST }}
f: ${{ env \"DECK_HOST\" | indent 4 }}
g: ${{ env \"DECK_HOST\" }} ${{ env \"DECK_HOST\"
";
    let expected = [
        "line 1, column 4: the variable DECK_NOWHERE is not set — set it in the environment of this command \
         (declarative.no_variable)",
        "line 2, column 4: a file may not ask for the variable HOME — give the value to a variable whose name begins \
         with DECK_ (declarative.foreign_variable)",
        "line 3, column 4: the variable DECK_HOST should hold a whole number — correct it, or take out what stands \
         behind its name (declarative.placeholder)",
        "line 4, column 4: `file \"/etc/passwd\"` is no placeholder",
        "line 5, column 4: `env DECK_HOST` is no placeholder",
        "line 6, column 4: `env \"DECK_HOST\" | indent 4` is no placeholder",
        "line 7, column 27: a placeholder does not end",
    ];
    let faults = faults(text);
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
    for (fault, expected) in faults.iter().zip(expected) {
        let fault = fault.strip_prefix("the file, ").unwrap();
        assert!(fault.starts_with(expected), "{fault}\n{expected}");
    }
}

#[test]
fn a_name_is_not_filled_in() {
    let text = "a: {\"${{ env \"DECK_HOST\" }}\": 1}";
    let (text, placeholders) = Placeholders::take(text, &variable).ok().unwrap();
    let mut value = text::read(&text).unwrap().value;
    let fault = placeholders.fill(&mut value).unwrap_err();
    assert_eq!(fault.code, "declarative.placeholder");
}
