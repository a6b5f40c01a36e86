use super::written::check;

#[test]
fn headers() {
    check(
        "
        one: x-v=1
        two: x-v=2,3 x-w=a
        text: X-Case=MiXeD
        ",
        "
        GET h/ x-v=1                -> one
        GET h/ X-V=1                -> one
        GET h/ x-v=11               -> -
        GET h/ x-v=2                -> -
        GET h/ x-w=a                -> -
        GET h/ x-v=2 x-w=a          -> two
        GET h/ x-v=3 x-w=A          -> two
        GET h/ x-v=3 x-w=b          -> -
        GET h/ x-case=mixed         -> text
        GET h/ X-CASE=MIXED         -> text
        // Any of several lines may be the one.
        GET h/ x-v=9 x-v=1          -> one
        GET h/ x-v=1 x-v=9          -> one
        // A list in one line is one value.
        GET h/ x-v=1,9              -> -
        GET h/ x-v=2 x-v=1 x-w=a    -> two
        GET h/                      -> -
        ",
    );
}

#[test]
fn expressions_in_headers() {
    check(
        r"
        re: x-v=~*^v[12]$
        mixed: x-m=plain,~*^re,other
        word: x-w=~*a.c
        digit: x-d=~*^\D+$
        ",
        "
        GET h/ x-v=v1               -> re
        GET h/ x-v=V2               -> re
        GET h/ x-v=v3               -> -
        GET h/ x-v=v12              -> -
        GET h/ x-m=plain            -> mixed
        GET h/ x-m=regular          -> mixed
        GET h/ x-m=OTHER            -> mixed
        GET h/ x-m=plainer          -> -
        // One without an anchor may fit anywhere.
        GET h/ x-w=xxabcxx          -> word
        GET h/ x-w=ab               -> -
        // The case of what stands behind a backslash stays.
        GET h/ x-d=abc              -> digit
        GET h/ x-d=a1c              -> -
        ",
    );
}

// HD-13
#[test]
fn headers_that_name_another_path_host_or_method_are_not_looked_at() {
    check(
        "
        open: /open
        admin: /admin
        a: a.test /a
        post: POST /open
        ",
        "
        GET h/open x-original-url=/admin            -> open
        GET h/open x-rewrite-url=/admin             -> open
        GET h/open x-forwarded-path=/admin          -> open
        GET h/open x-forwarded-prefix=/admin        -> open
        GET h/open x-http-method-override=POST      -> open
        GET h/open x-method-override=POST           -> open
        GET h/a x-forwarded-host=a.test             -> -
        GET h/a x-host=a.test                       -> -
        GET h/a forwarded=host=a.test               -> -
        ",
    );
}
