//! Opening a page in the browser of whoever runs the demo.

use std::fmt;
use std::process::{Command, Stdio};

/// Programs that open an address in whatever browser there is.
const OPENERS: [&str; 3] = ["xdg-open", "open", "wslview"];

/// Nothing here opens pages.
#[derive(Debug)]
pub(super) struct NoBrowser {
    url: String,
}

impl fmt::Display for NoBrowser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third] = OPENERS;
        write!(
            f,
            "no browser can be opened from here ({first}, {second} and {third} are missing): open {} yourself",
            self.url
        )
    }
}

/// Has a page opened, and does not wait for it.
pub(super) fn open(url: &str) -> Result<(), NoBrowser> {
    let started = OPENERS.iter().any(|opener| {
        Command::new(opener)
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .is_ok()
    });
    match started {
        true => Ok(()),
        false => Err(NoBrowser { url: url.to_owned() }),
    }
}
