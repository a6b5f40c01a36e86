//! `/tags`: what is tagged, and with what.

use axum::response::IntoResponse as _;
use base64_simd::URL_SAFE_NO_PAD as BASE64;
use schema::Value;
use serde_json::json;
use store::Tagged;

use crate::desk::{Answer, Desk};
use crate::page;
use crate::problem::Problem;
use crate::query::Query;

impl Desk<'_> {
    /// A page of what is tagged in the workspace, in the order of the tags.
    pub(crate) async fn tagged(&self, tag: Option<&str>, query: &Query) -> Answer {
        let size = page::size(query)?;
        let after = query.get("offset").map(read).transpose()?;
        let store = self.node.store();
        // One more shows whether there are more.
        let mut found = store.tagged(self.workspace, tag, after, size + 1).await?;
        let more = found.len() > usize::from(size);
        found.truncate(size.into());
        let offset = found.last().filter(|_| more).map(offset);
        let data = found
            .iter()
            .map(|one| json!({ "tag": one.tag, "entity_name": one.kind, "entity_id": one.id }));
        let mut answer = json!({ "data": data.collect::<Value>(), "next": null });
        if let Some(offset) = offset {
            let path = tag.map(crate::desk::prefix).unwrap_or_default();
            let next = format!("{}/tags{path}?offset={offset}&size={size}", self.prefix);
            answer["next"] = next.into();
            answer["offset"] = offset.into();
        }
        Ok(answer.to_string().into_response())
    }
}

/// What stands in `offset` for what comes behind this one.
fn offset(last: &Tagged) -> String {
    BASE64.encode_to_string(json!([last.tag, last.kind, last.id]).to_string())
}

fn read(text: &str) -> Result<Tagged, Problem> {
    let wrong = |why| Problem::Offset(format!("'{text}' is not a valid offset: {why}"));
    let decoded = BASE64
        .decode_to_vec(text)
        .map_err(|_| wrong("bad base64 encoding"))?;
    let words: [String; 3] = serde_json::from_slice(&decoded).map_err(|_| wrong("bad json encoding"))?;
    let [tag, kind, id] = words;
    Ok(Tagged { tag, kind, id })
}
