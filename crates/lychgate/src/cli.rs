//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::paint::say;
use crate::{check, demo, manual, start};

const EXAMPLES: &str = "\
Examples:
  lychgate demo             try it: gateway, sample provider and echo service
  lychgate check kong.yml   every fault of a file, each with its remedy
  LYCHGATE_DECLARATIVE_CONFIG=kong.yml lychgate start";

const START_HELP: &str = "\
Settings carry Kong's names: `proxy_listen` is a line of the file, the variable
LYCHGATE_PROXY_LISTEN, or KONG_PROXY_LISTEN. The command line wins over
LYCHGATE_*, that over KONG_*, that over the file.

Ends with 0 when it was asked to end, 1 if it cannot start, 130 if a second
signal cut off what was under way.

Examples:
  lychgate start -c /etc/lychgate/lychgate.conf
  LYCHGATE_DECLARATIVE_CONFIG=kong.yml lychgate start
  LYCHGATE_PROXY_LISTEN=0.0.0.0:8080 LYCHGATE_LOG_LEVEL=debug lychgate start";

const CHECK_HELP: &str = "\
Ends with 0 if the file is good, 1 if it has faults, 2 if it cannot be read.

Examples:
  lychgate check kong.yml
  render-config | lychgate check -";

const DEMO_HELP: &str = "\
Needs no network, no account and no other program. Everything listens on
loopback and is gone after Ctrl-C.

Examples:
  lychgate demo
  lychgate demo --open              opens the first page in your browser
  lychgate demo --short-session     to see what happens when a session ends
  lychgate demo --https --port 9000
  lychgate demo --write gateway     files for a gateway of your own";

const COMPLETIONS_HELP: &str = "\
Examples:
  lychgate completions bash > /etc/bash_completion.d/lychgate
  lychgate completions zsh > /usr/local/share/zsh/site-functions/_lychgate
  lychgate completions fish > ~/.config/fish/completions/lychgate.fish";

const MANUAL_HELP: &str = "\
Examples:
  lychgate manual > /usr/local/share/man/man1/lychgate.1
  lychgate manual | man -l -";

/// An open API gateway with OpenID Connect at its heart, configured like Kong.
#[derive(Debug, Parser)]
#[command(name = "lychgate", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the gateway in the foreground
    Start(Start),
    /// Read a declarative file and list every fault in it, or what it holds
    #[command(after_help = CHECK_HELP)]
    Check {
        /// The file, YAML or JSON; `-` reads the standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Start gateway, sample provider and echo service, and print what to try
    Demo(Demo),
    /// Print what a shell needs to complete our command lines
    #[command(after_help = COMPLETIONS_HELP)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual, in the language of man pages
    #[command(after_help = MANUAL_HELP)]
    Manual,
    /// Print the version
    Version,
}

#[derive(Args, Debug)]
#[command(after_help = START_HELP)]
struct Start {
    /// The settings file, in the syntax of kong.conf [default: /etc/lychgate/lychgate.conf if it is there]
    #[arg(short, long, value_name = "FILE")]
    conf: Option<PathBuf>,
    /// The folder for what this node keeps, such as its key ring [setting: prefix; default: lychgate in $XDG_STATE_HOME or in ~/.local/state]
    #[arg(short, long, value_name = "FOLDER")]
    prefix: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = DEMO_HELP)]
struct Demo {
    /// The port of the gateway; the others take the next four. 0 leaves all to the system
    #[arg(long, default_value_t = 8000, value_parser = clap::value_parser!(u16).range(..=65531))]
    port: u16,
    /// Let sessions end after 20 seconds
    #[arg(long)]
    short_session: bool,
    /// Listen with TLS, by a certificate that is made for this run
    #[arg(long)]
    https: bool,
    /// Open the first page in a browser
    #[arg(long)]
    open: bool,
    /// Print the gateway's configuration, and start nothing
    #[arg(long, conflicts_with_all = ["open", "write"])]
    print_config: bool,
    /// Write kong.yml, lychgate.conf and a systemd unit into a folder to begin with, and start nothing
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["port", "short_session", "https", "open"])]
    write: Option<PathBuf>,
}

impl Demo {
    fn run(self) -> ExitCode {
        let Self {
            port,
            short_session,
            https,
            open,
            print_config,
            write,
        } = self;
        let asked = demo::Asked {
            port,
            short_session,
            https,
            open,
        };
        match write {
            Some(folder) => demo::write(&folder),
            None if print_config => demo::print_config(&asked),
            None => demo::run(asked),
        }
    }
}

/// Does what the command line asks. The code is 0 if it went well.
#[must_use]
pub fn run() -> ExitCode {
    match CommandLine::parse().command {
        Command::Start(asked) => start::run(asked.conf.as_deref(), asked.prefix.as_deref()),
        Command::Check { file } => check::run(&file),
        Command::Demo(asked) => asked.run(),
        Command::Completions { shell } => manual::completions(CommandLine::command(), shell),
        Command::Manual => manual::page(CommandLine::command()),
        Command::Version => {
            say(format_args!("lychgate {}\n", env!("CARGO_PKG_VERSION")));
            ExitCode::SUCCESS
        }
    }
}
