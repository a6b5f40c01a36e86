//! A cookie opens if we sealed it, as it is and for what it is, and otherwise never.

#![no_main]

use http::HeaderValue;
use libfuzzer_sys::fuzz_target;
use ports::{Entropy, NoEntropy};
use serde_json::{Value, json};
use session::{
    Attributes, Content, Cookie, Encryption, Keys, Ring, SameSite, Scripts, Sealed, Secure, Shown, without,
};

/// What a core has: its keys, and its cookies for sessions and for logins under way.
struct Core {
    keys: Keys,
    cookies: [Sealed; 2],
}

thread_local! {
    static CORE: Core = Core::new();
}

fuzz_target!(|input: &[u8]| CORE.with(|core| {
    core.opens_nothing_foreign(input);
    core.opens_its_own(input);
}));

impl Core {
    fn new() -> Self {
        let ring = Ring::new([b"the newest secret".to_vec(), b"an older one".to_vec()]).expect("two secrets");
        let sealed = |name: &str, purpose, content| {
            let cookie = Cookie::new(&Attributes {
                name: name.into(),
                path: "/".into(),
                domain: None,
                same_site: SameSite::Lax,
                scripts: Scripts::KeptOut,
                secure: Secure::AsSet,
            });
            Sealed::new(cookie.expect("a cookie"), &ring, purpose, &["app"], content)
        };
        Self {
            keys: Keys::default(),
            cookies: [
                sealed("session", "session", Content::Packed),
                sealed("login", "logins", Content::Plain),
            ],
        }
    }

    /// Each line is a Cookie header that somebody made up.
    fn opens_nothing_foreign(&self, input: &[u8]) {
        let lines = input.split(|byte| *byte == b'\n');
        let heads: Vec<HeaderValue> = lines
            .filter_map(|line| HeaderValue::from_bytes(line).ok())
            .collect();
        for cookie in &self.cookies {
            let shown = self.shown(cookie, &heads);
            assert!(
                !matches!(shown, Shown::Open(_)),
                "opened what nobody sealed: {shown:?}"
            );
            // What goes on to the service behind holds nothing of ours.
            if let Some(left) = without(&[cookie], heads.iter()) {
                assert_eq!(self.shown(cookie, &left), Shown::Nothing, "left in {left:?}");
            } else {
                assert_eq!(shown, Shown::Nothing, "there, and not taken out");
            }
        }
    }

    /// The last three bytes say where a true cookie is changed, and how; the rest, some times, is what is in it.
    fn opens_its_own(&self, input: &[u8]) {
        let Some((value, [high, low, change])) = input.split_last_chunk() else {
            return;
        };
        // Long ones are several cookies.
        let times = 1 + usize::from(low % 32);
        let value = json!(String::from_utf8_lossy(value).repeat(times));
        for (cookie, [name, other]) in self
            .cookies
            .iter()
            .zip([["session", "login"], ["login", "session"]])
        {
            let written = cookie.write(&self.keys, &value, Encryption::Tls, [].iter(), &Same);
            // One that is too long is none.
            let Ok(lines) = written else {
                continue;
            };
            let head = shown_by_browser(&lines);
            let heads = [HeaderValue::from_bytes(&head).expect("cookies are headers")];
            assert_eq!(
                self.shown(cookie, &heads),
                Shown::Open(value.clone()),
                "does not open"
            );

            assert_eq!(
                without(&[cookie], heads.iter()),
                Some(Vec::new()),
                "some of it is left"
            );

            let at = usize::from(u16::from_be_bytes([*high, *low])) % head.len();
            let mut changed = head.clone();
            changed[at] ^= (*change).max(1);
            if let Ok(changed) = HeaderValue::from_bytes(&changed) {
                let shown = self.shown(cookie, &[changed]);
                assert!(
                    !matches!(shown, Shown::Open(_)),
                    "opened with another byte at {at}"
                );
            }

            // Under the name of another cookie it is nothing.
            let renamed = String::from_utf8_lossy(&head).replace(name, other);
            let renamed = [HeaderValue::try_from(renamed).expect("cookies are headers")];
            for cookie in &self.cookies {
                let shown = self.shown(cookie, &renamed);
                assert!(!matches!(shown, Shown::Open(_)), "opened under another name");
            }
        }
    }

    fn shown(&self, cookie: &Sealed, heads: &[HeaderValue]) -> Shown<Value> {
        cookie.read(&self.keys, heads.iter())
    }
}

/// The Cookie header of a browser that was told to set these.
fn shown_by_browser(lines: &[HeaderValue]) -> Vec<u8> {
    let pairs = lines
        .iter()
        .map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let pairs: Vec<&[u8]> = pairs.filter_map(|mut parts| parts.next()).collect();
    pairs.join(&b';')
}

/// The same dice in every run: what is found can be found again.
struct Same;

impl Entropy for Same {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(7);
        Ok(())
    }
}
