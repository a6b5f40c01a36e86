//! `lychgate oidc`: whether people could sign in at a provider, looked at from this machine.

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use model::{Document, PLUGINS as PLUGIN_ENTITY, ROUTES, Resolved, SERVICES, Vaults};
use openid_connect::{Check, Finding, Followed, OpenIdConnect, Report, SignIn, Status, Verdict};
use plugin::{Plugin as _, Services};
use proxy::Forbidden;
use schema::Value;
use serde_json::json;

use crate::catalogue::catalogue;
use crate::configuration::Configuration;
use crate::gateway::NotStarted;
use crate::outside::OutsideRuntime;
use crate::paint::{Paint, complain, harmless, say};
use crate::plugins::PLUGINS;
use crate::premises::{followed, forbids};
use crate::rehearsal;
use crate::report::{Item, List, counted};
use crate::settings::{Environment, Settings};
use crate::start::read_settings;
use crate::text_file;
use crate::trusted;
use crate::vaults::NodeVaults;

/// Nobody was called: it is not clear what to check.
const UNCLEAR: u8 = 2;

/// What somebody wants checked.
pub(crate) struct Asked {
    /// A declarative file, or an issuer.
    pub(crate) what: String,
    /// Which login of the file, by its id, its instance name, or the name of its route or service.
    pub(crate) plugin: Option<String>,
    pub(crate) sign_in: SignIn,
    pub(crate) form: Form,
}

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// For programs: as the Admin API answers.
    Json,
}

/// Why nobody was called: the code, and what there is to say.
struct Unclear {
    code: u8,
    items: Vec<Item>,
}

impl From<Item> for Unclear {
    fn from(item: Item) -> Self {
        Self {
            code: UNCLEAR,
            items: vec![item],
        }
    }
}

/// Checks a provider and prints what was found. The code is 0 if people could sign in, 1 if nobody could or the file has
/// faults, 2 if it is not clear what to check.
#[must_use]
pub(crate) fn check(asked: &Asked) -> ExitCode {
    let environment = Environment::of_process();
    match report(asked, &environment) {
        Ok(report) => {
            match asked.form {
                Form::Text => say(Shown {
                    report: &report,
                    paint: Paint::of_stdout(&environment),
                }),
                Form::Json => say(format_args!(
                    "{}\n",
                    serde_json::to_string_pretty(&report).expect("a report is texts and numbers")
                )),
            }
            match report.verdict {
                Verdict::Ok | Verdict::Warn => ExitCode::SUCCESS,
                Verdict::Fail => ExitCode::FAILURE,
            }
        }
        Err(Unclear { code, items }) => {
            let paint = Paint::of_stderr(&environment);
            let number = counted(items.len(), "fault");
            let list = List { items: &items, paint };
            complain(format_args!(
                "{} nothing was checked: {number}.\n\n{list}",
                paint.bad("✗")
            ));
            ExitCode::from(code)
        }
    }
}

fn report(asked: &Asked, environment: &Environment) -> Result<Report, Unclear> {
    let unfit = |items| Unclear { code: UNCLEAR, items };
    // Which addresses may not be called stands there: without that nobody is.
    let (settings, _) = read_settings(None, None, environment).map_err(unfit)?;
    let http = trusted::client(&settings.trusted).map_err(unfit)?;
    let Followed { config, resolved } = wanted(asked, &NodeVaults::of(&settings, environment))?;
    let forbidden = forbidden(&settings);
    let services = Services {
        http: Arc::new(http),
        ..rehearsal::services()
    };
    let check = Check {
        config: &config,
        resolved: &resolved,
        sign_in: asked.sign_in,
        services: &services,
        forbids: &|address| forbids(&forbidden, address),
    };
    let outside = OutsideRuntime::start(NonZeroUsize::MIN);
    let outside = outside.map_err(|why| Unclear::from(Item::from(&NotStarted::Threads(why))))?;
    Ok(outside.handle().block_on(check.run()))
}

/// Where a node with these settings sends nothing.
fn forbidden(settings: &Settings) -> Forbidden {
    let own = settings
        .admin_listen
        .iter()
        .chain(&settings.status_listen)
        .chain(&settings.admin_gui_listen)
        .map(|listen| listen.address);
    Forbidden {
        own: match settings.admin_open_to_services {
            true => Vec::new(),
            false => own.collect(),
        },
        networks: settings.rules.forbidden.networks.clone(),
    }
}

/// The options that are to be checked.
fn wanted(asked: &Asked, vaults: &NodeVaults) -> Result<Followed, Unclear> {
    let what = asked.what.as_str();
    if what.starts_with("https://") || what.starts_with("http://") {
        if asked.plugin.is_some() {
            let item = Item {
                place: what.to_owned(),
                what: "an issuer has no plugins".to_owned(),
                code: "check.no_plugin",
                remedy: "leave out --plugin, or name a file".to_owned(),
            };
            return Err(item.into());
        }
        return Ok(Followed {
            config: json!({ "issuer": what, "auth_methods": ["authorization_code", "session"] }),
            resolved: Resolved::default(),
        });
    }
    let text = text_file::read(Path::new(what)).map_err(|unreadable| Item {
        place: what.to_owned(),
        what: format!("cannot be read: {}", unreadable.why),
        code: "check.unreadable",
        remedy: "name a file that is there and can be read, or an issuer that begins with https://"
            .to_owned(),
    })?;
    let catalogue = catalogue(PLUGINS);
    let configuration = Configuration::read(&text, &catalogue).map_err(|faults| Unclear {
        code: 1,
        items: faults.iter().map(Item::from).collect(),
    })?;
    let documents = configuration.documents();
    let plugin = chosen(documents, what, asked.plugin.as_deref())?;
    let config = plugin.body.get("config").cloned().unwrap_or_default();
    let kept = Vaults::of(&catalogue, documents);
    Ok(followed(&catalogue, &config, plugin.workspace, &kept, vaults))
}

/// The login of a file that is meant.
fn chosen<'a>(documents: &'a [Document], file: &str, named: Option<&str>) -> Result<&'a Document, Item> {
    let is_login = |document: &&Document| {
        document.kind == PLUGIN_ENTITY.name
            && document.body.get("name").and_then(Value::as_str) == Some(OpenIdConnect::NAME)
    };
    let logins: Vec<&Document> = documents.iter().filter(is_login).collect();
    let names = || {
        let names = logins.iter().map(|login| called(documents, login));
        names.collect::<Vec<_>>().join(", ")
    };
    let fault = |what: String, remedy: String| Item {
        place: file.to_owned(),
        what,
        code: "check.no_plugin",
        remedy,
    };
    if logins.is_empty() {
        let what = format!("there is no plugin {} in it", OpenIdConnect::NAME);
        return Err(fault(what, "name a file with a login, or an issuer".to_owned()));
    }
    let meant: Vec<&Document> = match named {
        None => logins.clone(),
        Some(named) => logins
            .iter()
            .copied()
            .filter(|login| names_of(documents, login).iter().any(|name| name == named))
            .collect(),
    };
    match (meant.as_slice(), named) {
        ([login], _) => Ok(login),
        ([], Some(named)) => Err(fault(
            format!("no login of it is called {named}"),
            format!("write one of {}", names()),
        )),
        (_, _) => Err(fault(
            format!("there are {} logins in it", meant.len()),
            format!("choose one with --plugin: {}", names()),
        )),
    }
}

/// By what a login can be named: the likeliest first.
fn names_of(documents: &[Document], login: &Document) -> Vec<String> {
    let text = |body: &Value, field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    let of = |field: &str, kind: &str| {
        let id = login.body.get(field)?.get("id")?.as_str()?;
        let linked = documents
            .iter()
            .find(|document| document.kind == kind && document.id.to_string() == id)?;
        text(&linked.body, "name")
    };
    let names = [
        text(&login.body, "instance_name"),
        of("route", ROUTES.name),
        of("service", SERVICES.name),
        Some(login.id.to_string()),
    ];
    names.into_iter().flatten().collect()
}

fn called(documents: &[Document], login: &Document) -> String {
    names_of(documents, login).swap_remove(0)
}

/// A report for people: a line for each finding, and below it what would be right.
struct Shown<'a> {
    report: &'a Report,
    paint: Paint,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { report, paint } = self;
        if let Some(issuer) = &report.issuer {
            writeln!(f, "{}\n", paint.strong(harmless(issuer)))?;
        }
        let titles = report
            .findings
            .iter()
            .map(|finding| finding.title.chars().count());
        let width = titles.max().unwrap_or_default();
        for finding in &report.findings {
            self.finding(f, finding, width)?;
        }
        let said = match report.verdict {
            Verdict::Ok => "The provider answers as it should.",
            Verdict::Warn => "Nothing that was seen is in the way, and something is worth a look.",
            Verdict::Fail => "Nobody could sign in like this.",
        };
        writeln!(f, "\n{said}")
    }
}

impl Shown<'_> {
    fn finding(&self, f: &mut fmt::Formatter<'_>, finding: &Finding, width: usize) -> fmt::Result {
        let paint = self.paint;
        match finding.status {
            Status::Ok => write!(f, "{} ", paint.good("✓")),
            Status::Warn => write!(f, "{} ", paint.warning("!")),
            Status::Fail => write!(f, "{} ", paint.bad("✗")),
            Status::Skip => write!(f, "{} ", paint.faint("–")),
        }?;
        let seen = harmless(finding.seen.as_deref().unwrap_or_default());
        write!(f, "{:width$}  ", finding.title)?;
        match finding.status {
            Status::Skip => writeln!(f, "{}", paint.faint(seen))?,
            _ => writeln!(f, "{seen}")?,
        }
        let indent = width + 4;
        if let (Some(fix), Status::Ok) = (&finding.fix, finding.status) {
            writeln!(f, "{:indent$}{}", "", paint.faint(harmless(fix)))?;
        }
        if matches!(finding.status, Status::Ok | Status::Skip) {
            return Ok(());
        }
        if let Some(expected) = &finding.expected {
            writeln!(f, "{:indent$}expected: {}", "", harmless(expected))?;
        }
        if let Some(fix) = &finding.fix {
            writeln!(f, "{:indent$}→ {}", "", harmless(fix))?;
        }
        if let Some(option) = &finding.option {
            writeln!(
                f,
                "{:indent$}{}",
                "",
                paint.faint(format_args!("option {option}"))
            )?;
        }
        Ok(())
    }
}
