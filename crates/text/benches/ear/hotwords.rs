//! Mining hot words held against cutting and counting.
//!
//! The corpus is made at run time: titles of real days (`../shared/data/weibo_hot_titles`; skipped aloud where that is not
//! there), five of the same day drawn from a seed for each text, until it is as large as asked for. Everybody reads the same
//! file of lines `day TAB text` from the disk:
//!
//! - mining all of it, a week against four weeks within years of history, and its second half against its first;
//! - jieba-rs on one thread, cutting without guessing (its faster way) and counting words;
//! - Python's jieba with a Counter on the first two megabytes, where `python3` (or `$PYTHON`) has it.
//!
//! Each runs in a process of its own, which also tells its largest memory; mining runs once more on a quarter of the file.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::Date;
use text::hotwords::{Corpus, Document, Question, mine};
use text::segment::Segmenter;

use crate::report::{Bar, Report, heading};
use crate::titles::titles;

const SEED: u64 = 20_260_614;
const TITLES_EACH: usize = 5;
const PYTHON_BYTES: usize = 2_000_000;

/// A job in a process of its own, as [`run`] asks for it.
pub fn alone(arguments: &[String]) {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["mine", path, from, to, baseline] => {
            child(|| mined(path, from.parse().unwrap(), to.parse().unwrap(), baseline.parse().unwrap()));
        }
        ["jieba", path] => child(|| cut_and_counted(path)),
        other => panic!("no such job: {other:?}"),
    }
}

/// What a process of its own told.
struct Run {
    seconds: f64,
    /// Time on processors, which leaves out what others do on the machine.
    processor_seconds: f64,
    memory_mb: f64,
    said: String,
}

/// Runs a job and prints `SECONDS PROCESSOR_SECONDS MEMORY_KIB WHAT`.
fn child(job: impl FnOnce() -> String) {
    let started = Instant::now();
    let said = job();
    let seconds = started.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    println!("{seconds} {} {} {said}", processor_seconds(), peak.trim().trim_end_matches(" kB"));
}

/// What this process has used of the processors, of the hundred ticks a second Linux counts.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn run(arguments: &[&str]) -> Run {
    let output =
        Command::new(std::env::current_exe().unwrap()).arg("--alone").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut parts = text.trim().splitn(4, ' ');
    let mut figure = || parts.next().unwrap().parse::<f64>().unwrap();
    let (seconds, processor_seconds, kib) = (figure(), figure(), figure());
    Run {
        seconds,
        processor_seconds,
        memory_mb: kib * 1024.0 / 1e6,
        said: parts.next().unwrap_or_default().to_owned(),
    }
}

/// Measures miner and rivals on so much text.
pub fn measure(report: &mut Report, megabytes: usize) {
    heading("hot words: everybody reads the same file");
    let Some(titles) = titles() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (whole, quarter) = (folder.path().join("whole.tsv"), folder.path().join("quarter.tsv"));
    let bytes = write(&titles, megabytes * 1_000_000, &whole);
    write(&titles, megabytes * 250_000, &quarter);
    let days: Vec<Date> = titles.iter().map(|(day, _)| *day).collect();
    let (first, last, middle) = (days[0], days[days.len() - 1], days[days.len() / 2]);
    let size = bytes as f64 / 1e6;
    println!("{size:.0} MB, {first} to {last}, {} cores", std::thread::available_parallelism().unwrap());

    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let jieba = run(&["jieba", &text(&whole)]);
    let jieba_rate = size / jieba.seconds;
    println!(
        "jieba-rs, one thread: {jieba_rate:.1} MB/s, {:.2} processor seconds ({})",
        jieba.processor_seconds, jieba.said
    );
    let python_rate = python(&whole);

    let week = last.checked_sub(6.days()).unwrap();
    let half = (middle.duration_since(first).as_hours() / 24).to_string();
    let tell = |name: &str, path: &Path, size: f64, from: Date, baseline: &str| {
        let run = run(&["mine", &text(path), &from.to_string(), &last.to_string(), baseline]);
        let rate = size / run.seconds;
        println!(
            "mining, {name}: {rate:.1} MB/s, {:.2} processor seconds, {:.0} MB of memory ({})",
            run.processor_seconds, run.memory_mb, run.said,
        );
        (rate, run.memory_mb)
    };
    let mut against = |name: &str, rate: f64| {
        report.bar(
            format!("mining {name}: times jieba-rs on one thread"),
            rate / jieba_rate,
            Bar::AtLeast(2.0),
        );
        if let Some(python_rate) = python_rate {
            let times = rate / python_rate;
            report.bar(format!("mining {name}: times Python's jieba"), times, Bar::AtLeast(60.0));
        }
    };
    against("a week against four", tell("a week against four", &whole, size, week, "28").0);
    let (rate, memory) = tell("half against half", &whole, size, middle, &half);
    against("half against half", rate);
    let (_, of_quarter) =
        tell("a quarter of the file, half against half", &quarter, size / 4.0, middle, &half);
    report.bar("memory for four times the text, times as much", memory / of_quarter, Bar::Below(1.5));
}

/// Writes texts, day by day as many as the day has titles in proportion; returns the bytes of text.
fn write(titles: &[(Date, String)], bytes: usize, path: &Path) -> usize {
    let all: usize = titles.iter().map(|(_, title)| title.len() + 3).sum();
    let mut out = BufWriter::new(File::create(path).unwrap());
    let (mut written, mut state) = (0, SEED);
    for day in titles.chunk_by(|one, other| one.0 == other.0) {
        let own: usize = day.iter().map(|(_, title)| title.len() + 3).sum();
        let share = (bytes as f64 * own as f64 / all as f64) as usize;
        let mut of_day = 0;
        while of_day < share {
            let mut line = format!("{}\t", day[0].0);
            for place in 0..TITLES_EACH {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let title = &day[(state >> 33) as usize % day.len()].1;
                if place > 0 {
                    line.push('，');
                }
                line.push_str(title);
            }
            of_day += line.len();
            writeln!(out, "{line}").unwrap();
        }
        written += of_day;
    }
    out.flush().unwrap();
    written
}

/// The lines of a file as documents.
struct Lines(PathBuf);

impl Corpus for Lines {
    type Error = io::Error;

    fn read(&mut self, visit: &mut dyn FnMut(Document<'_>)) -> io::Result<()> {
        let mut reference = 0;
        let mut last: (Vec<u8>, Date) = (Vec::new(), Date::ZERO);
        lines(&self.0, |day, text| {
            if last.0 != day.as_bytes() {
                last = (day.as_bytes().to_vec(), day.parse().unwrap());
            }
            reference += 1;
            visit(Document { date: last.1, text, groups: &[], reference });
        })
    }
}

fn lines(path: &Path, mut visit: impl FnMut(&str, &str)) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path)?);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let (day, text) = std::str::from_utf8(&line).unwrap().trim_end().split_once('\t').unwrap();
        visit(day, text);
        line.clear();
    }
    Ok(())
}

fn mined(path: &str, from: Date, to: Date, baseline_days: u32) -> String {
    let question = Question { baseline_days, ..Question::new(from, to) };
    let report = mine(&mut Lines(path.into()), &question, Segmenter::standard()).unwrap();
    let words: Vec<&str> = report.words.iter().take(3).map(|word| word.text.as_str()).collect();
    format!(
        "{} documents, {} phrases tested, first {}",
        report.documents.history,
        report.tested,
        words.join("、")
    )
}

fn cut_and_counted(path: &str) -> String {
    let jieba = jieba_rs::Jieba::new();
    let mut counts: HashMap<String, u64> = HashMap::new();
    lines(Path::new(path), |_, text| {
        for token in jieba.cut(text, false) {
            match counts.get_mut(token.word) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(token.word.to_owned(), 1);
                }
            }
        }
    })
    .unwrap();
    format!("{} words", counts.len())
}

/// The megabytes a second of Python's jieba with a Counter.
fn python(path: &Path) -> Option<f64> {
    const PROGRAM: &str = "
import sys, time, jieba, logging
from collections import Counter
jieba.setLogLevel(logging.ERROR)
jieba.initialize()
read = open(sys.argv[1], encoding='utf-8').read(int(sys.argv[2]) // 3)
started = time.perf_counter()
counts = Counter()
for line in read.splitlines():
    counts.update(jieba.cut(line.split('\\t')[-1], HMM=False))
print(len(read.encode()) / 1e6 / (time.perf_counter() - started))
";
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output =
        Command::new(python).args(["-c", PROGRAM]).arg(path).arg(PYTHON_BYTES.to_string()).output().ok();
    let rate = output.and_then(|output| String::from_utf8(output.stdout).ok()?.trim().parse::<f64>().ok());
    match rate {
        Some(rate) => println!("Python's jieba with a Counter: {rate:.2} MB/s"),
        None => println!("skipped: Python's jieba is not here (`pip install jieba`, then `PYTHON=…`)"),
    }
    rate
}
