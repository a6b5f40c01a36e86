//! Cookies of logins that do not come back from the provider.

use model::Document;

use super::login::Login;
use super::{Advice, place};

/// Advice about logins that can only end where the provider is on the same site.
pub(super) fn about_same_site(documents: &[Document]) -> Vec<Advice> {
    let told = |login: Login<'_>| {
        let option = |name: &str| login.document.body.get("config")?.get(name)?.as_str();
        let same_site = option("authorization_cookie_same_site")?;
        let is_posted = option("response_mode") == Some("form_post");
        let stays_away = same_site == "Strict" || (same_site == "Lax" && is_posted);
        stays_away.then(|| Advice {
            place: place(documents, login.document),
            what: format!(
                "authorization_cookie_same_site is {same_site}, so browsers do not bring the login along when a \
                 provider on another site {}",
                if is_posted { "posts its answer" } else { "sends them back" }
            ),
            remedy: "leave it at Default".to_owned(),
            code: "cookie.stays_away",
        })
    };
    documents.iter().filter_map(Login::of).filter_map(told).collect()
}
