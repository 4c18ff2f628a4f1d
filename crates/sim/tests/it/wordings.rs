//! Texts that show their codes: complete, in parts that share no phrase, the same from the same seed.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::CodeSets;
use sim::wordings::{PARTS, Shown, trial, wordings};

fn code(shown: &Shown) -> Option<String> {
    match shown {
        Shown::Code(code) => Some(code.to_string()),
        Shown::Nothing | Shown::Unsure => None,
    }
}

#[test]
fn every_code_is_shown_and_no_gap_stays_open() {
    let texts = wordings(5, 12_000).expect("the tables that ship");
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for text in &texts {
        assert!(!text.text.contains(['{', '}']) && !text.text.is_empty(), "{text:?}");
        for (axis, shown) in [
            ("jrt0169-channel", &text.channel),
            ("jrt0169-business", &text.business),
            ("jrt0169-reason", &text.reason),
        ] {
            found.entry(axis).or_default().extend(code(shown));
        }
    }
    let sets = CodeSets::shipped().expect("the sets that ship");
    for (set, shown) in found {
        let leaves = sets.get(set, "2018").expect("a set").codes().iter().filter(|code| code.is_leaf);
        let missing: Vec<String> =
            leaves.map(|code| code.reference.to_string()).filter(|code| !shown.contains(code)).collect();
        // What is left over of everything has no words of its own.
        let expected =
            if set == "jrt0169-business" { vec!["jrt0169-business@2018:prov:B9999"] } else { vec![] };
        assert_eq!(missing, expected, "{set}");
    }
}

#[test]
fn the_same_seed_gives_the_same_texts() {
    assert_eq!(wordings(3, 200).expect("texts"), wordings(3, 200).expect("texts"));
    assert_ne!(wordings(3, 200).expect("texts"), wordings(4, 200).expect("texts"));
}

/// What a model is judged on shares no sentence with what it learnt.
#[test]
fn no_trial_text_is_among_those_that_models_learn_from() {
    let (texts, trial) = (wordings(169, 12_000).expect("texts"), trial().expect("the table that ships"));
    let learnt: BTreeSet<&str> = texts.iter().map(|text| text.text.as_str()).collect();
    assert!(60 < trial.len());
    assert!(trial.iter().all(|text| !learnt.contains(text.text.as_str())));
    assert!(texts.iter().all(|text| text.part < PARTS));
}
