//! The one trait of everything that acts on a request.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::HeaderName;
use model::{Entity, Id};
use schema::Record;

use crate::{Answer, Endpoint, Exchange, Fault, Finished, Layout, Misconfigured, Refusal, Services};

/// Something that may look at, change or answer a request on its way.
///
/// One value exists per configured plugin, for all cores. It is built once per configuration,
/// never per request. What it must keep on one core lives in [`Plugin::Local`].
#[diagnostic::on_unimplemented(note = "see CONTRIBUTING.md, “How to add a plugin”")]
pub trait Plugin: Sized + Send + Sync + 'static {
    /// The name in configurations, as in Kong: `ip-restriction`.
    const NAME: &'static str;
    /// What it does, in one sentence for people.
    const SUMMARY: &'static str = "";
    /// As in Kong: the higher acts the earlier.
    const PRIORITY: i32;
    /// Whether a configuration of it may be meant for one consumer, or for a group of them. Not if it finds out who asks,
    /// or acts before that.
    const IS_FOR_CONSUMERS: bool = true;
    /// Entities of its own, such as credentials.
    const ENTITIES: &'static [Entity] = &[];

    /// Its options.
    type Config: Record;
    /// What it keeps on one core. `Cell` and `RefCell` fit: several requests of a core
    /// are inside `access` at once, and no borrow may live across an `.await`.
    type Local: Default + 'static;

    /// Builds an instance from checked options.
    ///
    /// # Errors
    /// [`Misconfigured`] for what only shows when the options are put to use; the route is then closed with 500.
    fn new(config: Self::Config, services: &Services) -> Result<Self, Misconfigured>;

    /// The same for who must know by which id it is configured. What it counts is counted under that id in what
    /// [`Services::shared`] keeps, so that it outlives a change of options.
    ///
    /// # Errors
    /// As [`Plugin::new`].
    fn known_as(_id: Id, config: Self::Config, services: &Services) -> Result<Self, Misconfigured> {
        Self::new(config, services)
    }

    /// Its own endpoints of the Admin API.
    fn endpoints() -> &'static [Endpoint] {
        &[]
    }

    /// How the form of its options is arranged. Without, the form follows the schema.
    fn layout() -> Option<&'static Layout> {
        None
    }

    /// Headers towards the upstream that only it may set. A client's are stripped before the chain runs.
    fn owns(&self) -> Vec<HeaderName> {
        Vec::new()
    }

    /// Headers towards the upstream that it fills with what it reads elsewhere in the request. Where one of them is
    /// only for the gateway to set, and what it is filled with comes from the client, its routes are closed.
    fn relays(&self) -> Vec<Relay> {
        Vec::new()
    }

    /// Request headers that `respond` and `log` still need after the request has gone upstream.
    fn keeps(&self) -> Vec<HeaderName> {
        Vec::new()
    }

    /// Headers and query parameters, in lower case, in which clients show what proves who they are: whoever writes
    /// requests down leaves their values out.
    fn proofs(&self) -> Vec<String> {
        Vec::new()
    }

    /// What `log` is shown. Where nobody wants to see anything, a request costs nothing more for it.
    fn logs(&self) -> Logs {
        Logs::Nothing
    }

    /// What it needs of the request's body before `access`.
    fn body(&self, _exchange: &Exchange) -> BodyNeed {
        BodyNeed::Stream
    }

    /// Decides without waiting, if it can; tried before `access`, and costs no allocation.
    /// It must not have changed the exchange when it answers `None`.
    fn at_once(&self, _here: &Self::Local, _exchange: &mut Exchange) -> Option<Verdict> {
        None
    }

    /// Looks at the request, changes what goes upstream, lets it pass or answers it.
    ///
    /// # Errors
    /// [`Fault`] for an accident; a refusal is a [`Verdict::Refuse`], not an error.
    fn access(
        &self,
        _here: &Self::Local,
        _exchange: &mut Exchange,
    ) -> impl Future<Output = Result<Verdict, Fault>> {
        Pass
    }

    /// Changes the head of the answer on its way back.
    ///
    /// # Errors
    /// [`Fault`] for an accident; the client then gets it in place of the answer.
    fn respond(&self, _here: &Self::Local, _exchange: &Exchange, _answer: &mut Answer) -> Result<(), Fault> {
        Ok(())
    }

    /// Looks at the finished request, when the body of its answer has ended or broke off; also where another plugin
    /// has ended it before this one had its turn. Called only if [`Plugin::logs`] says so.
    fn log(&self, _here: &Self::Local, _finished: &Finished) {}
}

impl Verdict {
    /// A refusal.
    #[must_use]
    pub fn refuse(refusal: Refusal) -> Self {
        Self::Refuse(Box::new(refusal))
    }
}

/// What a plugin decided about a request.
#[derive(Debug)]
pub enum Verdict {
    /// The next plugin, and in the end the upstream, shall have it.
    Pass,
    /// This is the answer; neither later plugins nor the upstream see the request.
    Reply(Box<Answer>),
    /// The request goes no further, and the gateway says so in the form that the client reads.
    Refuse(Box<Refusal>),
}

/// A header towards the upstream that is filled with what stands elsewhere in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    /// The header that is filled.
    pub to: HeaderName,
    /// The header that is read; `None` for any other part of the request.
    pub from: Option<HeaderName>,
    /// The option that says so, from the outside in: `add`, `headers`.
    pub option: &'static [&'static str],
}

/// What a plugin needs of the request's body before `access`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyNeed {
    /// Nothing: it flows by.
    Stream,
    /// All of it in memory, up to so many bytes; a longer one is answered with 413.
    Buffer {
        /// The most bytes that are kept.
        limit: usize,
    },
}

/// What a plugin is shown of finished requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Logs {
    /// Nothing.
    #[default]
    Nothing,
    /// Figures and names.
    Figures,
    /// The particulars as well: headers, attempts, the connection.
    Particulars,
}

/// The `access` of a plugin that has none: it takes no room, so nothing is allocated for it.
#[derive(Debug)]
pub struct Pass;

impl Future for Pass {
    type Output = Result<Verdict, Fault>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(Ok(Verdict::Pass))
    }
}

// `Pass` must stay free: the chain recognises it by its size.
const _: () = assert!(size_of::<Pass>() == 0);
