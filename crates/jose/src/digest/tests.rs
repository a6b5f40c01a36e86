use super::*;

#[test]
fn digests_of_the_standards() {
    // FIPS 180-2 appendix B.1.
    let abc = sha256(b"abc").map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(
        abc,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    // OpenID Connect Core appendix A.3 and A.4: at_hash and c_hash.
    assert_eq!(
        left_half(Algorithm::Rs256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
        "77QmUPtjPfzWtF2AnpK9RQ"
    );
    assert_eq!(
        left_half(
            Algorithm::Rs256,
            "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"
        ),
        "LDktKdoQak3Pk0cnXxCltA"
    );
    // The digest is that of the same length, whatever signs.
    for (asymmetric, hmac) in [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512]
        .into_iter()
        .zip(Algorithm::HMAC)
    {
        assert_eq!(left_half(asymmetric, "token"), left_half(hmac, "token"), "{hmac}");
    }
}

/// Of each algorithm, as another implementation makes them.
#[test]
fn digests_of_each_length() {
    for (algorithm, half) in [
        ("256", "o1uBp9eSe3DsmScN0jYriA"),
        ("384", "8ZYBhGf1HS0O6l_LefILVrCxOJ4-cux2"),
        ("512", "php9CHa4VMkYVLy29EudTMn2qR0zfkdNC24tIP3VP8Y"),
    ] {
        for family in ["RS", "PS", "ES", "HS"] {
            let algorithm = Algorithm::from_name(&format!("{family}{algorithm}")).unwrap();
            assert_eq!(
                left_half(algorithm, "SplxlOBeZQQYbYS6WxSbIA"),
                half,
                "{algorithm}"
            );
        }
    }
    let of_sha512 = left_half(Algorithm::Rs512, "SplxlOBeZQQYbYS6WxSbIA");
    assert_eq!(left_half(Algorithm::EdDsa, "SplxlOBeZQQYbYS6WxSbIA"), of_sha512);
}

/// Half of 256, 384 or 512 bits: 22, 32 or 43 characters.
#[test]
fn the_half_fits_the_algorithm() {
    for algorithm in Algorithm::ALL.into_iter().chain(Algorithm::HMAC) {
        let length = match &algorithm.as_str()[2..] {
            "256" => 22,
            "384" => 32,
            _ => 43,
        };
        assert_eq!(left_half(algorithm, "token").len(), length, "{algorithm}");
    }
}

#[test]
fn equal_is_equal() {
    assert!(equal(b"", b""));
    assert!(equal(b"abc", b"abc"));
    for (a, b) in [(&b"abc"[..], &b"abd"[..]), (b"abc", b"ab"), (b"", b"a")] {
        assert!(!equal(a, b));
    }
}
