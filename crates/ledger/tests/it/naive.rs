//! RFC 6962 §2.1 word for word, slow and plain: what the crate is compared with.

use ledger::{Hash, HashAlgorithm};

fn split(count: usize) -> usize {
    let mut power = 1;
    while power * 2 < count {
        power *= 2;
    }
    power
}

pub fn tree_hash(algorithm: HashAlgorithm, leaves: &[Hash]) -> Hash {
    match leaves {
        [] => algorithm.empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            algorithm.node(&tree_hash(algorithm, left), &tree_hash(algorithm, right))
        }
    }
}

pub fn path(algorithm: HashAlgorithm, index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut proof, sibling) = if index < middle {
        (path(algorithm, index, left), right)
    } else {
        (path(algorithm, index - middle, right), left)
    };
    proof.push(tree_hash(algorithm, sibling));
    proof
}

pub fn consistency(algorithm: HashAlgorithm, first: usize, leaves: &[Hash]) -> Vec<Hash> {
    if first == 0 { Vec::new() } else { subproof(algorithm, first, leaves, true) }
}

fn subproof(algorithm: HashAlgorithm, first: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if first == leaves.len() {
        return if known { Vec::new() } else { vec![tree_hash(algorithm, leaves)] };
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut proof, sibling) = if first <= middle {
        (subproof(algorithm, first, left, known), right)
    } else {
        (subproof(algorithm, first - middle, right, false), left)
    };
    proof.push(tree_hash(algorithm, sibling));
    proof
}
