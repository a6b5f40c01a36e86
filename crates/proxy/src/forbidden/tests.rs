use super::*;

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// A machine that is 192.0.2.1 and 2001:db8::1.
fn is_ours(address: IpAddr) -> bool {
    address.is_loopback() || ["192.0.2.1", "2001:db8::1"].contains(&address.to_string().as_str())
}

// AD-06
#[test]
fn the_admin_api_is_no_service() {
    for (listens, to, is_own) in [
        ("127.0.0.1:8001", "127.0.0.1:8001", true),
        ("127.0.0.1:8001", "127.0.0.1:8000", false),
        ("127.0.0.1:8001", "127.0.0.2:8001", false),
        ("127.0.0.1:8001", "0.0.0.0:8001", true),
        ("127.0.0.1:8001", "[::ffff:127.0.0.1]:8001", true),
        ("127.0.0.1:8001", "[::1]:8001", false),
        ("127.0.0.1:8001", "192.0.2.1:8001", false),
        ("[::1]:8001", "[::1]:8001", true),
        ("[::1]:8001", "[::]:8001", true),
        ("192.0.2.1:8001", "192.0.2.1:8001", true),
        ("192.0.2.1:8001", "127.0.0.1:8001", false),
        // All interfaces.
        ("0.0.0.0:8001", "127.0.0.1:8001", true),
        ("0.0.0.0:8001", "127.8.7.6:8001", true),
        ("0.0.0.0:8001", "0.0.0.0:8001", true),
        ("0.0.0.0:8001", "192.0.2.1:8001", true),
        ("0.0.0.0:8001", "192.0.2.2:8001", false),
        ("0.0.0.0:8001", "192.0.2.1:8002", false),
        ("[::]:8001", "192.0.2.1:8001", true),
        ("[::]:8001", "[2001:db8::1]:8001", true),
        ("[::]:8001", "[2001:db8::2]:8001", false),
    ] {
        let forbidden = Forbidden {
            networks: Vec::new(),
            own: vec![address("203.0.113.9:8001"), address(listens)],
        };
        let judged = forbidden.judge(address(to), is_ours);
        let expected = if is_own { Err(Forbids::AdminApi) } else { Ok(()) };
        assert_eq!(judged, expected, "{to} beside {listens}");
        assert_eq!(Forbidden::default().judge(address(to), is_ours), Ok(()));
    }
}

// AD-06
#[test]
fn networks_may_be_denied() {
    let networks = ["169.254.0.0/16", "10.0.0.0/8", "fd00::/8", "127.0.0.0/8"];
    let forbidden = Forbidden {
        networks: networks.map(|network| network.parse().unwrap()).into(),
        own: Vec::new(),
    };
    for (to, is_denied) in [
        ("169.254.169.254:80", true),
        ("[::ffff:169.254.169.254]:80", true),
        ("10.1.2.3:443", true),
        ("11.1.2.3:443", false),
        ("[fd12::1]:80", true),
        ("[fe80::1]:80", false),
        ("127.0.0.1:80", true),
        ("0.0.0.0:80", true),
        ("192.0.2.1:80", false),
    ] {
        let expected = if is_denied { Err(Forbids::Network) } else { Ok(()) };
        assert_eq!(forbidden.judge(address(to), is_ours), expected, "{to}");
    }
}

#[test]
fn a_machine_knows_its_own_addresses() {
    assert!(super::is_ours(Ipv4Addr::LOCALHOST.into()));
    // Of a network for examples (RFC 5737).
    assert!(!super::is_ours(Ipv4Addr::new(192, 0, 2, 1).into()));
}
