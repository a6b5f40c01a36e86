use super::*;

#[test]
fn who_is_meant() {
    for (written, inside, outside) in [
        (
            "10.1.2.3",
            vec!["10.1.2.3", "::ffff:10.1.2.3"],
            vec!["10.1.2.4", "::10.1.2.3"],
        ),
        (
            "10.1.2.3/8",
            vec!["10.0.0.0", "10.255.255.255"],
            vec!["11.0.0.0", "9.255.255.255"],
        ),
        ("0.0.0.0/0", vec!["1.2.3.4", "255.255.255.255"], vec!["::1"]),
        ("10.0.0.0/31", vec!["10.0.0.0", "10.0.0.1"], vec!["10.0.0.2"]),
        ("::1", vec!["::1"], vec!["::2", "127.0.0.1"]),
        (
            "2001:db8::/32",
            vec!["2001:db8::", "2001:db8:ffff::1"],
            vec!["2001:db9::"],
        ),
        (
            "::/0",
            vec!["::", "2001:db8::1"],
            vec!["10.0.0.1", "::ffff:10.0.0.1"],
        ),
        (
            "::ffff:10.0.0.0/104",
            vec!["10.9.9.9", "::ffff:10.9.9.9"],
            vec!["11.0.0.1"],
        ),
        (
            "2001:db8::1/127",
            vec!["2001:db8::", "2001:db8::1"],
            vec!["2001:db8::2"],
        ),
    ] {
        let range = IpOrCidr::parse(written).unwrap();
        for (addresses, is_meant) in [(inside, true), (outside, false)] {
            for address in addresses {
                assert_eq!(
                    range.contains(address.parse().unwrap()),
                    is_meant,
                    "{address} in {written}"
                );
            }
        }
        // What it is shown as means the same.
        assert_eq!(IpOrCidr::parse(&range.to_string()), Ok(range), "{range}");
    }
}

#[test]
fn what_is_none() {
    for text in [
        "",
        "/",
        "10",
        "10.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.256",
        "010.0.0.1",
        " 10.0.0.1",
        "10.0.0.1 ",
        "::/129",
        "fe80::1%eth0",
        "[::1]",
        "::ffff:10.0.0.0/95",
        "example.com",
        "10.0.0.0/4294967304",
        "10.0.0.0/٨",
    ] {
        assert_eq!(
            IpOrCidr::parse(text),
            Err(Violation::IpOrCidr(text.to_owned())),
            "{text}"
        );
    }
}
