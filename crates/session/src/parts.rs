//! A value that is too long for one cookie, in several: `name`, `name2`, `name3` …
//!
//! The first part begins with a digit that tells how many there are. So what is left of an older, longer value
//! does no harm, and a part that is missing is noticed before anything is opened.

use http::HeaderValue;

use crate::TooLarge;

/// Parts at most.
pub(crate) const MOST: usize = 5;

/// The longest name and value of one part, in bytes: browsers keep 4,096 with the attributes.
const LONGEST: usize = 3900;

/// The most that all parts take in a request, in bytes: servers refuse more than that of headers.
const TOTAL: usize = 16 * 1024;

/// Cookies of the same name that are looked at: a sibling domain may have planted some (SE-07).
const RIVALS: usize = 4;

/// The name of a part.
pub(crate) fn name(name: &str, at: usize) -> String {
    match at {
        0 => name.to_owned(),
        _ => format!("{name}{}", at + 1),
    }
}

/// The value as text, in as many parts as it needs.
pub(crate) fn divided(name: &str, value: &[u8]) -> Result<Vec<String>, TooLarge> {
    let text = base64_simd::URL_SAFE_NO_PAD.encode_to_string(value);
    // `name2=` and the digit of the count.
    let room = LONGEST.saturating_sub(name.len() + 3).max(1);
    let count = text.len().div_ceil(room);
    if count > MOST || text.len() > TOTAL {
        return Err(TooLarge);
    }
    let mut rest = text.as_str();
    let mut parts = Vec::with_capacity(count);
    while !rest.is_empty() {
        let (part, after) = rest.split_at(room.min(rest.len()));
        parts.push(if parts.is_empty() {
            format!("{count}{part}")
        } else {
            part.to_owned()
        });
        rest = after;
    }
    Ok(parts)
}

/// What a browser shows under a name, still in parts.
pub(crate) struct Shown<'a> {
    firsts: [Option<&'a [u8]>; RIVALS],
    later: [Part<'a>; MOST - 1],
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Missing,
    Once(&'a [u8]),
    Repeated,
}

impl<'a> Shown<'a> {
    /// Looks once through the Cookie headers.
    pub(crate) fn of(name: &str, heads: impl Iterator<Item = &'a HeaderValue>) -> Self {
        let mut shown = Self {
            firsts: [None; RIVALS],
            later: [Part::Missing; MOST - 1],
        };
        for pair in heads.flat_map(|head| head.as_bytes().split(|byte| *byte == b';')) {
            match place(name, pair) {
                Some((0, value)) => {
                    if let Some(free) = shown.firsts.iter_mut().find(|first| first.is_none()) {
                        *free = Some(value);
                    }
                }
                Some((at, value)) if at < MOST => {
                    let part = &mut shown.later[at - 1];
                    *part = match part {
                        Part::Missing => Part::Once(value),
                        Part::Once(_) | Part::Repeated => Part::Repeated,
                    };
                }
                _ => {}
            }
        }
        shown
    }

    /// Whether there is nothing under the name itself.
    pub(crate) const fn is_nothing(&self) -> bool {
        self.firsts[0].is_none()
    }

    /// How many parts may have to be cleared.
    pub(crate) fn count(&self) -> usize {
        let last = self.later.iter().rposition(|part| !matches!(part, Part::Missing));
        last.map_or(usize::from(!self.is_nothing()), |at| at + 2)
    }

    /// The values that can be put together, in the order they came. Parts are never mixed: where a part stands
    /// twice, nobody knows to which value it belongs.
    pub(crate) fn values(&self) -> impl Iterator<Item = Vec<u8>> {
        self.firsts
            .iter()
            .flatten()
            .filter_map(|first| self.joined(first))
    }

    fn joined(&self, first: &[u8]) -> Option<Vec<u8>> {
        let (count, start) = first.split_first()?;
        let decode = |text: &[u8]| base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).ok();
        let count = usize::from(count.checked_sub(b'0')?);
        match count {
            1 => decode(start),
            2..=MOST => {
                let mut text = start.to_vec();
                for part in &self.later[..count - 1] {
                    let Part::Once(part) = part else { return None };
                    text.extend_from_slice(part);
                }
                decode(&text)
            }
            _ => None,
        }
    }
}

/// Whether a pair of a Cookie header is a part of that cookie: which one, and its value.
pub(crate) fn place<'a>(name: &str, pair: &'a [u8]) -> Option<(usize, &'a [u8])> {
    let pair = pair.trim_ascii();
    let rest = pair.strip_prefix(name.as_bytes())?;
    match rest {
        [b'=', value @ ..] => Some((0, value)),
        [digit @ b'2'..=b'9', b'=', value @ ..] => Some((usize::from(digit - b'1'), value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
