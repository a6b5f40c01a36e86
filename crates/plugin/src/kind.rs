//! A plugin as it stands in the list, and the erasure that lets a chain hold different ones.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use http::HeaderName;
use model::{Entity, Id};
use schema::{Record, Schema};
use serde_json::Value;

use crate::{
    Answer, BodyNeed, Endpoint, Exchange, Fault, Finished, Layout, Logs, Misconfigured, Plugin, Relay,
    Services, Verdict, Wait,
};

/// A plugin as it stands in the list: its name, its order, its options, and how to build it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name in configurations.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The higher acts the earlier.
    pub priority: i32,
    /// Its options.
    pub schema: fn() -> Schema,
    /// Whether it may be meant for one consumer, or for a group of them.
    pub is_for_consumers: bool,
    /// Its own entities.
    pub entities: &'static [Entity],
    /// Its own endpoints of the Admin API.
    pub endpoints: fn() -> &'static [Endpoint],
    /// How the form of its options is arranged.
    pub layout: fn() -> Option<&'static Layout>,
    build: fn(Id, &Value, &Services) -> Result<Instance, Misconfigured>,
}

impl Kind {
    /// The kind of the plugin `P`.
    #[must_use]
    pub const fn of<P: Plugin>() -> Self {
        Self {
            name: P::NAME,
            summary: P::SUMMARY,
            priority: P::PRIORITY,
            schema: P::Config::describe,
            is_for_consumers: P::IS_FOR_CONSUMERS,
            entities: P::ENTITIES,
            endpoints: P::endpoints,
            layout: P::layout,
            build: build::<P>,
        }
    }

    /// Builds an instance from options that were filled and checked.
    ///
    /// # Errors
    /// [`Misconfigured`] if the options cannot be put to use.
    pub fn build(&self, config: &Value, services: &Services) -> Result<Instance, Misconfigured> {
        self.build_as(Id::placed("plugins", self.name), config, services)
    }

    /// The same, of a plugin that is configured under this id.
    ///
    /// # Errors
    /// As [`Kind::build`].
    pub fn build_as(&self, id: Id, config: &Value, services: &Services) -> Result<Instance, Misconfigured> {
        (self.build)(id, config, services)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.priority)
    }
}

fn build<P: Plugin>(id: Id, config: &Value, services: &Services) -> Result<Instance, Misconfigured> {
    let config = P::Config::decode(config)
        .map_err(|error| Misconfigured::new("plugin.config_unreadable", error.to_string()))?;
    Ok(Instance(Arc::new(Planted(P::known_as(id, config, services)?))))
}

/// A built plugin, shared by all cores.
#[derive(Clone)]
pub struct Instance(Arc<dyn Built>);

impl Instance {
    /// Gives the instance a seat on this core: itself and its own [`Plugin::Local`].
    #[must_use]
    pub fn seat(&self) -> Seat {
        Seat(Arc::clone(&self.0).seat())
    }

    /// Headers towards the upstream that only this instance may set.
    #[must_use]
    pub fn owns(&self) -> Vec<HeaderName> {
        self.0.owns()
    }

    /// Headers towards the upstream that it fills with what it reads elsewhere in the request.
    #[must_use]
    pub fn relays(&self) -> Vec<Relay> {
        self.0.relays()
    }

    /// Request headers that it still needs after the request has gone upstream.
    #[must_use]
    pub fn keeps(&self) -> Vec<HeaderName> {
        self.0.keeps()
    }

    /// See [`Plugin::proofs`].
    #[must_use]
    pub fn proofs(&self) -> Vec<String> {
        self.0.proofs()
    }

    /// See [`Plugin::logs`].
    #[must_use]
    pub fn logs(&self) -> Logs {
        self.0.logs()
    }

    /// Whether both are the same built value. A seat is kept across a swap of plans when it is so:
    /// the old seat keeps its instance alive, so the address cannot be given to another.
    #[must_use]
    pub fn is(&self, seat: &Seat) -> bool {
        self.0.address() == seat.0.address()
    }
}

/// An instance on one core, with what it keeps there.
#[derive(Clone)]
pub struct Seat(Rc<dyn Seated>);

impl Seat {
    /// See [`Plugin::body`].
    #[must_use]
    pub fn body(&self, exchange: &Exchange) -> BodyNeed {
        self.0.body(exchange)
    }

    /// See [`Plugin::at_once`].
    #[must_use]
    pub fn at_once(&self, exchange: &mut Exchange) -> Option<Verdict> {
        self.0.at_once(exchange)
    }

    /// See [`Plugin::access`]. `None` means that the plugin has no such moment.
    #[must_use]
    pub fn access<'a>(&'a self, exchange: &'a mut Exchange) -> Option<Wait<'a>> {
        self.0.access(exchange)
    }

    /// See [`Plugin::respond`].
    ///
    /// # Errors
    /// As the plugin's own.
    pub fn respond(&self, exchange: &Exchange, answer: &mut Answer) -> Result<(), Fault> {
        self.0.respond(exchange, answer)
    }

    /// See [`Plugin::log`].
    pub fn log(&self, finished: &Finished) {
        self.0.log(finished);
    }
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seat")
    }
}

/// A built plugin without its type.
trait Built: Send + Sync {
    fn seat(self: Arc<Self>) -> Rc<dyn Seated>;
    fn owns(&self) -> Vec<HeaderName>;
    fn relays(&self) -> Vec<Relay>;
    fn keeps(&self) -> Vec<HeaderName>;
    fn proofs(&self) -> Vec<String>;
    fn logs(&self) -> Logs;
    fn address(&self) -> usize;
}

/// A seat without its type.
trait Seated {
    fn body(&self, exchange: &Exchange) -> BodyNeed;
    fn at_once(&self, exchange: &mut Exchange) -> Option<Verdict>;
    fn access<'a>(&'a self, exchange: &'a mut Exchange) -> Option<Wait<'a>>;
    fn respond(&self, exchange: &Exchange, answer: &mut Answer) -> Result<(), Fault>;
    fn log(&self, finished: &Finished);
    fn address(&self) -> usize;
}

struct Planted<P>(P);

struct Placed<P: Plugin> {
    plugin: Arc<Planted<P>>,
    here: P::Local,
}

impl<P: Plugin> Built for Planted<P> {
    fn seat(self: Arc<Self>) -> Rc<dyn Seated> {
        Rc::new(Placed {
            plugin: self,
            here: P::Local::default(),
        })
    }

    fn owns(&self) -> Vec<HeaderName> {
        self.0.owns()
    }

    fn relays(&self) -> Vec<Relay> {
        self.0.relays()
    }

    fn keeps(&self) -> Vec<HeaderName> {
        self.0.keeps()
    }

    fn proofs(&self) -> Vec<String> {
        self.0.proofs()
    }

    fn logs(&self) -> Logs {
        self.0.logs()
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl<P: Plugin> Seated for Placed<P> {
    fn body(&self, exchange: &Exchange) -> BodyNeed {
        self.plugin.0.body(exchange)
    }

    fn at_once(&self, exchange: &mut Exchange) -> Option<Verdict> {
        self.plugin.0.at_once(&self.here, exchange)
    }

    fn access<'a>(&'a self, exchange: &'a mut Exchange) -> Option<Wait<'a>> {
        let access = self.plugin.0.access(&self.here, exchange);
        // A moment that is not there costs neither box nor poll; the comparison is a constant.
        if size_of_val(&access) == 0 {
            None
        } else {
            Some(Box::pin(access))
        }
    }

    fn respond(&self, exchange: &Exchange, answer: &mut Answer) -> Result<(), Fault> {
        self.plugin.0.respond(&self.here, exchange, answer)
    }

    fn log(&self, finished: &Finished) {
        self.plugin.0.log(&self.here, finished);
    }

    fn address(&self) -> usize {
        self.plugin.address()
    }
}
