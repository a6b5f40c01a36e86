//! Asks an upstream to go on in another protocol.

use http::{HeaderValue, StatusCode, header};
use plugin::{Answer, Head, Origin, Transforms};

use super::patience::Patience;
use super::retries::{Draft, Failed};
use super::to::{Aim, To};
use super::tunnel::Tunnel;
use super::upstream::{Upstream, answer, drive, no_answer};

impl Upstream {
    /// Asks on a connection of its own, of which nothing but this request has been seen. An upstream that stays
    /// with HTTP answers as always, and the connection goes to the others.
    pub(super) async fn ask_to_switch(
        &self,
        draft: &mut Draft,
        protocol: &HeaderValue,
        to: &To,
        aim: &Aim<'_>,
    ) -> Result<Answer, Failed> {
        let (mut sender, connection) = self.open(to, aim).await.map_err(Failed::unconnected)?;
        let handed = drive(connection);
        let response = self.put(&mut sender, draft, to).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            let shelf = (!draft.is_personal()).then(|| self.pool.shelf(&aim.key));
            return answer(response, sender, shelf, to);
        }
        let (parts, _) = response.into_parts();
        let chosen = parts.headers.get(header::UPGRADE);
        if !chosen.is_some_and(|chosen| chosen.as_bytes().eq_ignore_ascii_case(protocol.as_bytes())) {
            return Err(no_answer("it switched to another protocol".to_owned()));
        }
        let (line, early) = handed
            .await
            .map_err(|_| no_answer("it closed behind its 101".to_owned()))?;
        Ok(Answer {
            status: parts.status,
            head: Head::from(parts.headers),
            body: Tunnel::body(line, &early, Patience::new(to.read_timeout)),
            origin: Origin::Upstream,
            transforms: Transforms::default(),
        })
    }
}
