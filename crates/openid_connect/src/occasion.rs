//! What makes two calls one: who asks the same on the same occasion gets the same reply.

use jose::Secret;
use oidc::HttpCall;

use crate::additions::Said;

/// An occasion, as lines of text.
pub(crate) struct Occasion(String);

impl Occasion {
    /// A code is redeemed once, however often its callback is loaded and whoever stops waiting. `login` is the state of its
    /// login.
    pub(crate) fn of_code(login: &Secret) -> Self {
        Self::of(&["login", login.expose()])
    }

    /// A session is refreshed once, whatever else its requests say.
    pub(crate) fn of_refresh(call: &HttpCall, instead_of: &Secret) -> Self {
        let shown = call.form.iter().find(|(name, _)| name == "refresh_token");
        let shown = shown.map_or("", |(_, token)| token.expose());
        Self::of(&["refresh", shown, instead_of.expose()])
    }

    /// The same question is asked once, whoever asks it at the same time. It is told from others by what stands in the call,
    /// by what is said beside it, and by `more`.
    pub(crate) fn of_question(call: &HttpCall, said: &Said, more: &[&str]) -> Self {
        let shown = call.authorization.as_ref().map_or("", Secret::expose);
        let (body, said) = (call.body(), said.digest());
        Self::of(&[&[shown, &body, &said], more].concat())
    }

    /// A token is exchanged once by whoever remembers alike what came of it.
    pub(crate) fn of_exchange(token: &Secret, how: &str) -> Self {
        Self::of(&["exchange", how, token.expose()])
    }

    fn of(lines: &[&str]) -> Self {
        Self(lines.join("\n"))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
