//! Transcripts of logins whose ID token comes with the browser as well.

use crate::flow::tell;

#[test]
fn the_id_token_vouches_for_the_code() {
    tell(
        "the_id_token_vouches_for_the_code",
        "
        rule form_post
        rule code id_token
        GET /orders
        POST /callback code=C1&state=S1 with key=k1 sub=ada nonce=N1 c_hash=C1
        token 200 key=k1 sub=ada nonce=N1 c_hash=C1 access_token=A1
        # With a newer key, and encrypted.
        browser loses the session
        GET /orders
        POST /callback code=C2&state=S3 with key=k2 sub=ada nonce=N3 c_hash=C2
        keys k1 k2
        token 200 key=k1 sub=ada nonce=N3 access_token=A1
        browser loses the session
        GET /orders
        POST /callback code=C3&state=S5 with encrypted
        decrypted key=k1 sub=ada nonce=N5 c_hash=C3
        token 200 key=k1 sub=ada nonce=N5 access_token=A1
        # An access token beside it goes nowhere: the token endpoint gives another.
        rule code id_token token
        browser loses the session
        wait 60
        GET /orders
        POST /callback code=C4&state=S7 access_token=F1 with key=k1 sub=ada nonce=N7 c_hash=C4 at_hash=F1
        token 200 key=k1 sub=ada nonce=N7 access_token=A1
        rule code token
        browser loses the session
        GET /orders
        POST /callback code=C5&state=S9 access_token=F1
        token 200 key=k1 sub=ada nonce=N9 access_token=A1
        ",
    );
}

// JW-37, JW-39
#[test]
fn each_part_belongs_to_the_others() {
    tell(
        "each_part_belongs_to_the_others",
        "
        rule form_post
        rule code id_token token
        # No code is spent on what does not belong together.
        GET /orders
        POST /callback code=C1&state=S1 access_token=F1 with key=k1 sub=ada nonce=N1 c_hash=C2 at_hash=F1
        GET /orders
        POST /callback code=C1&state=S3 access_token=F1 with key=k1 sub=ada nonce=N3 c_hash=C1 at_hash=F2
        GET /orders
        POST /callback code=C1&state=S5 access_token=F1 with key=k1 sub=ada nonce=N5 at_hash=F1
        GET /orders
        POST /callback code=C1&state=S7 access_token=F1 with key=k1 sub=ada nonce=N1 c_hash=C1 at_hash=F1
        GET /orders
        POST /callback code=C1&state=S9 access_token=F1 with key=k1 sub=ada nonce=N9 aud=other c_hash=C1 at_hash=F1
        GET /orders
        POST /callback code=C1&state=S11 access_token=F1 with key=k2 sub=ada nonce=N11 c_hash=C1 at_hash=F1
        keys k1
        GET /orders
        POST /callback code=C1&state=S13 access_token=F1 with encrypted
        decrypted not
        GET /orders
        POST /callback code=C1&state=S15 access_token=F1 with encrypted
        decrypted timeout
        GET /orders
        POST /callback code=C1&state=S17 access_token=F1
        GET /orders
        POST /callback code=C1&state=S19 with key=k1 sub=ada nonce=N19 c_hash=C1
        # Both ID tokens are about the same person, and there are two.
        GET /orders
        POST /callback code=C1&state=S21 access_token=F1 with key=k1 sub=ada nonce=N21 c_hash=C1 at_hash=F1
        token 200 key=k1 sub=eve nonce=N21 access_token=A1
        GET /orders
        POST /callback code=C1&state=S23 access_token=F1 with key=k1 sub=ada nonce=N23 c_hash=C1 at_hash=F1
        token 200 access_token=A1
        # In a query nothing of it counts.
        GET /orders
        GET /callback?code=C1&state=S25&id_token=x
        ",
    );
}

#[test]
fn a_provider_without_a_document() {
    tell(
        "a_provider_without_a_document",
        "
        rule bearers
        rule passwords
        provider has no document
        BRING /orders key=k1 sub=bot
        BRING /orders key=k1 sub=bot iss=https://other.example
        # Where nobody has said where to ask, nobody is asked.
        OFFER /orders basic=ada:pw
        GET /orders
        ",
    );
}

#[test]
fn some_access_tokens_may_go_without_a_signature() {
    tell(
        "some_access_tokens_may_go_without_a_signature",
        "
        rule passwords
        rule bearers
        rule unsigned by password
        OFFER /orders basic=ada:pw
        token 200 forged key=k1 sub=ada
        browser loses the session
        # What a request brings itself is never among them.
        BRING /orders key=forged sub=ada
        keys k1
        # Nor is what came for a code: nothing it says is believed.
        GET /orders
        GET /callback?code=C1&state=S3
        token 200 forged key=k1 sub=ada nonce=N3
        keys k1
        ",
    );
}
