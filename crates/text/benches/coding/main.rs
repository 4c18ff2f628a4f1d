//! How well and how fast texts are coded, beside a linear machine of scikit-learn on the same texts and the same parts:
//! `cargo bench -p text --bench coding [-- banking77 clinc150 cfpb_narratives]`.
//!
//! Reads `../shared/data`; what is missing is skipped aloud. The rival is `rival.py`, run by `$PYTHON` (by default
//! `python3`) with what `requirements.txt` names; without it the rival's figures are left out aloud.

mod data;
mod rival;

use std::hint::black_box;
use std::io::{self, Write};
use std::time::Instant;

use data::{Set, Text};
use text::coding::{AxisPlan, Labelled, Model, Plan, evaluate, train};

const THREADS: usize = 2;
/// How long speed is measured.
const SECONDS_MIN: f64 = 2.0;

fn main() -> io::Result<()> {
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let chosen = |name: &str| named.is_empty() || named.iter().any(|named| named == name);
    let mut out = io::stdout().lock();
    for name in ["banking77", "cfpb_narratives", "clinc150"].into_iter().filter(|name| chosen(name)) {
        match data::read(name) {
            Ok(set) if set.out_of_scope.is_some() => refusal(&mut out, &set)?,
            Ok(set) => cross_validated(&mut out, &set)?,
            Err(problem) => writeln!(out, "{name}: skipped, {problem}")?,
        }
    }
    Ok(())
}

/// Every text is coded by a model that learnt from the other parts.
fn cross_validated(out: &mut impl Write, set: &Set) -> io::Result<()> {
    let mut judged: Vec<(usize, String)> = Vec::new();
    let (mut model, mut seconds) = (None, 0.0);
    for part in 0..set.parts {
        let started = Instant::now();
        let learnt = learn(set, |text| text.part != part, 0);
        seconds += started.elapsed().as_secs_f64();
        for (index, text) in set.texts.iter().enumerate().filter(|(_, text)| text.part == part) {
            let class = learnt.classify(&text.text)[0].class;
            judged.push((index, learnt.axes()[0].classes()[class].clone()));
        }
        model = Some(learnt);
        let right = judged.iter().filter(|(index, given)| set.texts[*index].label == *given).count();
        let so_far = right as f64 / judged.len().max(1) as f64;
        writeln!(
            io::stderr(),
            "{}: part {} of {}, accuracy so far {so_far:.4}",
            set.name,
            part + 1,
            set.parts
        )?;
    }
    let Some(model) = model else { return Ok(()) };
    let labels: Vec<(&str, &str)> =
        judged.iter().map(|(index, given)| (set.texts[*index].label.as_str(), given.as_str())).collect();
    let (accuracy, macro_f1) = quality(&labels);
    let texts: Vec<&str> = set.texts.iter().map(|text| text.text.as_str()).collect();
    let (one, both) = (speed(&model, &texts, 1), speed(&model, &texts, THREADS));
    let bytes = model.to_bytes();
    let started = Instant::now();
    black_box(Model::from_bytes(&bytes).is_ok());
    let load = started.elapsed().as_secs_f64() * 1e3;
    writeln!(
        out,
        "{}: accuracy {accuracy:.4}, macro-F1 {macro_f1:.4} ({} parts); {one:.0} texts/s on one thread, {both:.0} on \
         {THREADS}; model {:.1} MB, loads in {load:.0} ms; trains in {:.0} s",
        set.name,
        set.parts,
        bytes.len() as f64 / 1e6,
        seconds / set.parts as f64
    )?;
    match rival::run(set) {
        Ok(rival) => writeln!(
            out,
            "{}: rival (linear machine, words and characters) accuracy {:.4}, macro-F1 {:.4}, {:.0} texts/s; ours is \
             {:+.4} in accuracy, {:+.4} in macro-F1, {:.1} times as fast on one thread, {:.1} on {THREADS}",
            set.name,
            rival.accuracy,
            rival.macro_f1,
            rival.texts_per_second,
            accuracy - rival.accuracy,
            macro_f1 - rival.macro_f1,
            one / rival.texts_per_second,
            both / rival.texts_per_second
        ),
        Err(problem) => writeln!(out, "{}: no rival, {problem}", set.name),
    }
}

/// In-scope accuracy and out-of-scope recall at the model's own threshold; refused counts as wrong in scope.
fn refusal(out: &mut impl Write, set: &Set) -> io::Result<()> {
    let model = learn(set, |text| text.part != 0, 3);
    let held_out = set.texts.iter().filter(|text| text.part == 0).map(labelled);
    for report in evaluate(&model, held_out, set.out_of_scope) {
        let Some(outside) = report.out_of_scope else { continue };
        writeln!(
            out,
            "{}: in-scope accuracy {:.4} with out-of-scope recall {:.4} at the same threshold ({:.3}); without \
             refusing {:.4}; calibration error {:.4}; suggestions right {:.4}, promised {:.2}",
            set.name,
            outside.in_scope_accuracy,
            outside.recall,
            model.axes()[0].levels()[0].threshold,
            report.accuracy,
            report.calibration_error,
            report.suggested.precision,
            report.suggested.precision_promised
        )?;
    }
    Ok(())
}

fn learn(set: &Set, learnt: impl Fn(&Text) -> bool, folds: usize) -> Model {
    let plan = Plan {
        threads: THREADS,
        folds,
        out_of_scope: set.out_of_scope.map(str::to_owned),
        ..Plan::new(set.name, vec![AxisPlan { name: "label".to_owned(), ..AxisPlan::default() }])
    };
    let texts = set.texts.iter().filter(|text| learnt(text)).map(labelled);
    train(&plan, texts).unwrap_or_else(|error| panic!("{}: {error}", set.name))
}

fn labelled(text: &Text) -> Labelled {
    Labelled { text: text.text.clone(), labels: vec![Some(text.label.clone())], group: None }
}

/// Accuracy, and F1 averaged over labels.
fn quality(pairs: &[(&str, &str)]) -> (f64, f64) {
    let right = pairs.iter().filter(|(label, given)| label == given).count();
    let mut labels: Vec<&str> = pairs.iter().map(|pair| pair.0).collect();
    labels.sort_unstable();
    labels.dedup();
    let f1 = labels.iter().map(|&name| {
        let both = pairs.iter().filter(|pair| **pair == (name, name)).count();
        let sides = pairs.iter().map(|pair| usize::from(pair.0 == name) + usize::from(pair.1 == name));
        2.0 * both as f64 / sides.sum::<usize>() as f64
    });
    (right as f64 / pairs.len() as f64, f1.sum::<f64>() / labels.len() as f64)
}

/// Texts classified a second.
fn speed(model: &Model, texts: &[&str], threads: usize) -> f64 {
    let (mut done, started) = (0, Instant::now());
    while started.elapsed().as_secs_f64() < SECONDS_MIN {
        std::thread::scope(|scope| {
            for part in texts.chunks(texts.len().div_ceil(threads)) {
                scope.spawn(|| part.iter().for_each(|text| drop(black_box(model.classify(text)))));
            }
        });
        done += texts.len();
    }
    done as f64 / started.elapsed().as_secs_f64()
}
