//! The node, as the Admin API asks it.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use admin::{
    Admission, Closing, Configured, Configuring, Identity, Listener, Names, NotConfigured, Server, Status,
    TagKey, Writing,
};
use aws_lc_rs::hmac;
use model::{Catalogue, Document, Id, PLUGINS as PLUGIN_ENTITY, Resolved, SERVICES, TARGETS, TargetAddress};
use plugin::{Endpoint, EndpointRequest, EndpointWork, Layout};
use ports::{Clock, Entropy, NodeSecrets, Outside as _};
use proxy::{AnswerHeader, AnswerHeaders, Forbidden, Listen, Problem};
use schema::render::kong;
use schema::{Value, Violation, Violations};
use store::{Change, Store};

use crate::advice::advice;
use crate::configuration::Configuration;
use crate::logs::Levels;
use crate::outside::OutsideHandle;
use crate::plugins::PLUGINS;
use crate::rehearsal;
use crate::running::Running;
use crate::settings::LogLevel;
use crate::spread;

/// The node.
pub(crate) struct Node {
    pub(crate) running: Arc<Running>,
    pub(crate) identity: Identity,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) outside: OutsideHandle,
    pub(crate) admission: Admission,
    pub(crate) levels: Arc<Levels>,
    pub(crate) names: Names,
    pub(crate) forbidden: Forbidden,
    pub(crate) draining: AtomicBool,
    /// With what entities are tagged.
    pub(crate) tag_key: TagKey,
    /// What plugins answer of the Admin API.
    pub(crate) endpoints: Vec<Endpoint>,
}

impl admin::Node for Node {
    fn status(&self) -> Status {
        let cores = self.running.cores.upgrade();
        let totals = cores.map(|cores| cores.totals()).unwrap_or_default();
        Status {
            connections_accepted: totals.accepted,
            connections_active: totals.open,
            requests: totals.requests,
            upstream_retries: totals.upstream_retries,
            upstream_failures: totals.upstream_failures,
            wire_failures: totals.wire_failures,
            panics: totals.panics,
            tasks: totals.tasks,
            draining: self.draining.load(Ordering::Relaxed),
            configuration_hash: self.running.hash(),
        }
    }

    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    fn names(&self) -> &Names {
        &self.names
    }

    fn admission(&self) -> &Admission {
        &self.admission
    }

    fn drain(&self, is_draining: bool) {
        self.draining.store(is_draining, Ordering::Relaxed);
    }

    fn log_level(&self) -> &'static str {
        self.levels.now().name()
    }

    fn set_log_level(&self, level: &str, lasting: Duration) -> bool {
        let Some(level) = LogLevel::named(level) else {
            return false;
        };
        let change = self.levels.change(level);
        let levels = Arc::clone(&self.levels);
        self.outside.run(Box::pin(async move {
            tokio::time::sleep(lasting).await;
            levels.end(change);
        }));
        true
    }

    fn catalogue(&self) -> &Catalogue {
        &self.running.catalogue
    }

    fn store(&self) -> &Store {
        &self.running.store
    }

    /// A plugin that cannot be built would close its routes: it is built once, with nobody to call. One whose
    /// references lead nowhere is kept, as in Kong; its routes are closed until they lead somewhere. No request would
    /// reach a service at a forbidden address.
    fn judge(&self, document: &Document) -> Violations {
        if let Some((host, port)) = destination(document) {
            return forbidden_at(&self.forbidden, document, &host, port);
        }
        let mut body = document.body.clone();
        let is_off = body.get("enabled") == Some(&Value::Bool(false));
        if document.kind != PLUGIN_ENTITY.name || is_off {
            return Violations::default();
        }
        let Some(schema) = self.catalogue().schema_of(document.kind, &document.body) else {
            return Violations::default();
        };
        let (snapshot, secrets) = (self.running.snapshot(), &*self.running.secrets);
        let resolved = Resolved::of(schema, &mut body, document.workspace, snapshot.vaults(), secrets);
        if resolved.missing().is_some() {
            return Violations::default();
        }
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
        let kind = PLUGINS.iter().find(|kind| kind.name == name);
        let config = body.get("config").unwrap_or(&Value::Null);
        match kind.map(|kind| kind.build(config, &rehearsal::services())) {
            Some(Err(wrong)) => Violations::from(Violation::Own {
                code: wrong.code,
                text: resolved.disguise(wrong.detail),
                remedy: String::new(),
            })
            .at("config"),
            Some(Ok(built)) if !built.relays().is_empty() => self.forged(document),
            _ => Violations::default(),
        }
    }

    fn collides(&self, route: &Document) -> bool {
        self.running.snapshot().is_wanted_elsewhere(route)
    }

    fn closing(&self, route: Id) -> Vec<Closing> {
        let closing = self.running.plan().closing(route).to_vec();
        let told = closing
            .into_iter()
            .map(|proxy::Closing { kind, id, code }| Closing { kind, id, code });
        told.collect()
    }

    fn write(&self, changes: Vec<Change>) -> Writing {
        let running = Arc::clone(&self.running);
        let written = self.outside.wait_for(async move { running.write(changes).await });
        Box::pin(written)
    }

    fn configure(&self, text: String, unless_same: bool) -> Configuring {
        let (running, places) = (Arc::clone(&self.running), self.forbidden.clone());
        let configured = self.outside.wait_for(async move {
            let configuration =
                Configuration::read(&text, &running.catalogue).map_err(NotConfigured::Faults)?;
            if unless_same && configuration.hash() == running.hash() {
                return Ok(Configured::Same);
            }
            // As at the start: what would not run is refused, and what must not be served.
            let advice = advice(&running.catalogue, configuration.documents());
            let forbidden = advice.iter().filter(|advice| advice.forbids_start());
            let problems = configuration.rehearse(&running.catalogue, &*running.secrets);
            let unfit = problems.iter().map(ToString::to_string);
            let misplaced = configuration.documents().iter().filter_map(|document| {
                let (host, port) = destination(document)?;
                let found = forbidden_at(&places, document, &host, port);
                (!found.is_empty()).then(|| {
                    format!(
                        "{}/{}: {}",
                        document.kind,
                        document.id,
                        kong::summary(&found, kong::Writing::Whole)
                    )
                })
            });
            let unfit: Vec<String> = unfit
                .chain(forbidden.map(ToString::to_string))
                .chain(misplaced)
                .collect();
            if !unfit.is_empty() {
                return Err(NotConfigured::Unfit(unfit));
            }
            let replaced = running.replace(&configuration).await;
            replaced.map_err(|why| NotConfigured::NotInForce(why.to_string()))?;
            Ok(Configured::InForce(configuration.documents().to_vec()))
        });
        Box::pin(configured)
    }

    fn layout(&self, plugin: &str) -> Option<&'static Layout> {
        let kind = PLUGINS.iter().find(|kind| kind.name == plugin)?;
        (kind.layout)()
    }

    fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    fn ask(&self, endpoint: &Endpoint, request: EndpointRequest) -> EndpointWork {
        let running = Arc::clone(&self.running);
        let word = spread::word(self.identity.id, endpoint, &request);
        let endpoint = endpoint.clone();
        let asked = self.outside.wait_for(async move {
            let answer = (endpoint.handler)(request, running.services().clone()).await;
            if endpoint.spreads
                && answer.status.is_success()
                && let Err(why) = running.store.tell(&word).await
            {
                spread::not_spread(&endpoint, &why);
            }
            answer
        });
        Box::pin(asked)
    }

    fn now(&self) -> u64 {
        self.clock.now().millis()
    }

    fn new_id(&self) -> Id {
        new_id(&*self.entropy)
    }

    fn new_secret(&self) -> String {
        secret(&*self.entropy)
    }

    fn new_key(&self) -> [u8; 32] {
        let mut key = [0; 32];
        // As in `new_id`.
        self.entropy.fill(&mut key).expect("there is randomness");
        key
    }

    fn tag_key(&self) -> &TagKey {
        &self.tag_key
    }
}

impl Node {
    /// What is wrong with a plugin that would tell a service in the words of a client what only the gateway may tell it.
    /// What that is depends on the plugins of all routes that lead to the same places: all is made ready once, as it would
    /// be after the write.
    fn forged(&self, plugin: &Document) -> Violations {
        let snapshot = self.running.snapshot();
        let (revision, secrets) = (snapshot.revision() + 1, &*self.running.secrets);
        let put = std::slice::from_ref(plugin);
        let Some(after) = snapshot.after(&self.running.catalogue, revision, put, &[], secrets) else {
            // What is in force is not what the store holds. The write will tell, and closes the route.
            return Violations::default();
        };
        let (_, problems) = proxy::compile(&Arc::new(after), PLUGINS, &rehearsal::services(), None);
        let mut of_plugin = problems.into_iter().filter(|problem| problem.id == plugin.id);
        let Some(forgery) = of_plugin.find(Problem::is_forgery) else {
            return Violations::default();
        };
        Violations::from(Violation::Own {
            code: forgery.code,
            text: format!("{} ({})", forgery.what, forgery.code),
            remedy: forgery.remedy,
        })
        .at(forgery.field)
    }
}

/// What is told of the options that a node was started with.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) admin_listens: &'a [SocketAddr],
    pub(crate) manager_listens: &'a [SocketAddr],
    pub(crate) server: Option<&'a Server>,
    pub(crate) headers: AnswerHeaders,
}

/// Where a service or a target is.
fn destination(document: &Document) -> Option<(String, u16)> {
    let text = |name: &str| document.body.get(name)?.as_str();
    if document.kind == TARGETS.name {
        let target = TargetAddress::parse(text("target")?).ok()?;
        return Some((target.host().to_owned(), target.port()));
    }
    let port = document.body.get("port")?.as_u64()?;
    let is_service = document.kind == SERVICES.name;
    Some((
        text("host").filter(|_| is_service)?.to_owned(),
        port.try_into().ok()?,
    ))
}

/// What is wrong with a service or a target at this place. Other names are judged when they are looked up.
fn forbidden_at(forbidden: &Forbidden, document: &Document, host: &str, port: u16) -> Violations {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let addresses = match bare.parse::<IpAddr>() {
        Ok(address) => vec![address],
        Err(_) if bare.eq_ignore_ascii_case("localhost") => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        Err(_) => Vec::new(),
    };
    let judged = |address| forbidden.judge(SocketAddr::new(address, port), proxy::is_ours);
    let Some(why) = addresses.into_iter().find_map(|address| judged(address).err()) else {
        return Violations::default();
    };
    let field = match document.kind == TARGETS.name {
        true => "target",
        false => "host",
    };
    Violations::from(Violation::Own {
        code: "config.forbidden_address",
        text: format!("no request is sent there: {why}"),
        remedy: "let it be another place, or change that setting".to_owned(),
    })
    .at(field)
}

/// What never changes about a node.
pub(crate) fn identity(
    running: &Running,
    proxy_listeners: Vec<Listener>,
    options: Told<'_>,
    entropy: &Arc<dyn Entropy>,
) -> Identity {
    Identity {
        id: new_id(&**entropy),
        hostname: hostname(),
        version: env!("CARGO_PKG_VERSION"),
        database: match *running.store {
            Store::Memory(_) => "off",
            Store::Sqlite(_) => "sqlite",
            Store::Postgres(_) => "postgres",
        },
        proxy_listeners,
        admin_listen: options.admin_listens.to_vec(),
        manager_listen: options.manager_listens.to_vec(),
        server: options.server.cloned(),
        tells_latency: options.headers.has(AnswerHeader::AdminLatency),
    }
}

/// Where requests arrive, as wanted and as bound.
pub(crate) fn listener((listen, bound): (&Listen, &SocketAddr)) -> Listener {
    Listener {
        ip: bound.ip().to_string(),
        port: bound.port(),
        ssl: listen.tls.is_some(),
    }
}

/// 32 letters and digits that nobody can guess.
pub(crate) fn secret(entropy: &dyn Entropy) -> String {
    // As in `new_id`.
    entropy.secret().expect("there is randomness")
}

/// With what entities are tagged: a key of its own, made of the newest secret of the node.
pub(crate) fn tag_key(secrets: &NodeSecrets) -> TagKey {
    let newest = secrets.expose().next().unwrap_or_default();
    let newest = hmac::Key::new(hmac::HMAC_SHA256, newest);
    let mut key = [0; 32];
    key.copy_from_slice(hmac::sign(&newest, b"lychgate tags of entities").as_ref());
    key.into()
}

fn new_id(entropy: &dyn Entropy) -> Id {
    let mut bits = [0; 16];
    // Without randomness nothing of this gateway would be safe, and it would not have started.
    entropy.fill(&mut bits).expect("there is randomness");
    Id::random(bits)
}

/// What this machine is called.
pub(crate) fn hostname() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => "localhost".to_owned(),
        name => name.to_owned(),
    }
}
