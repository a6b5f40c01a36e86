//! How TLS is spoken with a service that is reached over https.

use model::{Id, Protocol, Service, Snapshot};
use schema::DocumentPath;

use super::problem::{LOOKED_FOR, Problem, UNRESOLVED};
use crate::wire::{Authorities, Shown, Tls, Verification};

/// The depth that Kong takes when `tls_verify_depth` is not set.
const DEPTH: u16 = 1;

/// How TLS is spoken with a service; `None` for one in the clear.
///
/// # Errors
/// What is wrong with the service: without its certificate or authorities it would be trusted too much.
pub(super) fn identity(snapshot: &Snapshot, service: &Service) -> Result<Option<Tls>, Box<Problem>> {
    if service.protocol != Protocol::Https {
        return Ok(None);
    }
    let gone = |field: &str, id: Id| {
        let what = format!("{field}: {id} is not there, or cannot be read");
        match snapshot.unresolved(id) {
            Some(lost) => problem(
                service,
                UNRESOLVED,
                format!("{field}: {id}: {}", lost.why),
                LOOKED_FOR,
            ),
            None => problem(
                service,
                "service.certificate_missing",
                what,
                "declare it, or mend it",
            ),
        }
    };
    // Its own goes before that of the upstream.
    let of_upstream = || snapshot.upstream_of(service)?.client_certificate;
    let shown = match service.client_certificate.or_else(of_upstream) {
        None => None,
        Some(id) => {
            let found = snapshot.certificate(id);
            Some(found.ok_or_else(|| gone("client_certificate", id))?)
        }
    };
    let mut authorities = Vec::new();
    for id in service.ca_certificates.iter().flatten() {
        let found = snapshot.ca_certificate(*id);
        authorities.push(found.ok_or_else(|| gone("ca_certificates", *id))?.cert.as_str());
    }
    // Whoever names authorities wants their signatures to count, unless it is said that they do not.
    let verified = service.tls_verify.unwrap_or(!authorities.is_empty());
    let verification = match verified {
        true => Verification::Chain {
            authorities: match authorities.as_slice() {
                [] => Authorities::System,
                these => Authorities::These(these),
            },
            depth: usize::from(service.tls_verify_depth.unwrap_or(DEPTH)),
        },
        false => Verification::None,
    };
    let shown = shown.map(|certificate| Shown {
        certificate: certificate.cert.as_str(),
        key: certificate.key.expose(),
    });
    Tls::new(verification, shown)
        .map(Some)
        .map_err(|why| problem(service, why.code(), why.to_string(), why.remedy()))
}

fn problem(service: &Service, code: &'static str, what: String, remedy: &str) -> Box<Problem> {
    Box::new(Problem {
        kind: "services",
        id: service.id,
        name: service.name.as_ref().map(ToString::to_string),
        code,
        what,
        remedy: remedy.to_owned(),
        field: DocumentPath::root(),
        closes: Vec::new(),
    })
}
