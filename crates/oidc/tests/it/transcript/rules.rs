//! The rules of a script.

use std::time::Duration;

use jose::{Algorithm, Secret};
use oidc::client_auth::Authentication;
use oidc::{
    AfterLogin, AnswerForm, AnswerRules, AnswerToken, Approach, Bearers, Client, CodeFlow, GrantRules,
    HandedOut, Introspected, IntrospectionRules, Issuer, LogoutRules, Obtained, OwnTokens, RedirectMode,
    RedirectUri, Refresh, ResponseMode, ResponseType, Reverify, Rules, Sessions, TokenKind, Userinfo,
    UserinfoTokens,
};

use super::{SECRET, Scene};
use crate::op;

impl Scene {
    /// A rule of one word.
    pub(super) fn rule(&mut self, word: &str) -> bool {
        let rules = &mut self.rules;
        let redirect = |to: Option<&str>, mode, tokens| AfterLogin::Redirect {
            to: to.map(str::to_owned),
            mode,
            tokens,
        };
        match word {
            "redirect" => rules.after_login = redirect(None, RedirectMode::Query, Vec::new()),
            "redirect with id_token" => {
                rules.after_login = redirect(None, RedirectMode::Fragment, vec![HandedOut::IdToken]);
            }
            "redirect elsewhere" => {
                let to = Some("https://app.example/?x=1");
                rules.after_login = redirect(to, RedirectMode::Query, vec![HandedOut::AccessToken]);
            }
            "respond" => {
                rules.after_login = AfterLogin::Respond {
                    tokens: vec![HandedOut::Everything],
                }
            }
            "callback elsewhere" => {
                let uri = RedirectUri::parse("https://other.example/callback").unwrap();
                rules.client.redirect_uri = Some(uri);
            }
            "callback anywhere" => rules.client.redirect_uri = None,
            "code id_token" => rules.request.response_type = ResponseType::CodeIdToken,
            "code token" => rules.request.response_type = ResponseType::CodeToken,
            "code id_token token" => rules.request.response_type = ResponseType::CodeIdTokenToken,
            "unsigned by password" => rules.tokens.unsigned = vec![Obtained::ByPassword],
            "form_post" => rules.request.response_mode = ResponseMode::FormPost,
            "browsers only" => rules.code_flow = CodeFlow::OpenToBrowsers,
            "no code flow" => rules.code_flow = CodeFlow::Closed,
            "bearers" => rules.bearers = Bearers::Accepted,
            "bearers respond" => {
                rules.after_bearer = AfterLogin::Respond {
                    tokens: vec![HandedOut::AccessToken],
                }
            }
            "introspection" => rules.introspection = Some(IntrospectionRules::strict()),
            "introspection remembered" | "introspection of all" => {
                let asked = rules.introspection.as_mut().unwrap();
                match word {
                    "introspection of all" => asked.tokens = Introspected::All,
                    _ => asked.remembered = Some(Duration::from_secs(60)),
                }
            }
            "userinfo tokens" => rules.userinfo_tokens = UserinfoTokens::Accepted,
            "shown sid" => rules.shown_claim = Some("sid".into()),
            "own tokens" => rules.own_tokens = OwnTokens::Accepted,
            "passwords" => rules.password = Some(grants()),
            "clients" => rules.client_credentials = Some(grants()),
            "refresh tokens" => rules.refresh_token = Some(grants()),
            "passwords respond" => {
                rules.password = Some(GrantRules {
                    sessions: Sessions::NotKept,
                    after: AfterLogin::Respond {
                        tokens: vec![HandedOut::AccessToken],
                    },
                });
            }
            "no refresh" => rules.refresh = Refresh::Never,
            "userinfo" => rules.userinfo = Userinfo::Asked,
            "userinfo signed" => rules.userinfo_answer.form = AnswerForm::Signed,
            "userinfo json" => rules.userinfo_answer = AnswerRules::default(),
            "userinfo kept" => rules.userinfo_answer.token = AnswerToken::Kept,
            "introspection signed" => {
                rules.introspection.as_mut().unwrap().answer.form = AnswerForm::Signed;
            }
            "introspection kept" => {
                rules.introspection.as_mut().unwrap().answer.token = AnswerToken::Kept;
            }
            "reverify" => rules.reverify = Reverify::EachRequest,
            "plain oauth" => rules.request.scopes = vec!["orders".into()],
            "login_hint is handed on" => rules.request.handed_on = vec!["login_hint".into(), "state".into()],
            "logout" => {
                rules.logout = LogoutRules {
                    approaches: vec![Approach::Visit, Approach::Post],
                    suffix: Some("/logout".into()),
                    query_argument: Some("bye".into()),
                    form_argument: Some("bye".into()),
                    to: Some("https://gw.example/goodbye".into()),
                    revoked: vec![TokenKind::Access, TokenKind::Refresh],
                    token_parameter: "token".into(),
                }
            }
            _ => return false,
        }
        true
    }
}

/// They pass, and are remembered.
fn grants() -> GrantRules {
    GrantRules {
        sessions: Sessions::Kept,
        after: AfterLogin::Proxy,
    }
}

pub(super) fn rules() -> Rules {
    let client = Client {
        id: "app".into(),
        authentication: Authentication::Basic {
            secret: Secret::new(SECRET),
        }
        .into(),
        redirect_uri: Some(RedirectUri::parse("https://gw.example/callback").unwrap()),
    };
    let mut rules = Rules::of(Issuer::parse(op::ISSUER).unwrap(), client);
    rules.request.scopes = vec!["openid".into(), "profile".into()];
    rules.tokens.algorithms = vec![Algorithm::EdDsa];
    rules
}
