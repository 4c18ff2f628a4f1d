use expect_test::expect;
use ledger::{Checkpoint, HashAlgorithm, Journal, SigningKey, TreeHead, journal};
use proptest::prelude::*;

use crate::{checkpoint_of, log_of, signing_key};

fn checkpoints(sizes: &[u64]) -> Vec<Checkpoint> {
    sizes.iter().map(|size| checkpoint_of(&log_of(HashAlgorithm::Sha256, *size))).collect()
}

fn journal_of(checkpoints: &[Checkpoint], key: &SigningKey) -> Vec<u8> {
    checkpoints
        .iter()
        .map(|checkpoint| journal::record(&checkpoint.sign(key).unwrap()))
        .collect::<String>()
        .into_bytes()
}

#[test]
fn all_checkpoints_come_back_and_the_newest_is_the_last() {
    let key = signing_key();
    let written = checkpoints(&[1, 4, 4, 9]);
    let bytes = journal_of(&written, &key);
    let journal = Journal::parse(&bytes).unwrap();
    assert_eq!(journal.open_all(key.verifying_key()).unwrap(), written);
    assert_eq!(journal.records()[2].line(), 13);
    assert_eq!(journal.complete_length(), bytes.len());
    assert!(!journal.is_torn());
    assert_eq!(journal::newest(&bytes, key.verifying_key()).unwrap(), written.last().cloned());
    assert_eq!(journal::newest(b"", key.verifying_key()).unwrap(), None);
}

#[test]
fn a_last_record_torn_anywhere_is_passed_over() {
    let key = signing_key();
    let written = checkpoints(&[1, 4]);
    let bytes = journal_of(&written, &key);
    let whole = journal_of(&written[..1], &key).len();
    for cut in whole..bytes.len() {
        let journal = Journal::parse(&bytes[..cut]).unwrap();
        assert_eq!(journal.open_all(key.verifying_key()).unwrap(), written[..1]);
        assert_eq!(journal.complete_length(), whole);
        assert_eq!(journal.is_torn(), whole < cut);
    }
    // A power failure may leave zeros where the record should be.
    let zeros = [&bytes[..whole], &[0; 50]].concat();
    assert_eq!(journal::newest(&zeros, key.verifying_key()).unwrap().as_ref(), written.first());
}

#[test]
fn damage_and_contradiction_name_the_line_of_the_file() {
    let key = signing_key();
    let written = checkpoints(&[1, 4, 9]);
    let text = String::from_utf8(journal_of(&written, &key)).unwrap();
    let error = |text: &str| {
        let journal = Journal::parse(text.as_bytes())?;
        journal.open_all(key.verifying_key()).map(|_| String::new())
    };
    expect![
        "the checkpoint journal is damaged: line 8 is `four`: expected the size of the tree in decimal digits without leading zeros"
    ]
    .assert_eq(&error(&text.replace("\n4\n", "\nfour\n")).unwrap_err().to_string());
    expect![
        "the checkpoint journal is damaged: line 11: the signature of the key `bank.example/huiyin+b2dc8ee1` does not fit the text"
    ]
    .assert_eq(&error(&text.replace("\n4\n", "\n5\n")).unwrap_err().to_string());

    let shrunk = journal_of(&checkpoints(&[9, 4]), &key);
    expect![
        "the checkpoint journal contradicts itself: the record at line 7 attests size 4 with root `7f4975ae5b9ea05a1ad4eb463d5f20924087048e978cf6b342036eec5c9057e6` after size 9 with root `5040971d1d10162e936a6eb614fbe9630e3629314c177c279c6f19cefec4bbff`"
    ]
    .assert_eq(&error(std::str::from_utf8(&shrunk).unwrap()).unwrap_err().to_string());

    let fork = Checkpoint::new(
        "bank.example/huiyin",
        TreeHead { size: 9, ..written[0].head() },
        HashAlgorithm::Sha256,
    );
    assert!(
        error(std::str::from_utf8(&journal_of(&[written[2].clone(), fork.unwrap()], &key)).unwrap()).is_err()
    );
    let new_origin =
        Checkpoint::new("bank.example/huiyin-2", written[0].head(), HashAlgorithm::Sha256).unwrap();
    let restored = journal_of(&[written[2].clone(), new_origin], &key);
    assert!(
        error(std::str::from_utf8(&restored).unwrap()).is_ok(),
        "a restored log starts under a new origin"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Wherever the damage is, before the last record it is an error, and in the last one it never yields a checkpoint
    /// that was not written.
    #[test]
    fn no_changed_byte_goes_unnoticed(position in any::<prop::sample::Index>(), change in 1..=255_u8) {
        let key = signing_key();
        let written = checkpoints(&[1, 4, 9]);
        let mut bytes = journal_of(&written, &key);
        let last_record = journal_of(&written[..2], &key).len();
        let position = position.index(bytes.len());
        bytes[position] ^= change;
        let opened = Journal::parse(&bytes).and_then(|journal| journal.open_all(key.verifying_key()));
        match opened {
            Ok(opened) => {
                prop_assert!(position >= last_record, "byte {} of {}", position, bytes.len());
                prop_assert_eq!(&opened[..], &written[..2]);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
