use expect_test::{Expect, expect};
use ledger::{KeyError, SigningKey, VerifyingKey, note};

use crate::signing_key;

/// The example key and note of the Go reference implementation of signed notes (golang.org/x/mod/sumdb/note).
const SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_reference_implementation_and_we_sign_and_open_alike() {
    let signing = SigningKey::from_secret_text(SECRET).unwrap();
    let note = note::sign(TEXT, &signing).unwrap();
    assert_eq!(note, format!("{TEXT}\n{SIGNATURE}"));
    assert_eq!(signing.verifying_key().to_string(), PUBLIC);
    assert_eq!(signing.to_secret_text().trim(), SECRET);
    let verifying: VerifyingKey = PUBLIC.parse().unwrap();
    assert_eq!(note::open(&note, &verifying).unwrap(), TEXT);
    assert_eq!(format!("{signing:?}"), "SigningKey(PeterNeumann+c74f20a3)", "a secret is never printed");
}

#[test]
fn signatures_of_other_keys_are_ignored() {
    let verifying: VerifyingKey = PUBLIC.parse().unwrap();
    let other = note::sign(TEXT, &signing_key()).unwrap();
    let both = format!("{other}{SIGNATURE}");
    assert_eq!(note::open(&both, &verifying).unwrap(), TEXT);
    assert_eq!(note::open(&both, signing_key().verifying_key()).unwrap(), TEXT);
    check(&other, expect!["the note is not signed by the key `PeterNeumann+c74f20a3`"]);
}

#[test]
fn a_text_may_contain_blank_lines() {
    let note = note::sign("one\n\ntwo\n", &signing_key()).unwrap();
    assert_eq!(note::open(&note, signing_key().verifying_key()).unwrap(), "one\n\ntwo\n");
}

#[test]
fn a_malformed_note_names_the_line_and_what_was_expected() {
    check(
        &format!("{}\n{SIGNATURE}", TEXT.replace("answer", "question")),
        expect!["line 4: the signature of the key `PeterNeumann+c74f20a3` does not fit the text"],
    );
    check(TEXT, expect!["line 3 is ``: expected a blank line and a signature line"]);
    check(&format!("{TEXT}\n"), expect!["line 4 is ``: expected a blank line and a signature line"]);
    check("", expect!["line 1 is ``: expected a newline at the end"]);
    check(
        &format!("{TEXT}\n{}", SIGNATURE.trim()),
        expect![
            "line 4 is `— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInN…`: expected a newline at the end"
        ],
    );
    check(
        &format!("{TEXT}\n- PeterNeumann x08go/ZJ\n"),
        expect![
            "line 4 is `- PeterNeumann x08go/ZJ`: expected `— name Base64(key identifier and signature)`"
        ],
    );
    check(
        &format!("{TEXT}\n— PeterNeumann x08go/ZJ====\n"),
        expect![
            "line 4 is `— PeterNeumann x08go/ZJ====`: expected `— name Base64(key identifier and signature)`"
        ],
    );
    check(
        &format!("{TEXT}\n— PeterNeumann x08gow==\n"),
        expect![
            "line 4 is `— PeterNeumann x08gow==`: expected `— name Base64(key identifier and signature)`"
        ],
    );
    check(
        &format!("{TEXT}\n— PeterNeumann x08go/ZJ\n"),
        expect!["line 4: the signature of the key `PeterNeumann+c74f20a3` does not fit the text"],
    );
    check(
        &format!("{TEXT}\n{SIGNATURE}").replace("answer", "ans\twer"),
        expect![[
            r#"line 1 is `If you think cryptography is the ans\twer to your problem,`: expected no control characters"#
        ]],
    );
    check(
        &format!("{TEXT}\n{SIGNATURE}").replace('\n', "\r\n"),
        expect![[
            r#"line 1 is `If you think cryptography is the answer to your problem,\r`: expected no control characters"#
        ]],
    );
}

#[test]
fn every_changed_byte_of_a_key_is_noticed() {
    for (position, _) in PUBLIC.char_indices() {
        let mut bytes = PUBLIC.as_bytes().to_vec();
        bytes[position] ^= 1;
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.parse::<VerifyingKey>().is_err(), "{text}");
        assert!(PUBLIC[..position].parse::<VerifyingKey>().is_err());
    }
}

#[test]
fn a_malformed_key_says_what_was_expected_and_never_the_secret() {
    let public = |text: &str| text.parse::<VerifyingKey>().unwrap_err().to_string();
    expect!["the key is malformed: expected `name+8 hexadecimal digits+Base64 of 0x01 and 32 bytes`"]
        .assert_eq(&public("nonsense"));
    expect!["`two words` is not a key name: expected a text without spaces, control characters and `+`"]
        .assert_eq(&public("two words+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
    expect!["the key `PeterNeumann` says its identifier is `c74f20a4`: expected `c74f20a3`"]
        .assert_eq(&public(&PUBLIC.replace("c74f20a3", "c74f20a4")));
    // The neutral element of the curve: every signature would be good.
    expect!["the key `weak` is not an Ed25519 public key"]
        .assert_eq(&public("weak+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    let secret = SigningKey::from_secret_text(&SECRET[..60]).unwrap_err().to_string();
    expect![
        "the key is malformed: expected `PRIVATE+KEY+name+8 hexadecimal digits+Base64 of 0x01 and 32 bytes`"
    ]
    .assert_eq(&secret);
    assert!(SigningKey::from_secret_text(PUBLIC).is_err());
    assert_eq!(SigningKey::from_seed("", &[0; 32]).unwrap_err(), KeyError::Name(String::new()));
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    let verifying: VerifyingKey = PUBLIC.parse().unwrap();
    expected.assert_eq(&note::open(text, &verifying).unwrap_err().to_string());
}
