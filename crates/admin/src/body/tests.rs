use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use serde_json::json;

use super::{LARGEST, Written};
use crate::arguments::BadArguments;
use crate::problem::Problem;

async fn read(media_types: &[&'static str], body: impl Into<Body>) -> Result<Written, Problem> {
    let mut headers = HeaderMap::new();
    for media_type in media_types {
        headers.append(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    Written::read(&headers, body.into()).await
}

#[tokio::test]
async fn json_says_of_what_type_things_are() {
    for media_type in ["application/json", "Application/JSON; charset=utf-8"] {
        let told = read(&[media_type], r#"{"name": "a", "retries": 5}"#).await;
        assert_eq!(told, Ok(Written::Typed(json!({ "name": "a", "retries": 5 }))));
    }
    for body in ["[]", "null", "\"a\"", "{", r#"{"a":1,"a":2}"#] {
        assert_eq!(
            read(&["application/json"], body).await,
            Err(Problem::Json),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_form_is_texts() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let told = read(&[FORM], "name=a+b&config.scopes=x&config.scopes=%C3%BC").await;
    let texts = json!({ "name": "a b", "config": { "scopes": ["x", "ü"] } });
    assert_eq!(told, Ok(Written::Texts(texts)));
    for body in ["a=%ff", "%ff=a"] {
        assert_eq!(read(&[FORM], body).await, Err(Problem::Form), "{body}");
    }
    assert_eq!(read(&[FORM], &b"a=\xff"[..]).await, Err(Problem::Form));
    let bad = BadArguments::Place("a[4294967295]".to_owned());
    assert_eq!(
        read(&[FORM], "a[4294967295]=1").await,
        Err(Problem::Arguments(bad))
    );
    let many = "a=1&".repeat(1001);
    assert_eq!(
        read(&[FORM], many).await,
        Err(Problem::Arguments(BadArguments::TooMany))
    );
}

#[tokio::test]
async fn parts_are_texts_unless_they_are_json() {
    let body = "--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\na\r\n\
                --x\r\ncontent-disposition: form-data; name=\"config\"\r\ncontent-type: application/json\r\n\r\n\
                {\"scopes\": [\"a\"]}\r\n--x--\r\n";
    let told = read(&["multipart/form-data; boundary=x"], body).await;
    let texts = json!({ "name": "a", "config": { "scopes": ["a"] } });
    assert_eq!(told, Ok(Written::Texts(texts)));
    for (media_type, body) in [
        ("multipart/form-data", body),
        ("multipart/form-data; boundary=x", "--x\r\n"),
        (
            "multipart/form-data; boundary=x",
            "--x\r\ncontent-disposition: form-data\r\n\r\na\r\n--x--\r\n",
        ),
    ] {
        assert_eq!(
            read(&[media_type], body).await,
            Err(Problem::Form),
            "{media_type} {body}"
        );
    }
}

#[tokio::test]
async fn what_nobody_reads_is_refused() {
    assert_eq!(read(&[], "").await, Ok(Written::Typed(json!({}))));
    assert_eq!(
        read(&["application/json"], "").await,
        Ok(Written::Typed(json!({})))
    );
    for media_types in [
        &[][..],
        &["text/plain"],
        &["application/yaml"],
        &["application/jsonx"],
    ] {
        assert_eq!(
            read(media_types, "{}").await,
            Err(Problem::MediaType),
            "{media_types:?}"
        );
    }
    let two = ["application/json", "application/x-www-form-urlencoded"];
    assert_eq!(read(&two, "{}").await, Err(Problem::MediaTypes));
    let large = vec![b' '; LARGEST + 1];
    assert_eq!(read(&["application/json"], large).await, Err(Problem::TooLarge));
}
