//! Bad files: every fault at once, each with its place and what would be right.

use super::faults;

#[test]
fn a_file_with_ten_faults_lists_ten() {
    let text = "\
_format_version: \"3.0\"
serivces: []
services:
  - name: shop
    url: http://127.0.0.1:3000
    routes:
      - name: shop
        paths: [shop]
        strip_path: \"no\"
        plugins:
          - name: openid-connect
            config:
              client_id: [gateway]
              scope: [openid]
          - name: opendi-connect
  - name: shop
    host: 127.0.0.1
    port: 70000
routes:
  - name: desk
    paths: [/desk]
    service: shpo
  - name: door
    service: shop
";
    assert_eq!(
        faults(text),
        [
            "serivces, line 2: unknown field — did you mean `services`? (config.unknown_field)",
            "services[0].routes[0].paths[0], line 8: should start with: / (fixed path) or ~/ (regex path) — put / (fixed path) or ~/ (regex path) in front (config.starts_with)",
            "services[0].routes[0].strip_path, line 9: expected a boolean — write true or false, without quotes (config.type)",
            "services[0].routes[0].plugins[0].config.issuer, line 12: required field missing — give it a value: the provider (config.required)",
            "services[0].routes[0].plugins[0].config.scope, line 14: unknown field — did you mean `scopes`? (config.unknown_field)",
            "services[0].routes[0].plugins[1].name, line 15: plugin 'opendi-connect' not enabled; add it to the 'plugins' configuration property — did you mean `openid-connect`? (config.plugin_not_enabled)",
            "services[1].name, line 16: uniqueness violation: 'services' entity with name set to 'shop' already declared — the first one stands at services[0].name; change one of them (config.duplicate)",
            "services[1].port, line 18: value should be between 0 and 65535 — write a number from 0 to 65535 (config.between)",
            "routes[0].service, line 22: invalid reference 'service: shpo' (no such entry in 'services') — did you mean `shop`? (config.reference)",
            "routes[1], line 23: must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' when 'protocols' is 'https' — set one of them (config.must_set_one_of)",
        ]
    );
}

#[test]
fn what_is_told_twice_is_told_with_both_places() {
    let text = "
_format_version: \"3.0\"
services: [{name: a, host: b}, {name: c, host: b, id: 91020192-062d-416f-a275-9addeeaffaf2}]
consumers: [{username: u, custom_id: x}, {username: v, custom_id: x}, {username: u}]
plugins:
- {name: limit, service: a}
- {name: limit, service: c}
- {name: limit, service: {name: a}}
- {name: limit, instance_name: m}
- {name: openid-connect, instance_name: m, config: {issuer: x}}
- {name: limit, enabled: false}
routes:
- {name: r, paths: [/], service: a, plugins: [{name: limit}, {name: limit, route: r}]}
- {id: 91020192-062d-416f-a275-9addeeaffaf2, paths: [/b]}
- {id: 91020192-062d-416f-a275-9addeeaffaf2, paths: [/c]}
";
    assert_eq!(
        faults(text),
        [
            "consumers[1].custom_id, line 4: uniqueness violation: 'consumers' entity with custom_id set to 'x' already declared — the first one stands at consumers[0].custom_id; change one of them (config.duplicate)",
            "consumers[2].username, line 4: uniqueness violation: 'consumers' entity with username set to 'u' already declared — the first one stands at consumers[0].username; change one of them (config.duplicate)",
            "plugins[2], line 8: uniqueness violation: 'plugins' entity with name, service set to 'limit, a' already declared — the first one stands at plugins[0]; change one of them (config.duplicate)",
            "plugins[4].instance_name, line 10: uniqueness violation: 'plugins' entity with instance_name set to 'm' already declared — the first one stands at plugins[3].instance_name; change one of them (config.duplicate)",
            "plugins[5], line 11: uniqueness violation: 'plugins' entity with name set to 'limit' already declared — the first one stands at plugins[3]; change one of them (config.duplicate)",
            "routes[0].plugins[1], line 13: uniqueness violation: 'plugins' entity with name, route set to 'limit, r' already declared — the first one stands at routes[0].plugins[0]; change one of them (config.duplicate)",
            "routes[0].plugins[1].route, line 13: the entity around it is linked to already — remove it, or write this entity in a list at the top of the file (config.link_told_twice)",
            "routes[2].id, line 15: uniqueness violation: 'routes' entity with primary key set to '91020192-062d-416f-a275-9addeeaffaf2' already declared — the first one stands at routes[1].id; change one of them (config.duplicate)",
        ]
    );
}

#[test]
fn links_that_lead_nowhere() {
    let text = "
_format_version: \"3.0\"
services: [{name: shop, host: b}]
routes:
- {name: a, paths: [/], service: shpo}
- {name: b, paths: [/], service: {name: nothing-like-it}}
- {name: c, paths: [/], service: 91020192-062d-416f-a275-9addeeaffaf2}
- {name: d, paths: [/], service: {id: 91020192-062d-416f-a275-9addeeaffaf2}}
- {name: e, paths: [/], service: {id: shop}}
- {name: f, paths: [/], service: {name: shop, host: c}}
- {name: g, paths: [/], service: {}}
- {name: h, paths: [/], service: 5}
";
    assert_eq!(
        faults(text),
        [
            "routes[0].service, line 5: invalid reference 'service: shpo' (no such entry in 'services') — did you mean `shop`? (config.reference)",
            "routes[1].service.name, line 6: invalid reference 'service: nothing-like-it' (no such entry in 'services') — declare it under `services`, or correct the name (config.reference)",
            "routes[2].service, line 7: invalid reference 'service: 91020192-062d-416f-a275-9addeeaffaf2' (no such entry in 'services') — declare it under `services`, or correct the name (config.reference)",
            "routes[3].service.id, line 8: invalid reference 'service: 91020192-062d-416f-a275-9addeeaffaf2' (no such entry in 'services') — declare it under `services`, or correct the name (config.reference)",
            "routes[4].service.id, line 9: expected a valid UUID — write it as 8-4-4-4-12 hexadecimal digits, or leave it out (config.uuid)",
            "routes[5].service.host, line 10: unknown field — there is no such option here; remove it (config.unknown_field)",
            "routes[6].service.id, line 11: missing primary key — name the entity: by its name, or as {\"id\": \"…\"} (config.missing_primary_key)",
            "routes[7].service, line 12: expected a record — write names with values below it (config.type)",
        ]
    );
}

#[test]
fn places_are_those_of_the_text_as_written() {
    for (service, route, expected) in [
        // The shorthand, not the fields that it becomes.
        (
            "url: grpc://a",
            "paths: [/]",
            "services[0].url, line 3: not supported yet — the value \"grpc\" has no effect yet, and ignoring it could let requests pass; remove it (config.not_supported_yet)",
        ),
        (
            "url: http://a b",
            "paths: [/]",
            "services[0].url, line 3: invalid value: a b — correct the value; quotes, spaces and slashes are usual suspects (config.invalid)",
        ),
        (
            "url: 5",
            "paths: [/]",
            "services[0].url, line 3: expected a string — write a text; put quotes around what looks like a number or a boolean (config.type)",
        ),
        (
            "retries: 1",
            "paths: [/]",
            "services[0].host, line 3: required field missing — give it a value: the upstream's name or address (config.required)",
        ),
        // The element as it was numbered before the set dropped others.
        (
            "host: a",
            "paths: [/]\n    protocols: [http, http, htpp]",
            "services[0].routes[0].protocols[2], line 6: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp — write one of these words, spelt just so (config.one_of)",
        ),
        (
            "host: a",
            "paths: [/]\n    service: b",
            "services[0].routes[0].service, line 6: the entity around it is linked to already — remove it, or write this entity in a list at the top of the file (config.link_told_twice)",
        ),
    ] {
        let text = format!("_format_version: 3.0\nservices:\n- {service}\n  routes:\n  - {route}\n");
        assert_eq!(faults(&text), [expected], "{text}");
    }
}

#[test]
fn the_same_authority_twice_is_a_fault_however_it_is_written() {
    let certificate = |base64: &str| {
        format!("- {{cert: \"-----BEGIN CERTIFICATE-----\\n{base64}\\n-----END CERTIFICATE-----\"}}\n")
    };
    let (one, other) = (certificate("MAIC"), certificate("MA\\nIC"));
    let digest = "6a33d4ab3807db5a46911b57f09bd7ab8e86bcc7fe2269374b6d3c9716966f75";
    assert_eq!(
        faults(&format!("_format_version: 3.0\nca_certificates:\n{one}{other}")),
        [format!(
            "ca_certificates[1].cert_digest, line 4: uniqueness violation: 'ca_certificates' entity with \
             cert_digest set to '{digest}' already declared — the first one stands at \
             ca_certificates[0].cert_digest; change one of them (config.duplicate)"
        )]
    );
}

#[test]
fn what_a_file_may_not_say_about_itself() {
    for (text, expected) in [
        (
            "services: []",
            "_format_version: required field missing — give it a value: the version of the file's format, such as \"3.0\" (config.required)",
        ),
        (
            "_format_version: 4\n",
            "_format_version, line 1: expected one of: 1.1, 2.1, 3.0 — write one of these words, spelt just so (config.one_of)",
        ),
        (
            "_format_version: '3.0'\n_transform: maybe\n",
            "_transform, line 2: expected a boolean — write true or false, without quotes (config.type)",
        ),
        (
            "_format_version: '3.0'\n_workspace: other\n",
            "_workspace, line 2: there is no workspace 'other' here — leave it out, or name one that is there (config.reference)",
        ),
        (
            "_format_version: '3.0'\n_comment: [1]\n",
            "_comment, line 2: expected a string — write a text; put quotes around what looks like a number or a boolean (config.type)",
        ),
        (
            "_format_version: '3.0'\n_info: {defaults: {service: {retries: 1}}}\n",
            "_info.defaults, line 2: not supported yet — this option has no effect yet, and ignoring it could let requests pass; remove it (config.not_supported_yet)",
        ),
        (
            "_format_version: '3.0'\n_info: {select_tags: ['a,b']}\nservices: [{host: a}]\n",
            "_info.select_tags[0], line 2: invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences — leave out commas, slashes and control characters (config.tag)",
        ),
        (
            "_format_version: '3.0'\nservices: {name: a}\n",
            "services, line 2: expected an array — write a list, such as [a, b] (config.type)",
        ),
        (
            "_format_version: '3.0'\nservices: [a]\n",
            "services[0], line 2: expected a record — write names with values below it (config.type)",
        ),
        (
            "_format_version: '3.0'\nservices: [{host: a, _comment: 5}]\n",
            "services[0]._comment, line 2: expected a string — write a text; put quotes around what looks like a number or a boolean (config.type)",
        ),
        (
            "_format_version: '1.1'\nroutes: [{paths: [/a, '/b/(c|d)', '/b/(c|d']}]\n",
            "routes[0].paths[2], line 2: invalid regex: '/b/(c|d' (unclosed group, at character 4) — correct it there; a backslash goes before a sign that stands for itself (config.regex)",
        ),
        (
            "_format_version: '3.0'\nroutes: [{paths: [/a, '/b/(c|d)']}]\n",
            "routes[0].paths[1], line 2: invalid path: '/b/(c|d)' (characters outside of the reserved list of RFC 3986 found) — percent-encode the characters that a path cannot have (config.path)",
        ),
        (
            "_format_version: '3.0'\nservices: [{host: a, id: 5}]\n",
            "services[0].id, line 2: expected a string — write a text; put quotes around what looks like a number or a boolean (config.type)",
        ),
        (
            "- 1\n",
            "the file: it holds no names with values — begin it with _format_version: \"3.0\" (declarative.no_mapping)",
        ),
        (
            "",
            "the file: it holds no names with values — begin it with _format_version: \"3.0\" (declarative.no_mapping)",
        ),
        (
            "# nothing\n",
            "the file: it holds no names with values — begin it with _format_version: \"3.0\" (declarative.no_mapping)",
        ),
    ] {
        assert_eq!(faults(text), [expected], "{text}");
    }
}

#[test]
fn what_comes_out_of_an_anchor_is_shown_where_it_is_written() {
    let text = "\
_format_version: \"3.0\"
plugins:
  - name: openid-connect
    config: &login
      issuer: https://a
      session_absolute_timeout: -1
  - name: openid-connect
    consumer: bob
    config:
      <<: *login
      issuer: 5
consumers:
  - username: bob
";
    assert_eq!(
        faults(text),
        [
            "plugins[0].config.session_absolute_timeout, line 6: value should be between 0 and 315360000 — write a number from 0 to 315360000 (config.between)",
            "plugins[1].config.session_absolute_timeout, line 6: value should be between 0 and 315360000 — write a number from 0 to 315360000 (config.between)",
            "plugins[1].config.issuer, line 11: expected a string — write a text; put quotes around what looks like a number or a boolean (config.type)",
        ]
    );
}

#[test]
fn no_fault_of_many_is_left_out_and_none_takes_long() {
    let routes: String = (0..3_000)
        .map(|number| format!("- {{paths: [/], service: service-number-{number}}}\n"))
        .collect();
    let services: String = (3_000..6_000)
        .map(|number| format!("- {{name: service-number-{number}, host: a}}\n- 5\n"))
        .collect();
    let text = format!("_format_version: 3.0\nroutes:\n{routes}services:\n{services}");
    assert_eq!(faults(&text).len(), 6_000);
}
