//! Transcripts of logins whose ID tokens are encrypted.

use crate::flow::tell;

#[test]
fn an_encrypted_id_token() {
    tell(
        "an_encrypted_id_token",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 encrypted access_token=A1 expires_in=300 refresh_token=R1
        decrypted key=k1 sub=ada nonce=N1
        # What is refreshed may be encrypted as well, and is about the same person.
        wait 280
        GET /orders
        token 200 encrypted access_token=A2 expires_in=300 refresh_token=R2
        decrypted key=k1 sub=eve
        ",
    );
}

#[test]
fn a_session_goes_on_while_nobody_can_decrypt_its_new_tokens() {
    tell(
        "a_session_goes_on_while_nobody_can_decrypt_its_new_tokens",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 encrypted access_token=A1 expires_in=300 refresh_token=R1
        decrypted key=k1 sub=ada nonce=N1
        wait 280
        GET /orders
        token 200 encrypted access_token=A2 expires_in=300 refresh_token=R2
        decrypted timeout
        # Its access token lasts no longer.
        wait 30
        GET /orders
        token 200 encrypted access_token=A2 expires_in=300 refresh_token=R2
        decrypted timeout
        ",
    );
}

// JW-48
#[test]
fn what_was_encrypted_is_judged_like_all_else() {
    tell(
        "what_was_encrypted_is_judged_like_all_else",
        "
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 encrypted access_token=A1
        # Everybody can encrypt for us: it counts only with the provider's signature, for this login.
        decrypted key=k2 sub=ada nonce=N1
        keys k1
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 encrypted access_token=A1
        decrypted key=k1 sub=ada nonce=N1
        GET /orders
        GET /callback?code=C3&state=S5
        token 200 encrypted access_token=A1
        decrypted not
        # Whoever comes when nobody can decrypt comes again: their login is still under way.
        GET /orders
        GET /callback?code=C4&state=S7
        token 200 encrypted access_token=A1
        decrypted timeout
        GET /callback?code=C4&state=S7
        token 200 encrypted access_token=A1
        decrypted key=k1 sub=ada nonce=N7
        ",
    );
}

#[test]
fn what_was_remembered_may_be_encrypted_for_a_key_of_before() {
    tell(
        "what_was_remembered_may_be_encrypted_for_a_key_of_before",
        "
        rule passwords
        OFFER /orders basic=ada:pw
        token 200 encrypted access_token=A1 kept=60
        decrypted not
        token 200 encrypted access_token=A1
        decrypted key=k1 sub=ada
        ",
    );
}
