//! Everything that can be configured, from the list of plugins.

use model::{Catalogue, HTTP_PROTOCOLS, PluginKind};
use plugin::Kind;

/// The catalogue of these plugins.
#[must_use]
pub fn catalogue(plugins: &[Kind]) -> Catalogue {
    let offered = plugins.iter().map(|kind| PluginKind {
        name: kind.name,
        priority: kind.priority,
        schema: kind.schema,
        protocols: HTTP_PROTOCOLS,
        is_for_consumers: kind.is_for_consumers,
    });
    plugins.iter().fold(Catalogue::new(offered), |catalogue, kind| {
        catalogue.with_entities(kind.entities)
    })
}
