use model::Catalogue;

use super::{Located, Resource};

#[test]
fn every_path_is_there_in_the_default_workspace_too() {
    let catalogue = Catalogue::new([]);
    let at = |path: &str| {
        let located = Located::at(&catalogue, path)?;
        let name = match located.resource {
            Resource::Node => "node".to_owned(),
            Resource::Status => "status".to_owned(),
            Resource::EnabledPlugins => "enabled".to_owned(),
            Resource::Endpoints => "endpoints".to_owned(),
            Resource::Config => "config".to_owned(),
            Resource::Health(upstream) => format!("health of {}", upstream.0),
            Resource::Chain(route) => format!("chain of {}", route.0),
            Resource::Readiness => "readiness".to_owned(),
            Resource::Tags(tag) => format!("tags {}", tag.unwrap_or_default()),
            Resource::Schema(kind) => format!("schema of {kind}"),
            Resource::PluginSchema(name) => format!("options of {name}"),
            Resource::Layout(name) => format!("layout of {name}"),
            Resource::VaultSchema(name) => format!("options of vault {name}"),
            Resource::Validation(kind) => format!("validation of {kind}"),
            Resource::NameLookups => "lookups".to_owned(),
            Resource::AllTargets(upstream) => format!("all targets of {}", upstream.0),
            Resource::Mark {
                upstream,
                target,
                address,
            } => format!("mark {} of {}: {address:?}", target.0, upstream.0),
            Resource::LogLevel => "log level".to_owned(),
            Resource::LogLevelChange(level) => format!("log level {level}"),
            Resource::NotHere(why) => why.to_owned(),
            Resource::Robots => "robots".to_owned(),
            Resource::Options(name) => format!("options of {name} alone"),
            Resource::Entities(_) => "entities".to_owned(),
        };
        Some((located.workspace, name))
    };
    for (path, name) in [
        ("/status", "status"),
        ("/status/", "status"),
        ("/plugins/enabled", "enabled"),
        ("/plugins/other", "entities"),
        ("/endpoints", "endpoints"),
        ("/status/ready", "readiness"),
        ("/tags", "tags "),
        ("/upstreams/u/health", "health of u"),
        ("/routes/r/chain", "chain of r"),
        ("/upstreams/u/targets", "entities"),
        ("/upstreams/u/targets/all", "all targets of u"),
        ("/upstreams/u/targets/t:1", "entities"),
        ("/upstreams/u/targets/t:1/healthy", "mark t:1 of u: None"),
        (
            "/upstreams/u/targets/t/10.0.0.1:80/unhealthy",
            "mark t of u: Some(\"10.0.0.1:80\")",
        ),
        ("/kong", "node"),
        ("/status/dns", "lookups"),
        ("/debug/node/log-level", "log level"),
        ("/debug/node/log-level/debug", "log level debug"),
        ("/plugins/schema/cors", "options of cors alone"),
        ("/robots.txt", "robots"),
        (
            "/filter-chains",
            "this endpoint is only available when wasm is enabled",
        ),
        (
            "/routes/r/filters/all",
            "this endpoint is only available when wasm is enabled",
        ),
        (
            "/clustering/data-planes",
            "this endpoint is only available when Kong is configured to run as Control Plane for the cluster",
        ),
        ("/config", "config"),
        ("/tags/a%2fb", "tags a/b"),
        ("/schemas/routes", "schema of routes"),
        ("/schemas/nothing", "schema of nothing"),
        ("/schemas/plugins/cors", "options of cors"),
        ("/schemas/plugins/cors/layout", "layout of cors"),
        ("/schemas/vaults/env", "options of vault env"),
        ("/schemas/vaults/validate", "validation of vaults"),
        ("/schemas/routes/validate", "validation of routes"),
        ("/schemas/plugins/validate", "validation of plugins"),
        ("/services/a/routes", "entities"),
    ] {
        assert_eq!(at(path), Some((None, name.to_owned())), "{path}");
        for workspace in ["default", "team-a"] {
            let within = format!("/{workspace}{path}");
            let found = (Some(workspace.to_owned()), name.to_owned());
            assert_eq!(at(&within), Some(found), "{within}");
        }
    }
    assert_eq!(at("/"), Some((None, "node".to_owned())));
    let of_default = (Some("default".to_owned()), "node".to_owned());
    assert_eq!(at("/default/kong"), Some(of_default));
    for path in [
        "/default",
        "/default/",
        "/other/nothing",
        "/targets",
        "/targets/t/upstream",
        "/snis/s/certificate",
        "/consumer_group_consumers",
        "/consumers/c/consumer_group_consumers",
        "/timers",
        "/cache",
        "/cache/a",
        "/debug/cluster/log-level/debug",
        "/services/services/services/services",
        "/schemas/x/validate",
        "/nothing",
    ] {
        assert_eq!(at(path), None, "{path}");
    }
}
