//! Writes finished requests to a file, one line of JSON for each.

mod writer;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use plugin::{Finished, Logs, Misconfigured, Plugin, Services};
use schema::{Record, Violation, text};

use self::writer::{Opens, Writer};
use crate::queue::{Bounds, Desk, Pen};
use crate::record::record;

/// Lines that wait for the file, on each core and in all: beyond them the oldest are dropped, and counted.
const BOUNDS: Bounds = Bounds {
    entries: 10_000,
    bytes: 16 << 20,
};

/// Writes finished requests to a file.
pub struct FileLog {
    desk: Arc<Desk>,
}

/// Options of the file-log plugin.
#[derive(Record)]
pub struct Config {
    /// The file. It is made if it is not there, for all to read and for the gateway to write.
    pub path: Filename,

    /// Whether the file is opened anew before each write, as it must be where another program moves it away.
    #[field(default = false)]
    pub reopen: bool,

    /// Fields that Lua would set or take away. There is no Lua here.
    #[field(refused)]
    pub custom_fields_by_lua: Option<BTreeMap<String, String>>,
}

text! {
    /// The name of a file, as Kong has it: without `*`, `&`, `%`, a backslash or a backtick, and no space at its ends.
    Filename
}

impl Filename {
    fn judge(text: &str) -> Result<(), Violation> {
        let is_odd = |letter: char| matches!(letter, '*' | '&' | '%' | '\\' | '`' | '\0');
        let is_long = text.chars().nth(1).is_some();
        let has_blank_ends = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
        match is_long && !has_blank_ends && !text.contains(is_odd) {
            true => Ok(()),
            false => Err(Violation::Own {
                code: "config.filename",
                text: "not a valid filename".to_owned(),
                remedy: "write a path such as /var/log/requests.json".to_owned(),
            }),
        }
    }
}

impl Plugin for FileLog {
    const NAME: &'static str = "file-log";
    const SUMMARY: &'static str = "Writes finished requests to a file, each as a line of JSON.";
    const PRIORITY: i32 = 9;
    type Config = Config;
    type Local = Pen;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let desk = Desk::new(BOUNDS);
        let writer = Writer::new(
            PathBuf::from(config.path.as_str()),
            match config.reopen {
                true => Opens::BeforeEachWrite,
                false => Opens::Once,
            },
            Arc::clone(&desk),
            BOUNDS,
            services,
        );
        services.outside.run(Box::pin(writer.write()));
        Ok(Self { desk })
    }

    fn logs(&self) -> Logs {
        Logs::Particulars
    }

    fn log(&self, pen: &Pen, finished: &Finished) {
        if let Some(record) = record(finished) {
            pen.leave(&self.desk, format!("{record}\n"));
        }
    }
}

impl Drop for FileLog {
    fn drop(&mut self) {
        self.desk.close();
    }
}
