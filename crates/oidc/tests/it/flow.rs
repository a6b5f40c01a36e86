//! The transcripts. Each is a row of the table in `flow/begin.rs`, or a way a login can go after it.

use crate::transcript;

/// Compares the transcript of a script with the stored one.
pub(crate) fn tell(name: &str, script: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("snapshots");
    settings.bind(|| insta::assert_snapshot!(name, transcript::of(script)));
}

#[test]
fn sign_in_access_session_end() {
    tell(
        "sign_in_access_session_end",
        "
        # Ada's browser has nothing of ours and asks for her orders. It is sent to the provider.
        GET /orders?page=2
        # She signs in there, and the provider sends her browser back with a code.
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 expires_in=3600
        # Now she has a session, and is let in where she wanted to go.
        GET /orders?page=2
        wait 600
        # The session is still alive; nobody asks the provider.
        GET /orders?page=3
        wait 900
        # She was away for too long. Her session opens nothing any more, and a new login begins.
        GET /orders?page=4
        GET /callback?code=C2&state=S5
        token 200 key=k1 sub=ada nonce=N5 access_token=A2 expires_in=3600
        GET /orders?page=4
        ",
    );
}

#[test]
fn the_request_goes_on_in_place() {
    tell(
        "the_request_goes_on_in_place",
        "
        rule callback=/orders
        provider promises iss
        # The login begins at the very path that browsers come back to, so nobody is sent on a second time.
        GET /orders?page=2
        GET /orders?page=2&code=C1&state=S1&session_state=x&iss=https%3A%2F%2Fop.example
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        # A login that began elsewhere leads back to there.
        wait 900
        GET /invoices
        GET /orders?code=C2&state=S3&iss=https%3A%2F%2Fop.example
        token 200 key=k1 sub=ada nonce=N3 access_token=A2
        ",
    );
}

#[test]
fn login_action_redirect() {
    tell(
        "login_action_redirect",
        "
        rule callback=/orders
        rule redirect
        # Even where the request could go on in place, the browser is sent to a clean address.
        GET /orders?page=2
        GET /orders?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        GET /orders?page=2
        ",
    );
}

#[test]
fn an_access_token_ends() {
    tell(
        "an_access_token_ends",
        "
        # The access token is good for 300 seconds.
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 expires_in=300
        wait 299
        GET /orders
        wait 1
        # The session would live, but what it holds opens nothing behind us.
        GET /orders
        ",
    );
}

#[test]
fn an_unknown_key_is_looked_for() {
    // JK-01
    tell(
        "an_unknown_key_is_looked_for",
        "
        # The provider signs with a key that is newer than our picture of it.
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k2 sub=ada nonce=N1 access_token=A1
        keys k1 k2
        # From now on the key is known.
        wait 900
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k2 sub=ada nonce=N3 access_token=A2
        ",
    );
}

#[test]
fn a_key_that_nobody_has() {
    tell(
        "a_key_that_nobody_has",
        "
        # It is looked for once; then the token is refused.
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k9 sub=ada nonce=N1 access_token=A1
        keys k2
        # Meanwhile the provider has withdrawn its first key. What that signs opens nothing any more.
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A2
        keys k2
        ",
    );
}

#[test]
fn two_tabs() {
    // AZ-04
    tell(
        "two_tabs",
        "
        # Two tabs begin two logins.
        GET /orders
        GET /invoices
        # The first to come back signs the browser in.
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        # The second finds a live session. Its code is left alone.
        GET /callback?code=C2&state=S2
        # A callback that is loaded once more leads to a clean address, whatever it says.
        GET /callback?code=C2&state=S2&page=2
        GET /callback?code=C2&code=C3&page=2
        ",
    );
}

#[test]
fn many_logins() {
    // AZ-36
    tell(
        "many_logins",
        "
        rule logins=2
        # A foreign page opens us in many frames. The oldest login gives way.
        GET /a
        GET /b
        GET /c
        GET /callback?code=C1&state=S1
        # Logins nobody comes back for are forgotten.
        wait 601
        GET /d
        ",
    );
}

#[test]
fn a_page_in_the_background_that_goes_on_asking() {
    // AZ-36
    tell(
        "a_page_in_the_background_that_goes_on_asking",
        "
        rule logins=2
        GET /a
        FETCH /data
        # What a script begins gives way first, also to other scripts.
        FETCH /data
        FETCH /data
        GET /b
        FETCH /data
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        ",
    );
}

#[test]
fn a_callback_without_a_cookie() {
    // AZ-03, AZ-37
    tell(
        "a_callback_without_a_cookie",
        "
        GET /orders
        # On the way back the browser shows no login: lost, or never begun in it. It may try once more.
        browser loses the logins
        GET /callback?code=C1&state=S1&page=2
        # It comes back without again, so it keeps none. A third round would be a loop.
        browser loses the logins
        GET /callback?code=C2&state=again.S2&page=2
        # Whoever begins once more, and keeps the cookie the second time, is let in.
        GET /callback?page=2
        browser loses the logins
        GET /callback?error=login_required&state=S4
        GET /callback?code=C3&state=again.S5
        token 200 key=k1 sub=ada nonce=N5 access_token=A1
        ",
    );
}

#[test]
fn a_damaged_login_cookie() {
    // AZ-07
    tell(
        "a_damaged_login_cookie",
        "
        GET /orders
        # Nobody can tell which login it was, so the browser has to begin again.
        browser damages the logins
        GET /callback?code=C1&state=S1
        # For any other request it counts as none.
        browser damages the logins
        GET /orders
        ",
    );
}

#[test]
fn a_login_that_took_too_long() {
    // AZ-06
    tell(
        "a_login_that_took_too_long",
        "
        # Signing in may take 600 seconds.
        GET /orders?page=2
        wait 600
        GET /orders
        wait 1
        # No code is redeemed. The other tab's login stays.
        GET /callback?code=C1&state=S1
        GET /callback?code=C1&state=S1
        GET /callback?code=C2&state=S2
        token 200 key=k1 sub=ada nonce=N2 access_token=A1
        ",
    );
}

#[test]
fn the_provider_refuses() {
    // AZ-24
    tell(
        "the_provider_refuses",
        "
        GET /orders
        GET /callback?error=access_denied&error_description=%3Cscript%3E%0d%0a&state=S1
        # Whatever the provider says, no new login begins by itself.
        GET /orders
        GET /callback?error=login_required&state=S3
        GET /orders
        GET /callback?error=login_required&state=S5
        ",
    );
}

// PA-24
#[test]
fn a_forged_state() {
    // AZ-01, AZ-02, AZ-22, AZ-25, AZ-27
    tell(
        "a_forged_state",
        "
        GET /orders
        # Nothing of this touches the login under way.
        GET /callback?code=C9&state=S9
        GET /callback?code=C9
        GET /callback?code=C9&state=
        GET /callback?error=access_denied&state=S9
        GET /callback?code=C9&code=C1&state=S1
        # This ends it: the state was right, and what came with it was not.
        GET /callback?code=C1&error=access_denied&state=S1
        ",
    );
}

#[test]
fn a_callback_that_nobody_visits() {
    // AZ-34, AZ-35
    tell(
        "a_callback_that_nobody_visits",
        "
        GET /orders
        # Nothing of this ends the login, or spends its code.
        HEAD /callback?code=C1&state=S1
        PREFETCH /callback?code=C1&state=S1
        PUT /callback?code=C1&state=S1
        DELETE /callback?code=C1&state=S1
        TRACE /callback?code=C1&state=S1
        POST /callback?code=C1&state=S1
        # This does.
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        ",
    );
}

#[test]
fn another_providers_answer() {
    // AZ-11, AZ-12, AZ-13, AZ-14
    tell(
        "another_providers_answer",
        "
        provider promises iss
        # Wherever the code came from, it is sent nowhere.
        GET /orders
        GET /callback?code=C1&state=S1&iss=https%3A%2F%2Fevil.example
        GET /orders
        GET /callback?code=C2&state=S3
        GET /orders
        GET /callback?code=C3&state=S5&iss=https%3A%2F%2Fop.example%2F
        # Nor does anybody read what a stranger calls an error.
        GET /orders
        GET /callback?error=access_denied&state=S7&iss=https%3A%2F%2Fevil.example
        ",
    );
}

#[test]
fn a_state_of_another_flow() {
    // AZ-05
    tell(
        "a_state_of_another_flow",
        "
        GET /orders
        # The callback comes to an address that the login was not begun for. The code stays here.
        rule callback=/other
        GET /other?code=C1&state=S1
        ",
    );
}

#[test]
fn the_token_endpoint_is_away() {
    tell(
        "the_token_endpoint_is_away",
        "
        GET /orders
        # The login is kept. Whether the code may be sent again, the one who makes the calls must know.
        GET /callback?code=C1&state=S1
        token timeout
        GET /callback?code=C1&state=S1
        token 503
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        ",
    );
}

#[test]
fn a_used_code() {
    // AZ-16, AZ-17
    tell(
        "a_used_code",
        "
        # The provider knows the code no more, or it was sent by us before. There is no second attempt.
        GET /orders
        GET /callback?code=C1&state=S1
        token 400 error=invalid_grant
        GET /orders
        GET /callback?code=C1&state=S3
        token made-before
        # Somebody else's code in one's own login: the ID token is another login's.
        GET /orders
        GET /callback?code=C1&state=S5
        token 200 key=k1 sub=eve nonce=N1 access_token=A1
        ",
    );
}

#[test]
fn tokens_that_are_not_believed() {
    // AZ-08, AZ-09
    tell(
        "tokens_that_are_not_believed",
        "
        # Each ends its login, and nobody gets a session.
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada access_token=A1
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 aud=other access_token=A1
        GET /orders
        GET /callback?code=C3&state=S5
        token 200 key=k1 nonce=N5 access_token=A1
        ",
    );
}

#[test]
fn no_id_token() {
    // TK-11
    tell(
        "no_id_token",
        "
        # An access token says nothing about who signed in.
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 sub=ada nonce=N1 access_token=A1
        ",
    );
}

#[test]
fn our_secret_is_wrong() {
    tell(
        "our_secret_is_wrong",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 401 error=invalid_client
        ",
    );
}

#[test]
fn a_reply_out_of_turn() {
    tell(
        "a_reply_out_of_turn",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        # Nobody asked for keys.
        keys k1
        # Where keys were asked for, nothing else comes in their place.
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k2 sub=ada nonce=N3 access_token=A1
        own not-ours
        rule form_post
        rule code id_token
        GET /orders
        POST /callback code=C3&state=S5 with key=k2 sub=ada nonce=N5 c_hash=C3
        own not-ours
        ",
    );
}

#[test]
fn the_provider_was_never_found() {
    tell(
        "the_provider_was_never_found",
        "
        provider absent
        # No login can begin.
        GET /orders
        # Then it is found.
        provider known
        GET /orders
        # Without it none can be finished either, but it is not lost.
        provider absent
        GET /callback?code=C1&state=S2
        provider known
        GET /callback?code=C1&state=S2
        token 200 key=k1 sub=ada nonce=N2 access_token=A1
        # A live session needs no provider.
        provider absent
        GET /orders
        ",
    );
}

#[test]
fn an_old_picture_of_the_provider() {
    tell(
        "an_old_picture_of_the_provider",
        "
        provider stale
        # The last good picture still signs people in.
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        # A live session does not mind.
        GET /orders
        ",
    );
}

#[test]
fn sessions_cannot_be_looked_up() {
    tell(
        "sessions_cannot_be_looked_up",
        "
        GET /orders
        sessions cannot be looked up
        # That is no reason for a new login, nor to spend a code on one that cannot be kept.
        GET /orders
        GET /callback?code=C1&state=S1
        ",
    );
}

#[test]
fn only_plain_challenges() {
    // AZ-20
    tell(
        "only_plain_challenges",
        "
        provider offers plain
        GET /orders
        ",
    );
}

// OP-20
#[test]
fn clocks_that_do_not_agree() {
    tell(
        "clocks_that_do_not_agree",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1 ahead=300
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A2 ahead=-4000
        ",
    );
}
