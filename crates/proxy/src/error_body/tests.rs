use super::*;

fn wish(lines: &[(HeaderName, &'static str)]) -> Wish {
    let mut head = Head::new();
    for (name, value) in lines {
        head.append(name.clone(), HeaderValue::from_static(value));
    }
    Wish::of(&head, MediaType::Plain)
}

fn accepting(accept: &'static str) -> Wish {
    wish(&[(header::ACCEPT, accept)])
}

fn written(wish: &Wish) -> Answer {
    wish.error(
        StatusCode::NOT_FOUND,
        "no Route matched with those values",
        Unasked::Json,
        &RequestId::new(7),
    )
}

#[test]
fn the_form_is_the_one_the_client_likes_most() {
    for (accept, expected) in [
        ("application/json", MediaType::Json),
        ("APPLICATION/XML", MediaType::Xml),
        ("text/html", MediaType::Html),
        ("text/plain", MediaType::Plain),
        ("*/*", MediaType::Json),
        ("application/*", MediaType::Json),
        ("text/*", MediaType::Plain),
        // A browser.
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            MediaType::Html,
        ),
        (
            "text/html;q=0.3, application/xml;q=0.7, */*;q=0.1",
            MediaType::Xml,
        ),
        ("text/html;level=1;q=0.2, text/plain ; Q=0.30", MediaType::Plain),
        ("text/plain, text/html", MediaType::Plain),
        ("text/html;q=0, text/plain;q=0.001", MediaType::Plain),
        ("text/html;q=.5, text/plain;q=0.4", MediaType::Html),
        // What is no weight weighs nothing.
        ("text/html;q=high, text/plain;q=0.1", MediaType::Plain),
        ("text/html;q=-1, text/plain;q=0.1", MediaType::Plain),
        ("text/html;q=0.9999, text/plain;q=0.1", MediaType::Plain),
        ("image/png", MediaType::Json),
        ("text/html;q=0", MediaType::Json),
        ("", MediaType::Json),
        (",;,", MediaType::Json),
    ] {
        assert_eq!(accepting(accept).media_type(Unasked::Json), expected, "{accept}");
    }
}

#[test]
fn who_asks_for_nothing_gets_what_it_writes_or_what_the_settings_say() {
    let posted = |media_type| wish(&[(header::CONTENT_TYPE, media_type)]);
    for (wish, unasked, expected) in [
        (wish(&[]), Unasked::Json, MediaType::Json),
        (wish(&[]), Unasked::AsItWrites, MediaType::Plain),
        (
            posted("text/html; charset=utf-8"),
            Unasked::AsItWrites,
            MediaType::Html,
        ),
        (
            posted("multipart/form-data"),
            Unasked::AsItWrites,
            MediaType::Json,
        ),
        (posted("text/html"), Unasked::Json, MediaType::Json),
        (accepting("application/xml"), Unasked::AsItWrites, MediaType::Xml),
    ] {
        assert_eq!(wish.media_type(unasked), expected, "{wish:?}");
    }
}

#[test]
fn every_form_tells_message_and_number() {
    let id = RequestId::new(7);
    for (accept, expected) in [
        (
            "application/json",
            format!(
                "{{\n  \"message\":\"no Route matched with those values\",\n  \"request_id\":\"{id}\"\n}}"
            ),
        ),
        (
            "application/xml",
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error>\n  <message>no Route matched with those \
                 values</message>\n  <requestid>{id}</requestid>\n</error>\n"
            ),
        ),
        (
            "text/plain",
            format!("no Route matched with those values\nrequest_id: {id}\n"),
        ),
    ] {
        let answer = written(&accepting(accept));
        assert_eq!(answer.body.in_memory(), Some(expected.as_bytes()), "{accept}");
        let media_type = format!("{accept}; charset=utf-8");
        assert_eq!(answer.head.text(&header::CONTENT_TYPE), Some(media_type.as_str()));
    }
    let page = written(&accepting("text/html"));
    let page = std::str::from_utf8(page.body.in_memory().unwrap()).unwrap();
    for part in [
        "<title>Error</title>",
        "<p>no Route matched with those values.</p>",
        &format!("<p>request_id: {id}</p>"),
    ] {
        assert!(page.contains(part), "{page}");
    }
}

#[test]
fn grpc_is_told_in_headers() {
    for media_type in ["application/grpc", "Application/gRPC+proto"] {
        let answer = written(&wish(&[
            (header::CONTENT_TYPE, media_type),
            (header::ACCEPT, "text/html"),
        ]));
        assert_eq!(answer.head.text(&GRPC_STATUS), Some("5"));
        assert_eq!(
            answer.head.text(&GRPC_MESSAGE),
            Some("no Route matched with those values")
        );
        assert_eq!(answer.body.in_memory(), Some(&b""[..]));
    }
    for (status, expected) in [
        (400, 3),
        (401, 16),
        (403, 7),
        (404, 5),
        (408, 3),
        (409, 6),
        (413, 3),
        (429, 8),
        (426, 3),
        (499, 1),
        (500, 13),
        (501, 12),
        (502, 13),
        (503, 14),
        (504, 4),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(grpc_status(status), expected, "{status}");
    }
}

#[test]
fn what_a_client_sent_is_escaped() {
    let said = "no <b>\"way\"</b> & 'out' – 100%\n";
    for (accept, expected) in [
        ("application/json", r#""no <b>\"way\"</b> & 'out' – 100%\n""#),
        (
            "text/html",
            "<p>no &lt;b&gt;&quot;way&quot;&lt;/b&gt; &amp; &#39;out&#39; – 100%\n.</p>",
        ),
        (
            "application/xml",
            "<message>no &lt;b&gt;&quot;way&quot;&lt;/b&gt; &amp; &#39;out&#39; – 100%\n</message>",
        ),
        ("text/plain", said),
    ] {
        let media_type = accepting(accept).media_type(Unasked::Json);
        let body = media_type.body(said, &RequestId::new(7));
        assert!(body.contains(expected), "{accept}: {body}");
    }
    let grpc = grpc(StatusCode::FORBIDDEN, said);
    let message = grpc.head.text(&GRPC_MESSAGE).unwrap();
    assert_eq!(message, "no <b>\"way\"</b> & 'out' %E2%80%93 100%25%0A");
}
