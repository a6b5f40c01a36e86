//! Certificates of authorities: whose signatures a service may show.

use aws_lc_rs::digest::{SHA256, digest};
use schema::{Map, Members, Record, Tag, Value, Violation, Violations};

use super::CertificatePem;
use super::pem::blocks;
use crate::entity::{Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const CA_CERTIFICATES: Entity = Entity {
    name: "ca_certificates",
    key: None,
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Shared,
    links: &[],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: CaCertificate::describe,
    shorthand: Some(digested),
    brought: None,
};

/// The certificate of an authority.
#[derive(Record, Clone, Debug)]
#[record(rule = only_one)]
pub struct CaCertificate {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// The certificate.
    pub cert: CertificatePem,
    /// The SHA-256 of the certificate, in hexadecimal. It is worked out, whatever was written.
    #[field(unique)]
    pub cert_digest: Option<String>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}

/// Works out the digest, by which the same authority is known again.
fn digested(authority: &mut Map<String, Value>) -> Violations {
    let certificate = authority.get("cert").and_then(Value::as_str);
    let certificate = certificate.and_then(|text| blocks(text)?.into_iter().next());
    if let Some(certificate) = certificate {
        let digest = digest(&SHA256, &certificate);
        let digits: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        authority.insert("cert_digest".to_owned(), digits.into());
    }
    Violations::default()
}

fn only_one(authority: &Members<'_>, found: &mut Violations) {
    let text = authority.value("cert").and_then(Value::as_str);
    if text.and_then(blocks).is_some_and(|blocks| blocks.len() > 1) {
        found.add_rule(Violation::Own {
            code: "config.one_certificate",
            text: "please submit only one certificate at a time".to_owned(),
            remedy: "write an entity for each of them".to_owned(),
        });
    }
}
