//! The files that are embedded.

use std::io::{self, Read as _};

use flate2::read::GzDecoder;

use crate::coding::Coding;

/// A file that was built from `web`. Either `plain` or `gzip` is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File {
    /// Where it is, without a slash in front.
    pub(crate) path: &'static str,
    /// Another one when its content is another one.
    pub(crate) hash: &'static str,
    /// As it is.
    pub(crate) plain: Option<&'static [u8]>,
    /// Compressed (RFC 1952).
    pub(crate) gzip: Option<&'static [u8]>,
    /// Compressed (RFC 7932).
    pub(crate) br: Option<&'static [u8]>,
}

/// All of them: none if `web` was not built before this crate.
pub(crate) static EMBEDDED: &[File] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

impl File {
    /// The codings that it can be sent in as it is embedded, the smallest first.
    pub(crate) fn codings(&self) -> impl Iterator<Item = Coding> {
        let br = self.br.map(|_| Coding::Br);
        let gzip = self.gzip.map(|_| Coding::Gzip);
        br.into_iter().chain(gzip)
    }

    /// Its bytes without a coding.
    ///
    /// # Errors
    /// If what is embedded is damaged.
    pub(crate) fn unpacked(&self) -> io::Result<Vec<u8>> {
        if let Some(plain) = self.plain {
            return Ok(plain.to_vec());
        }
        let mut unpacked = Vec::new();
        GzDecoder::new(self.gzip.unwrap_or_default()).read_to_end(&mut unpacked)?;
        Ok(unpacked)
    }

    /// What it is, by the end of its name.
    pub(crate) fn media_type(&self) -> &'static str {
        match self.path.rsplit_once('.').map_or("", |(_, end)| end) {
            "html" => "text/html; charset=utf-8",
            "js" | "mjs" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "json" => "application/json",
            "webmanifest" => "application/manifest+json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "ico" => "image/x-icon",
            "webp" => "image/webp",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }

    /// Whether its name changes with its content, so that it may be kept for good.
    pub(crate) fn is_immutable(&self) -> bool {
        self.path.starts_with("assets/")
    }
}
