//! In which coding an answer is sent (RFC 9110 8.4.1, 12.5.3).

#[cfg(test)]
mod tests;

/// A coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// None.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Br,
}

impl Coding {
    /// As it is written in `Content-Encoding`, if it is.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Br => Some("br"),
        }
    }

    /// The coding that a client likes best by its `Accept-Encoding`, among those that are offered; of several that it
    /// likes as much, the first. Whoever names none, or likes none, gets the bytes as they are.
    pub(crate) fn liked(accepted: &str, offered: impl Iterator<Item = Self>) -> Self {
        let mut best = (Self::Identity, 0);
        for coding in offered {
            let liking = coding.name().map_or(0, |name| liking(accepted, name));
            if liking > best.1 {
                best = (coding, liking);
            }
        }
        best.0
    }
}

/// How much a client likes a coding, in thousandths: 0 if it does not name it, or cannot read it.
fn liking(accepted: &str, coding: &str) -> u16 {
    let mut of_all = 0;
    for item in accepted.split(',') {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let name = name.trim();
        match weight_of(weight) {
            weight if name.eq_ignore_ascii_case(coding) => return weight,
            weight if name == "*" => of_all = weight,
            _ => {}
        }
    }
    of_all
}

/// `q=0.5`, in thousandths; 1000 if nothing is said, and 0 if nobody understands it (RFC 9110 12.4.2).
fn weight_of(text: &str) -> u16 {
    let text = text.trim();
    if text.is_empty() {
        return 1000;
    }
    let number = text.strip_prefix("q=").or_else(|| text.strip_prefix("Q="));
    match number.and_then(|number| number.trim().parse::<f32>().ok()) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is between 0 and 1000"
        )]
        Some(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0) as u16,
        _ => 0,
    }
}
