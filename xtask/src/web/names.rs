//! The Manager has no truth of its own: what plugins there are, and what their options are, it asks the gateway.

use super::FOLDER;
use crate::fault::Fault;
use crate::tree::{File, Tree};

/// Each plugin has a page of this folder.
const PAGES: &str = "docs/plugins/";

/// Where the way of putting a login before a route says which plugin does that.
const NAMED_IN: &str = "/src/login/plugin.ts";

/// Every line of the Manager's sources that names a plugin.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let pages = tree.files().filter_map(|file| file.path.strip_prefix(PAGES));
    let quoted: Vec<_> = pages
        .filter(|page| *page != "README.md")
        .filter_map(|page| page.strip_suffix(".md"))
        .map(|name| format!("\"{name}\""))
        .collect();
    let sources = tree.files().filter(|file| is_source(&file.path));
    sources.flat_map(|file| of_file(file, &quoted)).collect()
}

/// What is no test: tests say what they like.
fn is_source(path: &str) -> bool {
    let Some(below) = path.strip_prefix(FOLDER) else {
        return false;
    };
    below.starts_with("/src/") && !below.contains(".test.") && below != NAMED_IN
}

fn of_file(file: &File, quoted: &[String]) -> Vec<Fault> {
    let named = file
        .lines()
        .filter(|(_, text)| quoted.iter().any(|name| text.contains(name)));
    named
        .map(|(line, _)| {
            Fault::at(
                &file.path,
                line,
                "names a plugin",
                "ask the gateway for its plugins, schemas and layouts",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::faults;
    use crate::tree::Tree;

    #[test]
    fn pages_of_the_manager_name_no_plugin() {
        let tree = Tree::of(&[
            ("docs/plugins/README.md", ""),
            ("docs/plugins/key-auth.md", ""),
            (
                "crates/manager/web/src/a.ts",
                "const a = 1;\nif (name === \"key-auth\") {\n",
            ),
            ("crates/manager/web/src/a.test.ts", "\"key-auth\""),
            ("crates/manager/web/src/login/plugin.ts", "\"key-auth\""),
            ("crates/manager/web/build/a.mjs", "\"key-auth\""),
            ("crates/proxy/src/a.rs", "\"key-auth\""),
        ]);
        let places: Vec<_> = faults(&tree).into_iter().map(|fault| fault.place).collect();
        assert_eq!(places, ["crates/manager/web/src/a.ts:2"]);
    }
}
