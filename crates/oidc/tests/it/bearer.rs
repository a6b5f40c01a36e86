//! Transcripts of requests that bring an access token themselves.

use crate::flow::tell;

#[test]
fn an_access_token_lets_pass() {
    tell(
        "an_access_token_lets_pass",
        "
        # Where such tokens do not count, nobody looks at them.
        BRING /orders key=k1 sub=bot
        browser loses the logins
        rule bearers
        BRING /orders key=k1 sub=bot
        # Nothing is kept: the next one without a token signs in, and the one with one is who it says.
        GET /orders
        browser loses the logins
        BRING /orders key=k1 client_id=cron
        # A bad token ends the matter: nobody is sent to the provider with it.
        BRING /orders key=k1 sub=bot exp=0
        BRING /orders key=k1 sub=bot iss=https://other.example
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        BRING /orders malformed
        BRING /orders several
        # Nor is an answer to a login looked at beside one.
        BRING /callback?code=C1&state=S1 key=k1 sub=bot exp=0
        ",
    );
}

#[test]
fn a_token_with_a_key_that_is_not_known() {
    tell(
        "a_token_with_a_key_that_is_not_known",
        "
        rule bearers
        BRING /orders key=k2 sub=bot
        keys k1 k2
        BRING /orders key=k2 sub=bot
        BRING /orders key=k3 sub=bot
        keys k1 k2
        provider absent
        BRING /orders key=k1 sub=bot
        ",
    );
}

// HD-28
#[test]
fn a_token_beside_a_session() {
    tell(
        "a_token_beside_a_session",
        "
        rule bearers
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        # The session comes first, as in Kong; the two are never mixed.
        BRING /orders key=k1 sub=bot
        rule logout
        provider has logout
        BRING /orders/logout key=k1 sub=bot
        revocation 200
        wait 900
        BRING /orders key=k1 sub=bot
        ",
    );
}

#[test]
fn whoever_brings_a_token_is_judged() {
    tell(
        "whoever_brings_a_token_is_judged",
        "
        rule bearers
        rule groups=staff
        BRING /orders key=k1 sub=bot groups=staff
        BRING /orders key=k1 sub=bot groups=guests
        BRING /orders key=k1 sub=bot
        provider has userinfo
        rule userinfo
        BRING /orders key=k1 sub=ada groups=staff
        userinfo 200 sub=ada
        BRING /orders key=k1 sub=ada groups=staff
        userinfo 200 sub=eve
        BRING /orders key=k1 sub=ada groups=staff
        userinfo timeout
        ",
    );
}

#[test]
fn a_token_may_count_as_a_login() {
    tell(
        "a_token_may_count_as_a_login",
        "
        rule bearers
        rule bearers respond
        BRING /orders key=k1 sub=bot
        ",
    );
}
