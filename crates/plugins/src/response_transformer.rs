//! Changes answers before clients get them: headers, and members of JSON objects.

mod config;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use plugin::{Answer, Exchange, Fault, Head, Misconfigured, Plugin, Services, Verdict};
use serde_json::value::RawValue;

use self::config::Config;
use crate::changes::Changes;
use plugin::form::JsonObject;

/// Changes what clients get.
#[derive(Debug)]
pub struct ResponseTransformer {
    headers: Changes<HeaderName, HeaderValue>,
    json: Arc<Changes<String, Box<RawValue>>>,
}

/// The most of an answer that is changed, in bytes. A longer one is no answer: what was to be taken out of it would
/// still be there.
const MOST: usize = 8 * 1024 * 1024;

impl Plugin for ResponseTransformer {
    const NAME: &'static str = "response-transformer";
    const SUMMARY: &'static str = "Changes answers before the client gets them: headers, and bodies of JSON.";
    const PRIORITY: i32 = 800;
    type Config = Config;
    type Local = ();

    fn new(config: Config, _: &Services) -> Result<Self, Misconfigured> {
        Ok(Self {
            json: Arc::new(config.json()?),
            headers: config.headers(),
        })
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        if !self.json.is_empty() {
            exchange.ask_for_all_in_plain();
        }
        Some(Verdict::Pass)
    }

    fn respond(&self, (): &(), _: &Exchange, answer: &mut Answer) -> Result<(), Fault> {
        let is_json = is_json(&answer.head);
        self.headers.make(&mut answer.head);
        if !is_json || self.json.is_empty() {
            return Ok(());
        }
        // A length that is known is judged before the head is on its way.
        if answer.body.size().is_some_and(|size| size > MOST as u64) {
            return Err(Fault::Broken {
                code: "response_transformer.too_large",
                detail: format!("the answer is longer than {MOST} bytes, and so is not changed"),
            });
        }
        let json = Arc::clone(&self.json);
        answer.transform(move |body| body.changed(MOST, move |whole| changed(&json, whole)));
        Ok(())
    }
}

/// The object after its changes. What is no JSON object passes as it is, as in Kong.
fn changed(json: &Changes<String, Box<RawValue>>, whole: Bytes) -> Bytes {
    match JsonObject::read(&whole) {
        Some(mut object) => {
            json.make(&mut object);
            object.write().into()
        }
        None => whole,
    }
}

/// As Kong reads it: wherever in its Content-Type it says so.
fn is_json(head: &Head) -> bool {
    let mut said = head
        .all(&header::CONTENT_TYPE)
        .filter_map(|said| said.to_str().ok());
    said.any(|said| said.to_ascii_lowercase().contains("application/json"))
}
