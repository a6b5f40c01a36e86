//! A program that ends with the test that started it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// A child process. It is killed by its own id when the guard goes, also by a panic.
#[derive(Debug)]
pub struct Guard {
    child: Child,
    stdout: Spoken,
    stderr: Spoken,
}

impl Guard {
    /// Starts a program without input, and listens to both of its outputs.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let stdout = Spoken::listen(child.stdout.take().expect("it was asked for"));
        let stderr = Spoken::listen(child.stderr.take().expect("it was asked for"));
        Self {
            child,
            stdout,
            stderr,
        }
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The lines on its standard output so far.
    #[must_use]
    pub fn stdout(&self) -> Vec<String> {
        self.stdout.lines().text.clone()
    }

    /// The lines on its standard error so far.
    #[must_use]
    pub fn stderr(&self) -> Vec<String> {
        self.stderr.lines().text.clone()
    }

    /// Waits for a line on standard output that contains `words`.
    ///
    /// # Panics
    /// If it has not come within that time, or the output ends without it.
    #[must_use]
    pub fn line_with(&self, words: &str, within: Duration) -> String {
        self.heard(self.stdout.wait_for(words, within), words)
    }

    /// Waits for a line on standard error that contains `words`.
    ///
    /// # Panics
    /// If it has not come within that time, or the output ends without it.
    #[must_use]
    pub fn error_line_with(&self, words: &str, within: Duration) -> String {
        self.heard(self.stderr.wait_for(words, within), words)
    }

    fn heard(&self, line: Option<String>, words: &str) -> String {
        line.unwrap_or_else(|| {
            panic!(
                "no line with {words:?}\nstdout: {:#?}\nstderr: {:#?}",
                self.stdout(),
                self.stderr()
            )
        })
    }

    /// Sends a signal by name, such as `INT` or `TERM`.
    ///
    /// # Panics
    /// If the process cannot be signalled.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.id().to_string()])
            .status()
            .expect("every Unix has kill");
        assert!(sent.success(), "signal {name} did not reach {}", self.id());
    }

    /// Waits until it has ended by itself, and its last words were heard.
    ///
    /// # Panics
    /// If it has not ended within that time.
    pub fn ended(&mut self, within: Duration) -> ExitStatus {
        assert!(
            self.stdout.wait_for_end(within) && self.stderr.wait_for_end(within),
            "process {} is still speaking",
            self.id()
        );
        self.child.wait().expect("it is our own child")
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Both fail only for a process that has already been waited for.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a process says on one of its outputs.
#[derive(Clone, Debug, Default)]
struct Spoken(Arc<(Mutex<Lines>, Condvar)>);

#[derive(Debug, Default)]
struct Lines {
    text: Vec<String>,
    ended: bool,
}

impl Spoken {
    fn listen(output: impl Read + Send + 'static) -> Self {
        let spoken = Self::default();
        let writer = spoken.clone();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                writer.lines().text.push(line);
                writer.0.1.notify_all();
            }
            writer.lines().ended = true;
            writer.0.1.notify_all();
        });
        spoken
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.0.lock().expect("nobody panics while holding the lines")
    }

    fn wait_for(&self, words: &str, within: Duration) -> Option<String> {
        let find = |lines: &Lines| lines.text.iter().find(|line| line.contains(words)).cloned();
        find(&self.wait_until(within, |lines| lines.ended || find(lines).is_some()))
    }

    fn wait_for_end(&self, within: Duration) -> bool {
        self.wait_until(within, |lines| lines.ended).ended
    }

    fn wait_until(&self, within: Duration, good: impl Fn(&Lines) -> bool) -> MutexGuard<'_, Lines> {
        let waited = self
            .0
            .1
            .wait_timeout_while(self.lines(), within, |lines| !good(lines));
        waited.expect("nobody panics while holding the lines").0
    }
}
