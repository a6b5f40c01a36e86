//! What pages point at is there.

use crate::fault::Fault;
use crate::tree::{File, Tree};

/// Every file that a page names and that is not there.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let pages = tree.files().filter(|file| file.path.ends_with(".md"));
    pages.flat_map(|page| of_page(tree, page)).collect()
}

fn of_page(tree: &Tree, page: &File) -> Vec<Fault> {
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = page.lines().flat_map(|(line, text)| {
        let links = between(text, "](", ")").filter(|link| !link.contains("://") && !link.starts_with('#'));
        let links = links.map(|link| within(folder, link.split('#').next().unwrap_or_default()));
        let sources = between(text, "`", "`")
            .filter(|name| is_path(name))
            .map(str::to_owned);
        links
            .chain(sources)
            .map(move |path| (line, path))
            .collect::<Vec<_>>()
    });
    let gone = named.filter(|(_, path)| !is_there(tree, path));
    gone.map(|(line, path)| {
        Fault::at(
            &page.path,
            line,
            format!("there is no {path}"),
            "name the file that took its place, or strike it",
        )
    })
    .collect()
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, open: &str, close: &str) -> impl Iterator<Item = &'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, inside)) = rest.split_once(open) {
        let Some((text, after)) = inside.split_once(close) else {
            break;
        };
        found.push(text);
        rest = after;
    }
    found.into_iter()
}

/// A path of this repository: from its root, or from `crates`.
fn is_path(name: &str) -> bool {
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    let is_ours = ["crates/", "docs/", "examples/", "tests/", "xtask/"]
        .iter()
        .any(|root| name.starts_with(root));
    is_plain && (is_ours || name.contains("/src/"))
}

/// A link is told from where its page lies.
fn within(folder: &str, link: &str) -> String {
    let mut parts: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn is_there(tree: &Tree, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let is_it = |file: &File, path: &str| {
        let rest = file.path.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let in_crates = format!("crates/{path}");
    tree.files()
        .any(|file| is_it(file, path) || is_it(file, &in_crates))
}

#[cfg(test)]
mod tests;
