//! A server of PostgreSQL's that ends with the tests.
//!
//! It is reached by a socket in a folder of its own, as the user `kong` and without a password; its database is `postgres`.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;

/// Starts the server, and ends it by its id with the signal that is named to it. When nobody is left to name one, it
/// takes the folder away too.
const KEEPER: &str = r#"folder=$1; shift
"$@" & server=$!
read -r signal
kill -s "${signal:-INT}" "$server"; wait "$server"
[ -n "$signal" ] || rm -rf "$folder""#;

/// The port is a part of the name of the socket; nothing listens there.
pub const PORT: u16 = 5432;

/// The servers of these tests.
static SERVERS: AtomicU32 = AtomicU32::new(0);

/// A server with a folder of its own.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    settings: Vec<String>,
    keeper: Mutex<Option<Child>>,
}

impl Server {
    /// The one that all tests share which do not end it. Without PostgreSQL it is told that the test is skipped.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        if let Some(server) = SHARED.get_or_init(|| Self::start(&[], &[])) {
            return Some(server);
        }
        skipped();
        None
    }

    /// One of its own for a test, or it is told that the test is skipped. `settings` are arguments of the server's, and
    /// `files` stand in its folder.
    pub fn own(settings: &[&str], files: &[(&str, &str)]) -> Option<Self> {
        let server = Self::start(settings, files);
        if server.is_none() {
            skipped();
        }
        server
    }

    /// The folder of its socket, which is how it is reached.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends it, whatever it is doing: nobody is told, and nothing is written any more.
    pub fn crash(&self) {
        self.end("QUIT");
    }

    /// Starts it again.
    pub fn start_again(&self) {
        let data = self.folder.join("data");
        let _ = fs::remove_file(data.join("postmaster.pid"));
        let mut keeper = as_user(&self.folder, Path::new("sh"));
        keeper
            .args(["-c", KEEPER, "keeper"])
            .arg(&self.folder)
            .arg(self.programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&self.folder)
            .args(["-c", "listen_addresses=", "-c", "fsync=off"])
            .args(["-c", "shared_buffers=16MB", "-c", "max_connections=200"])
            .args(&self.settings)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(fs::File::create(self.folder.join("log")).unwrap());
        *self.keeper.lock().unwrap() = Some(keeper.spawn().unwrap());
        let is_ready = || {
            let told = fs::read_to_string(data.join("postmaster.pid"));
            told.is_ok_and(|told| told.contains("ready"))
        };
        for _ in 0..600 {
            if is_ready() {
                return;
            }
            thread::park_timeout(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap();
        panic!("the server does not start: {log}");
    }

    fn start(settings: &[&str], files: &[(&str, &str)]) -> Option<Self> {
        let programs = programs()?;
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        let folder = format!("lychgate-postgres-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).unwrap();
        let own = fs::metadata(&folder).unwrap().uid();
        if own == 0 {
            let (user, group) = nobody()?;
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let server = Self {
            programs,
            settings: settings.iter().map(ToString::to_string).collect(),
            folder,
            keeper: Mutex::default(),
        };
        let secret = server.file("password", "s3cret");
        let made = as_user(&server.folder, &server.programs.join("initdb"))
            .arg("-D")
            .arg(server.folder.join("data"))
            .arg("--pwfile")
            .arg(secret)
            .args(["-U", "kong", "--auth-local=trust", "--auth-host=scram-sha-256"])
            .args(["-E", "UTF8", "--no-locale", "--no-sync"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        for (name, text) in files {
            server.file(name, text);
        }
        server.start_again();
        Some(server)
    }

    /// A file that the server can read, and nobody else.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let owner = fs::metadata(&self.folder).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
        path
    }

    fn end(&self, signal: &str) {
        let Some(mut keeper) = self.keeper.lock().unwrap().take() else {
            return;
        };
        let mut told = keeper.stdin.take().unwrap();
        if !signal.is_empty() {
            writeln!(told, "{signal}").unwrap();
        }
        drop(told);
        keeper.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end("");
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A program, as a user that PostgreSQL does not mind: it does not run as root.
fn as_user(folder: &Path, program: &Path) -> Command {
    let owner = fs::metadata(folder).unwrap();
    let is_other = fs::metadata("/proc/self").is_ok_and(|own| own.uid() != owner.uid());
    let mut command = match is_other {
        false => Command::new(program),
        true => {
            let mut command = Command::new("setpriv");
            command
                .arg(format!("--reuid={}", owner.uid()))
                .arg(format!("--regid={}", owner.gid()))
                .args(["--clear-groups", "--"])
                .arg(program);
            command
        }
    };
    command.current_dir(folder);
    command
}

/// The ids of the user who owns nothing, and of his group.
fn nobody() -> Option<(u32, u32)> {
    let number = |kind: &str| {
        let told = Command::new("id").args([kind, "nobody"]).output().ok()?;
        String::from_utf8(told.stdout).ok()?.trim().parse().ok()
    };
    Command::new("setpriv").arg("--version").output().ok()?;
    Some((number("-u")?, number("-g")?))
}

/// The folder of the server's programs.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<_> = std::env::split_paths(&path)
        .chain(versions.map(|version| version.path().join("bin")))
        .collect();
    folders.retain(|folder| {
        ["postgres", "initdb"]
            .iter()
            .all(|name| folder.join(name).is_file())
    });
    folders.into_iter().next()
}

fn skipped() {
    println!("skipped: PostgreSQL cannot be started here: apt-get install postgresql");
}
