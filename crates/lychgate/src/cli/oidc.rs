//! `lychgate oidc` and what it takes.

use std::process::ExitCode;

use clap::Subcommand;
use openid_connect::SignIn;

use crate::oidc;

const CHECK_HELP: &str = "\
Calls the provider as a login would: its address, its certificate, its discovery
document and its keys. Needs no gateway, and stores nothing. References to
vaults are followed as the settings of this machine say. With --sign-in the
provider is shown client ID and secret with a code that cannot be good; some
count that as a failed attempt.
Ends with 0 if people could sign in, 1 if not or if the file has faults, 2 if it
is not clear what to check.

Examples:
  lychgate oidc check kong.yml
  lychgate oidc check kong.yml --plugin shop --sign-in
  lychgate oidc check https://login.example.com
  lychgate oidc check kong.yml --json | jq .verdict";

/// What is done about a provider.
#[derive(Debug, Subcommand)]
pub(super) enum Oidc {
    /// Check the connection to a provider: what a login needs, one thing after the other
    #[command(after_help = CHECK_HELP)]
    Check {
        /// A declarative file, `-` for the standard input, or an issuer
        #[arg(value_name = "FILE|ISSUER")]
        what: String,
        /// Which login of the file: its id, its instance name, or the name of its route or service
        #[arg(long, value_name = "NAME")]
        plugin: Option<String>,
        /// Show the provider client ID and secret too
        #[arg(long)]
        sign_in: bool,
        /// Print JSON, as the Admin API answers
        #[arg(long)]
        json: bool,
    },
}

impl Oidc {
    pub(super) fn run(self) -> ExitCode {
        let Self::Check {
            what,
            plugin,
            sign_in,
            json,
        } = self;
        oidc::check(&oidc::Asked {
            what,
            plugin,
            sign_in: match sign_in {
                true => SignIn::Tried,
                false => SignIn::NotTried,
            },
            form: match json {
                true => oidc::Form::Json,
                false => oidc::Form::Text,
            },
        })
    }
}
