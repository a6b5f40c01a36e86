//! The headers in which one side learns who is asking.

use schema::Record;

use super::arguments::zip;

/// Headers towards one side. The name may be followed by a scheme, as in `authorization:bearer`,
/// which then stands before the value. Null sends none.
#[derive(Record)]
pub(crate) struct Headers {
    /// Headers, each with the way to the claim that it carries.
    #[field()]
    pub(crate) headers: Option<Vec<ClaimHeader>>,

    /// The older way to say it: claims, each for the header in the same place of the other list.
    #[field()]
    pub(crate) headers_claims: Option<Vec<String>>,

    /// The older way to say it: headers, each for the claim in the same place of the other list.
    #[field()]
    pub(crate) headers_names: Option<Vec<String>>,

    /// The header that carries the access token.
    #[field()]
    pub(crate) access_token_header: Option<String>,

    /// The header that carries the key that verified the access token, as base64 of JSON.
    #[field()]
    pub(crate) access_token_jwk_header: Option<String>,

    /// The header that carries the ID token.
    #[field()]
    pub(crate) id_token_header: Option<String>,

    /// The header that carries the key that verified the ID token, as base64 of JSON.
    #[field()]
    pub(crate) id_token_jwk_header: Option<String>,

    /// The header that carries the refresh token.
    #[field()]
    pub(crate) refresh_token_header: Option<String>,

    /// The header that carries what the userinfo endpoint says, as base64 of JSON. The endpoint is then asked.
    #[field()]
    pub(crate) user_info_header: Option<String>,

    /// The header that carries what the userinfo endpoint says as it came, if that is a signed token. The endpoint is then
    /// asked.
    #[field()]
    pub(crate) user_info_jwt_header: Option<String>,

    /// The header that carries what the introspection endpoint says, as base64 of JSON.
    #[field()]
    pub(crate) introspection_header: Option<String>,

    /// The header that carries what the introspection endpoint says as it came, if that is a signed token.
    #[field()]
    pub(crate) introspection_jwt_header: Option<String>,

    /// The header that carries the id of the session.
    #[field()]
    pub(crate) session_id_header: Option<String>,
}

/// A header that carries a claim.
#[derive(Record)]
pub(crate) struct ClaimHeader {
    /// The name of the header.
    pub(crate) header: String,

    /// The way to the claim: its name, or the names from the outside in. In a list, a step is a place from 1.
    #[field(len_min(1))]
    pub(crate) path: Vec<String>,
}

impl Headers {
    /// The headers that carry claims, each with the way to its claim; said in either way.
    pub(crate) fn claims(&self) -> Vec<(&str, Vec<&str>)> {
        let newer = self.headers.iter().flatten().map(|told| {
            let path = told.path.iter().map(String::as_str).collect();
            (told.header.as_str(), path)
        });
        let older = zip(self.headers_names.as_deref(), self.headers_claims.as_deref());
        newer
            .chain(older.map(|(name, claim)| (name, vec![claim])))
            .collect()
    }
}
