//! What a provider may do wrong, to be switched on by tests.

/// The issuer that tokens, callbacks and documents name when they name the wrong one.
pub const ANOTHER_ISSUER: &str = "https://another-issuer.example";

/// The client that ID tokens are for when they are for the wrong one.
pub const ANOTHER_CLIENT: &str = "another-client";

/// Where no request from outside may lead: the link-local address at which clouds tell a machine its secrets.
pub const INNERMOST: &str = "http://169.254.169.254/";

/// One way to do wrong. Several can be on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Misbehaviour {
    /// ID tokens have a nonce that nobody sent.
    WrongNonce,
    /// ID tokens have no nonce.
    MissingNonce,
    /// ID tokens name [`ANOTHER_ISSUER`].
    WrongIssuer,
    /// ID tokens are for [`ANOTHER_CLIENT`].
    WrongAudience,
    /// ID tokens were issued two hours ago and ended one hour ago.
    ExpiredIdToken,
    /// ID tokens have the `at_hash` of another access token.
    WrongAccessTokenHash,
    /// ID tokens have a signature with one bit flipped.
    BadSignature,
    /// ID tokens say `alg: none` and have no signature.
    NoneAlgorithm,
    /// ID tokens say `alg: HS256`; the key is the text of the public JWK, which everybody knows.
    HmacAlgorithm,
    /// ID tokens are signed rightly, by a key id that the key set does not have.
    UnknownKeyId,
    /// ID tokens and access tokens are signed by a key that the key set does not have.
    UnpublishedKey,
    /// Token replies have no ID token.
    MissingIdToken,
    /// Callbacks name [`ANOTHER_ISSUER`] in `iss` (RFC 9207).
    WrongCallbackIssuer,
    /// Callbacks have no `iss`, though discovery promises it.
    MissingCallbackIssuer,
    /// Callbacks have a `state` that nobody sent.
    WrongCallbackState,
    /// Callbacks have no `state`.
    MissingCallbackState,
    /// The discovery document is that of [`ANOTHER_ISSUER`].
    DiscoveryOfAnotherIssuer,
    /// The discovery document does not say that PKCE is supported.
    DiscoveryWithoutPkce,
    /// Discovery answers 500.
    DiscoveryFails,
    /// The key set answers 500.
    KeysFail,
    /// The token endpoint answers 500 and spends nothing.
    TokenFails,
    /// The token endpoint answers 200 and something that is not JSON, and spends nothing.
    TokenGarbage,
    /// The token endpoint answers only when the provider behaves again, and then rightly.
    TokenHeld,
    /// Userinfo tells about another person than the token's.
    UserinfoOfAnother,
    /// The token endpoint answers 503 with a page for people, and spends nothing.
    TokenEndpointFails,
    /// The token endpoint answers 200 with a page for people, and spends nothing.
    TokenEndpointSpeaksHtml,
    /// Token replies are right, but the connection ends in the middle of the body.
    TokenEndpointHangsUp,
    /// Token replies begin like JSON and have no end: the client must hang up. Nothing is spent.
    EndlessTokenReply,
    /// Token replies are right; the head comes at once, then a byte each second.
    SlowTokenReply,
    /// The token endpoint answers 307 to `/elsewhere`, below the path of the issuer, and spends nothing.
    RedirectingTokenEndpoint,
    /// Token replies are right, but say `Content-Type: text/plain`.
    LyingContentType,
    /// Token replies say `expires_in: 0`, though the access token lives as long as ever.
    ExpiresInZero,
    /// Token replies have an `expires_in` that is a text, such as `"3600"`.
    ExpiresInText,
    /// Token replies have no refresh token.
    NoRefreshToken,
    /// A refresh brings no new refresh token; the old one stays good.
    KeptRefreshToken,
    /// Refreshed ID tokens are about another person.
    RefreshOfAnother,
    /// A refresh brings no ID token.
    NoIdTokenOnRefresh,
    /// Userinfo answers 401 to every token.
    UserinfoFails,
    /// Userinfo answers 503 with a page for people.
    UserinfoAway,
    /// The revocation endpoint answers 503 and revokes nothing.
    RevocationFails,
    /// Discovery answers 200 with a page for people.
    HtmlDiscovery,
    /// The key set is right; the head comes at once, then a byte each second.
    SlowKeys,
    /// The key set answers 302 to [`INNERMOST`].
    RedirectingKeys,
    /// Userinfo and introspection answer with JSON, whatever form was asked for.
    UnsignedAnswers,
    /// Signed answers of userinfo and introspection are for [`ANOTHER_CLIENT`].
    AnswersForAnother,
    /// ID tokens have the `c_hash` of another code.
    WrongCodeHash,
}

impl Misbehaviour {
    /// All of them.
    pub const ALL: [Self; 46] = [
        Self::WrongNonce,
        Self::MissingNonce,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::ExpiredIdToken,
        Self::WrongAccessTokenHash,
        Self::BadSignature,
        Self::NoneAlgorithm,
        Self::HmacAlgorithm,
        Self::UnknownKeyId,
        Self::UnpublishedKey,
        Self::MissingIdToken,
        Self::WrongCallbackIssuer,
        Self::MissingCallbackIssuer,
        Self::WrongCallbackState,
        Self::MissingCallbackState,
        Self::DiscoveryOfAnotherIssuer,
        Self::DiscoveryWithoutPkce,
        Self::DiscoveryFails,
        Self::KeysFail,
        Self::TokenFails,
        Self::TokenGarbage,
        Self::TokenHeld,
        Self::UserinfoOfAnother,
        Self::TokenEndpointFails,
        Self::TokenEndpointSpeaksHtml,
        Self::TokenEndpointHangsUp,
        Self::EndlessTokenReply,
        Self::SlowTokenReply,
        Self::RedirectingTokenEndpoint,
        Self::LyingContentType,
        Self::ExpiresInZero,
        Self::ExpiresInText,
        Self::NoRefreshToken,
        Self::KeptRefreshToken,
        Self::RefreshOfAnother,
        Self::NoIdTokenOnRefresh,
        Self::UserinfoFails,
        Self::UserinfoAway,
        Self::RevocationFails,
        Self::HtmlDiscovery,
        Self::SlowKeys,
        Self::RedirectingKeys,
        Self::UnsignedAnswers,
        Self::AnswersForAnother,
        Self::WrongCodeHash,
    ];
}
