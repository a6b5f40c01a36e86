//! What is kept of codes and tokens: what they let their bearers do, and until when. Never they themselves.

use std::collections::BTreeSet;
use std::time::Duration;

use model::Id;
use ports::Timestamp;
use schema::{DecodeError, Field, Kind, Map, Record, Shape, Value};
use serde_json::json;

/// What a code or a token lets its bearer do, and in whose name.
#[derive(Record, Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    /// The client.
    pub(super) credential: Id,
    /// The consumer whose client it is.
    pub(super) consumer: Id,
    /// The workspace of both.
    pub(super) workspace: Id,
    /// Where it counts.
    pub(super) place: Place,
    /// For what.
    pub(super) scope: Option<String>,
    /// For which user of the service.
    pub(super) authenticated_userid: Option<String>,
    /// Under what the code is kept that was redeemed for it, if one was.
    pub(super) code: Option<String>,
}

/// Where a code or a token counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the service where it was given.
    Service(Id),
    /// Wherever `global_credentials` is so.
    Global,
}

/// An authorization code.
#[derive(Record, Clone, Debug, PartialEq, Eq)]
pub(super) struct Code {
    /// What it is for.
    #[flatten = ""]
    pub(super) grant: Grant,
    /// Where the person was sent with it.
    pub(super) redirect_uri: String,
    /// The S256 challenge of whoever asked for it.
    pub(super) challenge: Option<String>,
    /// A digest that tells the plugins apart that give codes.
    pub(super) plugin: String,
}

/// An access token.
#[derive(Record, Clone, Debug, PartialEq, Eq)]
pub(super) struct AccessToken {
    /// What it is for.
    #[flatten = ""]
    pub(super) grant: Grant,
    /// When it was given, in milliseconds since 1970.
    pub(super) given_at: u64,
    /// Seconds for which it is good; for ever, if that is not said.
    pub(super) expires_in: Option<u64>,
    /// Under what the refresh token beside it is kept, if there is one.
    pub(super) refresh_token: Option<String>,
}

/// A refresh token.
#[derive(Record, Clone, Debug, PartialEq, Eq)]
pub(super) struct RefreshToken {
    /// What it is for.
    #[flatten = ""]
    pub(super) grant: Grant,
    /// Under what the access token beside it is kept.
    pub(super) access_token: String,
}

/// Something that is kept under a digest of the text that stands for it.
pub(super) trait Kept: Record + Send + 'static {
    /// The kind of deposit.
    const KIND: &'static str;

    /// Its own fields, besides those of the grant.
    fn fields(&self) -> Value;
    fn grant(&self) -> &Grant;

    /// As it is kept.
    fn write(&self) -> String {
        let Grant {
            credential,
            consumer,
            workspace,
            place,
            scope,
            authenticated_userid,
            code,
        } = self.grant();
        let mut members = json!({
            "credential": credential.to_string(),
            "consumer": consumer.to_string(),
            "workspace": workspace.to_string(),
            "place": place.to_string(),
            "scope": scope,
            "authenticated_userid": authenticated_userid,
            "code": code,
        });
        if let (Value::Object(members), Value::Object(own)) = (&mut members, self.fields()) {
            members.extend(own);
        }
        members.to_string()
    }

    /// What was kept; `None` if it is none, which is as if it were not there.
    fn read(text: &str) -> Option<Self> {
        let members: Map<String, Value> = serde_json::from_str(text).ok()?;
        Self::decode(&Value::Object(members)).ok()
    }
}

impl Kept for Code {
    const KIND: &'static str = "oauth2_authorization_codes";

    fn fields(&self) -> Value {
        json!({ "redirect_uri": self.redirect_uri, "challenge": self.challenge, "plugin": self.plugin })
    }

    fn grant(&self) -> &Grant {
        &self.grant
    }
}

impl Kept for AccessToken {
    const KIND: &'static str = "oauth2_tokens";

    fn fields(&self) -> Value {
        json!({
            "given_at": self.given_at,
            "expires_in": self.expires_in,
            "refresh_token": self.refresh_token,
        })
    }

    fn grant(&self) -> &Grant {
        &self.grant
    }
}

impl Kept for RefreshToken {
    const KIND: &'static str = "oauth2_refresh_tokens";

    fn fields(&self) -> Value {
        json!({ "access_token": self.access_token })
    }

    fn grant(&self) -> &Grant {
        &self.grant
    }
}

impl AccessToken {
    /// Whether it is over.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.expires_in.is_some_and(|seconds| {
            let end = Timestamp::from_millis(self.given_at).plus(Duration::from_secs(seconds));
            end <= now
        })
    }
}

impl Grant {
    /// Its scopes, each alone.
    pub(super) fn scopes(&self) -> BTreeSet<&str> {
        self.scope
            .as_deref()
            .unwrap_or_default()
            .split(' ')
            .filter(|scope| !scope.is_empty())
            .collect()
    }
}

/// Under what a code or a token is kept: whoever reads the database cannot use what stands there.
pub(super) fn name_of(secret: &str) -> String {
    jose::base64url::encode(&jose::sha256(secret.as_bytes()))
}

const GLOBAL: &str = "global";

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service(id) => write!(f, "{id}"),
            Self::Global => f.write_str(GLOBAL),
        }
    }
}

impl Shape for Place {
    fn shape() -> Field {
        Field::new(Kind::String)
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.as_str().unwrap_or_default();
        if text == GLOBAL {
            return Ok(Self::Global);
        }
        let service = Id::parse(text).map(Self::Service);
        service.ok_or(DecodeError::expected("a service or all of them"))
    }
}
