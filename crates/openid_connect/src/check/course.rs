//! The course of a check: one thing after the other, and nothing whose ground has failed.

use std::time::Duration;

use oidc::client_auth::Signer;
use oidc::{ClientProof, DiscoveryRules, Metadata, RedirectUri, Trial};
use ports::{HttpError, HttpReply, Whose};
use tokio::time::timeout;

use super::caller::{Caller, Uncalled};
use super::configuration::{Judged, Subject, judge};
use super::finding::{Finding, Report, Status, Step};
use super::scrub::Scrub;
use super::{Check, SignIn, client, connection, document, endpoints, keys, support};
use crate::additions::Additions;
use crate::instance::in_protocol as moment;
use crate::login::{in_http, in_protocol};
use crate::provider::{Outgoing, Unavailable};

/// Where a login of a client without a redirect URI would come back to, which nobody knows (RFC 2606 section 2).
const NOWHERE: &str = "https://gateway.invalid/";

/// The options that say who the client is and how it proves that.
const OF_CLIENT: [&str; 6] = [
    "client_id",
    "client_secret",
    "client_auth",
    "client_alg",
    "client_jwk",
    "token_endpoint_auth_method",
];

/// A check under way.
struct Course<'a> {
    check: &'a Check<'a>,
    scrub: &'a Scrub,
    caller: Caller<'a>,
    findings: Vec<Finding>,
}

/// Goes all the way, as far as it leads.
pub(super) async fn run(check: &Check<'_>, scrub: &Scrub, longest: Duration) -> Report {
    let Judged {
        findings,
        issuer,
        subject,
    } = judge(check.config, check.resolved.missing().as_deref(), check.services);
    let Some(inspector) = check.services.http.inspector() else {
        let nobody = Finding::fail(Step::Name, "nobody can look at servers from here");
        let findings = findings.into_iter().chain([nobody]).collect();
        return Report::of(None, skipped(findings, "nobody can look at servers from here"));
    };
    let mut course = Course {
        check,
        scrub,
        caller: Caller::new(check, inspector, longest),
        findings,
    };
    let broke_at = match (&subject, issuer) {
        (_, Some(finding)) => course.add(finding),
        (Some(subject), None) => match timeout(longest, course.look(subject)).await {
            Ok(broke) => broke,
            Err(_) => course.overtaken(longest),
        },
        (None, None) => Some(Step::Configuration),
    };
    let named = subject
        .as_ref()
        .map(|subject| subject.endpoint.issuer.to_string());
    if let Some(subject) = &subject {
        course.look_aside(subject);
    }
    let why = broke_at.map_or_else(String::new, |step| {
        format!("not looked at, since this comes first: {}", step.title())
    });
    Report::of(named, skipped(course.findings, &why))
}

/// The findings in their order, and one for each step that has none.
fn skipped(mut findings: Vec<Finding>, why: &str) -> Vec<Finding> {
    for step in Step::ALL {
        if findings.iter().all(|finding| finding.step != step) {
            findings.push(Finding::skip(step, why));
        }
    }
    findings.sort_by_key(|finding| finding.step);
    findings
}

impl Course<'_> {
    /// Adds a finding. The step, if nothing that builds on it can be looked at.
    fn add(&mut self, finding: Finding) -> Option<Step> {
        let broke = (finding.status == Status::Fail).then_some(finding.step);
        self.findings.push(finding);
        broke
    }

    fn add_timed(&mut self, finding: Finding, begin: ports::Timestamp) -> Option<Step> {
        let took = self.check.services.clock.now().since(begin);
        self.add(Finding {
            ms: Some(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
            ..finding
        })
    }

    /// The first step that there was no time to see the end of.
    fn overtaken(&mut self, longest: Duration) -> Option<Step> {
        let is_seen = |step: &Step| self.findings.iter().any(|finding| finding.step == *step);
        let is_aside = |step: &Step| [Step::RedirectUri, Step::Clock].contains(step);
        let step = Step::ALL
            .into_iter()
            .find(|step| !is_seen(step) && !is_aside(step))?;
        let seen = format!("the {} s that a check may take are over", longest.as_secs());
        self.add(Finding::fail(step, seen).fix("See what answers that slowly, and check again."))
    }

    /// Whether an option like this cannot be put to use.
    fn is_wrong(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        self.findings.iter().any(|finding| {
            finding.step == Step::Configuration
                && finding.status == Status::Fail
                && finding.option.as_deref().is_some_and(&is_meant)
        })
    }

    /// What needs nobody, and what was heard on the way.
    fn look_aside(&mut self, subject: &Subject) {
        let signs_in = subject.config.credentials.methods().authorization_code;
        // There may be no client yet, or one that is not to be had; the addresses are written all the same.
        let uris = subject.config.client.redirect_uri.iter().flatten();
        let uris: Vec<&str> = uris.map(|uri| uri.as_str()).collect();
        self.add(match signs_in {
            true if self.is_wrong(|option| option == "redirect_uri") => {
                Finding::skip(Step::RedirectUri, "what is written there cannot be put to use")
            }
            true => client::redirect_uri(&uris),
            false => Finding::skip(Step::RedirectUri, "nobody is sent to the provider"),
        });
        if let Some(ahead) = self.caller.ahead {
            let leeway = subject.config.verification.leeway();
            self.add(client::clock(Some(ahead), leeway));
        }
    }

    /// Looks at the provider. The step at which nothing more could be seen.
    async fn look(&mut self, subject: &Subject) -> Option<Step> {
        let metadata = match &subject.endpoint.rules.pseudo_issuer {
            Some(name) => self.without_document(subject, name),
            None => {
                if let Some(broke) = self.reach(subject).await {
                    return Some(broke);
                }
                match self.read(subject).await {
                    Ok(metadata) => metadata,
                    Err(broke) => return Some(broke),
                }
            }
        };
        self.look_at_keys(subject, &metadata).await;
        self.add(support::support(subject, &metadata, self.scrub));
        self.look_at_client(subject, &metadata).await;
        if self.caller.ahead.is_none() {
            self.add(client::clock(None, Duration::ZERO));
        }
        None
    }

    /// A provider without a document is what the options say.
    fn without_document(&mut self, subject: &Subject, name: &str) -> Metadata {
        let why = "using_pseudo_issuer: the issuer is a mere name, and all addresses are options";
        for step in [
            Step::Issuer,
            Step::Name,
            Step::Connection,
            Step::Discovery,
            Step::IssuerInDocument,
        ] {
            self.add(Finding::skip(step, why));
        }
        let metadata = Metadata::of_pseudo_issuer(name, &subject.endpoint.rules.endpoints);
        self.add(endpoints::endpoints(subject, &Ok(metadata.clone()), self.scrub));
        metadata
    }

    /// The address of the issuer, its name, and who answers there.
    async fn reach(&mut self, subject: &Subject) -> Option<Step> {
        let endpoint = &subject.endpoint;
        let written = endpoint.issuer.as_str();
        self.add(
            match (endpoint.issuer.is_plain(), endpoint.issuer.is_loopback()) {
                (false, _) => Finding::ok(Step::Issuer, written),
                (true, true) => Finding::ok(
                    Step::Issuer,
                    format!("{written}; nothing is encrypted, and it stays on this machine"),
                ),
                (true, false) => Finding::warn(Step::Issuer, format!("{written}; nothing is encrypted"))
                    .expected("https:")
                    .fix("Write https: as soon as the provider has it: anybody between can sign people in.")
                    .option("issuer"),
            },
        );
        let begin = self.check.services.clock.now();
        let located = self.caller.locate(endpoint, written).await;
        let forbidden = located.as_ref().ok();
        let forbidden = forbidden.and_then(|location| self.caller.forbidden(&location.addresses));
        let finding = connection::name(&located, forbidden.as_ref(), self.scrub);
        let broke = self.add_timed(finding, begin).or(forbidden.map(|_| Step::Name));
        let (Ok(location), None) = (located, broke) else {
            return broke;
        };
        let begin = self.check.services.clock.now();
        let address = match self.caller.connect(endpoint, &location).await {
            Ok(address) => address,
            Err(why) => return self.add_timed(connection::unconnected(&why, self.scrub), begin),
        };
        self.caller.keep(endpoint, written, address, location.whose);
        let finding = match (endpoint.issuer.is_plain(), location.whose) {
            (false, Whose::Server) => {
                let host = location.host.as_str();
                let shaken = self.caller.handshake(endpoint, host, address).await;
                let now = moment(self.check.services.clock.now()).seconds();
                connection::handshake(
                    &shaken,
                    (host, address),
                    endpoint.terms.verification,
                    now,
                    self.scrub,
                )
            }
            (_, whose) => connection::without_tls(address, whose),
        };
        self.add_timed(finding, begin)
    }

    /// The document, whose it is, and what it names.
    async fn read(&mut self, subject: &Subject) -> Result<Metadata, Step> {
        let begin = self.check.services.clock.now();
        let mut last = None;
        for url in subject.endpoint.issuer.discovery_urls() {
            let replied = self
                .caller
                .send(&subject.endpoint, subject.endpoint.request(&url))
                .await;
            let replied = self.unless_denied(Step::Discovery, replied)?;
            let is_elsewhere = matches!(&replied, Ok(reply) if reply.status == http::StatusCode::NOT_FOUND);
            // Of several addresses without a document the first is told: it is the likeliest.
            if !is_elsewhere || last.is_none() {
                last = Some((url, replied));
            }
            if !is_elsewhere {
                break;
            }
        }
        let Some((url, replied)) = last else {
            return Err(Step::Issuer);
        };
        let (finding, is_there) = document::discovery(&url, &replied, self.scrub);
        self.add_timed(finding, begin);
        let (Ok(reply), true) = (replied, is_there) else {
            return Err(Step::Discovery);
        };
        let rules: &DiscoveryRules = &subject.endpoint.rules;
        let named = document::named(&reply);
        let written = subject.config.provider.issuer.as_str();
        let found = document::issuer(
            written,
            &subject.endpoint.issuer,
            named.as_deref(),
            rules.issuer,
            self.scrub,
        );
        if let Some(broke) = self.add(found) {
            return Err(broke);
        }
        let read = document::read(&reply, Some(subject));
        let broke = self.add(endpoints::endpoints(subject, &read, self.scrub));
        // What is missing for one method says nothing of the keys.
        read.map_err(|_| broke.unwrap_or(Step::Endpoints))
    }

    async fn look_at_keys(&mut self, subject: &Subject, metadata: &Metadata) {
        let Some(url) = metadata.jwks_uri() else {
            let finding = Finding::warn(
                Step::Keys,
                "nobody says where the keys are, so no token is verified",
            );
            self.add(
                finding
                    .fix("Write the address of the keys into jwks_endpoint.")
                    .option("jwks_endpoint"),
            );
            return;
        };
        let begin = self.check.services.clock.now();
        let replied = self
            .caller
            .send(&subject.endpoint, subject.endpoint.request(url))
            .await;
        let Ok(replied) = self.unless_denied(Step::Keys, replied) else {
            return;
        };
        let secret = match subject.config.verification.enable_hs_signatures {
            true => keys::SharedSecret::Signs,
            false => keys::SharedSecret::DoesNotSign,
        };
        let finding = keys::keys(url, &replied, metadata.document(), secret, self.scrub);
        self.add_timed(finding, begin);
    }

    async fn look_at_client(&mut self, subject: &Subject, metadata: &Metadata) {
        let begin = self.check.services.clock.now();
        let trial = match self.trial_call(subject, metadata) {
            Err(Untried::Skipped(why)) => {
                self.add(Finding::skip(Step::Client, why));
                return;
            }
            Err(Untried::Failed(why)) => Err(why),
            Ok(outgoing) => match self.tried(subject, outgoing).await {
                Ok(tried) => tried,
                // It is told already.
                Err(_) => return,
            },
        };
        let own = subject.clients.first();
        let name = own.map_or("", |own| own.proof_at_token_endpoint(metadata));
        self.add_timed(client::client(&trial, name, self.scrub), begin);
    }

    /// The call that shows the client to the provider.
    fn trial_call(&self, subject: &Subject, metadata: &Metadata) -> Result<Outgoing, Untried> {
        let skip = |why| Err(Untried::Skipped(why));
        let (Some(own), Some(_)) = (subject.clients.first(), metadata.token_endpoint()) else {
            return skip("there is no client to show, or no token endpoint to show it to");
        };
        if self.check.sign_in == SignIn::NotTried {
            return skip("not asked for: the provider is shown the client only if that is wanted");
        }
        if self.is_wrong(|option| OF_CLIENT.contains(&option)) || self.check.resolved.missing().is_some() {
            return skip("what proves the client is not to be had from the options as they are");
        }
        let uri = own.redirect_uri.as_ref();
        let Ok(additions) = Additions::of(&subject.config) else {
            return skip("what a login adds to the call cannot be put to use");
        };
        let said = additions.of_token_endpoint();
        let mut call = Trial::call(own, metadata, uri.map_or(NOWHERE, RedirectUri::as_str));
        said.add_to(&mut call);
        let endpoint = &subject.endpoint;
        let place = (endpoint.timeout, endpoint.reach, &endpoint.terms);
        let request =
            in_http(&call, &said.headers, place).map_err(|_| Untried::Failed(Unavailable::Unsendable))?;
        match call.proof {
            ClientProof::InCall => Ok(request.into()),
            ClientProof::Certificate => {
                skip("the client proves itself with its certificate, which a check does not show")
            }
            ClientProof::Assertion(assertion) => match assertion.signer {
                // They are kept in the store, and would be made if there were none.
                Signer::OwnKey(_) => {
                    skip("the client proves itself with keys of this gateway, which a check does not touch")
                }
                Signer::Key(_) => Ok(Outgoing::with_assertion(request, assertion)),
            },
        }
    }

    /// What came of showing the client. The step, if a check does not go there.
    async fn tried(
        &mut self,
        subject: &Subject,
        outgoing: Outgoing,
    ) -> Result<Result<Trial, Unavailable>, Step> {
        let request = match outgoing.proven(self.check.services).await {
            Ok(request) => request,
            Err(why) => return Ok(Err(why)),
        };
        let replied = self.caller.send(&subject.endpoint, request).await;
        let replied = self.unless_denied(Step::Client, replied)?;
        Ok(replied
            .map(|reply| Trial::read(&in_protocol(&reply, None)))
            .map_err(Unavailable::Http))
    }

    /// What came of a call. The step, if a check does not go there, which is told then.
    fn unless_denied(
        &mut self,
        step: Step,
        replied: Result<HttpReply, Uncalled>,
    ) -> Result<Result<HttpReply, HttpError>, Step> {
        match replied {
            Ok(reply) => Ok(Ok(reply)),
            Err(Uncalled::Http(why)) => Ok(Err(why)),
            Err(Uncalled::Denied(seen)) => {
                self.add(connection::denied(step, seen));
                Err(step)
            }
        }
    }
}

/// Why the client is not shown to the provider.
enum Untried {
    /// That is not wanted, or not done, for this reason.
    Skipped(&'static str),
    /// It cannot be done.
    Failed(Unavailable),
}
