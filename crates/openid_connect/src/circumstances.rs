//! Why a browser may not bring our cookies back, as far as its request shows.

use plugin::{Exchange, HeaderName, Scheme};

use crate::OpenIdConnect;
use crate::instance::Here;
use crate::presented::origin;

/// Beyond so many bytes of cookies, servers and proxies in between begin to refuse or to drop them.
const MANY: usize = 4096;

impl OpenIdConnect {
    /// What this request shows of why cookies get lost, in sentences; empty if nothing is odd about it.
    pub(crate) fn circumstances(&self, here: &Here, exchange: &Exchange) -> String {
        let rounds = self.cookies.rounds(&here.keys, &exchange.head);
        let findings = [
            self.in_the_clear(exchange),
            (rounds.bytes > MANY).then(|| {
                format!(
                    "The cookies of your session take {} bytes, which something between your browser and this site \
                     may not let through.",
                    rounds.bytes
                )
            }),
            self.another_host(exchange),
            self.another_site(exchange),
        ];
        findings.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn in_the_clear(&self, exchange: &Exchange) -> Option<String> {
        let is_lost = exchange.received.scheme == Scheme::Http && self.cookies.need_tls();
        is_lost.then(|| {
            "The cookies of this site are for https: only, and this request came by http: to it; most likely a proxy \
             before this site does not say that it speaks https:."
                .to_owned()
        })
    }

    fn another_host(&self, exchange: &Exchange) -> Option<String> {
        let there = url::Url::parse(self.rules.client.redirect_uri.as_ref()?.as_str()).ok()?;
        let here = url::Url::parse(&origin(exchange)).ok()?;
        let (here, there) = (here.host_str()?, there.host_str()?);
        (here != there).then(|| {
            format!("You came to {here}, and signing in leads to {there}: cookies of one are not brought to the other.")
        })
    }

    fn another_site(&self, exchange: &Exchange) -> Option<String> {
        const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
        let comes_from_there = exchange.head.get(&SITE).is_some_and(|site| site == "cross-site");
        let attribute = self.cookies.login_stays_at_home(&exchange.received.method)?;
        comes_from_there.then(|| {
            format!(
                "The cookie of a login is {attribute} here, so browsers do not bring it when the identity provider sends \
                 them back from another site."
            )
        })
    }
}
