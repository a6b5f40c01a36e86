//! Everything that is read before the first socket is opened.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;

use admin::{Admission, Role, Strangers};
use model::Secrets;
use net::HttpClient;
use ports::NodeSecrets;
use rustls::ServerConfig;
use store::{Authorities, PostgresSettings, Sqlite, Store, Tls};

use crate::advice::{Advice, advice};
use crate::catalogue::catalogue;
use crate::configuration::Configuration;
use crate::entropy::SystemEntropy;
use crate::gateway::{NotStarted, Options};
use crate::key_ring;
use crate::logs::Levels;
use crate::outside::OutsideHandle;
use crate::plugins::PLUGINS;
use crate::report::Item;
use crate::settings::{
    self, Code, Database, Encryption, Environment, Finding, Origin, Postgres, Settings, Sources,
};
use crate::text_file;
use crate::tls;
use crate::trusted;
use crate::vaults::NodeVaults;

/// Where the settings are looked for if nobody names a file.
const DEFAULT_CONF: &str = "/etc/lychgate/lychgate.conf";

/// The file of the database, in the prefix.
pub(crate) const DATABASE: &str = "database";

/// The settings of all sources, and the warnings about them.
pub(crate) fn read_settings(
    conf: Option<&Path>,
    prefix: Option<&Path>,
    environment: &Environment,
) -> Result<(Settings, Vec<Finding>), Vec<Item>> {
    let default = Path::new(DEFAULT_CONF);
    let path = conf.or_else(|| default.exists().then_some(default));
    let text = path.map(text_file::read).transpose().map_err(|unreadable| {
        let finding = Finding {
            origin: Origin::File(unreadable.path),
            key: String::new(),
            code: Code::FileUnreadable,
            what: format!("cannot be read: {}", unreadable.why),
            remedy: "name a settings file with --conf that is there and can be read".to_owned(),
        };
        vec![Item::from(&finding)]
    })?;
    let sources = Sources {
        file: path.zip(text.as_deref()),
        environment: environment.clone(),
        prefix,
    };
    Settings::read(&sources).map_err(|faults| faults.0.iter().map(Item::from).collect())
}

/// Everything that was read before the first socket is opened.
pub(super) struct Prepared {
    pub(super) settings: Settings,
    pub(super) kept: Kept,
    pub(super) advice: Vec<Advice>,
    secrets: NodeSecrets,
    levels: Arc<Levels>,
    admission: Admission,
    vaults: Arc<NodeVaults>,
    tls: Option<Arc<ServerConfig>>,
    http: HttpClient,
}

/// Where entities are kept.
pub(super) enum Kept {
    /// In a declarative file.
    Declared(Configuration),
    /// In a database.
    Stored(Store),
    /// In a database that is reached over the network, once there are threads for that.
    Shared(Box<PostgresSettings>),
}

impl Prepared {
    /// Reads all files. What is wrong with one does not hide what is wrong with another.
    pub(super) fn of(
        settings: Settings,
        levels: Arc<Levels>,
        environment: &Environment,
    ) -> Result<Self, Vec<Item>> {
        let mut faults = Vec::new();
        let vaults = NodeVaults::of(&settings, environment);
        let secrets = keep(key_ring::open(&settings.prefix, &SystemEntropy), &mut faults);
        let (kept, advice) = match &settings.database {
            Database::Off => {
                let (read, advice) =
                    read_configuration(settings.declarative_config.as_deref(), &vaults, &mut faults);
                (Some(Kept::Declared(read)), advice)
            }
            // Without a key ring there is no prefix either, and that is told.
            Database::Sqlite if secrets.is_none() => (None, Vec::new()),
            Database::Sqlite => (open_file(&settings.prefix, &mut faults), Vec::new()),
            Database::Postgres(postgres) => (reach(postgres, &mut faults), Vec::new()),
        };
        let admission = match secrets {
            // Without a prefix, which is told, there is no token either.
            None => None,
            Some(_) => admission(&settings, &mut faults),
        };
        let tls = keep(
            settings.certificate.as_ref().map(tls::server).transpose(),
            &mut faults,
        );
        let http = trusted::client(&settings.trusted);
        let http = http.map_err(|unfit| faults.extend(unfit)).ok();
        let (true, Some(kept), Some(secrets), Some(admission), Some(tls), Some(http)) =
            (faults.is_empty(), kept, secrets, admission, tls, http)
        else {
            return Err(faults);
        };
        Ok(Self {
            settings,
            kept,
            advice,
            secrets,
            levels,
            admission,
            vaults: Arc::new(vaults),
            tls,
            http,
        })
    }

    /// How the gateway is to be.
    pub(super) fn options(&self) -> Options {
        let cores = self.settings.nginx_worker_processes;
        let listens = self.settings.proxy_listen.iter().map(|listen| proxy::Listen {
            address: listen.address,
            tls: match listen.encryption {
                Encryption::Plain => None,
                Encryption::Tls => self.tls.clone(),
            },
        });
        Options {
            listens: listens.collect(),
            admin_listens: self
                .settings
                .admin_listen
                .iter()
                .map(|listen| listen.address)
                .collect(),
            admission: self.admission.clone(),
            names: self.settings.names.clone(),
            admin_open_to_services: self.settings.admin_open_to_services,
            status_listens: self
                .settings
                .status_listen
                .iter()
                .map(|listen| listen.address)
                .collect(),
            manager_listens: self
                .settings
                .admin_gui_listen
                .iter()
                .map(|listen| listen.address)
                .collect(),
            manager_login: self.settings.admin_gui_login,
            cores: cores.number(available_parallelism().unwrap_or(NonZeroUsize::MIN)),
            rules: self.settings.rules.clone(),
            limits: self.settings.limits.clone(),
            access_log: access_log(&self.settings.proxy_access_log),
            secrets: Arc::<NodeVaults>::clone(&self.vaults),
            levels: Arc::clone(&self.levels),
            server: match &self.settings.database {
                Database::Postgres(postgres) => Some(postgres.told()),
                Database::Off | Database::Sqlite => None,
            },
            prefix: Some(self.settings.prefix.clone()),
            ..Options::new(Arc::new(self.http.clone()), self.secrets.clone())
        }
    }
}

/// The store of a node that keeps one, for whoever works on it beside the gateway.
pub(crate) fn open_store(settings: &Settings, outside: &OutsideHandle) -> Result<Store, Vec<Item>> {
    let mut faults = Vec::new();
    if let Database::Postgres(postgres) = &settings.database {
        let server = shared_server(postgres)?;
        let opened = outside.block_on(store::Postgres::open(*server, Arc::new(catalogue(PLUGINS))));
        let not_there = |why| vec![Item::from(&NotStarted::Store(why))];
        return opened.map(Store::Postgres).map_err(not_there);
    }
    // Makes the folder too, so that a node may be given its entities before it first starts.
    let secrets = keep(key_ring::open(&settings.prefix, &SystemEntropy), &mut faults);
    match secrets.and_then(|_| open_file(&settings.prefix, &mut faults)) {
        Some(Kept::Stored(store)) => Ok(store),
        _ => Err(faults),
    }
}

/// Opens the database of this node, and makes it if there is none.
fn open_file(prefix: &Path, faults: &mut Vec<Item>) -> Option<Kept> {
    let path = prefix.join(DATABASE);
    match Sqlite::open(&path, Arc::new(catalogue(PLUGINS))) {
        Ok(sqlite) => Some(Kept::Stored(Store::Sqlite(sqlite))),
        Err(error) => {
            faults.push(Item {
                place: format!("the database {}", path.display()),
                what: error.what(),
                code: error.code(),
                remedy: "see that this user may write to it and to its folder, that the disk is not full, and that \
                         it is a database of lychgate"
                    .to_owned(),
            });
            None
        }
    }
}

/// How the database is reached that several nodes share, or why that cannot be told.
pub(crate) fn shared_server(postgres: &Postgres) -> Result<Box<PostgresSettings>, Vec<Item>> {
    let mut faults = Vec::new();
    match reach(postgres, &mut faults) {
        Some(Kept::Shared(server)) => Ok(server),
        _ => Err(faults),
    }
}

/// How the database is reached that several nodes share.
fn reach(postgres: &Postgres, faults: &mut Vec<Item>) -> Option<Kept> {
    let mut server = postgres.server.clone();
    if let Some(path) = &postgres.authorities {
        match text_file::read(path) {
            Ok(pem) => server.tls = Tls::Verified(Authorities::These(pem)),
            Err(unreadable) => {
                faults.push(Item {
                    place: format!("pg_ssl_authorities: {}", path.display()),
                    what: format!("cannot be read: {}", unreadable.why),
                    code: Code::FileUnreadable.as_str(),
                    remedy: "name a PEM file that is there and can be read".to_owned(),
                });
                return None;
            }
        }
    }
    Some(Kept::Shared(Box::new(server)))
}

/// Who may ask the Admin API, and for what.
fn admission(settings: &Settings, faults: &mut Vec<Item>) -> Option<Admission> {
    let read = |role| key_ring::admin_tokens(&settings.prefix, role, &SystemEntropy);
    let admins = keep(read(Role::Admin), faults);
    let readers = keep(read(Role::ReadOnly), faults);
    Some(Admission {
        tokens: [admins?, readers?].concat(),
        strangers: match settings.admin_open_to_anybody {
            true => Strangers::MayAll,
            false => Strangers::ReadStatus,
        },
    })
}

/// The value, or nothing and a fault more.
fn keep<T, E>(read: Result<T, E>, faults: &mut Vec<Item>) -> Option<T>
where
    Item: for<'a> From<&'a E>,
{
    read.map_err(|error| faults.push(Item::from(&error))).ok()
}

/// Reads a declarative file and tries it out. What is wrong with it is added to `faults`.
pub(super) fn read_configuration(
    path: Option<&Path>,
    secrets: &dyn Secrets,
    faults: &mut Vec<Item>,
) -> (Configuration, Vec<Advice>) {
    let catalogue = catalogue(PLUGINS);
    let Some(path) = path else {
        return Default::default();
    };
    let text = match text_file::read(path) {
        Ok(text) => text,
        Err(unreadable) => {
            faults.push(Item {
                place: format!("declarative_config: {}", path.display()),
                what: format!("cannot be read: {}", unreadable.why),
                code: "start.config_unreadable",
                remedy: "name a YAML or JSON file that is there and can be read".to_owned(),
            });
            return Default::default();
        }
    };
    let within = |mut item: Item| {
        item.place = format!("{}: {}", path.display(), item.place);
        item
    };
    let configuration = match Configuration::read(&text, &catalogue) {
        Ok(configuration) => configuration,
        Err(wrong) => {
            faults.extend(wrong.iter().map(Item::from).map(within));
            return Default::default();
        }
    };
    let advice = advice(&catalogue, configuration.documents());
    let forbidden = advice
        .iter()
        .filter(|advice| advice.forbids_start())
        .map(Item::from);
    let problems = configuration.rehearse(&catalogue, secrets);
    faults.extend(problems.iter().map(Item::from).chain(forbidden).map(within));
    (configuration, advice)
}

fn access_log(log: &settings::AccessLog) -> proxy::AccessLog {
    match log {
        settings::AccessLog::Off => proxy::AccessLog::Off,
        settings::AccessLog::Stdout => proxy::AccessLog::Stdout,
        settings::AccessLog::Stderr => proxy::AccessLog::Stderr,
        settings::AccessLog::File(path) => proxy::AccessLog::File(path.clone()),
    }
}
