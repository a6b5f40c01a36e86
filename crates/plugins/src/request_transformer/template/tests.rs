use http::HeaderValue;

use super::*;

/// What a template gives for `GET /?who=ann&empty=` with these headers.
fn filled(template: &str) -> Result<String, String> {
    let template = Template::parse(template).map_err(|wrong| match wrong {
        Violation::Own { code, text, remedy } => {
            assert_eq!(code, "request_transformer.template");
            assert!(!remedy.is_empty());
            text
        }
        other => panic!("{other:?}"),
    })?;
    let mut head = Head::new();
    for (name, value) in [
        ("x-user", "Ann"),
        ("x_raw", "raw"),
        ("authorization", "Bearer abc"),
    ] {
        head.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    head.append(
        HeaderName::from_static("x-user"),
        HeaderValue::from_static("second"),
    );
    let request = Request {
        head: &head,
        query: "who=ann%0d%0ax&empty=&a.b=dots",
        path: "/",
        matched: None,
        captures: OnceCell::new(),
    };
    Ok(template.fill(&request).into_owned())
}

#[test]
fn what_a_template_gives() {
    for (template, expected) in [
        ("plain", "plain"),
        ("", ""),
        ("$", "$"),
        ("100 $ (net)", "100 $ (net)"),
        ("$(headers.authorization)", "Bearer abc"),
        ("$(headers[\"X-User\"])", "Ann"),
        ("$(headers['x-user'])", "Ann"),
        // As in OpenResty, an underscore may stand for a hyphen.
        ("$(headers.x_user)", "Ann"),
        ("$(headers.x_raw)", "raw"),
        ("$(query_params.who)", "ann\r\nx"),
        ("$(query_params[\"a.b\"])", "dots"),
        ("<$( headers.nothing )>", "<>"),
        (
            "$(uri_captures[1])$(uri_captures.name)$(uri_captures[\"name\"])",
            "",
        ),
        (
            "$(headers.nothing or query_params.nothing or \"unknown\")",
            "unknown",
        ),
        // What is there and empty is something, as in Lua.
        ("$(query_params.empty or \"unknown\")", ""),
        ("$(headers.x_user and \"yes\" or \"no\")", "yes"),
        ("$(headers.nothing and \"yes\" or \"no\")", "no"),
        ("$(\"a\" .. headers.x_user .. 'b')", "aAnnb"),
        // What is joined with nothing is nothing.
        ("<$(\"a\" .. headers.nothing)>", "<>"),
        ("$((headers.nothing or headers.x_user):lower())", "ann"),
        ("$(headers.x_user:upper())", "ANN"),
        ("$(headers.authorization:sub(8))", "abc"),
        ("$(headers.authorization:sub(1, 6):lower())", "bearer"),
        ("$(headers.authorization:sub(-3, -2))", "ab"),
        ("<$(headers.authorization:sub(90))>", "<>"),
        ("<$(headers.authorization:sub(0, 0))>", "<>"),
        ("$(headers.authorization:sub(-90, 90))", "Bearer abc"),
        ("Basic $(headers.x_user), $(query_params.empty)!", "Basic Ann, !"),
        // So a template is written that is none.
        ("$('$(some_escaped_template)')", "$(some_escaped_template)"),
        (r#"$("a\"b\\c\td")"#, "a\"b\\c\td"),
        ("$(\"not closed)\")", "not closed)"),
    ] {
        assert_eq!(filled(template).as_deref(), Ok(expected), "{template}");
    }
}

#[test]
fn what_no_template_is() {
    let deep = format!("$({}headers.a{})", "(".repeat(17), ")".repeat(17));
    for (template, why) in [
        ("$(", "an expression is missing"),
        ("$()", "an expression is missing"),
        ("$(headers)", "`.` is missing"),
        ("$(headers.)", "a name is missing"),
        ("$(headers[1])", "brackets want a text in quotes"),
        ("$(headers[\"a b\"])", "`a b` is not the name of a header"),
        ("$(headers.a", "`)` is missing"),
        ("$(headers.a headers.b)", "`)` is missing"),
        ("$(headers.a or )", "an expression is missing"),
        ("$(headers[\"a)", "does not end"),
        ("$(\"\\0\")", "backslash"),
        ("$(uri_captures[0])", "groups are numbered from 1"),
        ("$(uri_captures[-1])", "groups are numbered from 1"),
        ("$(shared.x)", "`shared` is what plugins in Lua"),
        (
            "$((function() return 1 end)())",
            "functions of Lua do not run here",
        ),
        ("$(type(headers.a))", "`type` is not known here"),
        ("$(os.execute(\"id\"))", "`os` is not known here"),
        ("$(headers.a:rep(1000000))", "there is no method `rep` here"),
        ("$(headers.a:sub())", "`sub` wants whole numbers"),
        ("$(1)", "an expression is missing"),
        (&deep, "more than 16 parentheses"),
    ] {
        let found = filled(template).unwrap_err();
        assert!(found.contains(why), "{template}: {found}");
        assert!(found.starts_with("value '") && found.contains("is not in supported format, error: "));
    }
}

#[test]
fn what_a_template_reads() {
    let template =
        Template::parse("$(headers.a or (query_params.b .. uri_captures.c:lower()) and uri_captures[2])");
    assert_eq!(
        template.unwrap().sources(),
        [
            &Source::Header(vec![HeaderName::from_static("a")]),
            &Source::Argument("b".to_owned()),
            &Source::Named("c".to_owned()),
            &Source::Numbered(2),
        ]
    );
}
