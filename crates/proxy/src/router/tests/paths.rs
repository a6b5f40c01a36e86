use super::written::check;

#[test]
fn prefixes() {
    check(
        "
        root: /
        a: /a
        ab: /a/b
        slash: /s/
        two: /x /xx/long
        enc: /%2Fq
        ",
        "
        GET h/                 -> root 1
        GET h/b                -> root 1
        GET h/a                -> a 2
        // A prefix ends anywhere, not only at a slash.
        GET h/abc              -> a 2
        GET h/a/c              -> a
        GET h/a/b              -> ab 4
        GET h/a/bc             -> ab
        GET h/a/b/c/d          -> ab
        GET h/s/               -> slash 3
        GET h/s/t              -> slash
        GET h/s                -> root
        // Each prefix of a route is judged by its own length.
        GET h/x                -> two 2
        GET h/xx               -> two 2
        GET h/xx/long/er       -> two 8
        // PA-01: an encoded slash is no slash.
        GET h/%2Fq             -> enc 5
        GET h/a%2Fb            -> a 2
        ",
    );
}

#[test]
fn pa_06_pa_07_pa_13_what_looks_alike_is_another_path() {
    check(
        "
        admin: /admin
        exact: ~/secret$
        root: /
        ",
        "
        GET h/admin            -> admin
        GET h/ADMIN            -> root
        GET h/Admin            -> root
        // Parameters, dots and spaces belong to the segment.
        GET h/admin;x=y        -> admin
        GET h/admin.           -> admin
        GET h/admin%20         -> admin
        GET h/admin/           -> admin
        GET h/secret           -> exact
        GET h/secret/          -> root
        GET h/secret.          -> root
        GET h/secret%20        -> root
        GET h/secret;x         -> root
        GET h/SECRET           -> root
        ",
    );
}

#[test]
fn a_far_longer_prefix_does_not_hide_the_short_one() {
    check(
        "
        a: /a
        d: /a/b/c/d
        e: /a/b/c/e
        dash: /a-
        ",
        "
        GET h/a/b/c/dd         -> d
        GET h/a/b/c/f          -> a
        GET h/a/b              -> a
        GET h/a-z              -> dash
        GET h/b                -> -
        ",
    );
}

#[test]
fn regular_expressions() {
    check(
        r"
        digits: ~/n/\d+
        end: ~/e/\d+$
        named: ~/u/(?<user>[^/]+)/x
        alt: ~/(?:red|blue)
        case: ~/(?i)MIX
        some: ~/s1 ~/s\d+
        dot: ~/f.png
        ",
        "
        GET h/n/12             -> digits 5
        GET h/n/12/x           -> digits 5
        GET h/n/               -> -
        GET h/n/x              -> -
        GET h/e/12             -> end 5
        GET h/e/12/            -> -
        GET h/u/me/x/y         -> named 7
        GET h/u//x             -> -
        GET h/red              -> alt 4
        GET h/blueish          -> alt 5
        GET h/green            -> -
        GET h/mix              -> case 4
        GET h/Mix              -> case
        // Of several the first that fits tells what was matched.
        GET h/s123             -> some 3
        GET h/s2345            -> some 6
        GET h/f.png            -> dot
        GET h/fxpng            -> dot
        GET h/f/.png           -> -
        ",
    );
}

#[test]
fn pa_12_an_expression_is_anchored_at_the_beginning_and_only_there() {
    check(
        r"
        health: ~/health
        either: ~/one|/two
        ",
        "
        GET h/health           -> health
        GET h/healthy          -> health
        GET h/x/health         -> -
        GET h/x/health/admin   -> -
        // Each of its alternatives is.
        GET h/one              -> either 4
        GET h/two              -> either 4
        GET h/x/two            -> -
        ",
    );
}

#[test]
fn what_an_expression_matches_of_nothing_is_nothing() {
    check(
        "all: ~/*",
        "
        GET h/                 -> all 1
        GET h/a                -> all 1
        ",
    );
}
