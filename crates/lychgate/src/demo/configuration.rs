//! The configuration of the demo's gateway, as anybody would write it.

use super::{Asked, Places};

pub(super) const CLIENT_ID: &str = "demo";
pub(super) const CLIENT_SECRET: &str = "a-secret-that-everybody-may-know";

/// The declarative file.
pub(super) fn yaml(places: &Places, issuer: &str, asked: &Asked) -> String {
    let (gateway, echo) = (asked.url(places.gateway), places.echo);
    let login = |more: &str| {
        let short = match asked.short_session {
            true => "              session_absolute_timeout: 20\n",
            false => "",
        };
        // Blanks after the end of a line would not count.
        format!(
            "          - name: openid-connect
            config:
              issuer: {issuer}
              client_id: [{CLIENT_ID}]
              client_secret: [{CLIENT_SECRET}]
              redirect_uri: [{gateway}/]
              scopes: [openid, profile, email, groups]
              login_action: redirect
              login_tokens: []
              logout_uri_suffix: /logout
              logout_methods: [GET, POST]
              logout_redirect_uri: [{gateway}/]
{short}{more}"
        )
    };
    format!(
        "\
_format_version: \"3.0\"

services:
  - name: echo
    url: http://{echo}
    routes:
      # Behind a login.
      - name: protected
        paths: [/]
        strip_path: false
        plugins:
{everybody}      # Behind the same login, and only for one group.
      - name: admins
        paths: [/admins]
        strip_path: false
        plugins:
{admins}      # Open to everybody.
      - name: open
        paths: [/open]
        strip_path: false
",
        everybody = login(""),
        admins = login(
            "              groups_claim: [groups]\n              groups_required: [admins]\n              forbidden_destroy_session: false\n"
        ),
    )
}
