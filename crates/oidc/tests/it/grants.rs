//! Transcripts of requests that bring credentials to be exchanged for tokens.

use crate::flow::tell;

#[test]
fn a_password_is_exchanged() {
    tell(
        "a_password_is_exchanged",
        "
        # Where passwords do not count, nobody looks at them.
        OFFER /orders basic=ada:pw
        browser loses the logins
        rule passwords
        OFFER /orders basic=ada:pw
        token 200 key=k1 sub=ada access_token=A1 refresh_token=R1 expires_in=600
        # There is a session now.
        GET /orders
        wait 575
        GET /orders
        token 200 access_token=A2 expires_in=600
        browser loses the session
        # In a link of another site a password begins none.
        OFFER /orders basic=eve:pw query
        token 200 key=k1 sub=eve access_token=A3
        # Nobody passes by another password, nor while the provider is away.
        OFFER /orders basic=ada:wrong
        token 400 error=invalid_grant
        OFFER /orders basic=ada:pw
        token 503
        OFFER /orders basic=ada:pw
        token timeout
        OFFER /orders several
        OFFER /orders malformed
        provider absent
        OFFER /orders basic=ada:pw
        ",
    );
}

#[test]
fn tokens_that_are_remembered() {
    tell(
        "tokens_that_are_remembered",
        "
        rule passwords
        OFFER /orders basic=ada:pw query
        token 200 kept=60 key=k1 sub=ada access_token=A1 expires_in=600
        # What was remembered does not do when its key is gone.
        provider publishes k2 only
        OFFER /orders basic=ada:pw query
        token 200 kept=60 key=k1 sub=ada access_token=A1 expires_in=600
        keys k2
        token 200 key=k2 sub=ada access_token=A2 expires_in=600
        # What is new and not good is refused.
        OFFER /orders basic=ada:pw query
        token 200 key=k1 sub=ada access_token=A1 expires_in=600
        keys k2
        # Its time is over.
        OFFER /orders basic=ada:pw query
        token 200 kept=600 key=k2 sub=ada access_token=A1 expires_in=600
        token 200 key=k2 sub=ada access_token=A2 expires_in=600
        ",
    );
}

#[test]
fn one_pair_may_be_a_persons_or_a_clients() {
    tell(
        "one_pair_may_be_a_persons_or_a_clients",
        "
        rule passwords
        rule clients
        OFFER /orders basic=cron:S1
        token 400 error=invalid_grant
        token 200 key=k1 sub=cron aud=cron access_token=A1 refresh_token=R1
        browser loses the session
        # It is neither.
        OFFER /orders basic=cron:S2
        token 400 error=invalid_grant
        token 401 error=invalid_client
        # While the provider is away nobody knows, and nothing more is tried.
        OFFER /orders basic=cron:S1
        token 503
        # A client proves itself as it does elsewhere, and an ID token must be for that very client.
        OFFER /orders client=cron:S1
        token 200 key=k1 sub=cron aud=app access_token=A1
        OFFER /orders client=cron:S1
        token 200 groups=staff
        browser loses the session
        OFFER /orders assertion=J1 query
        token 200 access_token=A1
        ",
    );
}

#[test]
fn a_refresh_token_is_exchanged() {
    tell(
        "a_refresh_token_is_exchanged",
        "
        rule refresh tokens
        rule passwords
        rule no code flow
        OFFER /orders refresh=R1
        token 200 key=k1 sub=ada access_token=A1 expires_in=600
        browser loses the session
        OFFER /orders refresh=R1
        token 200 key=k1 sub=ada access_token=A1 refresh_token=R2 expires_in=600
        browser loses the session
        OFFER /orders refresh=R0
        token 400 error=invalid_grant
        OFFER /orders refresh=R0
        token made-before
        GET /orders
        rule passwords respond
        OFFER /orders basic=ada:pw
        token 200 key=k1 sub=ada access_token=A1
        # One that the provider has replaced is not shown to it again, even where what was remembered does not do any more.
        provider publishes k2 only
        OFFER /orders refresh=R1
        token 200 kept=60 key=k1 sub=ada access_token=A1 refresh_token=R2 expires_in=600
        keys k2
        OFFER /orders refresh=R1
        token 200 kept=60 key=k1 sub=ada access_token=A1 refresh_token=R1 expires_in=600
        keys k2
        token 200 key=k2 sub=ada access_token=A2 expires_in=600
        browser loses the session
        # What no time cures is not asked about again.
        OFFER /orders refresh=R1
        token 200 kept=60 key=k2 sub=ada aud=other access_token=A1 expires_in=600
        provider publishes k1 only
        # What is demanded is demanded of them as well.
        rule groups=staff
        OFFER /orders basic=ada:pw
        token 200 groups=guests
        ",
    );
}
