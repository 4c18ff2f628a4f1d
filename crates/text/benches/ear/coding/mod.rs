//! How well and how fast texts are coded, beside a linear machine of scikit-learn on the same texts and the same parts. The
//! rival is `rival.py`.

mod data;
mod rival;

use std::hint::black_box;
use std::io::{self, Write};
use std::time::Instant;

use data::{Set, Text};
use rival::Rival;
use text::coding::{AxisPlan, Labelled, Model, Plan, evaluate, train};

use crate::report::{Bar, Report, heading};

const THREADS: usize = 2;
/// The share of suggestions that shall be right, where nothing is refused and where much is.
const USUAL: f32 = 0.9;
const REFUSING: f32 = 0.95;
/// How long speed is measured.
const SECONDS_MIN: f64 = 2.0;

/// Questions to a bank.
pub fn banking77(report: &mut Report) {
    let Some((coded, set)) = coded("banking77") else { return };
    rival_of(&coded, &set);
    report.bar("banking77: accuracy", coded.accuracy, Bar::AtLeast(0.925));
    report.bar(
        format!("banking77: texts/s on {THREADS} threads"),
        coded.texts_per_second,
        Bar::AtLeast(50_000.0),
    );
    report.bar("banking77: size of the model, MB", coded.model_mb, Bar::Below(20.0));
}

/// Complaints by product.
pub fn cfpb_narratives(report: &mut Report) {
    let Some((coded, set)) = coded("cfpb_narratives") else { return };
    report.bar("cfpb_narratives: accuracy", coded.accuracy, Bar::AtLeast(0.84));
    report.bar("cfpb_narratives: macro-F1", coded.macro_f1, Bar::AtLeast(0.6));
    if let Some(rival) = rival_of(&coded, &set) {
        let times = coded.texts_per_second / rival.texts_per_second;
        report.bar(
            "cfpb_narratives: classifying, times the linear machine's speed",
            times,
            Bar::AtLeast(20.0),
        );
    }
}

/// Requests, and what no code fits.
pub fn clinc150(report: &mut Report) {
    heading("clinc150, refusing what no code fits");
    match data::read("clinc150") {
        Ok(set) => refusal(report, &set),
        Err(problem) => println!("clinc150: skipped, {problem}"),
    }
}

/// How a set was coded.
struct Coded {
    accuracy: f64,
    macro_f1: f64,
    /// On one thread, and on [`THREADS`].
    alone_per_second: f64,
    texts_per_second: f64,
    model_mb: f64,
}

fn coded(name: &'static str) -> Option<(Coded, Set)> {
    heading(format!("{name}, cross-validated"));
    match data::read(name) {
        Ok(set) => Some((cross_validated(&set)?, set)),
        Err(problem) => {
            println!("{name}: skipped, {problem}");
            None
        }
    }
}

/// Every text is coded by a model that learnt from the other parts.
fn cross_validated(set: &Set) -> Option<Coded> {
    let mut judged: Vec<(usize, String)> = Vec::new();
    let (mut model, mut seconds) = (None, 0.0);
    for part in 0..set.parts {
        let started = Instant::now();
        let learnt = learn(set, |text| text.part != part, 0, USUAL);
        seconds += started.elapsed().as_secs_f64();
        for (index, text) in set.texts.iter().enumerate().filter(|(_, text)| text.part == part) {
            let class = learnt.classify(&text.text)[0].class;
            judged.push((index, learnt.axes()[0].classes()[class].clone()));
        }
        model = Some(learnt);
        let right = judged.iter().filter(|(index, given)| set.texts[*index].label == *given).count();
        let so_far = right as f64 / judged.len().max(1) as f64;
        // Whoever waits an hour wants to see how it goes.
        drop(writeln!(
            io::stderr(),
            "{}: part {} of {}, accuracy so far {so_far:.4}",
            set.name,
            part + 1,
            set.parts
        ));
    }
    let model = model?;
    let labels: Vec<(&str, &str)> =
        judged.iter().map(|(index, given)| (set.texts[*index].label.as_str(), given.as_str())).collect();
    let (accuracy, macro_f1) = quality(&labels);
    let texts: Vec<&str> = set.texts.iter().map(|text| text.text.as_str()).collect();
    let (one, both) = (speed(&model, &texts, 1), speed(&model, &texts, THREADS));
    let bytes = model.to_bytes();
    let started = Instant::now();
    black_box(Model::from_bytes(&bytes).is_ok());
    let load = started.elapsed().as_secs_f64() * 1e3;
    let model_mb = bytes.len() as f64 / 1e6;
    println!(
        "{}: accuracy {accuracy:.4}, macro-F1 {macro_f1:.4} ({} parts); {one:.0} texts/s on one thread, {both:.0} on \
         {THREADS}; model {model_mb:.1} MB, loads in {load:.0} ms; trains in {:.0} s",
        set.name,
        set.parts,
        seconds / set.parts as f64
    );
    Some(Coded { accuracy, macro_f1, alone_per_second: one, texts_per_second: both, model_mb })
}

/// The rival on the same texts and parts; none where it does not run.
fn rival_of(coded: &Coded, set: &Set) -> Option<Rival> {
    let rival = rival::run(set).inspect_err(|problem| println!("{}: no rival, {problem}", set.name)).ok()?;
    println!(
        "{}: rival (linear machine, words and characters) accuracy {:.4}, macro-F1 {:.4}, {:.0} texts/s; ours is {:+.4} in \
         accuracy, {:+.4} in macro-F1, {:.1} times as fast on one thread, {:.1} on {THREADS}",
        set.name,
        rival.accuracy,
        rival.macro_f1,
        rival.texts_per_second,
        coded.accuracy - rival.accuracy,
        coded.macro_f1 - rival.macro_f1,
        coded.alone_per_second / rival.texts_per_second,
        coded.texts_per_second / rival.texts_per_second
    );
    Some(rival)
}

/// In-scope accuracy and out-of-scope recall at the model's own threshold; refused counts as wrong in scope.
fn refusal(report: &mut Report, set: &Set) {
    let model = learn(set, |text| text.part != 0, 3, REFUSING);
    let held_out = set.texts.iter().filter(|text| text.part == 0).map(labelled);
    for axis in evaluate(&model, held_out, set.out_of_scope) {
        let Some(outside) = axis.out_of_scope else { continue };
        println!(
            "{}: in-scope accuracy {:.4} with out-of-scope recall {:.4} at the same threshold ({:.3}); without \
             refusing {:.4}; calibration error {:.4}; suggestions right {:.4}, promised {:.2}",
            set.name,
            outside.in_scope_accuracy,
            outside.recall,
            model.axes()[0].levels()[0].threshold,
            axis.accuracy,
            axis.calibration_error,
            axis.suggested.precision,
            axis.suggested.precision_promised
        );
        report.bar("clinc150: accuracy in scope", outside.in_scope_accuracy, Bar::AtLeast(0.92));
        report.bar("clinc150: recall out of scope, same threshold", outside.recall, Bar::AtLeast(0.6));
    }
}

fn learn(set: &Set, learnt: impl Fn(&Text) -> bool, folds: usize, precision: f32) -> Model {
    let plan = Plan {
        threads: THREADS,
        folds,
        precision,
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
