use super::*;
use crate::Algorithm;

const RSA: &str = "-----BEGIN PUBLIC KEY-----\n\
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAhsqRpsibi6lTMgQ7BVNA\n\
    2vMccE6k689PbuUI5UGxq8MwigcE9/YvUVkHAVTejMebT02PfZ5BzVDq/1+oHYTD\n\
    jYzR1l/Telw6dtxFFRjZ0LK17qxjJDPZYK/Qd2Qj0YveZ6fwbx5ZWqvnVkjrf7zd\n\
    IN9ebdpJ4d9wnW3+ZyMOE/n5n9HHg2O67zKc+0/LJZ9mr/We/9Po+h9F8sdyo/ug\n\
    CWGSvNZtyF7jIex5gI/lxCaDNiaeWl7Dt2A0wGysDGwaSZe1pZ4kteu8xi2RhKi9\n\
    l7AQ/oTEyUcGuP2aMon0m+qE6lkwFvGSqEFjZbGypwmGXvCDLBzs7bGm/0F8tUzO\n\
    fwIDAQAB\n\
    -----END PUBLIC KEY-----";

const RSA_ALONE: &str = "-----BEGIN RSA PUBLIC KEY-----\n\
    MIIBCgKCAQEAhsqRpsibi6lTMgQ7BVNA2vMccE6k689PbuUI5UGxq8MwigcE9/Yv\n\
    UVkHAVTejMebT02PfZ5BzVDq/1+oHYTDjYzR1l/Telw6dtxFFRjZ0LK17qxjJDPZ\n\
    YK/Qd2Qj0YveZ6fwbx5ZWqvnVkjrf7zdIN9ebdpJ4d9wnW3+ZyMOE/n5n9HHg2O6\n\
    7zKc+0/LJZ9mr/We/9Po+h9F8sdyo/ugCWGSvNZtyF7jIex5gI/lxCaDNiaeWl7D\n\
    t2A0wGysDGwaSZe1pZ4kteu8xi2RhKi9l7AQ/oTEyUcGuP2aMon0m+qE6lkwFvGS\n\
    qEFjZbGypwmGXvCDLBzs7bGm/0F8tUzOfwIDAQAB\n\
    -----END RSA PUBLIC KEY-----";

const RSA_1024: &str = "-----BEGIN PUBLIC KEY-----\n\
    MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCmgzrXlhRfOl26ppv1FVu0lo+x\n\
    qZAettGc7/6soCyDqzFHOG4Gr92YDCnD5KCygEOlLS6aqukWOLyQJXYZqHRo8HcD\n\
    sTCNwM6rtUz8NvGQsjuJvQUmKBsJAe8wvMncbXQ8VFQB4T4bjzWTesb7shulCWh9\n\
    /fFzSa0g8WtM9orFfwIDAQAB\n\
    -----END PUBLIC KEY-----";

const P_256: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdxShH8VZ/G8YMUM1OajmuuO04w6t\n\
    pbGJg8hclXLNotBvkQSkbeFW4gxJpoxe0XLRU1yjmb5MLM8e78C/sOvhTw==\n\
    -----END PUBLIC KEY-----";

const P_384: &str = "-----BEGIN PUBLIC KEY-----\n\
    MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEfdQItX7OZdJXYlWBvMdSVpKGvtxLEqXL\n\
    TGupomQZYS1wc9BXQYaa6yph4sqy4aNCqZUtDESevXz+zSX5gmf2DLIZqApecNaQ\n\
    99SMlAXgZhGh0fYLfl710o++FpBj4y1D\n\
    -----END PUBLIC KEY-----";

const ED25519_KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEA3suqo5zvd0rVdXN8G7g7RD8IiW7aDGYC9erDn2ts5ms=\n\
    -----END PUBLIC KEY-----";

const SECP256K1: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAECAgs00c20FZc8khKVb1eM/3kWs9Hwp6n\n\
    iW0DPnuckIsIQMIUzFMThFUtdVYECa9mImfJmzX5U3Zt4er0YOBUZg==\n\
    -----END PUBLIC KEY-----";

fn fitting(pem: &str) -> Option<Vec<Algorithm>> {
    let key = Jwk::from_pem(pem)?;
    Some(
        Algorithm::ALL
            .into_iter()
            .filter(|algorithm| key.fits(*algorithm))
            .collect(),
    )
}

const RSA_ALGORITHMS: [Algorithm; 6] = [
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
];

#[test]
fn keys_that_openssl_writes() {
    for (pem, algorithms) in [
        (RSA, &RSA_ALGORITHMS[..]),
        (RSA_ALONE, &RSA_ALGORITHMS),
        (P_256, &[Algorithm::Es256]),
        (P_384, &[Algorithm::Es384]),
        (ED25519_KEY, &[Algorithm::EdDsa]),
    ] {
        assert_eq!(fitting(pem).as_deref(), Some(algorithms), "{pem}");
        // However lines are broken.
        let windows = format!("\r\n{}\r\n", pem.replace('\n', "\r\n"));
        assert_eq!(fitting(&windows).as_deref(), Some(algorithms));
    }
    // They are the same key.
    let public = |pem| Jwk::from_pem(pem).unwrap().public().clone();
    assert_eq!(public(RSA), public(RSA_ALONE));
}

#[test]
fn what_is_no_key_that_verifies_here() {
    let inside = |pem: &str| pem.lines().skip(1).collect::<Vec<_>>()[..].join("\n");
    for pem in [
        String::new(),
        "-----BEGIN PUBLIC KEY-----".to_owned(),
        "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----".to_owned(),
        RSA_1024.to_owned(),
        SECP256K1.to_owned(),
        RSA.replace("PUBLIC", "PRIVATE"),
        RSA.replacen("PUBLIC", "RSA PUBLIC", 1),
        inside(RSA),
        RSA.replace("MII", "MIJ"),
        format!("{RSA}\n{P_256}"),
        format!("{RSA}{}", " ".repeat(20_000)) + ".",
    ] {
        assert!(fitting(&pem).is_none(), "{pem}");
    }
    // Wherever it breaks off, and whatever byte is another one, nothing falls over.
    let text: String = P_256.lines().filter(|line| !line.contains('-')).collect();
    let der = base64_simd::STANDARD.decode_to_vec(&text).unwrap();
    let wrapped = |der: &[u8]| {
        let text = base64_simd::STANDARD.encode_to_string(der);
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----")
    };
    assert!(fitting(&wrapped(&der)).is_some());
    for end in 0..der.len() {
        assert!(fitting(&wrapped(&der[..end])).is_none(), "{end}");
        let mut other = der.clone();
        other[end] ^= 0xff;
        let _ = fitting(&wrapped(&other));
    }
    let mut longer = der;
    longer.push(0);
    assert!(fitting(&wrapped(&longer)).is_none());
}
