//! What a check found.

use serde::Serialize;

/// All that was found, in the order in which it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What follows from all of it.
    pub verdict: Verdict,
    /// The issuer, as far as it is known.
    pub issuer: Option<String>,
    /// One for each thing that was looked at, or could not be.
    pub findings: Vec<Finding>,
}

/// What follows from a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// People can sign in, as far as anybody can tell without one.
    Ok,
    /// They can, and something deserves a look.
    Warn,
    /// Nobody could sign in like this.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its stable name, which no other of the report has.
    pub id: String,
    /// By what people call it.
    pub title: &'static str,
    /// Whether it is as it should be.
    pub status: Status,
    /// How long it took to see, in milliseconds; `None` if nobody was asked.
    pub ms: Option<u64>,
    /// What was seen.
    pub seen: Option<String>,
    /// What should have been.
    pub expected: Option<String>,
    /// What to do about it.
    pub fix: Option<String>,
    /// The option that it is about.
    pub option: Option<String>,
    /// Where more is said about it.
    pub docs: Option<String>,
    /// What it is about.
    #[serde(skip)]
    pub step: Step,
}

/// Whether something is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is.
    Ok,
    /// It does, and deserves a look.
    Warn,
    /// With it nobody can sign in.
    Fail,
    /// It was not looked at.
    Skip,
}

/// What is looked at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Whether the options can be put to use.
    Configuration,
    /// Whether the issuer has an address that may be called.
    Issuer,
    /// To which addresses its name leads.
    Name,
    /// Whether somebody answers there, and proves who it is.
    Connection,
    /// Whether there is a discovery document.
    Discovery,
    /// Whether it is that of the issuer.
    IssuerInDocument,
    /// Whether it names what logins need.
    Endpoints,
    /// Whether its keys verify anything here.
    Keys,
    /// Whether it says that it does what it will be asked for.
    Support,
    /// Where browsers come back to.
    RedirectUri,
    /// Whether its clock is ours.
    Clock,
    /// Whether it knows the client.
    Client,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Configuration,
        Self::Issuer,
        Self::Name,
        Self::Connection,
        Self::Discovery,
        Self::IssuerInDocument,
        Self::Endpoints,
        Self::Keys,
        Self::Support,
        Self::RedirectUri,
        Self::Clock,
        Self::Client,
    ];

    /// Its stable name, which is also its anchor in `docs/check.md`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Issuer => "issuer",
            Self::Name => "name",
            Self::Connection => "tls",
            Self::Discovery => "discovery",
            Self::IssuerInDocument => "issuer_in_document",
            Self::Endpoints => "endpoints",
            Self::Keys => "keys",
            Self::Support => "support",
            Self::RedirectUri => "redirect_uri",
            Self::Clock => "clock",
            Self::Client => "client",
        }
    }

    /// By what people call it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Configuration => "Configuration",
            Self::Issuer => "Address of the issuer",
            Self::Name => "Name of its host",
            Self::Connection => "Connection and TLS",
            Self::Discovery => "Discovery document",
            Self::IssuerInDocument => "Issuer in the document",
            Self::Endpoints => "Endpoints",
            Self::Keys => "Keys",
            Self::Support => "What the provider supports",
            Self::RedirectUri => "Redirect URI",
            Self::Clock => "Clock",
            Self::Client => "Client ID and secret",
        }
    }
}

impl Finding {
    /// This was seen of it, and is so.
    pub(super) fn new(step: Step, status: Status, seen: impl Into<String>) -> Self {
        Self {
            id: step.id().to_owned(),
            title: step.title(),
            status,
            ms: None,
            seen: Some(seen.into()),
            expected: None,
            fix: None,
            option: None,
            docs: Some(format!("docs/check.md#{}", step.id())),
            step,
        }
    }

    /// This is as it should be.
    pub(super) fn ok(step: Step, seen: impl Into<String>) -> Self {
        Self::new(step, Status::Ok, seen)
    }

    /// This deserves a look.
    pub(super) fn warn(step: Step, seen: impl Into<String>) -> Self {
        Self::new(step, Status::Warn, seen)
    }

    /// With this nobody can sign in.
    pub(super) fn fail(step: Step, seen: impl Into<String>) -> Self {
        Self::new(step, Status::Fail, seen)
    }

    /// It was not looked at, and why.
    pub(super) fn skip(step: Step, why: impl Into<String>) -> Self {
        Self::new(step, Status::Skip, why)
    }

    /// This should have been seen.
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// This is to be done.
    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// This option says it.
    pub(super) fn option(mut self, option: impl Into<String>) -> Self {
        self.option = Some(option.into());
        self
    }
}

impl Report {
    /// What follows from these findings. What was not looked at, because something before it failed, says nothing.
    pub(super) fn of(issuer: Option<String>, findings: Vec<Finding>) -> Self {
        let of = |finding: &Finding| match finding.status {
            Status::Ok | Status::Skip => Verdict::Ok,
            Status::Warn => Verdict::Warn,
            Status::Fail => Verdict::Fail,
        };
        Self {
            verdict: findings.iter().map(of).max().unwrap_or(Verdict::Fail),
            issuer,
            findings,
        }
    }
}
