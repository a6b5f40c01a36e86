//! The path of a service, and how the paths of requests are joined to it.

use model::PathHandling;

use super::Prefix;

/// The path of a service, and how the paths of requests are joined to it.
#[derive(Clone, Debug)]
pub(crate) struct BasePath {
    path: String,
    handling: PathHandling,
}

impl BasePath {
    /// A service's path, which begins with a slash, and what the route says of joining.
    pub(crate) fn new(path: &str, handling: PathHandling) -> Self {
        Self {
            path: path.to_owned(),
            handling,
        }
    }

    /// Whether whatever is joined to it stays as it is.
    pub(crate) fn is_root(&self) -> bool {
        self.path == "/"
    }

    /// The path to ask the upstream for, of the canonical path of the request.
    pub(crate) fn join(&self, prefix: Prefix, path: &str) -> String {
        match (self.handling, prefix) {
            (PathHandling::V0, Prefix::Kept) => self.with_whole(path),
            (PathHandling::V0, Prefix::Stripped(length)) => self.with_rest(rest(path, length), path),
            (PathHandling::V1, Prefix::Kept) => self.with_appended(path.strip_prefix('/').unwrap_or(path)),
            (PathHandling::V1, Prefix::Stripped(length)) => self.with_appended(rest(path, length)),
        }
    }

    fn with_whole(&self, path: &str) -> String {
        match self.path.strip_suffix('/') {
            None if path == "/" => self.path.clone(),
            open => format!("{}{path}", open.unwrap_or(&self.path)),
        }
    }

    /// With exactly one slash between them.
    fn with_rest(&self, rest: &str, path: &str) -> String {
        let base = &self.path;
        let open = base.strip_suffix('/').unwrap_or(base);
        if !rest.is_empty() {
            return format!("{open}/{}", rest.strip_prefix('/').unwrap_or(rest));
        }
        let asked_for_a_folder = path.ends_with('/') && (path.len() > 1 || base.ends_with('/'));
        if asked_for_a_folder || open.is_empty() {
            return format!("{open}/");
        }
        open.to_owned()
    }

    /// One after the other, but never with two slashes between them.
    fn with_appended(&self, rest: &str) -> String {
        let rest = match self.path.ends_with('/') {
            true => rest.strip_prefix('/').unwrap_or(rest),
            false => rest,
        };
        format!("{}{rest}", self.path)
    }
}

/// What is left behind the prefix. A route `/a` matches `/a../b` as well; what is left must not climb out of
/// the service's path (PA-17).
fn rest(path: &str, length: usize) -> &str {
    let mut rest = path.get(length..).unwrap_or_default();
    while let Some(shorter) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("./")) {
        rest = shorter;
    }
    if matches!(rest, "." | "..") { "" } else { rest }
}

#[cfg(test)]
mod tests;
