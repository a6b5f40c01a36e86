//! `lychgate completions` and `lychgate manual`.

use crate::binary::run;

#[test]
fn shells_learn_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let printed = run(&["completions", shell], "");
        assert_eq!(printed.code, Some(0), "{}", printed.stderr);
        for word in ["start", "check", "demo", "short-session"] {
            assert!(printed.stdout.contains(word), "no {word} for {shell}");
        }
    }
}

#[test]
fn the_manual_says_what_the_help_says() {
    let manual = run(&["manual"], "");
    assert_eq!(manual.code, Some(0), "{}", manual.stderr);
    assert!(manual.stdout.starts_with(".TH LYCHGATE 1 "), "{}", manual.stdout);
    let manual = manual.stdout.replace("\\-", "-");
    for command in ["start", "check", "demo", "completions", "manual", "version"] {
        assert!(
            manual.contains(&format!(".SS {command}")),
            "no {command} in {manual}"
        );
        let help = run(&[command, "--help"], "").stdout;
        let options = help.split_whitespace().filter(|word| word.starts_with("--"));
        for option in options.filter(|option| !option.contains("help")) {
            assert!(manual.contains(option), "no {option} in {manual}");
        }
    }
}
