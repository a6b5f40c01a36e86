//! Transcripts of sessions that go on, and of their end.

use crate::flow::tell;

// TK-21
#[test]
fn a_refresh_ahead_of_the_end() {
    tell(
        "a_refresh_ahead_of_the_end",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1 expires_in=300
        wait 269
        GET /orders
        wait 1
        # Thirty seconds before the access token ends a new one is fetched, and the request goes on with it.
        GET /orders
        token 200 access_token=A2 refresh_token=R2 expires_in=300
        wait 271
        # This reply has no refresh token: the old one stays good. Its ID token is about the same person.
        GET /orders
        token 200 key=k1 sub=ada access_token=A3 expires_in=300
        wait 299
        GET /orders
        token 200 access_token=A4 expires_in=300
        ",
    );
}

// TK-01, TK-18
#[test]
fn a_refresh_that_is_refused() {
    tell(
        "a_refresh_that_is_refused",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1 expires_in=300
        wait 280
        # The provider has ended it. The session ends, though its access token would last a little longer.
        GET /orders
        token 400 error=invalid_grant
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A2 refresh_token=R2 expires_in=300
        wait 301
        # Nobody knows what came of it, and asking twice would look like theft.
        GET /orders
        token made-before
        ",
    );
}

// As Dex refuses a token that it has forgotten.
#[test]
fn a_refresh_that_is_refused_in_another_word() {
    tell(
        "a_refresh_that_is_refused_in_another_word",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1 expires_in=300
        wait 280
        # It may be a fault that passes: the old access token lasts for some seconds more.
        GET /orders
        token 400 error=invalid_request
        wait 20
        # Now it does not, and nothing is gained by asking the same again with every request.
        GET /orders
        token 400 error=invalid_request
        ",
    );
}

// TK-03, DI-14
#[test]
fn a_refresh_that_is_put_off() {
    tell(
        "a_refresh_that_is_put_off",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1 expires_in=300
        wait 280
        # The provider is away. The old access token lasts for some seconds more.
        GET /orders
        token timeout
        GET /orders
        token 503
        provider absent
        GET /orders
        wait 20
        # Now it does not. The session stays, so that the provider's return is enough.
        GET /orders
        provider known
        GET /orders
        token timeout
        # Our own fault is no reason to end sessions either.
        GET /orders
        token 401 error=invalid_client
        GET /orders
        token 200 access_token=A2 refresh_token=R2 expires_in=300
        ",
    );
}

#[test]
fn a_refresh_asks_about_the_person_again() {
    tell(
        "a_refresh_asks_about_the_person_again",
        "
        rule userinfo
        provider has userinfo
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1 expires_in=300
        userinfo 200 sub=ada groups=staff
        wait 280
        GET /orders
        token 200 access_token=A2 expires_in=300
        userinfo 200 sub=ada groups=guests
        wait 280
        # What was said before does while nobody says anything else.
        GET /orders
        token 200 access_token=A3 expires_in=300
        userinfo timeout
        wait 280
        GET /orders
        token 200 access_token=A4 expires_in=300
        userinfo 200 sub=bob
        ",
    );
}

#[test]
fn a_session_that_knows_too_little() {
    tell(
        "a_session_that_knows_too_little",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        # The next service wants to know more about the person than the one where she signed in.
        rule userinfo
        provider has userinfo
        GET /orders
        ",
    );
}

// JK-01
#[test]
fn an_access_token_with_a_new_key() {
    tell(
        "an_access_token_with_a_new_key",
        "
        rule groups=staff
        provider publishes k2 only
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k2 sub=ada nonce=N1 groups=staff
        keys k1 k2
        # Nobody publishes that key: the token is between the provider and the services, and says nothing here.
        browser loses the session
        provider publishes k2 only
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k2 sub=ada nonce=N3 groups=staff
        keys k2
        ",
    );
}

// JW-45
#[test]
fn a_refresh_for_somebody_else() {
    tell(
        "a_refresh_for_somebody_else",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1 expires_in=300
        wait 280
        GET /orders
        token 200 key=k1 sub=bob access_token=A2 refresh_token=R2 expires_in=300
        ",
    );
}

#[test]
fn no_refresh() {
    tell(
        "no_refresh",
        "
        rule no refresh
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1 expires_in=300
        wait 299
        GET /orders
        wait 1
        GET /orders
        ",
    );
}

// TK-23, TK-24, RD-04, RD-05, RD-08
#[test]
fn a_logout() {
    tell(
        "a_logout",
        "
        rule logout
        provider has logout
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 refresh_token=R1
        # A path that only looks like it, and a place to go that nobody allowed.
        GET /orders?then=/logout
        GET /orders/logout?post_logout_redirect_uri=https://evil.example
        revocation 200
        revocation 503
        GET /orders
        # Without a session the provider is told all the same.
        GET /logout
        ",
    );
}

#[test]
fn other_ways_to_log_out() {
    tell(
        "other_ways_to_log_out",
        "
        rule logout
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        # This method ends nothing.
        DELETE /logout
        # A form does, and this provider knows of no sessions.
        POST /orders bye=1
        POST /orders hello=1
        GET /orders?bye
        # Nobody knows where else to go if the provider has never been found.
        provider absent
        GET /logout
        ",
    );
}

// JK-04
#[test]
fn verified_again_with_every_request() {
    tell(
        "verified_again_with_every_request",
        "
        rule reverify
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 groups=staff
        GET /orders
        # The key was withdrawn: it was stolen, or it is just old. Nobody can tell what was signed with it.
        provider publishes k2 only
        GET /orders
        keys k2
        # A key that is new to us is found, and the session goes on.
        provider publishes k2 only
        GET /orders
        keys k1 k2
        ",
    );
}
