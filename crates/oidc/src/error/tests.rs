use jose::JwsError;

use super::*;

/// Each failure names its code, in one line.
#[test]
fn messages_end_with_their_code() {
    let provider = |description: Option<&str>| CallbackError::Provider {
        error: "access_denied".into(),
        description: description.map(str::to_owned),
    };
    let callback = [
        CallbackError::StateMissing,
        CallbackError::StateUnknown,
        CallbackError::CookieMissing,
        CallbackError::CookieUnreadable,
        CallbackError::Expired,
        CallbackError::DuplicateParameter("code"),
        CallbackError::BadCode,
        CallbackError::CodeAndError,
        CallbackError::IssuerMismatch,
        CallbackError::IssuerMissing,
        CallbackError::WrongFlow,
        provider(None),
        provider(Some("not now")),
    ];
    let token = [
        TokenError::Unavailable("status 503".into()),
        TokenError::InvalidGrant(None),
        TokenError::InvalidClient(Some("unknown".into())),
        TokenError::Refused {
            error: "invalid_scope".into(),
            description: None,
        },
        TokenError::TooLarge,
        TokenError::Malformed("no access_token"),
        TokenError::NotBearer,
    ];
    let id_token = [
        IdTokenError::Signature(JwsError::BadSignature),
        IdTokenError::WrongType,
        IdTokenError::IssuerMismatch,
        IdTokenError::AudienceMismatch,
        IdTokenError::PartyMismatch,
        IdTokenError::BadSubject,
        IdTokenError::NoExpiry,
        IdTokenError::Expired,
        IdTokenError::NotYet,
        IdTokenError::NoIssueTime,
        IdTokenError::BadDate("exp"),
        IdTokenError::NonceMissing,
        IdTokenError::NonceMismatch,
        IdTokenError::AccessTokenMismatch,
    ];
    let own = [
        Error::ProviderUnknown,
        Error::SessionsUnavailable,
        Error::OnlyPlainChallenges,
        Error::IdTokenMissing,
        Error::OutOfTurn,
    ];
    let all = callback
        .map(Error::from)
        .into_iter()
        .chain(token.map(Error::from));
    let all = all.chain(id_token.map(Error::IdToken)).chain(own);
    let mut codes = std::collections::BTreeSet::new();
    let mut number = 0;
    for error in all {
        let text = error.to_string();
        assert!(text.ends_with(&format!(" ({})", error.code())), "{text}");
        assert_eq!(text.matches(error.code()).count(), 1, "{text}");
        codes.insert(error.code());
        number += 1;
    }
    // Both refusals of the provider share theirs; no other two do.
    assert_eq!(codes.len(), number - 1);
}
