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

#[test]
fn a_token_that_the_provider_is_asked_about() {
    tell(
        "a_token_that_the_provider_is_asked_about",
        "
        rule bearers
        rule introspection
        # Nobody can be asked yet.
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        provider has introspection
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer sub=bot exp=10300
        # The answer is remembered for a while, if that is wanted.
        rule introspection remembered
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer client_id=cron
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=false
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer sub=bot exp=9999
        # What can be verified here is verified here, and what fails so is not asked about.
        BRING /orders key=k1 sub=bot
        BRING /orders key=k1 sub=bot exp=0
        # Nobody passes because nobody could be asked.
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 503
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 401
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection timeout
        BRING /orders malformed
        # What was not active a moment ago is not asked about again.
        BRING /orders inactive
        ",
    );
}

#[test]
fn a_good_token_may_have_been_revoked() {
    tell(
        "a_good_token_may_have_been_revoked",
        "
        rule bearers
        rule introspection
        rule introspection of all
        BRING /orders key=k1 sub=bot
        provider has introspection
        BRING /orders key=k1 sub=bot
        introspection 200 active=true token_type=Bearer sub=bot
        BRING /orders key=k1 sub=bot
        introspection 200 active=false
        BRING /orders key=k1 sub=bot
        introspection 200 active=true token_type=Bearer sub=eve
        BRING /orders key=k1 sub=bot exp=0
        ",
    );
}

#[test]
fn a_token_whose_owner_the_provider_tells() {
    tell(
        "a_token_whose_owner_the_provider_tells",
        "
        rule userinfo tokens
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        provider has userinfo
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        userinfo 200 sub=ada
        BRING /orders key=k1 sub=ada
        userinfo 401
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        userinfo 200 email=ada@example
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        userinfo timeout
        # Where introspection is open too, it comes first.
        rule introspection
        provider has introspection
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=false
        ",
    );
}

// TK-27
#[test]
fn what_the_provider_says_about_a_token_is_judged() {
    tell(
        "what_the_provider_says_about_a_token_is_judged",
        "
        rule introspection
        provider has introspection
        rule groups=staff
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer sub=bot groups=staff
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer sub=bot groups=guests
        # What may be a refresh token is none.
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true sub=bot groups=staff
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer sub=bot
        # What a token says itself is not believed where only the provider counts.
        BRING /orders key=k1 sub=bot groups=staff
        introspection 200 active=true token_type=Bearer sub=bot
        ",
    );
}

#[test]
fn an_id_token_beside_the_access_token() {
    tell(
        "an_id_token_beside_the_access_token",
        "
        rule bearers
        rule no code flow
        BESIDE key=k1 sub=bot
        BRING /orders key=k1 sub=bot
        # It must be about the same one, for us, and signed.
        BESIDE key=k1 sub=eve
        BRING /orders key=k1 sub=bot
        BESIDE key=k1 sub=bot aud=other
        BRING /orders key=k1 sub=bot
        BESIDE key=k1 sub=bot at_hash=x
        BRING /orders key=k1 sub=bot
        BESIDE key=k2 sub=bot
        BRING /orders key=k1 sub=bot
        keys k1
        # Alone it proves nothing.
        BESIDE key=k1 sub=bot
        GET /orders
        provider has introspection
        rule introspection
        BESIDE key=k1 sub=bot
        BRING /orders opaque
        introspection 200 active=true sub=bot aud=api
        BESIDE key=k1 sub=eve
        BRING /orders opaque
        introspection 200 active=true sub=bot aud=api
        # Nobody says whose this access token is.
        BESIDE key=k1 sub=eve
        BRING /orders opaque
        introspection 200 active=true aud=api
        ",
    );
}

#[test]
fn a_token_that_was_given_out_on_this_side() {
    tell(
        "a_token_that_was_given_out_on_this_side",
        "
        rule own tokens
        rule no code flow
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own good client_id=cron scope=orders exp=10300
        # Nobody has to know the provider for that.
        provider absent
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own good client_id=cron
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own not-ours
        provider known
        # One that is over is shown to nobody else, and one that is not ours is nobody's here.
        provider has introspection
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own not-good
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own not-ours
        # Where the provider can be asked, it is asked then.
        rule introspection
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own not-ours
        introspection 200 active=true token_type=Bearer sub=bot
        # What is a JWT is looked up where nobody verifies such.
        BRING /orders key=k1 sub=bot
        own not-good
        rule bearers
        BRING /orders key=k1 sub=bot
        # Demands are for everybody, and the provider's word is not about a token that it did not give.
        rule groups=staff
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own good client_id=cron groups=staff
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own good client_id=cron
        BESIDE key=k1 sub=cron
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        own good client_id=cron groups=staff
        ",
    );
}

#[test]
fn a_token_says_what_is_shown_beside_it() {
    tell(
        "a_token_says_what_is_shown_beside_it",
        "
        rule bearers
        rule shown sid
        rule no code flow
        BRING /orders key=k1 sub=bot sid=s1
        SHOW s1
        BRING /orders key=k1 sub=bot sid=s1
        BRING /orders key=k1 sub=bot sid=s2
        BRING /orders key=k1 sub=bot
        # Whose key is not known yet is judged in the same way then.
        BRING /orders key=k2 sub=bot sid=s2
        keys k1 k2
        # What the provider says of a token is not compared.
        provider has introspection
        rule introspection
        SHOW nothing
        BRING /orders 2YotnFZFEjr1zCsicMWpAA
        introspection 200 active=true token_type=Bearer sub=bot
        BRING /orders key=k1 sub=bot sid=s1
        # A bad copy of a token is none that says nothing here: the provider might take it for the token.
        BRING /orders key=k1 sub=bot sid=s1 padded
        BRING /orders key=k1 sub=bot sid=s1 miscopied
        rule own tokens
        BRING /orders key=k1 sub=bot sid=s1 padded
        ",
    );
}
