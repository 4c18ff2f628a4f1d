use proptest::prelude::*;
use sha2::Digest;
use vault::{Aad, BlobError, PersonKey, Salt, SealedBlob, Suite};

use crate::{AAD, SUITES, flip, keys, random};

const CHUNK: usize = 64 * 1024;
const HEADER: usize = 37;
const TAG: usize = 16;

fn person_key(suite: Suite) -> PersonKey {
    keys(suite).new_person_key(&mut random())
}

fn salt() -> Salt {
    Salt::from_bytes([5; 32])
}

fn seal(key: &PersonKey, plain: &[u8]) -> (Vec<u8>, SealedBlob) {
    let mut sealed = Vec::new();
    let outcome = key.seal_blob(&AAD, &salt(), plain, &mut sealed, &mut random()).unwrap();
    (sealed, outcome)
}

fn open(key: &PersonKey, sealed: &[u8]) -> Result<Vec<u8>, BlobError> {
    let mut plain = Vec::new();
    let length = key.open_blob(&AAD, sealed, &mut plain)?;
    assert_eq!(length, plain.len() as u64);
    Ok(plain)
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

#[test]
fn an_attachment_of_any_length_comes_back() {
    for suite in SUITES {
        let key = person_key(suite);
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let plain = content(length);
            let (sealed, outcome) = seal(&key, &plain);
            assert_eq!(open(&key, &sealed).unwrap(), plain);
            assert_eq!(outcome.length, length as u64);
            assert_eq!(sealed.len(), HEADER + length + TAG * length.div_ceil(CHUNK).max(1));
        }
    }
}

#[test]
fn digest_and_commitment_are_those_of_the_content() {
    let plain = content(CHUNK + 9);
    let (_, outcome) = seal(&person_key(SUITES[0]), &plain);
    assert_eq!(outcome.digest, <[u8; 32]>::from(sha2::Sha256::digest(&plain)));
    let salted = [salt().as_bytes().as_slice(), &plain].concat();
    assert_eq!(outcome.commitment.0, <[u8; 32]>::from(sha2::Sha256::digest(&salted)));
}

#[test]
fn chunks_cannot_be_cut_off_repeated_exchanged_or_borrowed() {
    let key = person_key(SUITES[0]);
    let (sealed, _) = seal(&key, &content(3 * CHUNK));
    let chunk = |number: usize| HEADER + number * (CHUNK + TAG)..HEADER + (number + 1) * (CHUNK + TAG);
    let build = |numbers: &[usize]| {
        let mut bytes = sealed[..HEADER].to_vec();
        numbers.iter().for_each(|number| bytes.extend_from_slice(&sealed[chunk(*number)]));
        bytes
    };
    let rejected_at = |bytes: &[u8]| match open(&key, bytes) {
        Err(BlobError::Rejected { chunk }) => chunk,
        other => panic!("expected a rejected chunk, got {other:?}"),
    };
    assert!(open(&key, &build(&[0, 1, 2])).is_ok());
    assert_eq!(rejected_at(&build(&[0, 1])), 1);
    assert_eq!(rejected_at(&build(&[0])), 0);
    assert_eq!(rejected_at(&build(&[])), 0);
    assert_eq!(rejected_at(&build(&[1, 0, 2])), 0);
    assert_eq!(rejected_at(&build(&[0, 2, 1])), 1);
    assert_eq!(rejected_at(&build(&[0, 1, 1, 2])), 2);
    assert_eq!(rejected_at(&build(&[0, 1, 2, 2])), 2);
    assert_eq!(rejected_at(&sealed[..sealed.len() - 1]), 2);
    assert_eq!(rejected_at(&[&sealed[..], b"x"].concat()), 2);
    // A chunk of another file of the same person, in the same place.
    let mut other = Vec::new();
    key.seal_blob(&AAD, &salt(), content(3 * CHUNK).as_slice(), &mut other, &mut crate::other_random())
        .unwrap();
    let mut mixed = sealed.clone();
    mixed[chunk(1)].copy_from_slice(&other[chunk(1)]);
    assert_eq!(rejected_at(&mixed), 1);
}

#[test]
fn a_blob_opens_for_its_owner_and_place_only() {
    let key = person_key(SUITES[1]);
    let (sealed, _) = seal(&key, b"scan");
    let elsewhere = Aad { reference: "4712", ..AAD };
    assert!(key.open_blob(&elsewhere, sealed.as_slice(), std::io::sink()).is_err());
    let stranger = keys(SUITES[1]).new_person_key(&mut crate::other_random());
    assert!(open(&stranger, &sealed).is_err());
    assert!(matches!(open(&key, b"PK\x03\x04"), Err(BlobError::NotBlob)));
    assert!(matches!(open(&key, &flip(&sealed, 8 * 4 + 3)), Err(BlobError::Cipher(10))));
    for bit in 0..8 * sealed.len() {
        assert!(open(&key, &flip(&sealed, bit)).is_err(), "bit {bit}");
    }
}

/// Gives a few bytes at a time, as a network does.
struct Trickle<'bytes>(&'bytes [u8]);

impl std::io::Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.0.len()).min(1000);
        let (now, later) = self.0.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn short_reads_change_nothing_and_every_cut_is_noticed(
        length in 0..3 * CHUNK,
        cut in any::<prop::sample::Index>(),
    ) {
        let key = person_key(SUITES[0]);
        let plain = content(length);
        let (sealed, outcome) = seal(&key, &plain);
        let mut trickled = Vec::new();
        let again = key.seal_blob(&AAD, &salt(), Trickle(&plain), &mut trickled, &mut random()).unwrap();
        prop_assert_eq!(again, outcome);
        prop_assert!(trickled == sealed);
        prop_assert!(open(&key, &sealed[..cut.index(sealed.len())]).is_err());
    }
}
