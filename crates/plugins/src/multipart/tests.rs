use super::*;

const TYPE: &str = "multipart/form-data; boundary=B";

fn part(name: &str, content: &str) -> String {
    format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n")
}

/// A form with one file and two values, after a change.
fn changed(change: impl FnOnce(&mut Multipart<'_>)) -> String {
    let file = "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a;b\"\r\nContent-Type: text/plain\r\n\r\n\
                --A\r\n--\r\n";
    let body = format!("{file}{}{}--B--\r\n", part("a", "1"), part("b", "2"));
    let mut form = Multipart::read(TYPE, body.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(form.write().unwrap()).unwrap(), body);
    change(&mut form);
    let written = String::from_utf8(form.write().unwrap()).unwrap();
    written.strip_prefix(file).map_or(written.clone(), str::to_owned)
}

#[test]
fn parts_are_changed_and_others_stay() {
    let (name, new) = ("a".to_owned(), "n".to_owned());
    let end = "--B--\r\n";
    assert_eq!(changed(|form| form.remove(&name)), part("b", "2") + end);
    assert_eq!(
        changed(|form| form.rename(&name, &new)),
        part("n", "1") + &part("b", "2") + end
    );
    assert_eq!(
        changed(|form| form.rename(&name, &"b".to_owned())),
        part("b", "1") + end
    );
    assert_eq!(
        changed(|form| form.set(&name, "9".to_owned())),
        part("a", "9") + &part("b", "2") + end
    );
    assert_eq!(
        changed(|form| form.set(&"q\"\r\n".to_owned(), "9".to_owned())),
        part("a", "1") + &part("b", "2") + &part("q%22%0D%0A", "9") + end
    );
    let file = "file".to_owned();
    let renamed = changed(|form| form.rename(&file, &new));
    assert!(renamed.starts_with(&part("n", "--A\r\n--")), "{renamed}");
}

#[test]
fn a_value_ends_no_part() {
    let body = part("a", "1") + "--B--";
    let mut form = Multipart::read(TYPE, body.as_bytes()).unwrap();
    form.set(&"a".to_owned(), format!("x\r\n{}", part("admin", "1")));
    assert_eq!(form.write(), None);
}

#[test]
fn what_two_readers_could_read_differently_is_no_form() {
    let good = part("a", "1") + "--B--\r\n";
    for content_type in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=B; boundary=C",
        "multipart/form-data; boundary=\"B",
        "multipart/form-data; boundary=\"B;\"",
        "multipart/form-data; boundary=B\u{e9}",
    ] {
        assert!(
            Multipart::read(content_type, good.as_bytes()).is_none(),
            "{content_type}"
        );
    }
    assert!(
        Multipart::read(
            "multipart/form-data; charset=utf-8; Boundary=\"B\"",
            good.as_bytes()
        )
        .is_some()
    );
    let with_head = |head: &str| format!("--B\r\n{head}\r\n\r\n1\r\n--B--\r\n");
    for body in [
        String::new(),
        format!("preamble\r\n{good}"),
        format!("{good}epilogue"),
        part("a", "1"),
        good.replace("--B--", "--Bx--"),
        good.replace("\r\n", "\n"),
        with_head("Content-Type: text/plain"),
        with_head("Content-Disposition: form-data"),
        with_head("Content-Disposition: form-data; name=a"),
        with_head("Content-Disposition: form-data; name=\"a\"; name=\"b\""),
        with_head("Content-Disposition: form-data; name=\"a\\\"; name=\\\"b\""),
        with_head("Content-Disposition: form-data; name*=\"utf-8''a\""),
        with_head("Content-Disposition: attachment; name=\"a\""),
        with_head("Content-Disposition: form-data; name=\"a\" x"),
        with_head("Content-Disposition: form-data;\r\n name=\"a\""),
        with_head("Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\""),
        with_head("X: a\nb\r\nContent-Disposition: form-data; name=\"a\""),
    ] {
        assert!(Multipart::read(TYPE, body.as_bytes()).is_none(), "{body}");
    }
}
