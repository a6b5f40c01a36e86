//! What a request to the provider says beyond the protocol. Most requests can be given more headers or parameters.

use schema::Record;

/// Names, and what stands beside each in another list.
#[derive(Record)]
pub(crate) struct Pairs {
    /// The names. Each belongs to the value in the same place; a name without a value is left out.
    #[field()]
    pub(crate) names: Option<Vec<String>>,

    /// The values, in the order of the names. One of them may be a key to the provider.
    #[field(confidential)]
    pub(crate) values: Option<Vec<String>>,
}

/// What a request to the provider says beyond the protocol.
#[derive(Record)]
pub(crate) struct Arguments {
    #[flatten = ""]
    pub(crate) own: Pairs,

    /// The names of those that are taken over from the client's request.
    #[field()]
    pub(crate) client: Option<Vec<String>>,
}

impl Pairs {
    /// Each name with its value.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        zip(self.names.as_deref(), self.values.as_deref())
    }
}

impl Arguments {
    /// What the configuration says: each name with its value.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.own.pairs()
    }

    /// The names of those that the client may say.
    pub(crate) fn client(&self) -> &[String] {
        self.client.as_deref().unwrap_or_default()
    }
}

/// Each of `some` with the one of `others` in the same place. What has no counterpart is left out.
pub(super) fn zip<'a>(
    some: Option<&'a [String]>,
    others: Option<&'a [String]>,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let texts = |list: Option<&'a [String]>| list.unwrap_or_default().iter().map(String::as_str);
    texts(some).zip(texts(others))
}
