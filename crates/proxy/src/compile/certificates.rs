//! The certificates that clients are shown by name.

use std::collections::HashMap;
use std::sync::Arc;

use model::{Certificate, Snapshot, Sni};
use schema::DocumentPath;

use super::Plan;
use super::problem::{LOOKED_FOR, Problem, Problems, UNRESOLVED};
use crate::certificates::{Certificates, Ready};
use crate::wire::{Shown, TlsUnusable};

/// Makes the certificates ready that names lead to, and takes over those of the plan before. A name whose certificate
/// cannot be shown is told as a problem; whoever asks for it sees that of the listener.
pub(super) fn certificates(
    snapshot: &Snapshot,
    previous: Option<&Plan>,
    problems: &mut Problems,
) -> Certificates {
    for lost in snapshot.lost_snis() {
        problems.add(Problem::quarantined(lost));
    }
    let mut certificates = Certificates::default();
    let empty = HashMap::new();
    let before = previous.map_or(&empty, |plan| &plan.certificates.made);
    for sni in snapshot.snis() {
        let Some(certificate) = snapshot.certificate(sni.certificate) else {
            problems.add(gone(snapshot, sni));
            continue;
        };
        let made = certificates.made.get(&certificate.id);
        let kept = made.or_else(|| before.get(&certificate.id).filter(|one| one.is_of(certificate)));
        let ready = match kept.cloned().map_or_else(|| make(certificate), Ok) {
            Ok(ready) => ready,
            Err(why) => {
                problems.add(unusable(certificate, &why));
                continue;
            }
        };
        let name = sni.name.as_str().to_ascii_lowercase();
        certificates.named.insert(name, Arc::clone(&ready.config));
        certificates.made.insert(certificate.id, ready);
    }
    certificates
}

impl Ready {
    fn is_of(&self, certificate: &Certificate) -> bool {
        self.certificate.cert.as_str() == certificate.cert.as_str()
            && self.certificate.key.expose() == certificate.key.expose()
    }
}

fn make(certificate: &Arc<Certificate>) -> Result<Ready, TlsUnusable> {
    let shown = Shown {
        certificate: certificate.cert.as_str(),
        key: certificate.key.expose(),
    };
    Ok(Ready {
        certificate: Arc::clone(certificate),
        config: Arc::new(shown.server()?),
    })
}

fn gone(snapshot: &Snapshot, sni: &Sni) -> Problem {
    let id = sni.certificate;
    let (code, what, remedy) = match snapshot.unresolved(id) {
        Some(lost) => (UNRESOLVED, format!("certificate: {id}: {}", lost.why), LOOKED_FOR),
        None => (
            "sni.certificate_missing",
            format!("certificate: {id} is not there, or cannot be read"),
            "declare it, or mend it",
        ),
    };
    Problem {
        kind: "snis",
        id: sni.id,
        name: Some(sni.name.to_string()),
        code,
        what,
        remedy: remedy.to_owned(),
        field: DocumentPath::root(),
        closes: Vec::new(),
    }
}

fn unusable(certificate: &Certificate, why: &TlsUnusable) -> Problem {
    Problem {
        kind: "certificates",
        id: certificate.id,
        name: None,
        code: why.code(),
        what: match why {
            TlsUnusable::Certificate(why) => format!("clients cannot be shown it: {why}"),
            _ => "its key cannot be read".to_owned(),
        },
        remedy: why.remedy().to_owned(),
        field: DocumentPath::root(),
        closes: Vec::new(),
    }
}
