use super::*;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

struct Example {
    encryption: ContentEncryption,
    key: Vec<u8>,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

const PLAINTEXT: &[u8] = b"A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience";
const ADDITIONAL: &[u8] = b"The second principle of Auguste Kerckhoffs";

/// RFC 7518 appendix B.1 and B.3.
fn examples() -> [Example; 2] {
    let nonce = hex("1af38c2dc2b96ffdd86694092341bc04");
    let example = |encryption, length, ciphertext, tag| Example {
        encryption,
        key: (0..length).collect(),
        nonce: nonce.clone(),
        ciphertext: hex(ciphertext),
        tag: hex(tag),
    };
    [
        example(
            ContentEncryption::A128CbcHs256,
            32,
            "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db",
            "652c3fa36b0a7c5b3219fab3a30bc1c4",
        ),
        example(
            ContentEncryption::A256CbcHs512,
            64,
            "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
            "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
        ),
    ]
}

fn open(example: &Example, additional: &[u8]) -> Option<Vec<u8>> {
    let key = ContentKey::read(&example.key, example.encryption)?;
    let sealed = Sealed {
        nonce: &example.nonce,
        ciphertext: &example.ciphertext,
        tag: &example.tag,
        additional,
    };
    example.encryption.open(&key, &sealed)
}

#[test]
fn examples_of_the_standard() {
    for example in examples() {
        assert_eq!(
            open(&example, ADDITIONAL).as_deref(),
            Some(PLAINTEXT),
            "{}",
            example.encryption
        );
        assert_eq!(open(&example, &ADDITIONAL[1..]), None);
    }
}

/// A change of any one of them: key, nonce, ciphertext, tag.
type Change = fn(&mut Example);

#[test]
fn whatever_is_changed_it_stays_closed() {
    let changes: [(&str, Change); 9] = [
        ("the half for the HMAC", |it| it.key[0] ^= 1),
        ("the half for AES", |it| *it.key.last_mut().unwrap() ^= 1),
        ("a key of half the length", |it| it.key.truncate(it.key.len() / 2)),
        ("the nonce", |it| it.nonce[15] ^= 1),
        ("the first block", |it| it.ciphertext[0] ^= 1),
        ("the padding", |it| *it.ciphertext.last_mut().unwrap() ^= 1),
        ("a block less", |it| {
            it.ciphertext.truncate(it.ciphertext.len() - 16)
        }),
        ("the tag", |it| it.tag[0] ^= 0x80),
        ("half a tag", |it| it.tag.truncate(it.tag.len() / 2)),
    ];
    for (case, change) in changes {
        for mut example in examples() {
            change(&mut example);
            assert_eq!(open(&example, ADDITIONAL), None, "{case}");
        }
    }
}

/// Whoever has the key may pad wrongly, and nobody else gets that far.
#[test]
fn a_good_tag_over_bad_padding() {
    for mut example in examples() {
        let length = example.ciphertext.len() - 16;
        for length in [length, length - 1, 0] {
            example.ciphertext.truncate(length);
            let Kind::CbcHmac(_, hash) = example.encryption.kind() else {
                panic!("not CBC")
            };
            let sealed = Sealed {
                nonce: &example.nonce,
                ciphertext: &example.ciphertext,
                tag: &[],
                additional: ADDITIONAL,
            };
            example.tag = tag(hash, &example.key[..example.key.len() / 2], &sealed);
            assert_eq!(open(&example, ADDITIONAL), None, "{length}");
        }
    }
}

#[test]
fn keys_have_their_length() {
    for encryption in ContentEncryption::ALL {
        for length in [0, 15, 16, 24, 31, 32, 33, 48, 64, 65] {
            let is_key = ContentKey::read(&vec![0; length], encryption).is_some();
            assert_eq!(
                is_key,
                length == encryption.key_length(),
                "{encryption}, {length}"
            );
        }
        let [one, other] = [(); 2].map(|()| ContentKey::draw(encryption).unwrap().0);
        assert_eq!(one.len(), encryption.key_length());
        assert_ne!(one, other);
    }
}

#[test]
fn names_are_those_of_the_registry() {
    for encryption in ContentEncryption::ALL {
        assert_eq!(
            ContentEncryption::from_name(encryption.as_str()),
            Some(encryption)
        );
    }
    for name in ["", "a256gcm", "A192GCM", "A256GCM ", "A192CBC-HS384", "none"] {
        assert_eq!(ContentEncryption::from_name(name), None, "{name}");
    }
}
