//! What shells and `man` want to know of the command line, from its one description.

use std::fmt::{self, Write as _};
use std::process::ExitCode;

use clap::{Arg, Command};
use clap_complete::Shell;

use crate::paint::say;

/// Prints the completions of a shell.
#[must_use]
pub(crate) fn completions(mut command: Command, shell: Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "lychgate", &mut script);
    say(String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}

/// Prints a man page, all commands on one.
#[must_use]
pub(crate) fn page(mut command: Command) -> ExitCode {
    command.build();
    match written(&command) {
        Ok(text) => {
            say(text);
            ExitCode::SUCCESS
        }
        Err(fmt::Error) => ExitCode::FAILURE,
    }
}

/// In the language of man pages, man(7).
fn written(command: &Command) -> Result<String, fmt::Error> {
    let (name, version) = (command.get_name(), command.get_version().unwrap_or_default());
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = String::new();
    writeln!(page, ".TH {} 1 \"\" \"{name} {version}\"", name.to_uppercase())?;
    writeln!(page, ".SH NAME\n{name} \\- {}", plain(&about(command)))?;
    writeln!(page, ".SH SYNOPSIS\n.B {name}\n.I COMMAND\n[\\fIOPTIONS\\fR]")?;
    writeln!(page, ".SH COMMANDS")?;
    for command in command
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        write!(page, ".SS {}", plain(command.get_name()))?;
        for argument in command.get_positionals() {
            write!(page, " {}", plain(&values(argument)))?;
        }
        writeln!(page, "\n{}.", plain(&about(command)))?;
        let options = command
            .get_arguments()
            .filter(|argument| argument.get_long().is_some_and(|long| long != "help"));
        for argument in options {
            write_option(&mut page, argument)?;
        }
        for argument in command.get_positionals() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            writeln!(
                page,
                ".TP\n.I {}\n{}{}",
                plain(&values(argument)),
                plain(&help),
                plain(&choice(argument))
            )?;
        }
        if let Some(more) = command.get_after_help() {
            writeln!(page, ".PP\n.nf\n{}\n.fi", plain(&more.to_string()))?;
        }
    }
    Ok(page)
}

fn write_option(page: &mut String, argument: &Arg) -> fmt::Result {
    let short = argument
        .get_short()
        .map(|short| format!("-{short}, "))
        .unwrap_or_default();
    let long = argument.get_long().unwrap_or_default();
    let values = match argument.get_action().takes_values() {
        true => format!(" {}", values(argument)),
        false => String::new(),
    };
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    writeln!(
        page,
        ".TP\n.B {}\n{}",
        plain(&format!("{short}--{long}{values}")),
        plain(&help)
    )
}

/// `FOLDER`.
fn values(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    names
        .iter()
        .map(|name| name.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// ` (bash, zsh)`, where there is a choice.
fn choice(argument: &Arg) -> String {
    let possible: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    match possible.is_empty() {
        true => String::new(),
        false => format!(": {}", possible.join(", ")),
    }
}

/// Text that is no request of the language: each would begin a line with a dot or a quote.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        match line.starts_with(['.', '\'']) {
            true => format!("\\&{line}"),
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
