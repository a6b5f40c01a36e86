use super::*;

#[test]
fn a_network_holds_what_begins_with_its_bits() {
    for (network, inside, outside) in [
        (
            "10.0.0.0/8",
            vec!["10.0.0.0", "10.255.255.255"],
            vec!["11.0.0.0", "9.255.255.255"],
        ),
        (
            "192.0.2.7",
            vec!["192.0.2.7", "::ffff:192.0.2.7"],
            vec!["192.0.2.6", "::192.0.2.7"],
        ),
        ("192.0.2.6/31", vec!["192.0.2.6", "192.0.2.7"], vec!["192.0.2.8"]),
        (
            "0.0.0.0/0",
            vec!["0.0.0.0", "255.255.255.255"],
            vec!["::", "2001:db8::1"],
        ),
        (
            "2001:db8::/32",
            vec!["2001:db8::", "2001:db8:ffff::1"],
            vec!["2001:db9::", "32.1.13.184"],
        ),
        ("::1", vec!["::1"], vec!["::2", "127.0.0.1"]),
        ("::/0", vec!["::", "ffff::"], vec!["10.0.0.1", "::ffff:10.0.0.1"]),
    ] {
        let parsed: Network = network.parse().unwrap();
        for address in inside {
            assert!(parsed.contains(address.parse().unwrap()), "{network} {address}");
        }
        for address in outside {
            assert!(!parsed.contains(address.parse().unwrap()), "{network} {address}");
        }
    }
}

#[test]
fn what_is_not_clearly_a_network_is_none() {
    for (text, expected) in [
        ("", BadNetwork::Address),
        ("10.0.0", BadNetwork::Address),
        ("10.0.0.0 /8", BadNetwork::Address),
        ("010.0.0.1", BadNetwork::Address),
        ("proxy.test", BadNetwork::Address),
        ("[::1]", BadNetwork::Address),
        ("fe80::1%eth0", BadNetwork::Address),
        ("10.0.0.0/", BadNetwork::Length),
        ("10.0.0.0/33", BadNetwork::Length),
        ("10.0.0.0/+8", BadNetwork::Length),
        ("10.0.0.0/8/8", BadNetwork::Length),
        ("::/129", BadNetwork::Length),
        ("::/256", BadNetwork::Length),
        ("::ffff:10.0.0.0/104", BadNetwork::Mapped),
    ] {
        assert_eq!(text.parse::<Network>(), Err(expected), "{text}");
    }
    let network = "10.0.0.0/8".parse().unwrap();
    assert_eq!(
        "10.0.0.5/8".parse::<Network>(),
        Err(BadNetwork::HostBits { network })
    );
    assert_eq!(network.to_string(), "10.0.0.0/8");
}
