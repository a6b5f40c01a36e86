//! `docs/config.md`, followed word by word.

use crate::binary::{Folder, lychgate, repository};

/// What stands between these marks in a guide.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let begins = format!("```{language}\n");
    let blocks = text.split(begins.as_str()).skip(1);
    blocks.map(|rest| rest.split_once("```").unwrap().0).collect()
}

#[test]
fn every_command_of_the_page_says_what_the_page_says() {
    let page = std::fs::read_to_string(repository().join("docs/config.md")).unwrap();
    let folder = Folder::new();
    let yaml = blocks(&page, "yaml");
    assert_eq!(yaml.len(), 1);
    folder.file("kong.yml", yaml[0]);
    let commands = blocks(&page, "console");
    assert_eq!(commands.len(), 3);
    for (number, block) in commands.into_iter().enumerate() {
        if number == 1 {
            let without_bob = yaml[0].split("consumers:").next().unwrap();
            folder.file("kong.yml", &without_bob.replace("[/shop]", "[/store]"));
        }
        let (command, expected) = block.split_once('\n').unwrap();
        let arguments: Vec<&str> = command.strip_prefix("$ lychgate ").unwrap().split(' ').collect();
        let mut command = lychgate(&arguments);
        command
            .current_dir(folder.path())
            .env("LYCHGATE_PREFIX", folder.path().join("node"));
        let output = command.output().unwrap();
        let (said, complained) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        assert_eq!(said, expected, "{arguments:?}: {complained}");
    }
    let backup = std::fs::read_to_string(folder.path().join("backup.yml")).unwrap();
    assert!(
        backup.contains("username: bob") && backup.contains("/shop"),
        "{backup}"
    );
}
