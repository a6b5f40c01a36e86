//! Transcripts of what is demanded of whoever passes, and of what is handed out.

use crate::flow::tell;

#[test]
fn not_for_them() {
    tell(
        "not_for_them",
        "
        rule groups=staff|owner admin
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 groups=guests
        # Elsewhere that session may do; here it is refused again, until there is another.
        GET /orders
        browser loses the session
        GET /orders
        GET /callback?code=C2&state=S4
        token 200 key=k1 sub=bob nonce=N4 groups=guests,staff
        GET /orders
        # The demands are judged with every request, and these are new.
        rule groups=directors
        GET /orders
        # An opaque access token says nothing.
        browser loses the session
        GET /orders
        GET /callback?code=C3&state=S8
        token 200 key=k1 sub=eve nonce=N8 access_token=A1
        ",
    );
}

// TK-34, TK-35
#[test]
fn the_provider_is_asked_about_the_person() {
    tell(
        "the_provider_is_asked_about_the_person",
        "
        rule userinfo
        provider has userinfo
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        userinfo 200 sub=ada email=ada@example
        browser loses the session
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A2
        userinfo 200 sub=bob
        GET /orders
        GET /callback?code=C3&state=S5
        token 200 key=k1 sub=ada nonce=N5 access_token=A3
        userinfo 401
        GET /orders
        GET /callback?code=C4&state=S7
        token 200 key=k1 sub=ada nonce=N7 access_token=A4
        # It may be there the next time.
        userinfo timeout
        GET /callback?code=C4&state=S7
        token 200 key=k1 sub=ada nonce=N7 access_token=A4
        userinfo 200 sub=ada
        ",
    );
}

#[test]
fn tokens_are_handed_out() {
    tell(
        "tokens_are_handed_out",
        "
        rule respond
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1
        rule redirect with id_token
        browser loses the session
        GET /orders?page=2
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A2
        rule redirect elsewhere
        browser loses the session
        GET /orders
        GET /callback?code=C3&state=S5
        token 200 key=k1 sub=ada nonce=N5 access_token=A3
        ",
    );
}

#[test]
fn without_openid_connect() {
    tell(
        "without_openid_connect",
        "
        rule plain oauth
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 groups=staff
        browser loses the session
        GET /orders
        GET /callback?code=C2&state=S3
        # Nobody says who it is.
        token 200 access_token=A1
        ",
    );
}
