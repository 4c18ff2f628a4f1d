use ledger::{
    Frontier, Hash, HashAlgorithm, HashReader, MemoryLog, ProofError, ReadPlan, ReadProofError,
    consistency_proof, frontier_at, inclusion_proof, root_at, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use crate::{ALGORITHMS, hash, log_of, naive};

/// The leaves of the Certificate Transparency test data, and the roots of the first one, two, … of them.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn the_roots_of_the_certificate_transparency_data_are_met() {
    let mut log = MemoryLog::new(HashAlgorithm::Sha256);
    assert_eq!(log.frontier().root(), hash(ROOTS[0]));
    for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
        log.push(leaf);
        assert_eq!(log.frontier().root(), hash(root));
    }
    for (size, root) in (0..).zip(ROOTS) {
        assert_eq!(root_at(HashAlgorithm::Sha256, &log, size).unwrap(), hash(root));
    }
    let leaves = log.leaf_hashes(0..8).unwrap();
    assert_eq!(ledger::frontier::root(HashAlgorithm::Sha256, &leaves), hash(ROOTS[8]));
    let proof = consistency_proof(HashAlgorithm::Sha256, &log, 6, 8).unwrap();
    assert_eq!(proof[2], hash(ROOTS[4]), "the proof from 6 to 8 ends with the first four leaves");
}

#[test]
fn sm3_gives_the_known_answer_of_its_standard() {
    assert_eq!(
        HashAlgorithm::Sm3.digest(&[b"a", b"bc"]),
        hash("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    );
    assert_eq!(
        HashAlgorithm::Sm3.empty_root(),
        hash("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    );
}

#[test]
fn every_proof_of_every_small_tree_is_that_of_the_rfc_and_holds() {
    for algorithm in ALGORITHMS {
        let log = log_of(algorithm, 70);
        let leaves = log.leaf_hashes(0..70).unwrap();
        for size in 0..=70 {
            let upto = &leaves[..size];
            let root = naive::tree_hash(algorithm, upto);
            let second = size as u64;
            assert_eq!(root_at(algorithm, &log, second).unwrap(), root);
            assert_eq!(frontier_at(algorithm, &log, second).unwrap().root(), root);
            for (index, leaf) in upto.iter().enumerate() {
                let proof = inclusion_proof(algorithm, &log, index as u64, second).unwrap();
                assert_eq!(proof, naive::path(algorithm, index, upto), "leaf {index} of {size}");
                verify_inclusion(algorithm, index as u64, second, leaf, &proof, &root).unwrap();
            }
            for first in 0..=size {
                let proof = consistency_proof(algorithm, &log, first as u64, second).unwrap();
                assert_eq!(proof, naive::consistency(algorithm, first, upto), "from {first} to {size}");
                let first_root = naive::tree_hash(algorithm, &leaves[..first]);
                verify_consistency(algorithm, (first as u64, &first_root), (second, &root), &proof).unwrap();
            }
        }
    }
}

#[test]
fn a_tree_of_many_tiles_is_proved_from_few_rows() {
    let algorithm = HashAlgorithm::Sha256;
    let size = 65_536 + 3 * 256 + 77;
    let log = log_of(algorithm, size);
    assert_eq!(log.tiles().filter(|tile| tile.level == 8).count(), 259);
    assert_eq!(log.tiles().filter(|tile| tile.level == 16).count(), 1);

    let leaves = log.leaf_hashes(0..size).unwrap();
    let root = log.frontier().root();
    assert_eq!(naive::tree_hash(algorithm, &leaves), root);
    for index in [0, 1, 255, 256, 65_535, 65_536, 65_792, size - 78, size - 77, size - 1] {
        let proof = inclusion_proof(algorithm, &log, index, size).unwrap();
        assert_eq!(proof, naive::path(algorithm, index as usize, &leaves));
        verify_inclusion(algorithm, index, size, &leaves[index as usize], &proof, &root).unwrap();
    }
    for first in [1, 255, 256, 257, 65_535, 65_536, 65_537, 66_303, size - 1] {
        let proof = consistency_proof(algorithm, &log, first, size).unwrap();
        assert_eq!(proof, naive::consistency(algorithm, first as usize, &leaves));
        assert_eq!(
            root_at(algorithm, &log, first).unwrap(),
            naive::tree_hash(algorithm, &leaves[..first as usize])
        );
    }
    assert_eq!(frontier_at(algorithm, &log, size).unwrap(), *log.frontier());

    let plan = ReadPlan::inclusion(123_456, 1_000_003).unwrap();
    assert!(plan.row_ranges().len() <= 5, "{:?}", plan.row_ranges());
    assert!(plan.row_ranges().iter().all(|range| range.indexes.end - range.indexes.start <= 256));
}

#[test]
fn what_cannot_be_proved_is_refused_with_the_reason() {
    let log = log_of(HashAlgorithm::Sha256, 5);
    let inclusion = |index, size| inclusion_proof(HashAlgorithm::Sha256, &log, index, size);
    assert_eq!(inclusion(5, 5), Err(ProofError::IndexOutside { index: 5, size: 5 }.into()));
    assert_eq!(inclusion(0, 0), Err(ProofError::IndexOutside { index: 0, size: 0 }.into()));
    let Err(ReadProofError::MissingRows(error)) = inclusion(4, 9) else {
        panic!("nine leaves are not there")
    };
    assert_eq!(error.to_string(), "the log has 5 hashes on level 0 from index 0 to 9: expected 9");
    let Err(error) = consistency_proof(HashAlgorithm::Sha256, &log, 5, 4) else {
        panic!("a log cannot shrink")
    };
    assert_eq!(error.to_string(), "a tree of 5 leaves cannot have grown into one of 4");
    // The largest sizes neither overflow nor take long.
    ReadPlan::inclusion(u64::MAX - 1, u64::MAX).unwrap();
    ReadPlan::consistency(u64::MAX / 3, u64::MAX).unwrap();
    assert!(
        verify_inclusion(HashAlgorithm::Sha256, 0, u64::MAX, &hash(ROOTS[0]), &[], &hash(ROOTS[0])).is_err()
    );
}

#[test]
fn a_frontier_is_stored_and_taken_up_again() {
    let mut log = log_of(HashAlgorithm::Sm3, 11);
    let text = serde_json::to_string(log.frontier()).unwrap();
    let mut frontier: Frontier = serde_json::from_str(&text).unwrap();
    log.push(b"more");
    frontier.push(HashAlgorithm::Sm3.leaf(b"more"));
    assert_eq!(frontier, *log.frontier());

    let error = serde_json::from_str::<Frontier>(&text.replace("11", "15")).unwrap_err();
    assert_eq!(error.to_string(), "a tree of 15 leaves has 4 complete subtrees, but 3 hashes were given");
}

#[test]
fn a_hash_reads_back_from_its_texts() {
    let value = hash(ROOTS[3]);
    assert_eq!(Hash::from_base64(&value.to_base64()).unwrap(), value);
    assert_eq!(value.to_string(), ROOTS[3]);
    assert_eq!(Hash::try_from(value.as_bytes().as_slice()).unwrap(), value);
    assert_eq!(
        "abc".parse::<Hash>().unwrap_err().to_string(),
        "`abc` is not a hash: expected 64 hexadecimal digits"
    );
    assert!(Hash::try_from([0; 31].as_slice()).is_err());
    assert_eq!(
        "md5".parse::<HashAlgorithm>().unwrap_err().to_string(),
        "hash algorithm `md5` is unknown: expected `sha256` or `sm3`",
    );
}

prop_compose! {
    fn sizes()(second in 1_u64..1500)(first in 0..=second, index in 0..second, second in Just(second)) -> (u64, u64, u64) {
        (index, first, second)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn proofs_hold_and_nothing_else_does(
        (index, first, second) in sizes(),
        sm3 in any::<bool>(),
        bit in any::<prop::sample::Index>(),
    ) {
        let algorithm = ALGORITHMS[usize::from(sm3)];
        let log = log_of(algorithm, second);
        let root = log.frontier().root();
        let first_root = root_at(algorithm, &log, first).unwrap();
        let leaf = algorithm.leaf(format!("event {index}").as_bytes());

        let inclusion = inclusion_proof(algorithm, &log, index, second).unwrap();
        let included = |leaf: &Hash, proof: &[Hash], root: &Hash| verify_inclusion(algorithm, index, second, leaf, proof, root);
        prop_assert!(included(&leaf, &inclusion, &root).is_ok());
        prop_assert!(included(&flip(leaf, bit), &inclusion, &root).is_err());
        prop_assert!(included(&leaf, &inclusion, &flip(root, bit)).is_err());
        for other in (0..second).filter(|other| *other != index).take(20) {
            prop_assert!(verify_inclusion(algorithm, other, second, &leaf, &inclusion, &root).is_err());
        }
        for damaged in damage(&inclusion, bit) {
            prop_assert!(included(&leaf, &damaged, &root).is_err());
        }

        let consistency = consistency_proof(algorithm, &log, first, second).unwrap();
        let grown = |first_root: &Hash, proof: &[Hash], root: &Hash| {
            verify_consistency(algorithm, (first, first_root), (second, root), proof)
        };
        prop_assert!(grown(&first_root, &consistency, &root).is_ok());
        prop_assert!(grown(&flip(first_root, bit), &consistency, &root).is_err());
        // Any tree begins with the empty one, so from there no root is proved.
        prop_assert!(first == 0 || grown(&first_root, &consistency, &flip(root, bit)).is_err());
        for damaged in damage(&consistency, bit) {
            prop_assert!(grown(&first_root, &damaged, &root).is_err());
        }
    }
}

fn flip(mut hash: Hash, bit: prop::sample::Index) -> Hash {
    let bit = bit.index(256);
    hash.0[bit / 8] ^= 1 << (bit % 8);
    hash
}

/// The proof with one bit changed, one hash more, one less, and two exchanged.
fn damage(proof: &[Hash], bit: prop::sample::Index) -> Vec<Vec<Hash>> {
    let mut damaged = vec![[proof, &[HashAlgorithm::Sha256.empty_root()]].concat()];
    if let Some((last, rest)) = proof.split_last() {
        damaged.push(rest.to_vec());
        let position = bit.index(proof.len());
        let mut flipped = proof.to_vec();
        flipped[position] = flip(flipped[position], bit);
        damaged.push(flipped);
        if proof.len() > 1 && proof[0] != *last {
            let mut exchanged = proof.to_vec();
            exchanged.swap(0, proof.len() - 1);
            damaged.push(exchanged);
        }
    }
    damaged
}
