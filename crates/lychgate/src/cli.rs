//! The command line. It takes no secret: whoever is on the machine reads the arguments of every process.

mod oidc;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use store::declarative::{Absent, Defaults};

use self::oidc::Oidc;
use crate::config::{self, Place};
use crate::migrations::Migration;
use crate::paint::say;
use crate::{check, demo, manual, migrations, reference, start};

const EXAMPLES: &str = "\
Examples:
  lychgate demo             try it: gateway, sample provider and echo service
  lychgate check kong.yml   every fault of a file, each with its remedy
  lychgate oidc check kong.yml
                            whether people could sign in at its provider
  lychgate config export    what the store holds, as such a file
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

const CONFIG_HELP: &str = "\
Works on the store that `lychgate start` would use, with the same --conf and
--prefix. A gateway that runs follows within a second.

Examples:
  lychgate config export -o kong.yml
  lychgate config diff kong.yml
  lychgate config import kong.yml";

const EXPORT_HELP: &str = "\
The file holds secrets. It reads back as the same entities, each with its id.
Ends with 0, or with 1 if nothing was exported.

Examples:
  lychgate config export -o kong.yml
  lychgate config export --select-tag team-a --select-tag public
  lychgate config export --defaults | less";

const IMPORT_HELP: &str = "\
Reads what Kong and decK write. All of the file is imported, or nothing. An
entity without an id is the one of the same name, if there is one. Values such
as ${{ env \"DECK_SECRET\" }} come from the environment.
Ends with 0, or with 1 if the store is as it was.

Examples:
  lychgate config import kong.yml
  lychgate config import --replace kong.yml    what the file lacks is deleted
  render-config | lychgate config import -";

const DIFF_HELP: &str = "\
Shows what `lychgate config import --replace` would change; secrets are ***.
Ends with 0 if that is nothing, 2 if something, 1 if nobody can tell.

Examples:
  lychgate config diff kong.yml
  lychgate config diff -p /var/lib/lychgate kong.yml";

const MIGRATIONS_HELP: &str = "\
`lychgate start` makes the tables too; of several nodes that start together one
does. A database of a later version is refused, and nothing of it is changed.
Ends with 0 if the tables are of the latest version, 3 if there are none yet,
5 if they are of an earlier one, 1 if nobody can tell.

Examples:
  lychgate migrations up
  lychgate migrations list -c /etc/lychgate/lychgate.conf";

const PLUGIN_HELP: &str = "\
Examples:
  lychgate plugin list
  lychgate plugin show openid-connect | less";

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
    /// Export what the store holds as a declarative file, import one, or compare
    #[command(after_help = CONFIG_HELP)]
    Config {
        #[command(subcommand)]
        command: Config,
    },
    /// Make the tables of the database, or tell which version they are
    #[command(after_help = MIGRATIONS_HELP)]
    Migrations {
        #[command(subcommand)]
        command: Migrations,
    },
    /// Tell which plugins there are, and what their options mean
    #[command(after_help = PLUGIN_HELP)]
    Plugin {
        #[command(subcommand)]
        command: Plugin,
    },
    /// Look at the provider of a login
    Oidc {
        #[command(subcommand)]
        command: Oidc,
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

#[derive(Debug, Subcommand)]
enum Plugin {
    /// Tell all plugins, in the order in which they act
    List,
    /// Tell what a plugin does, and all of its options
    Show {
        /// The name of the plugin, such as openid-connect
        name: String,
    },
}

#[derive(Debug, Subcommand)]
enum Migrations {
    /// Make the tables, or bring them to the latest version
    Up(Whose),
    /// Tell which version they are, and change nothing
    List(Whose),
    /// Take away what only an earlier version needed, once no node runs it any more
    Finish(Whose),
}

#[derive(Debug, Subcommand)]
enum Config {
    /// Write a declarative file of what the store holds
    #[command(after_help = EXPORT_HELP)]
    Export {
        #[command(flatten)]
        node: Node,
        /// The file, which must not be there yet [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Only entities with this tag; may be given several times, for entities with all of the tags
        #[arg(long, value_name = "TAG")]
        select_tag: Vec<String>,
        /// Write fields that have their defaults, too
        #[arg(long)]
        defaults: bool,
    },
    /// Make the store what a declarative file says
    #[command(after_help = IMPORT_HELP)]
    Import {
        #[command(flatten)]
        node: Node,
        /// Delete what the file does not have; with `_info.select_tags` only what has these tags
        #[arg(long)]
        replace: bool,
        /// The file, YAML or JSON; `-` reads the standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show what an import of a declarative file would change
    #[command(after_help = DIFF_HELP)]
    Diff {
        #[command(flatten)]
        node: Node,
        /// The file, YAML or JSON; `-` reads the standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Args, Debug)]
struct Whose {
    /// The settings file, in the syntax of kong.conf [default: /etc/lychgate/lychgate.conf if it is there]
    #[arg(short, long, value_name = "FILE")]
    conf: Option<PathBuf>,
    /// The folder of the node [setting: prefix; default: lychgate in $XDG_STATE_HOME or in ~/.local/state]
    #[arg(short, long, value_name = "FOLDER")]
    prefix: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct Node {
    /// The settings file, in the syntax of kong.conf [default: /etc/lychgate/lychgate.conf if it is there]
    #[arg(short, long, value_name = "FILE")]
    conf: Option<PathBuf>,
    /// The folder of the node [setting: prefix; default: lychgate in $XDG_STATE_HOME or in ~/.local/state]
    #[arg(short, long, value_name = "FOLDER")]
    prefix: Option<PathBuf>,
    /// The workspace [default: the one that the file names, or `default`]
    #[arg(short, long, value_name = "NAME")]
    workspace: Option<String>,
}

impl Node {
    fn place(self) -> Place {
        let Self {
            conf,
            prefix,
            workspace,
        } = self;
        Place {
            conf,
            prefix,
            workspace,
        }
    }
}

impl Migrations {
    fn run(self) -> ExitCode {
        let (wanted, node) = match self {
            Self::Up(node) => (Migration::Up, node),
            Self::List(node) => (Migration::List, node),
            Self::Finish(node) => (Migration::Finish, node),
        };
        migrations::run(node.conf.as_deref(), node.prefix.as_deref(), wanted)
    }
}

impl Config {
    fn run(self) -> ExitCode {
        match self {
            Self::Export {
                node,
                output,
                select_tag,
                defaults,
            } => {
                let wanted = config::Export {
                    output,
                    select_tags: select_tag,
                    defaults: match defaults {
                        true => Defaults::Written,
                        false => Defaults::LeftOut,
                    },
                };
                config::export(&node.place(), &wanted)
            }
            Self::Import { node, replace, file } => {
                let absent = match replace {
                    true => Absent::Deleted,
                    false => Absent::Kept,
                };
                config::import(&node.place(), &file, config::Import { absent })
            }
            Self::Diff { node, file } => config::diff(&node.place(), &file),
        }
    }
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
        Command::Config { command } => command.run(),
        Command::Migrations { command } => command.run(),
        Command::Plugin { command } => match command {
            Plugin::List => reference::list(),
            Plugin::Show { name } => reference::show(&name),
        },
        Command::Oidc { command } => command.run(),
        Command::Demo(asked) => asked.run(),
        Command::Completions { shell } => manual::completions(CommandLine::command(), shell),
        Command::Manual => manual::page(CommandLine::command()),
        Command::Version => {
            say(format_args!("lychgate {}\n", env!("CARGO_PKG_VERSION")));
            ExitCode::SUCCESS
        }
    }
}
