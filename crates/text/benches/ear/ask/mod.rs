//! How rightly questions are answered, and how fast.
//!
//! On sets of questions beside the repository, each skipped aloud where it is absent. Rivals on the same data are in the
//! issue tracker's table; `ths_faq` to 300 standard questions: a linear support vector machine over characters 0.819.

mod data;

use std::num::NonZeroUsize;
use std::thread;
use std::time::Instant;

use data::Set;
use text::ask::{AskRule, Asker, Knowledge, Row};

use crate::report::{Bar, Report, heading};

/// Reads a set; nothing where it is absent.
type Read = fn() -> Option<Set>;

/// Measures every set.
pub fn measure(report: &mut Report) {
    heading("questions answered");
    let sets: [(&str, Read, Option<f64>); 5] = [
        ("ths_faq", data::ths_faq, Some(0.84)),
        ("bq_corpus", data::bq_corpus, None),
        ("banking77", data::banking77, None),
        ("esun_bank_faq", data::esun_bank_faq, None),
        ("bank_faq_en", data::bank_faq_en, None),
    ];
    for (name, read, least) in sets {
        let Some(set) = read() else {
            println!("{name}: skipped, it is not here or cannot be read");
            continue;
        };
        let accuracy = answered(name, &set);
        if let Some(least) = least {
            report.bar(format!("{name}: accuracy of the first answer"), accuracy, Bar::AtLeast(least));
        }
    }
}

/// Trains on what is given and asks what was held out; queries of no standard question are to be refused. How many of the
/// others are answered rightly first.
fn answered(name: &str, set: &Set) -> f64 {
    let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let rule = AskRule { threads, ..AskRule::default() };
    let folds = set.folds.max(1);
    let (mut asked, mut first, mut third, mut answered, mut right) = (0, 0, 0, 0, 0);
    let (mut strangers, mut refused) = (0, 0);
    let (mut trained_s, mut asked_s) = (0.0, 0.0);
    for fold in 0..folds {
        let held = |position: usize| set.folds > 0 && position % folds == fold;
        let mut rows = set.rows.clone();
        let mut queries: Vec<(&str, Option<&str>)> = Vec::new();
        for (position, (query, meant)) in set.queries.iter().enumerate() {
            if set.folds == 0 || held(position) {
                queries.push((query, meant.as_deref()));
            } else if let Some(id) = meant {
                rows.push(Row { id: Some(id.clone()), question: query.clone(), answer: String::new() });
            }
        }
        let knowledge = Knowledge::of(rows);
        let started = Instant::now();
        let Ok(asker) = Asker::train(&knowledge, &rule) else { continue };
        trained_s += started.elapsed().as_secs_f64();
        if fold == 0 {
            let calibration = asker.calibration();
            println!(
                "{name}: {} standard questions; weights {:.2?}; by its own measure {calibration:.3?}",
                knowledge.entries.len(),
                asker.weights()
            );
        }
        let started = Instant::now();
        for (query, meant) in &queries {
            let reply = asker.ask(query, 3);
            let place = reply
                .matches
                .iter()
                .position(|found| Some(knowledge.entries[found.entry].id.as_str()) == *meant);
            if meant.is_none() {
                strangers += 1;
                refused += usize::from(!reply.answered);
                continue;
            }
            asked += 1;
            first += usize::from(place == Some(0));
            third += usize::from(place.is_some());
            answered += usize::from(reply.answered);
            right += usize::from(reply.answered && place == Some(0));
        }
        asked_s += started.elapsed().as_secs_f64();
    }
    let ratio = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    println!(
        "{name}: {asked} queries, accuracy@1 {:.4}, @3 {:.4}; answered {:.3} of them, {:.3} rightly; of {strangers} strangers {:.3} refused; training {:.1} s, {:.0} queries/s",
        ratio(first, asked),
        ratio(third, asked),
        ratio(answered, asked),
        ratio(right, answered),
        ratio(refused, strangers),
        trained_s / folds as f64,
        (asked + strangers) as f64 / asked_s,
    );
    ratio(first, asked)
}
