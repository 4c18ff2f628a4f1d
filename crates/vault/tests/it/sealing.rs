use expect_test::expect;
use proptest::prelude::*;
use vault::{Aad, OpenError, PersonKey, Suite};

use crate::{AAD, SUITES, flip, keys, other_random, random};

const TEXT: &str = "信用卡被多收了年费，请退回。";

fn person_key(suite: Suite) -> PersonKey {
    keys(suite).new_person_key(&mut random())
}

#[test]
fn a_value_opens_for_its_person_field_and_reference_only() {
    for suite in SUITES {
        let key = person_key(suite);
        let sealed = key.seal(&AAD, TEXT.as_bytes(), &mut random()).unwrap();
        assert_eq!(sealed.len(), TEXT.len() + 30);
        assert_eq!(key.open(&AAD, &sealed).unwrap().as_slice(), TEXT.as_bytes());
        for other in [
            Aad { person: "18", ..AAD },
            Aad { field: "name", ..AAD },
            Aad { reference: "", ..AAD },
            // The same characters, cut elsewhere.
            Aad { person: "17text", field: "", ..AAD },
            Aad { field: "text4", reference: "711", ..AAD },
        ] {
            assert!(matches!(key.open(&other, &sealed), Err(OpenError::Rejected(_))), "{other:?}");
        }
        let stranger = keys(suite).new_person_key(&mut other_random());
        assert!(stranger.open(&AAD, &sealed).is_err());
    }
}

#[test]
fn every_changed_bit_and_every_lost_byte_is_noticed() {
    for suite in SUITES {
        let key = person_key(suite);
        let sealed = key.seal(&AAD, TEXT.as_bytes(), &mut random()).unwrap();
        for bit in 0..8 * sealed.len() {
            assert!(key.open(&AAD, &flip(&sealed, bit)).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(key.open(&AAD, &sealed[..length]).is_err(), "{length} bytes");
        }
    }
}

#[test]
fn the_same_value_is_sealed_differently_each_time() {
    let (key, mut random) = (person_key(SUITES[0]), random());
    let [first, second] = [(); 2].map(|()| key.seal(&AAD, b"same", &mut random).unwrap());
    assert_ne!(first, second);
}

#[test]
fn what_was_sealed_before_the_cipher_was_changed_still_opens() {
    let [before, after] = SUITES;
    let keys_before = keys(before);
    let key = keys_before.new_person_key(&mut random());
    let wrapped = keys_before.wrap("17", &key, &mut random()).unwrap();
    let sealed = key.seal(&AAD, TEXT.as_bytes(), &mut random()).unwrap();

    // The same key file with another cipher named in it.
    let keys_after =
        vault::KeyRing::parse(&keys_before.to_secret_text().replace("aes-256-gcm", "sm4-gcm")).unwrap();
    let key = keys_after.unwrap("17", &wrapped).unwrap();
    assert_eq!(key.open(&AAD, &sealed).unwrap().as_slice(), TEXT.as_bytes());
    assert_eq!(keys_after.suite().cipher, after.cipher);
    assert_eq!(key.seal(&AAD, b"", &mut random()).unwrap()[1], 2);
}

#[test]
fn a_value_that_does_not_open_is_named() {
    let key = person_key(SUITES[0]);
    let sealed = key.seal(&AAD, b"12345", &mut random()).unwrap();
    let error = |bytes: &[u8]| key.open(&AAD, bytes).unwrap_err().to_string();
    expect!["the sealed field `text` of person `17` at `4711` has 0 bytes: expected at least 30"]
        .assert_eq(&error(&[]));
    expect!["the sealed field `text` of person `17` at `4711` has version 0: expected 1"]
        .assert_eq(&error(&flip(&sealed, 0)));
    expect![
        "the sealed field `text` of person `17` at `4711` has cipher 0: expected 1 (AES-256-GCM) or 2 (SM4-GCM)"
    ]
    .assert_eq(&error(&flip(&sealed, 8)));
    expect![
        "the sealed field `text` of person `17` at `4711` does not open: it was altered, moved from elsewhere, or sealed under another key"
    ]
    .assert_eq(&error(&flip(&sealed, 200)));
    let not_text = key.open_text(&AAD, &sealed).unwrap_err().to_string();
    expect!["the sealed field `text` of person `17` at `4711` is no text with a salt"].assert_eq(&not_text);
    assert_eq!(format!("{key:?}"), "PersonKey { suite: Suite { cipher: Aes256Gcm, hasher: Sha256 }, .. }");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_is_sealed_comes_back(
        plaintext in prop::collection::vec(any::<u8>(), 0..600),
        text in "\\PC{0,80}",
        parts in ("\\PC{0,9}", "\\PC{0,9}", "\\PC{0,9}"),
        others in ("\\PC{0,9}", "\\PC{0,9}", "\\PC{0,9}"),
        suite in prop::sample::select(SUITES.to_vec()),
    ) {
        let key = person_key(suite);
        let aad = Aad { person: &parts.0, field: &parts.1, reference: &parts.2 };
        let sealed = key.seal(&aad, &plaintext, &mut random()).unwrap();
        let opened = key.open(&aad, &sealed).unwrap();
        prop_assert_eq!(&*opened, &plaintext);
        let other = Aad { person: &others.0, field: &others.1, reference: &others.2 };
        prop_assert_eq!(key.open(&other, &sealed).is_ok(), other == aad);

        let sealed = key.seal_text(&aad, &text, &mut random()).unwrap();
        let opened = key.open_text(&aad, &sealed.sealed).unwrap();
        prop_assert_eq!(&*opened.text, &text);
        prop_assert_eq!(vault::commit(suite.hasher, &opened.salt, &text), sealed.commitment);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..100), suite in prop::sample::select(SUITES.to_vec())) {
        let key = person_key(suite);
        prop_assert!(key.open(&AAD, &bytes).is_err());
        prop_assert!(key.open_text(&AAD, &bytes).is_err());
        prop_assert!(keys(suite).unwrap("17", &bytes).is_err());
        prop_assert!(key.open_blob(&AAD, bytes.as_slice(), std::io::sink()).is_err());
    }
}
