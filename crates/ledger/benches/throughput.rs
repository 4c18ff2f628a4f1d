//! Prints how many leaves a second are hashed and built into a tree: `cargo bench -p ledger`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program whose output is its purpose")]

use std::time::{Duration, Instant};

use ledger::{Hash, HashAlgorithm, SigningKey, StreamVerifier, TreeHead, hash_leaves, root_at};

const CHUNK: usize = 4096;
const CHUNKS: usize = 256;
const LEAF_BYTES: usize = 300;

fn main() {
    for algorithm in [HashAlgorithm::Sha256, HashAlgorithm::Sm3] {
        measure(algorithm);
    }
    let key = SigningKey::from_seed("bench", &[7; 32]).unwrap();
    let head = TreeHead { size: 1, root: HashAlgorithm::Sha256.leaf(b"") };
    let checkpoint = ledger::Checkpoint::new("bench", head, HashAlgorithm::Sha256).unwrap();
    let note = checkpoint.sign(&key).unwrap();
    let time = time(|| (0..1000).for_each(|_| drop(std::hint::black_box(checkpoint.sign(&key)))));
    println!("checkpoint sign:   {:>8.1} µs", time.as_secs_f64() * 1e3);
    let open = || ledger::Checkpoint::open(&note, key.verifying_key()).unwrap();
    let time = self::time(|| (0..1000).for_each(|_| drop(std::hint::black_box(open()))));
    println!("checkpoint verify: {:>8.1} µs", time.as_secs_f64() * 1e3);
}

fn measure(algorithm: HashAlgorithm) {
    let chunk: Vec<Vec<u8>> = (0..CHUNK).map(|number| vec![number as u8; LEAF_BYTES]).collect();
    let leaves = CHUNK * CHUNKS;
    let rate = |time: Duration| leaves as f64 / time.as_secs_f64() / 1e6;

    let hashes = hash_leaves(algorithm, &chunk);
    let hashing =
        time(|| (0..CHUNKS).for_each(|_| drop(std::hint::black_box(hash_leaves(algorithm, &chunk)))));
    let building = time(|| {
        let mut verifier = StreamVerifier::new(algorithm, []);
        (0..CHUNKS).for_each(|number| feed(&mut verifier, number, &hashes));
    });
    // The way a caller does it: one thread hashes ahead while the other hashes every third chunk and builds the tree.
    let together = time(|| {
        std::thread::scope(|scope| {
            let (sender, receiver) = std::sync::mpsc::sync_channel(8);
            let ahead = &chunk;
            scope.spawn(move || {
                for number in (0..CHUNKS).filter(|number| number % 3 != 0) {
                    if sender.send((number, hash_leaves(algorithm, ahead))).is_err() {
                        return;
                    }
                }
            });
            let mut verifier = StreamVerifier::new(algorithm, []);
            for number in 0..CHUNKS {
                let hashes =
                    if number % 3 == 0 { hash_leaves(algorithm, &chunk) } else { receiver.recv().unwrap().1 };
                feed(&mut verifier, number, &hashes);
            }
        });
    });
    println!("{algorithm}, {leaves} leaves of {LEAF_BYTES} bytes, million leaves/s:");
    println!("  hash leaves, 1 thread:      {:>6.2}", rate(hashing));
    println!("  build the tree, 1 thread:   {:>6.2}", rate(building));
    println!("  both, 2 threads:            {:>6.2}", rate(together));

    let mut log = ledger::MemoryLog::new(algorithm);
    for leaf in (0..CHUNKS).flat_map(|_| &chunk) {
        log.push(leaf);
    }
    let size = log.frontier().size();
    let root = root_at(algorithm, &log, size).unwrap();
    assert_eq!(root, log.frontier().root());
    let proving = time(|| {
        for index in (0..size).step_by(leaves / 1000) {
            std::hint::black_box(ledger::inclusion_proof(algorithm, &log, index, size).unwrap());
        }
    });
    println!("  inclusion proof:            {:>6.1} µs", proving.as_secs_f64() * 1e3);
}

fn feed(verifier: &mut StreamVerifier, chunk: usize, hashes: &[Hash]) {
    for (index, hash) in ((chunk * CHUNK) as u64..).zip(hashes) {
        verifier.push(index, hash, hash).unwrap();
    }
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}
