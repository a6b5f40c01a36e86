use super::{Extent, Figures, SECONDS, input, panic, root, targets};

fn extent(arguments: &[&str]) -> Result<Extent, String> {
    let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
    let known = ["callback", "jws"].map(str::to_owned).to_vec();
    Extent::of(&arguments, known).map_err(|error| error.to_string())
}

#[test]
fn arguments() {
    let all = &["callback", "jws"][..];
    for (arguments, targets, seconds) in [
        (&[][..], all, SECONDS),
        (&["5"], all, 5),
        (&["jws"], &["jws"], SECONDS),
        (&["jws", "86400"], &["jws"], 86_400),
    ] {
        let expected = Extent {
            targets: targets.iter().map(|name| (*name).to_owned()).collect(),
            seconds,
        };
        assert_eq!(extent(arguments), Ok(expected), "{arguments:?}");
    }
    for (arguments, error) in [
        (&["jwt"][..], "there is no target jwt: callback, jws"),
        (&["jws", "0"], "SECONDS is from 1 to 86400"),
        (&["86401"], "SECONDS is from 1 to 86400"),
        (&["5", "jws"], "SECONDS is from 1 to 86400"),
        (&["jws", "5", "5"], "at most a target and seconds"),
    ] {
        assert_eq!(extent(arguments), Err(error.to_owned()), "{arguments:?}");
    }
}

#[test]
fn figures_are_read_from_what_it_says() {
    let told = "Done 46890 runs in 11 second(s)\nstat::number_of_executed_units: 46890\n\
                stat::average_exec_per_sec:     4262\nstat::new_units_added:          1118\n\
                stat::peak_rss_mb:              413\n";
    let figures = Figures::of(told);
    let expected = Figures {
        executions: 46_890,
        kept: 1118,
        memory: 413,
    };
    assert_eq!(figures, expected);
    assert_eq!(Figures::of("panicked\n"), Figures::default());
    assert_eq!(input(told), None);
    assert_eq!(panic(told), None);
    let found = "thread '<unnamed>' (1) panicked at targets/jws.rs:40:1:\nbelieved\nnote: more\n==1== ERROR\nartifact_prefix='/f/'; Test unit written to /f/crash-1\nBase64: AA==\n";
    assert_eq!(input(found), Some("/f/crash-1"));
    assert_eq!(panic(found), Some("believed"));
}

#[test]
fn every_target_stands_in_the_manifest_and_has_seeds() {
    let root = root();
    let manifest = std::fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap();
    let targets = targets(&root).unwrap();
    assert!(!targets.is_empty());
    assert_eq!(manifest.matches("[[bin]]").count(), targets.len());
    for target in targets {
        assert!(
            manifest.contains(&format!("name = \"{target}\"\npath = \"targets/{target}.rs\"")),
            "{target}"
        );
        let seeds = std::fs::read_dir(root.join("fuzz/seeds").join(&target)).unwrap();
        assert!((3..=8).contains(&seeds.count()), "{target}");
    }
}
