//! What to try, as numbered steps.

use std::fmt::{self, Display};

use super::Places;
use crate::paint::Paint;

/// Where everything is, and what can be seen there.
pub(super) fn steps(places: &Places, issuer: &str, paint: Paint) -> impl Display {
    let gateway = places.gateway_url();
    let places = [
        ("gateway", gateway.clone(), "stands before the echo service"),
        (
            "sample provider",
            issuer.to_owned(),
            "signs in alice, bob and carol; not for production",
        ),
        (
            "echo service",
            format!("http://{}", places.echo),
            "shows what reaches it",
        ),
        ("Admin API", format!("http://{}/status", places.admin), ""),
    ];
    let title = "Lychgate demo".to_owned();
    let steps = tried(&gateway);
    fmt::from_fn(move |f| {
        writeln!(f, "{}\n", paint.strong(&title))?;
        for (name, url, about) in &places {
            write!(f, "  {name:<17}{}", paint.link(url))?;
            match *about {
                "" => writeln!(f)?,
                // The colour has no width, so the blanks stand outside of it.
                about => writeln!(
                    f,
                    "{:1$}  {2}",
                    "",
                    24_usize.saturating_sub(url.len()),
                    paint.faint(about)
                )?,
            }
        }
        writeln!(
            f,
            "\n  All of it runs in this process, on loopback, without a network.\n"
        )?;
        for (number, step) in (1..).zip(&steps) {
            writeln!(f, "  {}  {}", paint.strong(format!("{number}.")), step.what)?;
            if !step.copy.is_empty() {
                writeln!(f, "      {}", paint.link(&step.copy))?;
            }
            for line in step.then {
                writeln!(f, "      {}", paint.faint(line))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "Ctrl-C ends it.")
    })
}

/// One step.
struct Step {
    /// What to do.
    what: &'static str,
    /// What to copy for that, if anything.
    copy: String,
    /// What happens.
    then: &'static [&'static str],
}

fn tried(gateway: &str) -> [Step; 6] {
    [
        Step {
            what: "Open this page in a browser:",
            copy: format!("{gateway}/"),
            then: &["Nobody is signed in yet, so the gateway sends you to the sample provider."],
        },
        Step {
            what: "Sign in as alice.",
            copy: String::new(),
            then: &[
                "You come back, signed in. The page shows what reached the echo service:",
                "the access token with your name and groups, and no session cookie.",
            ],
        },
        Step {
            what: "Reload the page.",
            copy: String::new(),
            then: &["Your session is sealed in a cookie; the provider is not asked again."],
        },
        Step {
            what: "Ask without a login:",
            copy: format!("curl -i {gateway}/"),
            then: &["The gateway answers by itself; the echo service never sees the request."],
        },
        Step {
            what: "Ask for what is open to everybody, and for what is closed:",
            copy: format!("curl {gateway}/open; curl -i {gateway}/closed"),
            then: &["Each route has rules of its own."],
        },
        Step {
            what: "See the configuration that does all this:",
            copy: "lychgate demo --print-config".to_owned(),
            then: &["It is a kong.yml."],
        },
    ]
}
