//! `lychgate check`: what is wrong with a declarative file, or what it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::path::Path;
use std::process::ExitCode;

use model::{Catalogue, Document, PLUGINS, Secrets};
use schema::Value;

use crate::advice::{Advice, about_missing_secrets, advice};
use crate::catalogue::catalogue;
use crate::configuration::Configuration;
use crate::paint::{Paint, complain, say};
use crate::plugins::PLUGINS as KINDS;
use crate::report::{Item, List, counted};
use crate::settings::{Environment, Settings};
use crate::start::read_settings;
use crate::text_file;
use crate::trusted;
use crate::vaults::NodeVaults;

/// A file that cannot be read at all.
const UNREADABLE: u8 = 2;

/// Checks a file and prints what there is to say. The code is 0 if it is good, 1 if it has faults,
/// 2 if it cannot be read.
#[must_use]
pub fn run(file: &Path) -> ExitCode {
    let environment = Environment::of_process();
    let text = match text_file::read(file) {
        Ok(text) => text,
        Err(unreadable) => {
            let paint = Paint::of_stderr(&environment);
            complain(format_args!(
                "{} {unreadable} (check.unreadable)\n",
                paint.bad("✗")
            ));
            return ExitCode::from(UNREADABLE);
        }
    };
    let paint = Paint::of_stdout(&environment);
    let name = match file.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => file.display().to_string(),
    };
    let settings = read_settings(None, None, &environment).ok();
    let settings = settings.as_ref().map(|(settings, _)| settings);
    // A node of this machine would not start for whom it is told to believe.
    let unfit = settings.and_then(|settings| trusted::client(&settings.trusted).err());
    let judged = match (judge(&text, &vaults(settings, &environment)), unfit) {
        (Ok(_), Some(unfit)) => Err(unfit),
        (Err(faults), Some(unfit)) => Err([faults, unfit].concat()),
        (judged, None) => judged,
    };
    match judged {
        Ok(holdings) => {
            let shown = holdings.shown(paint);
            say(format_args!("{} {name} is good.\n\n{shown}", paint.good("✓")));
            ExitCode::SUCCESS
        }
        Err(faults) => {
            let number = counted(faults.len(), "fault");
            let list = List {
                items: &faults,
                paint,
            };
            say(format_args!("{} {name} has {number}.\n\n{list}", paint.bad("✗")));
            ExitCode::FAILURE
        }
    }
}

/// Where references lead, as a node here would see it: by the settings of this machine, if they can be read.
fn vaults(settings: Option<&Settings>, environment: &Environment) -> NodeVaults {
    match settings {
        Some(settings) => NodeVaults::of(settings, environment),
        None => NodeVaults::of_environment(environment),
    }
}

/// All faults of a file; or what it holds.
fn judge(text: &str, secrets: &dyn Secrets) -> Result<Holdings, Vec<Item>> {
    let catalogue = catalogue(KINDS);
    let configuration = Configuration::read(text, &catalogue)
        .map_err(|faults| faults.iter().map(Item::from).collect::<Vec<_>>())?;
    let problems = configuration.rehearse(&catalogue, secrets);
    let mut advice = advice(&catalogue, configuration.documents());
    advice.extend(about_missing_secrets(
        &catalogue,
        configuration.documents(),
        secrets,
    ));
    // What `lychgate start` would refuse is not good.
    let forbidden = advice.iter().filter(|advice| advice.forbids_start());
    let faults: Vec<Item> = problems
        .iter()
        .map(Item::from)
        .chain(forbidden.map(Item::from))
        .collect();
    match faults.is_empty() {
        true => Ok(Holdings::of(&catalogue, configuration.documents(), &advice)),
        false => Err(faults),
    }
}

/// What a file holds, and what is worth knowing about it.
struct Holdings {
    kinds: Vec<(&'static str, usize)>,
    plugins: BTreeMap<String, usize>,
    inert: usize,
    used_inert: usize,
    refused: usize,
    advice: Vec<Item>,
}

impl Holdings {
    fn of(catalogue: &Catalogue, documents: &[Document], advice: &[Advice]) -> Self {
        let number = |kind: &str| documents.iter().filter(|document| document.kind == kind).count();
        let names = documents.iter().filter(|document| document.kind == PLUGINS.name);
        let names = names.filter_map(|plugin| plugin.body.get("name").and_then(Value::as_str));
        let mut plugins = BTreeMap::new();
        for name in names {
            *plugins.entry(name.to_owned()).or_default() += 1;
        }
        let used = documents
            .iter()
            .flat_map(|document| catalogue.used_inert(document));
        Self {
            kinds: catalogue
                .entities()
                .map(|entity| (entity.name, number(entity.name)))
                .collect(),
            plugins,
            inert: catalogue.inert().len(),
            used_inert: used.collect::<BTreeSet<_>>().len(),
            refused: catalogue.refused().len(),
            advice: advice.iter().map(Item::from).collect(),
        }
    }

    fn shown(&self, paint: Paint) -> impl Display {
        fmt::from_fn(move |f| {
            let kinds = self
                .kinds
                .iter()
                .filter(|(_, number)| *number > 0)
                .map(|(kind, number)| counted(*number, singular(kind)));
            let kinds = kinds.collect::<Vec<_>>();
            match kinds.is_empty() {
                true => writeln!(f, "   nothing")?,
                false => writeln!(f, "   {}", kinds.join(", "))?,
            }
            for (name, number) in &self.plugins {
                writeln!(f, "   {name} × {number}")?;
            }
            let Self {
                inert,
                used_inert,
                refused,
                ..
            } = self;
            writeln!(
                f,
                "   inert: {inert} ({used_inert} used here), refused: {refused}"
            )?;
            if self.advice.is_empty() {
                return Ok(());
            }
            let list = List {
                items: &self.advice,
                paint,
            };
            let warnings = counted(self.advice.len(), "warning");
            write!(f, "\n{} {warnings}:\n\n{list}", paint.warning("!"))
        })
    }
}

/// The names of entities are plural and regular.
fn singular(kind: &str) -> &str {
    kind.strip_suffix('s').unwrap_or(kind)
}
