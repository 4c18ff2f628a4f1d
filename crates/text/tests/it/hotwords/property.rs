//! Whatever is fed, the answer is defined.

use std::num::NonZero;

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use text::hotwords::Question;

use super::texts::{FROM, TO, Texts, mined_as, question};

fn days() -> impl Strategy<Value = Date> {
    prop_oneof![
        4 => (-40_i64..10).prop_map(|offset| TO.checked_add(offset.days()).unwrap()),
        1 => Just(Date::MIN),
        1 => Just(Date::MAX),
    ]
}

fn texts() -> impl Strategy<Value = Texts> {
    let said = prop_oneof![
        "[一-三a-c0-2 ，]{0,12}",
        "\\PC{0,40}",
        Just("哈".repeat(3000)),
        Just("冰墩墩".to_owned())
    ];
    let one = (days(), said, "[ab]{0,1}");
    prop::collection::vec(one, 0..60).prop_map(Texts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_corpus_is_answered_the_same_by_any_number_of_threads(
        texts in texts(),
        top in 0_usize..30,
        baseline_days in 1_u32..60,
    ) {
        let question = Question { top, baseline_days, threads: NonZero::new(1), ..question() };
        let report = mined_as(&texts, &question);
        prop_assert_eq!(&report, &mined_as(&texts, &Question { threads: NonZero::new(3), ..question.clone() }));
        prop_assert!(report.words.len() <= top);
        let counted = report.documents.history + report.documents.duplicates + report.documents.outside;
        prop_assert_eq!(counted as usize, texts.0.len());
        for word in &report.words {
            prop_assert!(3 <= word.documents && word.documents <= report.documents.window);
            prop_assert!(word.surprise.is_finite() && word.ratio.is_finite());
            prop_assert!(!word.text.is_empty());
        }
    }

    #[test]
    fn windows_at_the_ends_of_time_are_answered_or_refused(first in days(), length in 0_i64..400) {
        let last = first.saturating_add(length.days());
        let mut texts = Texts::default();
        texts.add(FROM, "冰墩墩");
        texts.add(first, "冰墩墩");
        let _ = text::hotwords::mine(&mut texts, &Question::new(first, last), text::segment::Segmenter::standard());
    }
}
