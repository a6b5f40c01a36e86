//! The page that asks who is there: a button for each person.

use axum::http::StatusCode;

use crate::answer::Answer;
use crate::authorization_request::WayBack;
use crate::page::{self, Form, Page, escape};
use crate::request::Parameters;
use crate::{PEOPLE, Person};

/// The fields of the form that are ours; a request cannot preset them.
const OURS: [&str; 2] = ["person", "cancel"];

pub(crate) fn render(way_back: &WayBack, parameters: &Parameters, action: &str) -> Answer {
    let content = format!(
        "<p>Choose a person to go on to <b>{client}</b>.</p>\n\
         <form method=\"post\" action=\"{action}\">\n{hidden}<ul role=\"list\">\n{people}</ul>\n\
         <button class=\"quiet\" name=\"cancel\" value=\"yes\">Cancel</button>\n</form>\n",
        client = escape(&way_back.client_id),
        action = escape(action),
        // The authorization request, which the form carries along.
        hidden = page::hidden(parameters.iter().filter(|(name, _)| !OURS.contains(name))),
        people = PEOPLE.iter().map(button).collect::<String>(),
    );
    Page {
        status: StatusCode::OK,
        title: "Who is signing in?",
        content: &content,
        leads_to: Some(&way_back.redirect_uri),
        form: Form::One,
    }
    .answer()
}

fn button(person: &Person) -> String {
    let initial: String = person.name.chars().take(1).collect();
    format!(
        "<li><button class=\"person\" name=\"person\" value=\"{username}\">\
         <span class=\"initial\" aria-hidden=\"true\">{initial}</span> \
         <span class=\"who\"><b>{name}</b> <span>{email}</span></span> \
         <span class=\"groups\">{groups}</span></button></li>\n",
        username = escape(person.username),
        initial = escape(&initial),
        name = escape(person.name),
        email = escape(person.email),
        groups = escape(&person.groups.join(", ")),
    )
}
