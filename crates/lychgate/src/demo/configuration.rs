//! The configuration of the demo's gateway, as anybody would write it.

use super::Places;

pub(super) const CLIENT_ID: &str = "demo";
pub(super) const CLIENT_SECRET: &str = "a-secret-that-everybody-may-know";

/// The declarative file.
pub(super) fn yaml(places: &Places, issuer: &str) -> String {
    let (gateway, echo) = (places.gateway_url(), places.echo);
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
          - name: openid-connect
            config:
              issuer: {issuer}
              client_id: [{CLIENT_ID}]
              client_secret: [{CLIENT_SECRET}]
              redirect_uri: [{gateway}/]
              scopes: [openid, profile, email, groups]
              login_action: redirect
      # Open to everybody.
      - name: open
        paths: [/open]
        strip_path: false
      # Closed for everybody.
      - name: closed
        paths: [/closed]
        plugins:
          - name: request-termination
            config:
              status_code: 403
              message: This door stays closed
"
    )
}
