//! Transcripts of answers that the provider signs, or encrypts.

use crate::flow::tell;

// TK-29
#[test]
fn a_signed_answer_about_a_token() {
    tell(
        "a_signed_answer_about_a_token",
        "
        rule introspection
        rule introspection signed
        provider has introspection
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 signed=k1 active=true token_type=Bearer sub=bot
        # It is not kept for anybody, unless somebody wants to see it.
        rule introspection kept
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 signed=k1 active=true token_type=Bearer sub=bot
        # Nobody passes by an answer that anybody could have written.
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer sub=bot
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 signed=k2 active=true token_type=Bearer sub=bot
        keys k1
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 signed=k1 aud=other active=true token_type=Bearer sub=bot
        # With a newer key it is as good.
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 signed=k2 active=true token_type=Bearer sub=bot
        keys k1 k2
        # And it says what any answer says.
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 signed=k1 active=false
        ",
    );
}

#[test]
fn an_encrypted_answer_about_a_token() {
    tell(
        "an_encrypted_answer_about_a_token",
        "
        rule introspection
        rule introspection signed
        provider has introspection
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 encrypted
        decrypted key=k1 active=true token_type=Bearer sub=bot
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 encrypted
        decrypted key=k2 active=true token_type=Bearer sub=bot
        keys k1 k2
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 encrypted
        decrypted not
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 encrypted
        decrypted timeout
        ",
    );
}

#[test]
fn a_signed_answer_about_somebody() {
    tell(
        "a_signed_answer_about_somebody",
        "
        provider has userinfo
        rule userinfo
        rule userinfo signed
        GET /orders
        GET /callback?code=C1&state=S1
        token 200 key=k1 sub=ada nonce=N1 access_token=A1
        userinfo 200 signed=k1 sub=ada email=ada@example
        # Who knows only what was said, but not how, knows too little where that is wanted.
        rule userinfo kept
        GET /orders
        GET /callback?code=C2&state=S3
        token 200 key=k1 sub=ada nonce=N3 access_token=A1
        userinfo 200 encrypted
        decrypted key=k1 sub=ada
        GET /orders
        browser loses the session
        # It is about the one who signed in, signed by the provider, for us.
        GET /orders
        GET /callback?code=C3&state=S6
        token 200 key=k1 sub=ada nonce=N6 access_token=A1
        userinfo 200 signed=k1 sub=eve
        GET /orders
        GET /callback?code=C4&state=S8
        token 200 key=k1 sub=ada nonce=N8 access_token=A1
        userinfo 200 sub=ada
        GET /orders
        GET /callback?code=C5&state=S10
        token 200 key=k1 sub=ada nonce=N10 access_token=A1
        userinfo 200 signed=k1 aud=other sub=ada
        # Where JSON is asked for and a token comes, it is verified as well.
        rule userinfo json
        GET /orders
        GET /callback?code=C6&state=S12
        token 200 key=k1 sub=ada nonce=N12 access_token=A1
        userinfo 200 signed=k2 sub=ada
        keys k1
        ",
    );
}
