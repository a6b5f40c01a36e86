use super::*;
use crate::samples::with;

fn read(jwk: &Value) -> Option<Point> {
    Point::read(jwk.as_object().unwrap())
}

/// A JWK with coordinates of so many bytes.
fn jwk(kind: &str, curve: &str, x: usize, y: Option<usize>) -> Value {
    let mut jwk = json!({ "kty": kind, "crv": curve, "x": base64url::encode(&vec![1; x]) });
    if let Some(y) = y {
        jwk["y"] = base64url::encode(&vec![2; y]).into();
    }
    jwk
}

#[test]
fn coordinates_have_the_length_of_the_curve() {
    for (curve, size) in [("P-256", 32), ("P-384", 48), ("P-521", 66)] {
        let good = jwk("EC", curve, size, Some(size));
        let point = read(&good).unwrap();
        assert_eq!(point.bytes.len(), 1 + 2 * size);
        assert_eq!(point.jwk(), good);
        for (x, y) in [
            (size - 1, size),
            (size, size - 1),
            (size + 1, size),
            (size, size + 1),
        ] {
            assert_eq!(read(&jwk("EC", curve, x, Some(y))), None, "{curve}: {x}, {y}");
        }
        assert_eq!(read(&jwk("EC", curve, size, None)), None, "{curve} without y");
    }
    let good = jwk("OKP", "X25519", 32, None);
    assert_eq!(read(&good).unwrap().jwk(), good);
    for x in [0, 31, 33, 56] {
        assert_eq!(read(&jwk("OKP", "X25519", x, None)), None, "{x}");
    }
}

#[test]
fn curves_have_their_kinds_and_no_others() {
    let good = jwk("EC", "P-256", 32, Some(32));
    for other in [
        json!({ "kty": "OKP" }),
        json!({ "kty": "RSA" }),
        json!({ "kty": null }),
        json!({ "crv": "P-384" }),
        json!({ "crv": "p-256" }),
        json!({ "crv": "secp256k1" }),
        json!({ "crv": "Ed25519" }),
        json!({ "crv": "X448" }),
        json!({ "crv": 256 }),
        json!({ "x": "AQ==" }),
        json!({ "y": 1 }),
    ] {
        assert_eq!(read(&with(&good, other.clone())), None, "{other}");
    }
    assert_eq!(read(&jwk("EC", "X25519", 32, None)), None);
    assert_eq!(read(&jwk("OKP", "Ed25519", 32, None)), None);
}
