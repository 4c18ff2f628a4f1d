use expect_test::expect;
use ledger::{Entry, Hash, HashAlgorithm, Opening, Receipt, ReceiptError, SigningKey, inclusion_proof};

use crate::{ALGORITHMS, checkpoint_of, log_of, signing_key};

const WORDS: &str = "信用卡被多收了年费，请退回。";

fn opening(hash: HashAlgorithm) -> Opening {
    let salt = [9; 32];
    Opening { hash, commitment: hash.digest(&[&salt, WORDS.as_bytes()]), salt, text: WORDS.to_owned() }
}

/// A log of 300 leaves, of which 120 commits to the words and 250 to nothing, and the receipt of both.
fn receipt(algorithm: HashAlgorithm) -> Receipt {
    let mut log = log_of(algorithm, 120);
    let opening = opening(algorithm);
    let told = format!("\u{0}{{\"told\":{{\"text_id\":7,\"commitment\":\"{}\"}}}}", opening.commitment);
    log.push(told.as_bytes());
    for index in 121..300 {
        log.push(format!("event {index}").as_bytes());
    }
    let proof = |index| inclusion_proof(algorithm, &log, index, 300).unwrap();
    let entries = vec![
        Entry {
            log_index: 120,
            leaf: told.into_bytes(),
            openings: vec![opening],
            inclusion_proof: proof(120),
        },
        Entry {
            log_index: 250,
            leaf: b"event 250".to_vec(),
            openings: Vec::new(),
            inclusion_proof: proof(250),
        },
    ];
    let checkpoint = checkpoint_of(&log);
    Receipt::new(&checkpoint, &checkpoint.sign(&signing_key()).unwrap(), entries)
}

#[test]
fn a_receipt_proves_leaves_and_words_without_the_log() {
    for algorithm in ALGORITHMS {
        let text = receipt(algorithm).to_text().unwrap();
        let read = Receipt::parse(&text).unwrap();
        let key = signing_key();
        let verified = read.verify(key.verifying_key()).unwrap();
        assert_eq!(verified.checkpoint.head().size, 300);
        assert_eq!(verified.entries[0].openings[0].text, WORDS);
        assert_eq!(text, read.to_text().unwrap());
    }
}

#[test]
fn every_false_claim_is_named() {
    expect![
        "the field `origin` is `other.example`: expected `bank.example/huiyin`, the origin in the checkpoint"
    ]
    .assert_eq(&changed(|text| text.replacen("bank.example/huiyin", "other.example", 1)));
    expect![
        "the field `checkpoint` does not hold: line 5: the signature of the key `bank.example/huiyin+b2dc8ee1` does not fit the text"
    ]
    .assert_eq(&changed(|text| text.replace("\\n300\\n", "\\n301\\n")));
    expect![
        "opening 1 of the entry with log index 120 does not hold: salt and text do not give this commitment"
    ]
    .assert_eq(&changed(|text| text.replace("多收", "少收")));
    expect!["log index 250 stands after 251: expected entries in the order of the log, each once"]
        .assert_eq(&changed(|text| text.replace("\"log_index\": 120", "\"log_index\": 251")));

    let leaf_changed = changed(|text| text.replace("ZXZlbnQgMjUw", "ZXZlbnQgMjUx"));
    assert!(
        leaf_changed.starts_with("the entry with log index 250 is not in the log: the proof leads"),
        "{leaf_changed}"
    );
    let index_changed = changed(|text| text.replace("\"log_index\": 250", "\"log_index\": 249"));
    assert!(index_changed.starts_with("the entry with log index 249 is not in the log"), "{index_changed}");
    let outside = changed(|text| text.replace("\"log_index\": 250", "\"log_index\": 300"));
    assert_eq!(
        outside,
        "the entry with log index 300 is not in the log: log index 300 is not in a tree of 300 leaves"
    );

    let stranger = SigningKey::from_seed("stranger", &[1; 32]).unwrap();
    let error = receipt(HashAlgorithm::Sha256).verify(stranger.verifying_key()).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "the field `checkpoint` does not hold: the note is not signed by the key `stranger+"
        )
    );
}

#[test]
fn words_that_another_leaf_commits_to_are_not_proved() {
    let mut log = log_of(HashAlgorithm::Sha256, 2);
    log.push(b"no commitment here");
    let checkpoint = checkpoint_of(&log);
    let entry = Entry {
        log_index: 2,
        leaf: b"no commitment here".to_vec(),
        openings: vec![opening(HashAlgorithm::Sha256)],
        inclusion_proof: inclusion_proof(HashAlgorithm::Sha256, &log, 2, 3).unwrap(),
    };
    let signed = checkpoint.sign(&signing_key()).unwrap();
    let error =
        Receipt::new(&checkpoint, &signed, vec![entry]).verify(signing_key().verifying_key()).unwrap_err();
    expect![
        "opening 1 of the entry with log index 2 does not hold: the commitment does not stand in the leaf"
    ]
    .assert_eq(&error.to_string());
    let empty = Receipt::new(&checkpoint, &signed, Vec::new());
    assert!(matches!(empty.verify(signing_key().verifying_key()), Err(ReceiptError::NoEntries)));
}

#[test]
fn digits_that_only_happen_to_stand_in_a_leaf_commit_to_nothing() {
    let opening = opening(HashAlgorithm::Sha256);
    let digits = opening.commitment;
    for payload in [
        format!("{{\"external_number\":\"{digits}\"}}"),
        format!("{{\"commitment\":\"{digits}\",\"blob\":1}}"),
        format!("{{\"text_id\":1,\"note\":{{\"commitment\":\"{digits}\"}}}}"),
        format!("{{\"text_id\":1,\"commitment\":\"{digits}0\"}}"),
        format!("{{\"text_id\":1,\"commitment\":\"{digits}\"}} and more"),
    ] {
        let mut log = log_of(HashAlgorithm::Sha256, 2);
        log.push(payload.as_bytes());
        let checkpoint = checkpoint_of(&log);
        let entry = Entry {
            log_index: 2,
            leaf: payload.clone().into_bytes(),
            openings: vec![opening.clone()],
            inclusion_proof: inclusion_proof(HashAlgorithm::Sha256, &log, 2, 3).unwrap(),
        };
        let receipt = Receipt::new(&checkpoint, &checkpoint.sign(&signing_key()).unwrap(), vec![entry]);
        assert!(
            matches!(receipt.verify(signing_key().verifying_key()), Err(ReceiptError::Opening { .. })),
            "{payload}"
        );
    }
}

#[test]
fn a_malformed_receipt_names_the_place() {
    let error = |text: &str| Receipt::parse(text).unwrap_err().to_string();
    expect!["the receipt is malformed at line 1, column 1: expected value"].assert_eq(&error("receipt"));
    expect!["the receipt has the format ``: expected `huiyin-receipt/1`"].assert_eq(&error("{}"));
    expect!["the receipt has the format `huiyin-receipt/2`: expected `huiyin-receipt/1`"]
        .assert_eq(&error("{\"format\":\"huiyin-receipt/2\",\"later\":true}"));
    let text = receipt(HashAlgorithm::Sha256).to_text().unwrap();
    expect![[r#"the receipt is malformed at line 6, column 24: invalid type: string "120", expected u64"#]]
        .assert_eq(&error(&text.replace("120,", "\"120\",")));
    expect!["the receipt is malformed at line 29, column 27: the leaf is not Base64"]
        .assert_eq(&error(&text.replace("ZXZlbnQgMjUw", "ZXZlbnQgMjU")));
    for length in (0..text.len() - 2).filter(|length| text.is_char_boundary(*length)) {
        assert!(Receipt::parse(&text[..length]).is_err());
    }
}

#[test]
fn no_changed_digit_of_a_receipt_goes_unnoticed() {
    let text = receipt(HashAlgorithm::Sha256).to_text().unwrap();
    let key = signing_key();
    let original = Receipt::parse(&text).unwrap();
    for (position, letter) in text.char_indices().filter(|(_, letter)| letter.is_ascii_alphanumeric()) {
        let mut bytes = text.clone().into_bytes();
        bytes[position] = if letter == '1' { b'2' } else { b'1' };
        let changed = String::from_utf8(bytes).unwrap();
        let Ok(read) = Receipt::parse(&changed) else { continue };
        assert!(
            read == original || read.verify(key.verifying_key()).is_err(),
            "byte {position} of {changed}"
        );
    }
}

#[test]
fn hashes_in_a_receipt_are_hexadecimal() {
    let value = serde_json::to_value(receipt(HashAlgorithm::Sm3)).unwrap();
    assert_eq!(value["format"], "huiyin-receipt/1");
    let first: Hash = value["entries"][0]["inclusion_proof"][0].as_str().unwrap().parse().unwrap();
    assert_eq!(first, HashAlgorithm::Sm3.leaf(b"event 121"));
    assert_eq!(value["entries"][0]["openings"][0]["hash"], "sm3");
}

/// What is said of the receipt after its text was changed.
fn changed(change: impl FnOnce(&str) -> String) -> String {
    let text = receipt(HashAlgorithm::Sha256).to_text().unwrap();
    let altered = change(&text);
    assert_ne!(text, altered, "the change must hit");
    Receipt::parse(&altered).unwrap().verify(signing_key().verifying_key()).unwrap_err().to_string()
}
