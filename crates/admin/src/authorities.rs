//! Certificates of authorities, which stay as long as somebody trusts them.

use model::{CA_CERTIFICATES, Document, Id, PLUGINS, SERVICES};
use schema::Value;

use crate::desk::Desk;
use crate::problem::Problem;

impl Desk<'_> {
    /// An authority may not go while a service or a plugin of any workspace names it: whoever demands a certificate of
    /// hers could prove nothing any more. They name her among their fields, and not by a link that the store would keep.
    ///
    /// # Errors
    /// [`Problem::Trusted`]: by whom.
    pub(crate) async fn must_not_be_trusted(&self, document: &Document) -> Result<(), Problem> {
        if document.kind != CA_CERTIFICATES.name {
            return Ok(());
        }
        for (entity, place) in [
            (&SERVICES, "/ca_certificates"),
            (&PLUGINS, "/config/ca_certificates"),
        ] {
            let all = self.everywhere(entity).await?;
            if let Some(by) = all.iter().find(|by| names(by, place, document.id)) {
                return Err(Problem::Trusted {
                    authority: document.id,
                    kind: entity.name,
                    by: by.id,
                });
            }
        }
        Ok(())
    }
}

/// Whether a document names this one in a list.
fn names(document: &Document, place: &str, id: Id) -> bool {
    let list = document.body.pointer(place).and_then(Value::as_array);
    let mut named = list.into_iter().flatten().filter_map(Value::as_str);
    named.any(|named| Id::parse(named) == Some(id))
}
