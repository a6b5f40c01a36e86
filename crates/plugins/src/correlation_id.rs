//! Gives each request a number that goes with it through all services.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use plugin::{Exchange, Misconfigured, Plugin, Services, Verdict};
use ports::{Entropy, NoEntropy};
use schema::{Choice, Record};
use uuid::Uuid;

/// Numbers requests that bring no number.
pub struct CorrelationId {
    header: HeaderName,
    generator: Generator,
    is_echoed: bool,
    entropy: Arc<dyn Entropy>,
}

/// Options of the correlation-id plugin.
#[derive(Record)]
pub struct Config {
    /// The header that holds the number.
    #[field(default = "Kong-Request-ID")]
    pub header_name: Option<String>,

    /// How a number is made.
    #[field(default = Generator::Counted)]
    pub generator: Generator,

    /// Whether the client is told the number too.
    #[field(default = false)]
    pub echo_downstream: bool,
}

/// How a number is made.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// A UUID for each request.
    #[choice("uuid")]
    Uuid,
    /// A UUID of the core, and a counter.
    #[choice("uuid#counter")]
    Counted,
    /// The address and port of the listener, the process, the port of the client, a counter, and the time in seconds.
    #[choice("tracker")]
    Tracker,
}

/// What a core counts.
#[derive(Debug, Default)]
pub struct Counter {
    own: OnceCell<Uuid>,
    requests: Cell<u64>,
}

impl Plugin for CorrelationId {
    const NAME: &'static str = "correlation-id";
    const SUMMARY: &'static str = "Gives each request a number that goes with it through all services.";
    const PRIORITY: i32 = 100_001;
    type Config = Config;
    type Local = Counter;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let name = config.header_name.unwrap_or_else(|| "Kong-Request-ID".to_owned());
        Ok(Self {
            header: HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                let remedy =
                    "header_name: cannot be put to use; write the name of a header, such as X-Request-Id";
                Misconfigured::new("correlation_id.misconfigured", remedy.to_owned())
            })?,
            generator: config.generator,
            is_echoed: config.echo_downstream,
            entropy: Arc::clone(&services.entropy),
        })
    }

    /// A number that the request brings is kept: somebody before us counts.
    fn at_once(&self, counter: &Counter, exchange: &mut Exchange) -> Option<Verdict> {
        let brought = exchange
            .head
            .get(&self.header)
            .filter(|number| !number.is_empty());
        // Without randomness there is no number, which is no reason to let nobody pass.
        let number = match brought {
            Some(number) => Some(number.clone()),
            None => self.number(counter, exchange).ok(),
        };
        if let Some(number) = number {
            if self.is_echoed {
                exchange.downstream.set(self.header.clone(), number.clone());
            }
            exchange.head.set(self.header.clone(), number);
        }
        Some(Verdict::Pass)
    }
}

impl CorrelationId {
    fn number(&self, counter: &Counter, exchange: &Exchange) -> Result<HeaderValue, NoEntropy> {
        let text = match self.generator {
            Generator::Uuid => self.uuid()?.to_string(),
            Generator::Counted => {
                let own = match counter.own.get() {
                    Some(own) => *own,
                    None => *counter.own.get_or_init({
                        let own = self.uuid()?;
                        move || own
                    }),
                };
                format!("{own}#{}", counter.next())
            }
            Generator::Tracker => {
                let connection = &exchange.received.connection;
                let (listener, client) = (connection.listener(), connection.peer().port());
                let (process, count) = (std::process::id(), counter.next());
                let seconds = exchange.received.at.millis() as f64 / 1000.0;
                format!(
                    "{}-{}-{process}-{client}-{count}-{seconds:.3}",
                    listener.ip().to_canonical(),
                    listener.port()
                )
            }
        };
        HeaderValue::try_from(text).map_err(|_| NoEntropy)
    }

    fn uuid(&self) -> Result<Uuid, NoEntropy> {
        let mut bits = [0; 16];
        self.entropy.fill(&mut bits)?;
        Ok(uuid::Builder::from_random_bytes(bits).into_uuid())
    }
}

impl Counter {
    /// The number of this request on this core, from 1 on.
    fn next(&self) -> u64 {
        self.requests.set(self.requests.get() + 1);
        self.requests.get()
    }
}
