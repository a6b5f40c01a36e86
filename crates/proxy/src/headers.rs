//! Which headers we add to answers and requests: the settings `headers` and `headers_upstream`.

/// A header that we may add to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum AnswerHeader {
    /// `Server`: what we call ourselves.
    Server,
    /// `Via`: that an answer of an upstream came through us.
    Via,
    /// `X-Kong-Proxy-Latency`: the milliseconds we took ourselves.
    ProxyLatency,
    /// `X-Kong-Upstream-Latency`: the milliseconds that the upstream took.
    UpstreamLatency,
    /// `X-Kong-Response-Latency`: the milliseconds to an answer of our own.
    ResponseLatency,
    /// `X-Kong-Admin-Latency`: the milliseconds to an answer of the Admin API.
    AdminLatency,
    /// `X-Kong-Upstream-Status`: the status of the upstream's answer.
    UpstreamStatus,
    /// `X-Kong-Request-Id`: the request's number.
    RequestId,
}

impl AnswerHeader {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Server,
        Self::Via,
        Self::ProxyLatency,
        Self::UpstreamLatency,
        Self::ResponseLatency,
        Self::AdminLatency,
        Self::UpstreamStatus,
        Self::RequestId,
    ];
    /// What Kong calls `server_tokens`.
    pub const SERVER_TOKENS: [Self; 2] = [Self::Server, Self::Via];
    /// What Kong calls `latency_tokens`.
    pub const LATENCY_TOKENS: [Self; 4] = [
        Self::ProxyLatency,
        Self::ResponseLatency,
        Self::AdminLatency,
        Self::UpstreamLatency,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Server => "Server",
            Self::Via => "Via",
            Self::ProxyLatency => "X-Kong-Proxy-Latency",
            Self::UpstreamLatency => "X-Kong-Upstream-Latency",
            Self::ResponseLatency => "X-Kong-Response-Latency",
            Self::AdminLatency => "X-Kong-Admin-Latency",
            Self::UpstreamStatus => "X-Kong-Upstream-Status",
            Self::RequestId => "X-Kong-Request-Id",
        }
    }
}

/// The headers that we add to answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerHeaders(u8);

impl AnswerHeaders {
    /// Whether this one is added.
    #[must_use]
    pub const fn has(self, header: AnswerHeader) -> bool {
        self.0 & 1 << header as u8 != 0
    }
}

impl FromIterator<AnswerHeader> for AnswerHeaders {
    fn from_iter<T: IntoIterator<Item = AnswerHeader>>(headers: T) -> Self {
        Self(headers.into_iter().fold(0, |set, header| set | 1 << header as u8))
    }
}

impl Default for AnswerHeaders {
    /// As in Kong: all but the upstream's status.
    fn default() -> Self {
        let usual = AnswerHeader::ALL.into_iter();
        usual
            .filter(|header| *header != AnswerHeader::UpstreamStatus)
            .collect()
    }
}

/// Whether the upstream is told the request's number, in `X-Kong-Request-Id`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpstreamRequestId {
    /// It is.
    #[default]
    Told,
    /// It is not.
    Untold,
}
