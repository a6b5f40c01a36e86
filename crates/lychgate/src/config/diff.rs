//! `lychgate config diff`: what an import would change.

use std::fmt::{self, Display};
use std::path::Path;
use std::process::ExitCode;

use store::declarative::{Difference, FieldChange, What};

use super::opened::Missing;
use super::planned::Planned;
use super::{Place, called, told};
use crate::paint::{Paint, harmless, say};
use crate::settings::Environment;

/// There are differences.
const DIFFERENT: u8 = 2;

/// Prints every difference. The code is 0 if there is none, 2 if there are some, 1 if nobody can tell.
pub(crate) fn diff(place: &Place, file: &Path) -> ExitCode {
    match Planned::of(place, file, Missing::Refused) {
        Ok(Planned { differences, .. }) => {
            let paint = Paint::of_stdout(&Environment::of_process());
            say(Shown {
                differences: &differences,
                paint,
            });
            match differences.is_empty() {
                true => ExitCode::SUCCESS,
                false => ExitCode::from(DIFFERENT),
            }
        }
        Err(faults) => told(&format!("{} cannot be compared", called(file)), &faults),
    }
}

/// Differences, to be printed.
pub(super) struct Shown<'a> {
    pub(super) differences: &'a [Difference],
    pub(super) paint: Paint,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { differences, paint } = *self;
        for difference in differences {
            let title = harmless(&difference.title);
            let kind = difference.kind;
            match &difference.what {
                What::Created(_) => writeln!(f, "{} {kind} {title}", paint.good("+"))?,
                What::Deleted(_) => writeln!(f, "{} {kind} {title}", paint.bad("-"))?,
                What::Updated { fields, .. } => {
                    writeln!(f, "{} {kind} {title}", paint.warning("~"))?;
                    for FieldChange { name, was, now } in fields {
                        writeln!(
                            f,
                            "    {}: {} → {}",
                            harmless(name),
                            harmless(&was.to_string()),
                            harmless(&now.to_string())
                        )?;
                    }
                }
            }
        }
        writeln!(f, "{}", Sum::of(differences))
    }
}

/// How many entities are different, and in what way.
#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) created: usize,
    pub(super) updated: usize,
    pub(super) deleted: usize,
}

impl Sum {
    pub(super) fn of(differences: &[Difference]) -> Self {
        let mut sum = Self::default();
        for difference in differences {
            match difference.what {
                What::Created(_) => sum.created += 1,
                What::Updated { .. } => sum.updated += 1,
                What::Deleted(_) => sum.deleted += 1,
            }
        }
        sum
    }
}

impl Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            created,
            updated,
            deleted,
        } = self;
        write!(f, "{created} created, {updated} updated, {deleted} deleted")
    }
}
