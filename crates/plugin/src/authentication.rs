//! What all plugins have in common that find out who sends a request.

use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use model::{Consumer, Id};

use crate::{Credential, Exchange, Fault, Verdict};

/// Who sends a request, and by what that was proved.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Who it is.
    pub consumer: Arc<Consumer>,
    /// By what.
    pub credential: Credential,
}

/// How what a plugin found out goes together with what other plugins find out. Without an anonymous consumer whoever proves
/// nothing is refused, so that of several plugins all must be satisfied. With one, whoever proves nothing goes on as that
/// consumer, so that of several plugins one is enough: those behind the first that is satisfied do not look any more. As in
/// Kong, it makes no difference then whether nothing was shown or something wrong.
#[derive(Clone, Debug, Default)]
pub struct Authentication {
    anonymous: Option<Box<str>>,
}

const X_CONSUMER_ID: HeaderName = HeaderName::from_static("x-consumer-id");
const X_CONSUMER_CUSTOM_ID: HeaderName = HeaderName::from_static("x-consumer-custom-id");
const X_CONSUMER_USERNAME: HeaderName = HeaderName::from_static("x-consumer-username");
const X_CREDENTIAL_IDENTIFIER: HeaderName = HeaderName::from_static("x-credential-identifier");
const X_ANONYMOUS_CONSUMER: HeaderName = HeaderName::from_static("x-anonymous-consumer");

impl Authentication {
    /// With this anonymous consumer, told by its id or its username; empty is none.
    #[must_use]
    pub fn or_anonymous(anonymous: Option<&str>) -> Self {
        let named = anonymous.filter(|name| !name.is_empty());
        Self {
            anonymous: named.map(Into::into),
        }
    }

    /// Whether another plugin has found out who it is, and that is enough.
    #[must_use]
    pub fn is_settled(&self, exchange: &Exchange) -> bool {
        self.anonymous.is_some() && exchange.credential.is_some()
    }

    /// What becomes of the request of whoever proves nothing, if they may go on as the anonymous consumer; `None` if they
    /// may not.
    ///
    /// # Errors
    /// [`Fault`] if the anonymous consumer is not there. The request has then not been changed.
    pub fn excuse(&self, exchange: &mut Exchange) -> Option<Result<Verdict, Fault>> {
        let name = self.anonymous.as_deref()?;
        let Some(consumer) = anonymous(exchange, name) else {
            return Some(Err(Fault::Broken {
                code: "anonymous.unknown",
                detail: format!("anonymous consumer {name} is configured but doesn't exist"),
            }));
        };
        exchange.take_for(consumer);
        Some(Ok(Verdict::Pass))
    }

    /// Whether whoever proves nothing may go on as somebody.
    #[must_use]
    pub const fn is_excused(&self) -> bool {
        self.anonymous.is_some()
    }

    /// What becomes of the request, and what the service is told of who sends it. Whoever proves nothing is answered so,
    /// unless they go on as the anonymous consumer.
    ///
    /// # Errors
    /// [`Fault`] if the anonymous consumer is not there. The request has then not been changed.
    pub fn conclude(
        &self,
        exchange: &mut Exchange,
        found: Result<Proven, Verdict>,
    ) -> Result<Verdict, Fault> {
        match found {
            Ok(proven) => {
                exchange.identify(proven);
                Ok(Verdict::Pass)
            }
            Err(answer) => self.excuse(exchange).unwrap_or(Ok(answer)),
        }
    }
}

fn anonymous(exchange: &Exchange, name: &str) -> Option<Arc<Consumer>> {
    let (directory, workspace) = (&exchange.directory, exchange.workspace());
    let by_id = Id::parse(name).and_then(|id| directory.consumer_in(workspace, id));
    let found = by_id.or_else(|| directory.consumer_called(workspace, name));
    found.cloned()
}

impl Exchange {
    /// From now on it is known who sends it. The service is told so, whatever it was told before.
    pub fn identify(&mut self, Proven { consumer, credential }: Proven) {
        self.tell(&consumer);
        self.head.remove(&X_ANONYMOUS_CONSUMER);
        self.tell_or_not(X_CREDENTIAL_IDENTIFIER, Some(&credential.id));
        self.consumer = Some(consumer);
        self.credential = Some(credential);
    }

    /// From now on it is known by what it was proved, and of no consumer unless a plugin before has proved that one: whom
    /// it was only taken for does not count any more. What the service is told of the credential is for the caller to say.
    pub fn vouch(&mut self, credential: Option<Credential>) {
        if self.credential.is_none() && self.consumer.take().is_some() {
            for name in [
                X_CONSUMER_ID,
                X_CONSUMER_CUSTOM_ID,
                X_CONSUMER_USERNAME,
                X_ANONYMOUS_CONSUMER,
            ] {
                self.head.remove(&name);
            }
        }
        if credential.is_some() {
            self.credential = credential;
        }
    }

    /// From now on it is taken for one of that consumer, though nothing proves it. What a plugin before has proved
    /// stays: see [`Authentication::is_settled`].
    fn take_for(&mut self, consumer: Arc<Consumer>) {
        self.tell(&consumer);
        self.head.remove(&X_CREDENTIAL_IDENTIFIER);
        self.head
            .set(X_ANONYMOUS_CONSUMER, HeaderValue::from_static("true"));
        self.consumer = Some(consumer);
        self.credential = None;
    }

    fn tell(&mut self, consumer: &Consumer) {
        let mut id = [0; Id::LENGTH];
        self.tell_or_not(X_CONSUMER_ID, Some(consumer.id.write(&mut id)));
        self.tell_or_not(X_CONSUMER_CUSTOM_ID, consumer.custom_id.as_deref());
        self.tell_or_not(X_CONSUMER_USERNAME, consumer.username.as_deref());
    }

    /// What cannot stand in a header is not told: a name with a line end in it would be another header.
    fn tell_or_not(&mut self, name: HeaderName, text: Option<&str>) {
        let value = text.and_then(|text| HeaderValue::from_bytes(text.as_bytes()).ok());
        match value {
            Some(value) => self.head.set(name, value),
            None => drop(self.head.remove(&name)),
        }
    }
}
