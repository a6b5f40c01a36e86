//! Answers requests itself, in place of the service: for what is closed, moved, or not yet open.

use http::{HeaderName, HeaderValue, StatusCode, header};
use plugin::{Answer, Body, Exchange, Misconfigured, Plugin, Services, Verdict};
use schema::{Members, Record, Value, Violation, Violations};

/// Answers requests with what it was told to say.
#[derive(Debug)]
pub struct RequestTermination {
    status: StatusCode,
    content: Content,
    trigger: Option<Trigger>,
}

/// Options of the request-termination plugin.
#[derive(Record)]
#[record(rule(one_way_to_say_it), rule(final_status))]
pub struct Config {
    /// The status of the answer.
    #[field(default = 503, between(100, 599))]
    pub status_code: u16,

    /// The message of the answer, sent as JSON. Unset: the usual words for the status.
    #[field()]
    pub message: Option<String>,

    /// The media type of `body`. Unset: JSON.
    #[field()]
    pub content_type: Option<String>,

    /// The answer's body, sent as it stands.
    #[field()]
    pub body: Option<String>,

    /// Whether the answer shows the request.
    #[field(default = false, refused)]
    pub echo: bool,

    /// Only requests with a header or an argument of the query of this name are answered.
    #[field()]
    pub trigger: Option<schema::HeaderName>,
}

/// What the answer holds.
#[derive(Debug)]
enum Content {
    Nothing,
    Message(String),
    Body { media_type: HeaderValue, body: String },
}

/// What a request must carry to be answered.
#[derive(Debug)]
struct Trigger {
    argument: String,
    header: HeaderName,
    /// Kong takes an underscore in the name for a hyphen as well.
    twin: HeaderName,
}

impl Plugin for RequestTermination {
    const NAME: &'static str = "request-termination";
    const SUMMARY: &'static str = "Answers requests itself, in place of the service.";
    const PRIORITY: i32 = 2;
    type Config = Config;
    type Local = ();

    fn new(config: Config, _: &Services) -> Result<Self, Misconfigured> {
        let status = StatusCode::from_u16(config.status_code)
            .map_err(|_| misconfigured("status_code", "write a status from 200 to 599"))?;
        Ok(Self {
            status,
            content: Content::of(status, &config)?,
            trigger: config.trigger.as_ref().map(Trigger::of).transpose()?,
        })
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        let meant = self.trigger.as_ref().is_none_or(|trigger| trigger.fits(exchange));
        Some(if meant {
            Verdict::Reply(Box::new(self.answer()))
        } else {
            Verdict::Pass
        })
    }
}

impl RequestTermination {
    fn answer(&self) -> Answer {
        match &self.content {
            Content::Nothing => Answer::new(self.status),
            Content::Message(message) => Answer::message(self.status, message),
            Content::Body { media_type, body } => {
                let mut answer = Answer::new(self.status);
                answer.head.set(header::CONTENT_TYPE, media_type.clone());
                answer.body = Body::from(body.clone());
                answer
            }
        }
    }
}

impl Content {
    fn of(status: StatusCode, config: &Config) -> Result<Self, Misconfigured> {
        // These two have no body, whatever somebody would like to say (RFC 9110 15.3.5, 15.4.5).
        if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            return Ok(Self::Nothing);
        }
        if let Some(body) = &config.body {
            let media_type = config
                .content_type
                .as_deref()
                .unwrap_or("application/json; charset=utf-8");
            return Ok(Self::Body {
                media_type: HeaderValue::from_str(media_type)
                    .map_err(|_| misconfigured("content_type", "write a media type, such as text/html"))?,
                body: body.clone(),
            });
        }
        let message = config.message.as_deref().or_else(|| usual_words(status));
        Ok(message.map_or(Self::Nothing, |message| Self::Message(message.to_owned())))
    }
}

impl Trigger {
    fn of(name: &schema::HeaderName) -> Result<Self, Misconfigured> {
        let header = |name: &str| {
            HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| misconfigured("trigger", "write the name of a header, such as X-Closed"))
        };
        Ok(Self {
            argument: name.as_str().to_owned(),
            header: header(name.as_str())?,
            twin: header(&name.as_str().replace('_', "-"))?,
        })
    }

    fn fits(&self, exchange: &Exchange) -> bool {
        let query = exchange.received.target.query().unwrap_or_default();
        exchange.head.has(&self.header)
            || exchange.head.has(&self.twin)
            || form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == self.argument)
    }
}

/// What Kong says where nobody chose the words.
fn usual_words(status: StatusCode) -> Option<&'static str> {
    Some(match status.as_u16() {
        401 => "Unauthorized",
        404 => "Not found",
        405 => "Method not allowed",
        500 => "An unexpected error occurred",
        502 => "Bad Gateway",
        503 => "Service unavailable",
        _ => return None,
    })
}

fn misconfigured(option: &str, remedy: &str) -> Misconfigured {
    Misconfigured::new(
        "request_termination.misconfigured",
        format!("{option}: cannot be put to use; {remedy}"),
    )
}

/// A message, a body and an echo are three ways to answer; one can be chosen.
fn one_way_to_say_it(config: &Members<'_>, found: &mut Violations) {
    let set = |name| config.value(name).is_some();
    let (content_type, body) = (set("content_type"), set("body"));
    let mut refuse = |text: &str, remedy: &str| {
        found.add(Violation::Own {
            code: "request_termination.conflict",
            text: text.to_owned(),
            remedy: remedy.to_owned(),
        });
    };
    if set("message") && (content_type || body) {
        refuse(
            "message cannot be used with content_type or body",
            "keep the message or the body",
        );
    }
    if content_type && !body {
        refuse(
            "content_type requires a body",
            "write a body, or take content_type out",
        );
    }
    if config.value("echo") == Some(&Value::Bool(true)) && (content_type || body) {
        refuse(
            "echo cannot be used with content_type and body",
            "keep the echo or the body",
        );
    }
}

/// A status from 100 to 199 announces an answer and is none (RFC 9110 15.2).
fn final_status(config: &Members<'_>, found: &mut Violations) {
    let status = config.value("status_code").and_then(Value::as_f64);
    if status.is_some_and(|status| (100.0..200.0).contains(&status)) {
        found.add_at("status_code", Violation::unsupported("a status below 200"));
    }
}
