use expect_test::expect;
use ledger::{
    Hash, HashAlgorithm, HashReader, MemoryLog, Reason, Report, StreamVerifier, Tile, TreeHead, hash_leaves,
};
use proptest::prelude::*;

use crate::{ALGORITHMS, head_of, log_of};

/// A stored log, open to every kind of damage.
#[derive(Clone)]
struct Stored {
    algorithm: HashAlgorithm,
    rows: Vec<(u64, Vec<u8>, Hash)>,
    tiles: Vec<Tile>,
    head: TreeHead,
    checkpoints: Vec<TreeHead>,
}

impl Stored {
    fn new(algorithm: HashAlgorithm, size: u64) -> Self {
        let log = log_of(algorithm, size);
        let checkpoints =
            [0, size.min(1), size / 3, size / 2, size].map(|at| head_of(&log_of(algorithm, at)));
        let rows = (0..size).zip(log.leaf_hashes(0..size).unwrap());
        let rows = rows.map(|(index, hash)| (index, format!("event {index}").into_bytes(), hash)).collect();
        Self {
            algorithm,
            rows,
            tiles: log.tiles().collect(),
            head: head_of(&log),
            checkpoints: checkpoints.to_vec(),
        }
    }

    fn verify(&self) -> Report {
        let mut verifier = StreamVerifier::new(self.algorithm, self.checkpoints.iter().copied())
            .with_tiles(self.tiles.iter().copied());
        let leaves: Vec<_> = self.rows.iter().map(|(_, data, _)| data).collect();
        for ((index, _, stored), computed) in self.rows.iter().zip(hash_leaves(self.algorithm, &leaves)) {
            if verifier.push(*index, stored, &computed).is_err() {
                break;
            }
        }
        verifier.finish(&self.head)
    }

    /// Rewrites event, leaf hash, tiles and head consistently, as somebody who owns the database can.
    fn rewrite(&mut self, index: usize) {
        self.rows[index].1 = b"forged".to_vec();
        let mut log = MemoryLog::new(self.algorithm);
        for (_, data, hash) in &mut self.rows {
            log.push(data);
            *hash = self.algorithm.leaf(data);
        }
        self.tiles = log.tiles().collect();
        self.head = head_of(&log);
    }
}

#[test]
fn an_honest_log_of_any_size_is_good() {
    for algorithm in ALGORITHMS {
        for size in [0, 1, 2, 255, 256, 257, 700] {
            let report = Stored::new(algorithm, size).verify();
            assert_eq!(report, Report { ok: true, events: size, first_bad: None, reason: None });
        }
    }
}

#[test]
fn each_kind_of_damage_is_named_with_its_place() {
    let honest = Stored::new(HashAlgorithm::Sha256, 600);
    let check = |damage: fn(&mut Stored), expected: expect_test::Expect| {
        let mut stored = honest.clone();
        damage(&mut stored);
        let report = stored.verify();
        assert!(!report.ok);
        let reason = report.reason.unwrap();
        let short = reason.split(": at size").next().unwrap().split(" `").next().unwrap();
        expected.assert_eq(&format!("{} {short}", report.first_bad.unwrap()));
    };
    check(
        |stored| stored.rows[77].1[0] ^= 1,
        expect!["77 the event was altered: it does not give the leaf hash stored with it"],
    );
    check(
        |stored| stored.rows[77].2.0[0] ^= 1,
        expect!["77 the event was altered: it does not give the leaf hash stored with it"],
    );
    check(
        |stored| drop(stored.rows.remove(77)),
        expect!["77 the event is missing: the next one stored has log index 78"],
    );
    check(
        |stored| stored.rows.insert(77, stored.rows[76].clone()),
        expect!["76 the event comes twice or out of order: expected log index 77"],
    );
    check(
        |stored| stored.rows.swap(77, 78),
        expect!["77 the event is missing: the next one stored has log index 78"],
    );
    check(
        |stored| stored.rows.truncate(590),
        expect!["590 the log was cut off here: 600 events are attested"],
    );
    check(|stored| stored.rows.clear(), expect!["0 the log was cut off here: 600 events are attested"]);
    check(
        |stored| stored.rows.push((600, b"more".to_vec(), HashAlgorithm::Sha256.leaf(b"more"))),
        expect!["600 the event was added: the head of the log counts 600 events"],
    );
    check(|stored| stored.head.root.0[0] ^= 1, expect!["600 the head of the log has the root"]);
    check(
        |stored| stored.tiles[1].hash.0[0] ^= 1,
        expect!["256 the stored hash of the subtree on level 8 with index 1 is not that of its events"],
    );
    check(
        |stored| {
            stored.tiles.remove(0);
        },
        expect!["0 the stored hash of the subtree on level 8 with index 0 is not that of its events"],
    );
    check(
        |stored| stored.tiles.push(Tile { index: 2, ..stored.tiles[1] }),
        expect!["512 the stored hash of the subtree on level 8 with index 2 is not that of its events"],
    );
    // Everything rewritten to fit, but the checkpoints at 200 and 300 were signed: the fault lies between them.
    check(|stored| stored.rewrite(250), expect!["200 the log was rewritten"]);
    check(|stored| stored.rewrite(599), expect!["300 the log was rewritten"]);
    check(
        |stored| {
            // The tail cut off and all of the database made to fit.
            stored.rows.truncate(580);
            stored.rewrite(0);
            stored.rows[0].1 = b"event 0".to_vec();
            let size = stored.rows.len() as u64;
            *stored =
                Stored { checkpoints: stored.checkpoints.clone(), ..Stored::new(stored.algorithm, size) };
        },
        expect!["580 the log was cut off here: 600 events are attested"],
    );
    check(
        |stored| stored.checkpoints = vec![TreeHead { size: 0, root: stored.head.root }],
        expect!["0 the log was rewritten"],
    );
}

#[test]
fn the_first_bad_leaf_is_kept() {
    let mut verifier = StreamVerifier::new(HashAlgorithm::Sha256, []);
    let leaf = HashAlgorithm::Sha256.leaf(b"");
    verifier.push(0, &leaf, &leaf).unwrap();
    let bad = verifier.push(3, &leaf, &leaf).unwrap_err();
    assert_eq!((bad.index, &bad.reason), (1, &Reason::Missing { next: 3 }));
    assert_eq!(verifier.push(1, &leaf, &leaf).unwrap_err(), bad);
    let report = verifier.finish(&TreeHead { size: 1, root: leaf });
    assert_eq!((report.ok, report.events, report.first_bad), (false, 1, Some(1)));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn no_forgery_passes_the_checkpoints(size in 1_u64..700, position in any::<prop::sample::Index>()) {
        let mut stored = Stored::new(HashAlgorithm::Sha256, size);
        let index = position.index(stored.rows.len());
        stored.rewrite(index);
        let report = stored.verify();
        prop_assert!(!report.ok);
        prop_assert!(report.first_bad.unwrap() <= index as u64);
    }
}
