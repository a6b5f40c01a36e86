//! Transcripts of the ways to the provider and back.

use crate::flow::tell;

// AZ-26, AZ-30, AZ-31
#[test]
fn the_answer_is_posted() {
    tell(
        "the_answer_is_posted",
        "
        rule form_post
        GET /orders
        # In another way than was asked for, or in both ways.
        GET /callback?code=C1&state=S1
        POST /callback?code=C0 code=C1&state=S1
        POST /callback code=C1&code=C2&state=S1
        HEAD /callback?code=C1&state=S1
        POST /callback code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        # A form that is none of ours goes where it should.
        POST /callback name=ada
        # The browser keeps no cookies for posts from other sites: one more try, and then the truth.
        browser loses the session
        GET /orders
        browser loses the logins
        POST /callback code=C3&state=S8
        browser loses the logins
        POST /callback code=C4&state=again.S9
        ",
    );
}

// HD-09
#[test]
fn a_callback_at_any_address() {
    tell(
        "a_callback_at_any_address",
        "
        rule callback anywhere
        GET /orders?page=2
        # A login comes back to where it began, and nowhere else.
        GET /invoices?code=C1&state=S1
        GET /orders?page=2
        GET /orders?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A1
        # Services have codes and states of their own.
        GET /orders?code=blue&state=ohio
        ",
    );
}

// AZ-39
#[test]
fn a_request_that_cannot_follow() {
    tell(
        "a_request_that_cannot_follow",
        "
        FETCH /orders
        rule browsers only
        FETCH /orders
        GET /orders
        ",
    );
}

#[test]
fn nobody_may_sign_in() {
    tell(
        "nobody_may_sign_in",
        "
        rule no code flow
        GET /orders
        GET /callback?code=C1&state=S1
        ",
    );
}

// RD-31
#[test]
fn what_a_client_may_add() {
    tell(
        "what_a_client_may_add",
        "
        rule login_hint is handed on
        GET /orders?login_hint=ada%40example&state=evil&prompt=none&client_id=evil&scope=admin
        ",
    );
}

#[test]
fn round_and_round() {
    tell(
        "round_and_round",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        browser loses the session
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A2
        browser loses the session
        GET /orders
        GET /callback?code=C3&state=S5
        token 200 key=k1 sub=ada nonce=N5 access_token=A3
        browser loses the session
        # Three logins within moments left nobody signed in. A fourth would not either.
        GET /orders
        wait 30
        # Later it may be worth a try.
        GET /orders
        ",
    );
}

#[test]
fn logins_that_end_at_another_host() {
    tell(
        "logins_that_end_at_another_host",
        "
        rule callback elsewhere
        # Each of these ends at the other host, and something there leads back to here.
        GET /orders
        GET /orders
        GET /invoices
        GET /orders
        GET /orders
        wait 30
        GET /orders
        ",
    );
}
