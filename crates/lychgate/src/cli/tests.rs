use clap::Command;

use super::*;

/// The arguments that take a value, of a command and all below it: where, and what they take.
fn taken(command: &Command, path: &str, all: &mut Vec<String>) {
    let path = format!("{path} {}", command.get_name());
    for argument in command
        .get_arguments()
        .filter(|argument| argument.get_action().takes_values())
    {
        all.push(format!("{} {}", path.trim_start(), argument.get_id()));
    }
    for below in command.get_subcommands() {
        taken(below, &path, all);
    }
}

// AD-14
#[test]
fn no_argument_is_a_secret() {
    let mut all = Vec::new();
    taken(&CommandLine::command(), "", &mut all);
    // Files, folders, names, ports, and nothing else. A secret is in a file, a vault or the environment.
    let expected = [
        "lychgate start conf",
        "lychgate start prefix",
        "lychgate check file",
        "lychgate config export conf",
        "lychgate config export prefix",
        "lychgate config export workspace",
        "lychgate config export output",
        "lychgate config export select_tag",
        "lychgate config import conf",
        "lychgate config import prefix",
        "lychgate config import workspace",
        "lychgate config import file",
        "lychgate config diff conf",
        "lychgate config diff prefix",
        "lychgate config diff workspace",
        "lychgate config diff file",
        "lychgate migrations up conf",
        "lychgate migrations up prefix",
        "lychgate migrations list conf",
        "lychgate migrations list prefix",
        "lychgate migrations finish conf",
        "lychgate migrations finish prefix",
        "lychgate plugin show name",
        "lychgate oidc check what",
        "lychgate oidc check plugin",
        "lychgate demo port",
        "lychgate demo write",
        "lychgate completions shell",
    ];
    assert_eq!(all, expected);
    for setting in [
        "--pg-password",
        "--pg_password",
        "--set",
        "--admin-token",
        "--session-secret",
    ] {
        for command in ["start", "check", "config", "migrations", "oidc", "demo"] {
            let line = ["lychgate", command, setting, "planted"];
            assert!(CommandLine::try_parse_from(line).is_err(), "{line:?}");
        }
    }
}
