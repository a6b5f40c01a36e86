//! A text that people wrote: from a file, or from the standard input.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most bytes that are read: as many as a declarative file may have.
const LIMIT: u64 = 64 << 20;

/// Reads all of `path`; `-` is the standard input.
///
/// # Errors
/// [`Unreadable`], if there is no such file, or it is no text, or too long.
pub fn read(path: &Path) -> Result<String, Unreadable> {
    let unreadable = |why: String| Unreadable {
        path: path.to_owned(),
        why,
    };
    let text = if path == Path::new("-") {
        at_most(io::stdin().lock())
    } else {
        File::open(path).and_then(at_most)
    };
    let bytes = text.map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > LIMIT {
        return Err(unreadable(format!("it is longer than {} MiB", LIMIT >> 20)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        unreadable(format!("it is not UTF-8 text from byte {at} on"))
    })
}

/// One byte more than the limit is enough to know; a device or a pipe may never end.
fn at_most(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file.
    pub path: PathBuf,
    /// Why not.
    pub why: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for Unreadable {}
