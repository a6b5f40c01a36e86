//! One violation: a code with arguments. The words are the renderers'.

use serde_json::Value;

use crate::Field;

/// One violation of a schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Violation {
    /// It is missing.
    Required {
        /// What it means, in one sentence.
        about: &'static str,
    },
    /// There is no such field.
    Unknown {
        /// The field that was probably meant.
        near: Option<String>,
    },
    /// It should be of this kind.
    Type(&'static str),
    /// It should be one of these.
    OneOf(Vec<String>),
    /// It should be none of these.
    NotOneOf(Vec<String>),
    /// It should be greater.
    GreaterThan(f64),
    /// It should lie between these, both included.
    Between(f64, f64),
    /// It should have at least so many characters or elements.
    LenMin(usize),
    /// It should have at most so many characters or elements.
    LenMax(usize),
    /// It should start so.
    StartsWith(&'static str),
    /// It should be a UUID.
    NotUuid,
    /// It is right in Kong and not honoured here, and leaving it out silently would be wrong.
    NotSupportedYet {
        /// What is not supported.
        what: String,
    },
    /// A link without an id.
    MissingPrimaryKey,
    /// A host that has a port.
    HostWithPort,
    /// A value that cannot be one of its kind.
    Invalid(String),
    /// More than one star in a host.
    WildcardCount,
    /// A star inside a host.
    WildcardPlace,
    /// A path with `//`.
    EmptySegments,
    /// A path with characters that a path cannot have.
    PathCharacters(String),
    /// A percent sign that two hexadecimal digits do not follow.
    UrlEncoding(String),
    /// A path that is not in its normal form.
    NotNormal {
        /// The normal form.
        better: String,
    },
    /// A header name with other characters.
    HeaderName(String),
    /// What is neither an address nor a network.
    IpOrCidr(String),
    /// An entity name with other characters.
    Name(String),
    /// A tag with other characters.
    Tag(String),
    /// A URL without a scheme.
    UrlWithoutScheme,
    /// A URL without a host.
    UrlWithoutHost,
    /// None of these is set.
    AtLeastOneOf(Vec<String>),
    /// None or several of these are set.
    ExactlyOneOf(Vec<String>),
    /// Several of these are set.
    OnlyOneOf(Vec<String>),
    /// Some of these are set and some are not.
    AllOrNoneOf(Vec<String>),
    /// Two of these have the same value.
    Distinct(Vec<String>),
    /// The value of this field demands something of another one, where what is wrong is told as well.
    Conditional {
        /// The field.
        by: String,
    },
    /// None of these is set, and the value of another field demands one.
    MustSetOneOf {
        /// The fields.
        fields: Vec<&'static str>,
        /// The other field.
        by: &'static str,
        /// Its value.
        is: &'static str,
    },
    /// There is no such plugin.
    PluginNotEnabled {
        /// The name that was written.
        name: String,
        /// The plugin that was probably meant.
        near: Option<String>,
    },
    /// The plugin speaks no protocol of its route.
    ProtocolsOfRoute,
    /// The plugin speaks no protocol of any route of its service.
    ProtocolsOfService,
    /// A link to an entity that is not there.
    Reference {
        /// The field.
        field: String,
        /// What was written.
        to: String,
        /// The kind of entity.
        entity: String,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// Two entities share what only one may have.
    Duplicate {
        /// The kind of entity.
        entity: String,
        /// The field; `primary key` for the id.
        field: String,
        /// The value.
        value: String,
        /// Where the first one stands.
        first: String,
    },
    /// A violation with words of its own, such as a plugin's rule.
    Own {
        /// Its stable name.
        code: &'static str,
        /// What is wrong.
        text: String,
        /// What would be right.
        remedy: String,
    },
}

impl Violation {
    /// Its stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required { .. } => "config.required",
            Self::Unknown { .. } => "config.unknown_field",
            Self::Type(_) => "config.type",
            Self::OneOf(_) | Self::NotOneOf(_) => "config.one_of",
            Self::GreaterThan(_) => "config.gt",
            Self::Between(..) => "config.between",
            Self::LenMin(_) => "config.len_min",
            Self::LenMax(_) => "config.len_max",
            Self::StartsWith(_) => "config.starts_with",
            Self::NotUuid => "config.uuid",
            Self::NotSupportedYet { .. } => "config.not_supported_yet",
            Self::MissingPrimaryKey => "config.missing_primary_key",
            Self::HostWithPort | Self::WildcardCount | Self::WildcardPlace => "config.host",
            Self::Invalid(_) => "config.invalid",
            Self::EmptySegments | Self::PathCharacters(_) | Self::UrlEncoding(_) | Self::NotNormal { .. } => {
                "config.path"
            }
            Self::HeaderName(_) => "config.header_name",
            Self::IpOrCidr(_) => "config.ip_or_cidr",
            Self::Name(_) => "config.name",
            Self::Tag(_) => "config.tag",
            Self::UrlWithoutScheme | Self::UrlWithoutHost => "config.url",
            Self::AtLeastOneOf(_) => "config.at_least_one_of",
            Self::ExactlyOneOf(_) => "config.exactly_one_of",
            Self::OnlyOneOf(_) => "config.only_one_of",
            Self::AllOrNoneOf(_) => "config.all_or_none_of",
            Self::Conditional { .. } | Self::MustSetOneOf { .. } => "config.must_set_one_of",
            Self::PluginNotEnabled { .. } => "config.plugin_not_enabled",
            Self::ProtocolsOfRoute | Self::ProtocolsOfService => "config.protocols",
            Self::Reference { .. } => "config.reference",
            Self::Distinct(_) | Self::Duplicate { .. } => "config.duplicate",
            Self::Own { code, .. } => code,
        }
    }

    /// This is not supported yet.
    #[must_use]
    pub fn unsupported(what: &str) -> Self {
        Self::NotSupportedYet {
            what: what.to_owned(),
        }
    }

    pub(crate) fn required(field: &Field) -> Self {
        let end = field.description.find(". ").unwrap_or(field.description.len());
        Self::Required {
            about: field.description[..end].trim_end_matches('.'),
        }
    }

    pub(crate) fn one_of(values: &[Value]) -> Self {
        Self::OneOf(words(values))
    }

    pub(crate) fn not_one_of(values: &[Value]) -> Self {
        Self::NotOneOf(words(values))
    }
}

fn words(values: &[Value]) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    values.iter().map(word).collect()
}
