//! Masking measured on texts with known places, and proof that the measure notices when masking gets worse.

use std::collections::BTreeMap;

use text::{Confidence, Kind, Span, spans};

use crate::planted::{Document, Score, bar, document};

const DOCUMENTS: u64 = 400;
const SENTENCES: usize = 40;

type Scores = BTreeMap<Kind, Score>;

fn score(find: impl Fn(&Document) -> Vec<Span>) -> Scores {
    let mut scores = Scores::new();
    let mut shown = 0;
    for seed in 0..DOCUMENTS {
        let document = document(seed, SENTENCES);
        let found = find(&document);
        for planted in &document.planted {
            scores.entry(planted.kind).or_default().planted += 1;
        }
        let is_right = |span: &Span| {
            document.planted.iter().any(|planted| {
                (planted.start, planted.end, planted.kind) == (span.start, span.end, span.kind)
            })
        };
        for span in &found {
            let score = scores.entry(span.kind).or_default();
            score.found += 1;
            score.right += usize::from(is_right(span));
            if !is_right(span) && std::env::var_os("SHOW_SPANS").is_some() && shown < 60 {
                shown += 1;
                println!("wrong {:?}: {}", span.kind, around(&document, span.start, span.end));
            }
        }
        for planted in &document.planted {
            let hit = found
                .iter()
                .any(|span| (span.start, span.end, span.kind) == (planted.start, planted.end, planted.kind));
            if !hit && std::env::var_os("SHOW_SPANS").is_some() && shown < 120 {
                shown += 1;
                println!("missed {:?}: {}", planted.kind, around(&document, planted.start, planted.end));
            }
        }
    }
    scores
}

fn around(document: &Document, start: usize, end: usize) -> String {
    let part = |from: usize, to: usize| document.text.get(from..to).unwrap_or_default();
    let before: Vec<char> = part(0, start).chars().rev().take(12).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = part(end, document.text.len()).chars().take(8).collect();
    format!("{before}⟦{}⟧{after}", part(start, end)).replace('\n', "⏎")
}

fn below_the_bar(scores: &Scores) -> Vec<String> {
    let below = |(&kind, score): (&Kind, &Score)| {
        let (precision, recall) = (score.precision(), score.recall());
        (precision < bar(kind) || recall < bar(kind))
            .then(|| format!("{kind}: precision {precision:.4}, recall {recall:.4} of {}", score.planted))
    };
    scores.iter().filter_map(below).collect()
}

#[test]
fn precision_and_recall_reach_the_bar() {
    let scores = score(|document| spans(&document.text));
    for (kind, score) in &scores {
        println!(
            "{kind:12} {:6} planted  precision {:.4}  recall {:.4}",
            score.planted,
            score.precision(),
            score.recall()
        );
        assert!(kind == &Kind::Handle || 100 < score.planted, "{kind} is hardly planted");
    }
    assert_eq!(below_the_bar(&scores), Vec::<String>::new());
}

#[test]
fn the_measure_notices_what_is_missed_and_what_is_found_in_vain() {
    let deaf = score(|document| spans(&document.text).into_iter().step_by(20).collect());
    assert_eq!(below_the_bar(&deaf).len(), deaf.len(), "{deaf:?}");
    let jumpy = score(|document| {
        let mut found = spans(&document.text);
        found.extend((0..4).map(|start| Span {
            start,
            end: start + 1,
            kind: Kind::Card,
            confidence: Confidence::Low,
        }));
        found
    });
    assert!(below_the_bar(&jumpy).iter().any(|line| line.starts_with("card")));
}

#[test]
fn what_is_sure_is_right() {
    let mut sure = Score::default();
    for seed in 0..DOCUMENTS {
        let document = document(seed, SENTENCES);
        for span in spans(&document.text).into_iter().filter(|span| span.confidence == Confidence::High) {
            sure.found += 1;
            sure.right += usize::from(
                document
                    .planted
                    .iter()
                    .any(|planted| (planted.start, planted.kind) == (span.start, span.kind)),
            );
        }
    }
    assert!(0.99 <= sure.precision(), "{sure:?}");
}
