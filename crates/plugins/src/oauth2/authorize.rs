//! The authorization endpoint (RFC 6749 3.1), asked by the page on which a person has agreed.

use plugin::{Fault, StatusCode, Verdict};
use schema::Value;

use super::credential::Client;
use super::denial::{Denial, unstored};
use super::kept::{Code, Grant};
use super::ledger::{Issued, Ledger, Refresh};
use super::parameters::Parameters;
use super::rules::{Here, Rules, user};
use super::{pkce, token};

/// What a person has agreed to, and where the person is sent with it.
struct Agreed {
    redirect_uri: String,
    gives: Gives,
}

/// What the client gets.
enum Gives {
    Code(Box<Code>),
    Token(Grant),
}

/// Why it gets nothing, and where the person is sent with that; nowhere, if it is not known who asks.
struct Refused {
    denial: Denial,
    redirect_uri: Option<String>,
}

/// Gives a code or a token to a client, if it is one.
///
/// # Errors
/// [`Fault`] if nothing can be kept, or there is no service for which it would count.
pub(super) async fn answer(
    rules: &Rules,
    ledger: &Ledger,
    parameters: &Parameters,
    client: Option<&Client>,
    here: Here,
) -> Result<Verdict, Fault> {
    let state = parameters.named("state");
    let agreed = match judge(rules, parameters, client, here)? {
        Ok(agreed) => agreed,
        Err(Refused { denial, redirect_uri }) => {
            return Ok(match redirect_uri {
                None => denial.answer(state),
                Some(uri) => sent(denial.status, &uri, Part::Query, &denial.pairs(), state),
            });
        }
    };
    let uri = agreed.redirect_uri;
    match agreed.gives {
        Gives::Code(code) => {
            let code = ledger.ask(|books| async move { books.give(&code).await }).await?;
            Ok(sent(
                StatusCode::OK,
                &uri,
                Part::Query,
                &[("code", code.into())],
                state,
            ))
        }
        Gives::Token(grant) => {
            let lifetimes = rules.lifetimes;
            let work = |books: super::ledger::Books| async move {
                books.issue(&grant, lifetimes, Refresh::None).await
            };
            let issued: Issued = ledger.ask(work).await?;
            let pairs = token::pairs(issued);
            Ok(sent(StatusCode::OK, &uri, Part::Fragment, &pairs, state))
        }
    }
}

fn judge(
    rules: &Rules,
    parameters: &Parameters,
    client: Option<&Client>,
    here: Here,
) -> Result<Result<Agreed, Refused>, Fault> {
    let place = rules.place(here).ok_or_else(super::no_service)?;
    let nowhere = |denial| Refused {
        denial,
        redirect_uri: None,
    };
    // Whoever does not know the key is nobody's page, and learns nothing of clients.
    let user = rules.provisioned(parameters).and_then(|()| user(parameters));
    let user = match user {
        Ok(user) => user,
        Err(denial) => return Ok(Err(nowhere(denial))),
    };
    // RFC 6749 3.1.2.4: nobody is sent to where no client has asked for.
    let known = client.and_then(|client| Some((client, client.redirect_uris.first()?)));
    let Some((client, first)) = known else {
        return Ok(Err(nowhere(Denial::invalid_client())));
    };
    let asked = parameters.named("redirect_uri").unwrap_or(first);
    let is_registered = client.redirect_uris.iter().any(|uri| **uri == *asked);
    let redirect_uri = if is_registered { asked } else { first };
    let judged = (|| {
        let response_type = parameters.named("response_type");
        let is_code = match response_type {
            Some("code") if rules.code => true,
            Some("token") if rules.implicit => false,
            _ => return Err(Denial::new("unsupported_response_type", "Invalid response_type")),
        };
        if !is_registered {
            return Err(Denial::redirect_uri());
        }
        let grant = Grant {
            credential: client.id,
            consumer: client.consumer,
            workspace: here.workspace,
            place,
            scope: rules.scope(parameters)?,
            authenticated_userid: Some(user),
            code: None,
        };
        if !is_code {
            return Ok(Gives::Token(grant));
        }
        Ok(Gives::Code(Box::new(Code {
            grant,
            redirect_uri: redirect_uri.to_owned(),
            challenge: pkce::challenge(rules.pkce, client.kind, parameters)?,
            plugin: rules.plugin(),
        })))
    })();
    let redirect_uri = redirect_uri.to_owned();
    Ok(match judged {
        Ok(gives) => Ok(Agreed { redirect_uri, gives }),
        Err(denial) => Err(Refused {
            denial,
            redirect_uri: Some(redirect_uri),
        }),
    })
}

/// Where in a URI something stands.
#[derive(Clone, Copy)]
enum Part {
    Query,
    Fragment,
}

/// `{"redirect_uri": …}`: where the page sends the person.
fn sent(
    status: StatusCode,
    uri: &str,
    part: Part,
    pairs: &[(&'static str, Value)],
    state: Option<&str>,
) -> Verdict {
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        match value {
            Value::String(text) => encoded.append_pair(name, text),
            other => encoded.append_pair(name, &other.to_string()),
        };
    }
    if let Some(state) = state {
        encoded.append_pair("state", state);
    }
    let before = match part {
        Part::Fragment => '#',
        // What is registered may have a query of its own, which is kept (RFC 6749 3.1.2).
        Part::Query if uri.contains('?') => '&',
        Part::Query => '?',
    };
    let uri = format!("{uri}{before}{}", encoded.finish());
    Verdict::Reply(Box::new(unstored(
        status,
        vec![("redirect_uri", uri.into())],
        None,
    )))
}
