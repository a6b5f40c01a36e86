//! Addresses, and whether they may be called.

use ports::Reach::{Loopback, Network, Unencrypted};

use super::Refused::{LinkLocal, Metadata, Multicast, Reserved, Tunnel, Unspecified};
use super::{Refused, judge};

// DI-06
#[test]
fn what_may_be_called_and_what_may_not() {
    let table: &[(&str, Result<(), Refused>)] = &[
        // Public and private.
        ("93.184.215.14", Ok(())),
        ("10.0.0.1", Ok(())),
        ("172.16.0.1", Ok(())),
        ("192.168.1.1", Ok(())),
        ("100.64.0.1", Ok(())),
        ("192.0.1.1", Ok(())),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", Ok(())),
        ("fd12:3456::1", Ok(())),
        ("::ffff:10.0.0.1", Ok(())),
        ("64:ff9b::10.0.0.1", Ok(())),
        ("2002:a00:1::1", Ok(())),
        // Link-local.
        ("169.254.0.0", Err(LinkLocal)),
        ("169.254.169.254", Err(LinkLocal)),
        ("169.254.255.255", Err(LinkLocal)),
        ("fe80::1", Err(LinkLocal)),
        ("febf:ffff::1", Err(LinkLocal)),
        ("::ffff:169.254.169.254", Err(LinkLocal)),
        ("64:ff9b::169.254.169.254", Err(LinkLocal)),
        ("2002:a9fe:a9fe::1", Err(LinkLocal)),
        // Metadata of clouds.
        ("100.100.100.200", Err(Metadata)),
        ("168.63.129.16", Err(Metadata)),
        ("fd00:ec2::254", Err(Metadata)),
        ("fd00:ec2::253", Err(Metadata)),
        ("fd20:ce::254", Err(Metadata)),
        ("fd00:42::42", Err(Metadata)),
        ("::ffff:100.100.100.200", Err(Metadata)),
        ("64:ff9b::100.100.100.200", Err(Metadata)),
        ("192.0.0.192", Err(Reserved)),
        // Nobody, and many.
        ("0.0.0.0", Err(Unspecified)),
        ("0.1.2.3", Err(Unspecified)),
        ("::", Err(Unspecified)),
        ("::ffff:0.0.0.0", Err(Unspecified)),
        ("224.0.0.1", Err(Multicast)),
        ("239.255.255.250", Err(Multicast)),
        ("ff02::1", Err(Multicast)),
        ("255.255.255.255", Err(Reserved)),
        ("240.0.0.1", Err(Reserved)),
        ("::ffff:255.255.255.255", Err(Reserved)),
        // Ways around.
        ("::127.0.0.1", Err(Reserved)),
        ("::2", Err(Reserved)),
        ("64:ff9b:1::7f00:1", Err(Tunnel)),
        ("2001::7f00:1", Err(Tunnel)),
        ("::ffff:0:127.0.0.1", Err(Tunnel)),
        ("64:ff9b::127.0.0.1", Err(Refused::Loopback)),
        ("2002:7f00:1::1", Err(Refused::Loopback)),
    ];
    for (address, judgement) in table {
        let address = address.parse().unwrap();
        assert_eq!(judge(address, Network), *judgement, "{address}");
        for reach in [Loopback, Unencrypted] {
            assert_eq!(
                judge(address, reach),
                *judgement,
                "{address}, though loopback is allowed"
            );
        }
    }
}

#[test]
fn loopback_is_for_those_who_say_so() {
    for address in ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"] {
        let address = address.parse().unwrap();
        assert_eq!(judge(address, Network), Err(Refused::Loopback), "{address}");
        assert_eq!(judge(address, Loopback), Ok(()), "{address}");
        assert_eq!(judge(address, Unencrypted), Ok(()), "{address}");
    }
}
