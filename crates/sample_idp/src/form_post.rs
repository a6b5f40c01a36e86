//! The page that carries a callback in a form (OAuth 2.0 Form Post Response Mode 1.0 section 2).

use axum::http::StatusCode;

use crate::answer::Answer;
use crate::authorization_request::WayBack;
use crate::page::{self, Form, Page, escape};

pub(crate) fn render(way_back: &WayBack, parameters: &[(&str, &str)]) -> Answer {
    let content = format!(
        "<p>Your browser goes on to <b>{client}</b> by itself. If it does not, press the button.</p>\n\
         <form method=\"post\" action=\"{action}\">\n{hidden}\
         <button class=\"sure\">Continue</button>\n</form>\n",
        client = escape(&way_back.client_id),
        action = escape(&way_back.redirect_uri),
        hidden = page::hidden(parameters.iter().copied()),
    );
    Page {
        status: StatusCode::OK,
        title: "Going on",
        content: &content,
        leads_to: Some(&way_back.redirect_uri),
        form: Form::SentAtOnce,
    }
    .answer()
}
