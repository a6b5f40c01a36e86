//! Tokens that are worth something only to those who hold a key (RFC 8705, RFC 9449).

use schema::{Choice, Port, Record, Seconds};

/// Options of proof of possession.
#[derive(Record)]
pub(crate) struct Possession {
    /// Whether a token must belong to the certificate that the client shows.
    #[field(default = Proof::Off, refused)]
    pub(crate) proof_of_possession_mtls: Proof,

    /// A header in which a proxy in front hands on that certificate. Null looks at the connection.
    #[field(refused)]
    pub(crate) proof_of_possession_mtls_from_header: Option<CertificateHeader>,

    /// Whether a token must belong to a key for which the client has a proof (DPoP).
    #[field(default = Proof::Off, refused)]
    pub(crate) proof_of_possession_dpop: Proof,

    /// Seconds for which such a proof is good.
    #[field(default = 300, refused)]
    pub(crate) dpop_proof_lifetime: Option<Seconds>,

    /// Whether such a proof must contain a nonce of ours.
    #[field(default = false, refused)]
    pub(crate) dpop_use_nonce: bool,

    /// Whether ways to prove who one is that know no such proof may not be open beside it.
    #[field(default = true, inert)]
    pub(crate) proof_of_possession_auth_methods_validation: bool,
}

/// Whether a token must come with a proof.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// No.
    #[choice("off")]
    Off,
    /// Those that name a key.
    #[choice("optional")]
    Optional,
    /// All.
    #[choice("strict")]
    Strict,
}

/// A header in which a proxy in front hands on the client's certificate.
#[derive(Record)]
pub(crate) struct CertificateHeader {
    /// Its name.
    pub(crate) certificate_header_name: String,

    /// How the certificate is written there.
    #[field(default = CertificateForm::UrlEncoded)]
    pub(crate) certificate_header_format: CertificateForm,

    /// The authorities that count: ids of `ca_certificates`.
    pub(crate) ca_certificates: Vec<String>,

    /// Whether the header counts only from `trusted_ips`.
    #[field(default = true)]
    pub(crate) secure_source: bool,

    /// Whether an authority in the middle is enough.
    #[field(default = false)]
    pub(crate) allow_partial_chain: bool,

    /// What is done about revoked certificates.
    #[field(default = RevocationCheck::IgnoreCaError)]
    pub(crate) revocation_check_mode: RevocationCheck,

    /// Milliseconds to remember whether a certificate is revoked.
    #[field(default = 60000)]
    pub(crate) cert_cache_ttl: Option<f64>,

    /// Milliseconds to wait for the answer.
    #[field(default = 30000)]
    pub(crate) http_timeout: Option<f64>,

    /// The host of a proxy for such questions without TLS.
    pub(crate) http_proxy_host: Option<String>,

    /// Its port.
    pub(crate) http_proxy_port: Option<Port>,

    /// The host of a proxy for such questions with TLS.
    pub(crate) https_proxy_host: Option<String>,

    /// Its port.
    pub(crate) https_proxy_port: Option<Port>,

    /// Whether the certificate of whoever answers is verified.
    #[field(default = true)]
    pub(crate) ssl_verify: bool,
}

/// How a certificate is written in a header.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CertificateForm {
    /// As PEM, percent-encoded.
    #[choice("url_encoded")]
    UrlEncoded,
    /// As base64 of DER.
    #[choice("base64_encoded")]
    Base64Encoded,
}

/// What is done about revoked certificates.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RevocationCheck {
    /// Nothing.
    #[choice("SKIP")]
    Skip,
    /// They are refused; who cannot be asked about is not.
    #[choice("IGNORE_CA_ERROR")]
    IgnoreCaError,
    /// They are refused, and so is who cannot be asked about.
    #[choice("STRICT")]
    Strict,
}
