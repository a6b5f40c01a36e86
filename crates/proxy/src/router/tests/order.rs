use super::written::{check, id, wanted};
use crate::router::order::in_order;

#[test]
fn more_kinds_of_conditions_go_first() {
    check(
        "
        path: /long/path/of/many/bytes
        host: h.test
        two: h.test /long
        three: GET h.test /l
        four: GET h.test / x-v=1
        five: GET h.test / x-v=1 sni=s
        method: PUT
        pair: PUT /l
        ",
        "
        GET z.test/long/path/of/many/bytes           -> path
        // One against one: a plain host counts.
        POST h.test/x                                -> host
        PUT h.test/x                                 -> host
        PUT z.test/x                                 -> method
        PUT z.test/l                                 -> pair
        // Two against one, whatever the lengths.
        POST h.test/long/path/of/many/bytes          -> two
        GET h.test/long/path/of/many/bytes           -> three
        // Nobody names a name in the clear.
        GET h.test/long/path x-v=1                   -> five
        GET h.test/long/path x-v=1 tls=s             -> five
        GET h.test/long/path x-v=1 tls=t             -> four
        GET h.test/long/path x-v=2                   -> three
        // Two with a plain host against two without.
        PUT h.test/long                              -> two
        ",
    );
}

#[test]
fn a_plain_host_goes_before_more_headers_and_longer_paths() {
    check(
        "
        plain: a.b.test /p
        star: *.b.test /p/long/er
        headers: x-a=1 x-b=1 x-c=1 /p/longest/of/them/all
        ",
        "
        GET a.b.test/p/long/er                            -> plain
        GET z.b.test/p/long/er                            -> star
        GET a.b.test/p/longest/of/them/all x-a=1 x-b=1 x-c=1   -> plain
        ",
    );
}

#[test]
fn more_headers_go_before_expressions_and_longer_paths() {
    check(
        r"
        two: x-a=1 x-b=1 /
        one: x-a=1 /long/prefix
        re: x-a=1 ~/long
        ",
        "
        GET h/long/prefix x-a=1 x-b=1                -> two
        GET h/long/prefix x-a=1                      -> re
        GET h/lon x-a=1                              -> -
        ",
    );
    check(
        "
        // A star does not count as a plain host, so here the headers decide.
        star: *.test x-a=1 #9
        more: *.test x-a=1 x-b=1 #1
        ",
        "
        GET a.test/ x-a=1 x-b=1                      -> more
        GET a.test/ x-a=1                            -> star
        ",
    );
}

#[test]
fn expressions_go_before_prefixes_and_by_their_priority() {
    check(
        r"
        prefix: /a/very/long/prefix
        low: ~/a
        high: ~/a/very !5
        below: ~/a/ve !-1
        huge: ~/h !9007199254740991
        less: ~/h !4294967296
        ",
        "
        GET h/a/very/long/prefix                     -> high
        GET h/a/ver                                  -> low
        GET h/a                                      -> low
        // Numbers larger than Kong's 32 bits do not spill over into what counts more.
        GET h/h                                      -> huge
        ",
    );
    check(
        "
        // The priority is that of expressions: it does not help a prefix.
        prefix: /p/long !100
        short: /p/long/er
        ",
        "
        GET h/p/long/er                              -> short
        ",
    );
}

#[test]
fn longer_prefixes_go_first() {
    check(
        "
        short: /a #9
        long: /a/b #1
        mixed: /a/b/c /z #5
        other: /zz #2
        ",
        "
        GET h/a/b/c                                  -> mixed
        GET h/a/b                                    -> long
        GET h/a                                      -> short
        GET h/zz                                     -> other
        GET h/z                                      -> mixed
        ",
    );
}

#[test]
fn a_route_with_several_sorts_of_paths_is_judged_in_parts() {
    check(
        r"
        mixed: ~/x/\d+ /x/longer/prefix /x
        prefix: /x/long
        ",
        "
        GET h/x/12                                   -> mixed 5
        GET h/x/longer/prefix                        -> mixed 16
        GET h/x/longer                               -> prefix 7
        GET h/x                                      -> mixed 2
        ",
    );
}

#[test]
fn equals_are_told_apart_by_their_ids() {
    check(
        "
        small: /a #1
        large: /a #2
        first: ~/r #12
        second: ~/r #11
        ",
        "
        GET h/a                                      -> large
        GET h/r                                      -> first
        ",
    );
}

#[test]
fn parts_of_routes_have_ids_of_their_own() {
    let routes = [wanted(1, "/a /bb"), wanted(2, "/a"), wanted(3, "/c ~/a")];
    let order: Vec<_> = in_order(&routes).iter().map(|draft| draft.route).collect();
    // The expression, then the longer prefix, then three of one length by their ids.
    let mut last = [(id(1).part(2), 0), (id(2), 1), (id(3).part(2), 2)];
    last.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
    let last = last.map(|(_, route)| route);
    assert_eq!(order, [2, 0, last[0], last[1], last[2]]);
}
