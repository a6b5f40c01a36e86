//! Certificates, which people write and read together with the names that they are shown for.

use std::borrow::Cow;
use std::collections::HashMap;

use model::{CERTIFICATES, Document, Id, SNIS};
use schema::{Map, Value, Violation, Violations};
use store::{By, Change, Filter};

use crate::address::Named;
use crate::desk::{Desk, target};
use crate::problem::Problem;

/// The field of a certificate that stands for entities of their own.
const NAMES: &str = "snis";

impl Desk<'_> {
    /// The certificate that is shown for a name.
    pub(crate) async fn certificate_of(&self, name: &str) -> Result<Option<Document>, Problem> {
        let Some(sni) = self
            .node
            .store()
            .get(&SNIS, self.workspace, By::Key(name))
            .await?
        else {
            return Ok(None);
        };
        let Some(id) = target(&sni, "certificate") else {
            return Ok(None);
        };
        let found = self
            .node
            .store()
            .get(&CERTIFICATES, self.workspace, By::Id(id))
            .await?;
        Ok(found)
    }

    /// Takes the names out of a certificate that is to be written, and makes of them what must change beside it: those
    /// that are new, and those that are not there any more. Without the field nothing does.
    ///
    /// # Errors
    /// [`Problem`]: names that stand twice, or belong to another certificate.
    pub(crate) async fn names_of(&self, document: &mut Document) -> Result<Vec<Change>, Problem> {
        // Routes have a field of this name too, which is theirs.
        if document.kind != CERTIFICATES.name {
            return Ok(Vec::new());
        }
        let written = document
            .body
            .as_object_mut()
            .and_then(|members| members.shift_remove(NAMES));
        let Some(Value::Array(names)) = written else {
            return Ok(Vec::new());
        };
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        let had = self.snis_of(vec![document.id]).await?;
        let (mut changes, mut found) = (Vec::new(), Violations::default());
        let gone = had.iter().filter(|sni| !names.contains(&name_of(sni)));
        changes.extend(gone.map(|sni| self.gone(sni.clone())));
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                found.merge(wrong(index, format!("{name} is duplicated")));
                continue;
            }
            if had.iter().any(|sni| name_of(sni) == *name) {
                continue;
            }
            let other = self.certificate_of(name).await?;
            if let Some(other) = other.filter(|other| other.id != document.id) {
                let id = other.id;
                found.merge(wrong(
                    index,
                    format!("{name} already associated with existing certificate '{id}'"),
                ));
                continue;
            }
            let members = Map::from_iter([
                ("name".to_owned(), Value::from(*name)),
                ("certificate".to_owned(), Value::from_iter([("id", document.id)])),
            ]);
            changes.push(Change::Insert(self.finish(&SNIS, members).await?));
        }
        match found.is_empty() {
            true => Ok(changes),
            false => Err(found.into()),
        }
    }

    /// Puts the names that certificates are shown for into what is answered of each.
    pub(crate) async fn name_certificates(
        &self,
        certificates: &[Document],
        views: &mut [Value],
    ) -> Result<(), Problem> {
        let snis = self.snis_of(certificates.iter().map(|certificate| certificate.id).collect());
        let mut names: HashMap<Option<Id>, Vec<String>> = HashMap::new();
        for sni in snis.await? {
            let of = names.entry(target(&sni, "certificate")).or_default();
            of.push(name_of(&sni).to_owned());
        }
        for (certificate, view) in certificates.iter().zip(views) {
            let mut names = names.remove(&Some(certificate.id)).unwrap_or_default();
            names.sort_unstable();
            if let Some(members) = view.as_object_mut() {
                members.insert(NAMES.to_owned(), names.into());
            }
        }
        Ok(())
    }

    /// A certificate with the names that it is shown for; anything else as it is.
    pub(crate) async fn with_names<'d>(&self, document: &'d Document) -> Result<Cow<'d, Document>, Problem> {
        if document.kind != CERTIFICATES.name {
            return Ok(Cow::Borrowed(document));
        }
        let mut whole = document.clone();
        self.name_certificates(
            std::slice::from_ref(document),
            std::slice::from_mut(&mut whole.body),
        )
        .await?;
        Ok(Cow::Owned(whole))
    }

    /// The certificate that is called by its id or by a name.
    pub(crate) async fn certificate(&self, named: &Named) -> Result<Option<Document>, Problem> {
        match named.id() {
            Some(id) => Ok(self
                .node
                .store()
                .get(&CERTIFICATES, self.workspace, By::Id(id))
                .await?),
            None => self.certificate_of(&named.0).await,
        }
    }

    async fn snis_of(&self, certificates: Vec<Id>) -> Result<Vec<Document>, Problem> {
        let filter = Filter {
            link: Some(("certificate", certificates)),
            ..Filter::default()
        };
        self.all(&SNIS, filter).await
    }
}

fn name_of(sni: &Document) -> &str {
    sni.body.get("name").and_then(Value::as_str).unwrap_or_default()
}

fn wrong(index: usize, text: String) -> Violations {
    let own = Violation::Own {
        code: "config.snis",
        text,
        remedy: "a name belongs to one certificate".to_owned(),
    };
    Violations::from(own).at(index).at(NAMES)
}
