use expect_test::{Expect, expect};
use ledger::{Checkpoint, HashAlgorithm, TreeHead, VerifyingKey, note};

use crate::{checkpoint_of, log_of, signing_key};

#[test]
fn a_checkpoint_is_a_signed_note_of_origin_size_and_root() {
    let checkpoint = checkpoint_of(&log_of(HashAlgorithm::Sha256, 3));
    let signed = checkpoint.sign(&signing_key()).unwrap();
    expect![[r#"
        bank.example/huiyin
        3
        cuDRdZjUDBQ/FOv7BeLFxN3Wvr8WXzVpRDrEaViH0wI=

        — bank.example/huiyin styO4Ypri2jwTc4kb3qm1Zm+lol/19psV4YZ1a0M+7/ubHG3T79+f0hYnrbD8TwI45ltPJ5VtntKzMFHLZkmTPJvEwg=
    "#]]
    .assert_eq(&signed);
    assert_eq!(Checkpoint::open(&signed, signing_key().verifying_key()).unwrap(), checkpoint);
    assert_eq!(checkpoint.to_string(), "bank.example/huiyin at size 3");
}

#[test]
fn a_tree_of_sm3_says_so_and_extensions_come_back() {
    let checkpoint =
        checkpoint_of(&log_of(HashAlgorithm::Sm3, 3)).with_extension("time 2026-01-04T08:00:00Z").unwrap();
    let signed = checkpoint.sign(&signing_key()).unwrap();
    assert!(signed.contains("\nhash sm3\ntime 2026-01-04T08:00:00Z\n\n— "), "{signed}");
    let opened = Checkpoint::open(&signed, signing_key().verifying_key()).unwrap();
    assert_eq!(opened, checkpoint);
    assert_eq!(opened.algorithm(), HashAlgorithm::Sm3);
    assert_eq!(opened.extensions(), ["time 2026-01-04T08:00:00Z"]);
}

/// The published key of the Go checksum database.
#[test]
fn the_key_of_another_log_is_read() {
    let key: VerifyingKey =
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8".parse().unwrap();
    assert_eq!(key.name(), "sum.golang.org");
    assert_eq!(key.id(), [0x03, 0x3d, 0xe0, 0xae]);
}

#[test]
fn a_malformed_checkpoint_names_the_line_and_what_was_expected() {
    const ROOT: &str = "B7ZDWhHKMVefPxE7jzmzgVZnzrH/jvOLESZDF1ptc70=";
    check(
        &format!("\n3\n{ROOT}\n"),
        expect!["the checkpoint cannot be accepted: line 1 is ``: expected the origin of the log"],
    );
    for size in ["03", "+3", "-3", "3 ", "", "99999999999999999999", "三"] {
        let error = open(&format!("bank\n{size}\n{ROOT}\n"));
        assert!(error.contains(&format!("line 2 is `{size}`: expected the size of the tree")), "{error}");
    }
    check(
        &format!("bank\n3\n{}\n", &ROOT[..40]),
        expect![
            "the checkpoint cannot be accepted: line 3 is `B7ZDWhHKMVefPxE7jzmzgVZnzrH/jvOLESZDF1pt`: expected the root of the tree, 32 bytes in Base64"
        ],
    );
    check(
        "bank\n3\n",
        expect![
            "the checkpoint cannot be accepted: line 3 is ``: expected the root of the tree, 32 bytes in Base64"
        ],
    );
    check(
        &format!("bank\n3\n{ROOT}\nhash md5\n"),
        expect!["the checkpoint cannot be accepted: line 4 is `hash md5`: expected `hash sm3`"],
    );
    check(
        &format!("bank\n3\n{ROOT}\ntime 5\nhash sm3\n"),
        expect![
            "the checkpoint cannot be accepted: line 5 is `hash sm3`: expected an extension line, or the blank line before the signatures"
        ],
    );
    check(
        &format!("bank\n3\n{ROOT}\n\nmore\n"),
        expect![
            "the checkpoint cannot be accepted: line 4 is ``: expected an extension line, or the blank line before the signatures"
        ],
    );
    let head = TreeHead { size: 0, root: HashAlgorithm::Sha256.empty_root() };
    assert!(Checkpoint::new("", head, HashAlgorithm::Sha256).is_err());
    assert!(Checkpoint::new("two\nlines", head, HashAlgorithm::Sha256).is_err());
    assert!(Checkpoint::parse("").is_err());
}

#[test]
fn every_changed_byte_of_a_checkpoint_is_noticed() {
    let signed = checkpoint_of(&log_of(HashAlgorithm::Sm3, 3)).sign(&signing_key()).unwrap();
    for position in 0..signed.len() {
        let mut bytes = signed.clone().into_bytes();
        bytes[position] ^= 1;
        let Ok(text) = String::from_utf8(bytes) else { continue };
        assert!(Checkpoint::open(&text, signing_key().verifying_key()).is_err(), "{text}");
    }
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&open(text));
}

fn open(text: &str) -> String {
    let signed = note::sign(text, &signing_key()).unwrap();
    Checkpoint::open(&signed, signing_key().verifying_key()).unwrap_err().to_string()
}
