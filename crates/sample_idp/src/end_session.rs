//! Signing out at the wish of an application (OpenID Connect RP-Initiated Logout 1.0).

use axum::http::{Method, StatusCode, header};
use jose::{Claims, Timestamp};

use crate::answer::{Answer, with_query};
use crate::endpoint::Endpoint;
use crate::login::{self, Login};
use crate::page::{self, Form, Page};
use crate::protocol::Provider;
use crate::request::{Parameters, Request, Sender};

/// What an application wants.
struct Leaving {
    /// The ID token it shows, which is really ours.
    hint: Option<Claims>,
    /// Where the person goes afterwards.
    to: Option<String>,
}

impl Provider {
    pub(crate) fn end_session(&mut self, request: &Request, now: Timestamp) -> Answer {
        let leaving = match self.read_leaving(&request.parameters) {
            Ok(leaving) => leaving,
            Err(why) => return page::notice(StatusCode::BAD_REQUEST, "You cannot sign out this way", why),
        };
        let login = self.ledger.login(request.login.as_ref(), now);
        if !is_wanted(login, &leaving, request) {
            return self.ask(&request.parameters, leaving.to.as_deref());
        }
        self.ledger.sign_out(request.login.as_ref());
        if let Some(sid) = leaving.hint.as_ref().and_then(|hint| hint.string("sid")) {
            self.ledger.sign_out_everywhere(sid);
        }
        let answer = leaving.to.map_or_else(
            || page::notice(StatusCode::OK, "You are signed out", "You can close this page."),
            Answer::redirect,
        );
        answer.with(header::SET_COOKIE, login::forgetting(&self.path))
    }

    fn read_leaving(&self, parameters: &Parameters) -> Result<Leaving, &'static str> {
        if parameters.repeats() {
            return Err("The application that sent you gave a parameter twice.");
        }
        let hint = parameters.find("id_token_hint");
        // The times of the token do not count: people sign out of sessions that are long over.
        let verified = hint.map(|hint| {
            self.verify_id_token(hint)
                .ok_or("The id_token_hint is not a token of this provider.")
        });
        let hint = verified.transpose()?;
        let named = parameters.find("client_id");
        let shown = hint.as_ref().and_then(|hint| hint.audience().first().copied());
        if let (Some(named), Some(shown)) = (named, shown)
            && named != shown
        {
            return Err("The client_id and the id_token_hint are of different applications.");
        }
        let to = self.find_way_out(parameters, named.or(shown))?;
        Ok(Leaving { hint, to })
    }

    fn find_way_out(
        &self,
        parameters: &Parameters,
        client_id: Option<&str>,
    ) -> Result<Option<String>, &'static str> {
        let Some(asked) = parameters.find("post_logout_redirect_uri") else {
            return Ok(None);
        };
        let client = self
            .clients
            .iter()
            .find(|client| Some(client.id.as_str()) == client_id);
        let registered =
            client.is_some_and(|client| client.post_logout_redirect_uris.iter().any(|uri| uri == asked));
        if !registered {
            return Err(
                "The application that sent you has not registered the address it wants you to go to \
                        (post_logout_redirect_uri).",
            );
        }
        let state = parameters.find("state").map(|state| ("state", state));
        Ok(Some(with_query(asked, state.as_slice())))
    }

    /// Asks the person, since nobody has shown that it is their wish.
    fn ask(&self, parameters: &Parameters, leads_to: Option<&str>) -> Answer {
        let carried = parameters.iter().filter(|(name, _)| *name != "confirmed");
        let content = format!(
            "<p>You will have to sign in again before the next application lets you in.</p>\n\
             <form method=\"post\" action=\"{path}{place}\">\n{hidden}\
             <button class=\"sure\" name=\"confirmed\" value=\"yes\">Sign out</button>\n</form>\n",
            hidden = page::hidden(carried),
            path = self.path,
            place = Endpoint::EndSession.path(),
        );
        Page {
            status: StatusCode::OK,
            title: "Do you want to sign out?",
            content: &content,
            leads_to,
            form: Form::One,
        }
        .answer()
    }
}

/// Whether it is plain that the person signed in here wants to leave: they are not signed in at all,
/// the application shows a token of theirs, or they pressed our button.
fn is_wanted(login: Option<&Login>, leaving: &Leaving, request: &Request) -> bool {
    let Some(login) = login else {
        return true;
    };
    let shown = leaving.hint.as_ref().and_then(Claims::subject);
    let pressed = request.sender == Sender::Ourselves
        && request.method == Method::POST
        && request.parameters.find("confirmed").is_some();
    pressed || shown == Some(login.person.subject)
}
