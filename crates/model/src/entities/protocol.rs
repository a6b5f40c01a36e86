//! Protocols.

use schema::Choice;

/// A protocol that a route, a service or a plugin may speak.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// gRPC without TLS.
    #[choice("grpc")]
    Grpc,
    /// gRPC over TLS.
    #[choice("grpcs")]
    Grpcs,
    /// HTTP.
    #[choice("http")]
    Http,
    /// HTTP over TLS.
    #[choice("https")]
    Https,
    /// Any bytes.
    #[choice("tcp")]
    Tcp,
    /// Any bytes over TLS that ends here.
    #[choice("tls")]
    Tls,
    /// Any bytes over TLS that ends at the upstream.
    #[choice("tls_passthrough")]
    TlsPassthrough,
    /// Datagrams.
    #[choice("udp")]
    Udp,
}
