//! What to try, as numbered steps.

use std::fmt::{self, Display};

use super::Demo;
use crate::paint::Paint;

/// Where everything is, and what can be seen there.
pub(super) fn steps(demo: &Demo, paint: Paint) -> impl Display {
    let gateway = demo.asked.url(demo.places.gateway);
    let places = [
        ("gateway", gateway.clone(), "stands before the echo service"),
        (
            "sample provider",
            demo.provider.issuer().to_owned(),
            "signs in alice, bob and carol; not for production",
        ),
        (
            "echo service",
            format!("http://{}", demo.places.echo),
            "shows what reaches it",
        ),
        (
            "Admin API",
            format!("http://{}/status", demo.places.admin),
            "counts what happens",
        ),
        (
            "Manager",
            format!("http://{}", demo.places.manager),
            "shows the configuration to people",
        ),
    ];
    let steps = tried(demo, &gateway);
    let notes = notes(demo);
    fmt::from_fn(move |f| {
        writeln!(f, "{}\n", paint.strong("Lychgate demo"))?;
        for (name, url, about) in &places {
            // The colour has no width, so the blanks stand outside of it.
            let gap = 30_usize.saturating_sub(url.len());
            writeln!(
                f,
                "  {name:<17}{}{:gap$}  {}",
                paint.link(url),
                "",
                paint.faint(about)
            )?;
        }
        writeln!(
            f,
            "\n  All of it runs in this process, on loopback, without a network."
        )?;
        for note in &notes {
            writeln!(f, "  {note}")?;
        }
        writeln!(f)?;
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
        writeln!(
            f,
            "{}",
            paint.faint("The configuration that does all this: lychgate demo --print-config")
        )?;
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

fn tried(demo: &Demo, gateway: &str) -> [Step; 5] {
    let trusting = if demo.asked.https { " -k" } else { "" };
    let sign_in: &[&str] = match demo.asked.short_session {
        true => &[
            "Nobody is signed in yet, so the gateway sends you to the sample provider.",
            "Sessions end after 20 seconds: reload then, and you must sign in again.",
        ],
        false => &["Nobody is signed in yet, so the gateway sends you to the sample provider."],
    };
    [
        Step {
            what: "Open this page in a browser, and sign in as alice:",
            copy: format!("{gateway}/"),
            then: sign_in,
        },
        Step {
            what: "Look at the headers on the page you get.",
            copy: String::new(),
            then: &[
                "They are what reached the echo service: the access token with your name and groups, and no",
                "session cookie. Reload: your session is sealed in a cookie, the provider is not asked again.",
            ],
        },
        Step {
            what: "Open this page in a private window, and sign in as bob:",
            copy: format!("{gateway}/admins"),
            then: &["It is for the group admins. Alice may pass, bob may not, and is told so."],
        },
        Step {
            what: "Ask as a program does, with an access token of the provider:",
            copy: format!(
                "curl{trusting} -H 'Authorization: Bearer {}' {gateway}/",
                demo.token
            ),
            then: &["Without the token, or with one letter changed, nothing reaches the echo service."],
        },
        Step {
            what: "Sign out:",
            copy: format!("{gateway}/logout"),
            then: &["Your session ends here and at the provider, which asks again who you are."],
        },
    ]
}

/// What is different from a demo without options.
fn notes(demo: &Demo) -> Vec<&'static str> {
    match demo.asked.https {
        true => vec![
            "The certificate is made anew each time and nobody vouches for it, so your browser warns you:",
            "go on to localhost once.",
        ],
        false => Vec::new(),
    }
}
