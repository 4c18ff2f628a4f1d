//! Indexing and searching at size: `cargo bench -p search --bench million -- [DOCUMENTS]`, 200,000 where left out.
//!
//! Documents are of about sixty Chinese characters, from a seed. Questions are asked by a process of its own, so that its
//! memory is that of searching alone. Prints documents a second, the size of the index, and per class of question the
//! median, the 95th and the 99th percentile, and the mean time on a processor, which leaves out what others do on the machine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::id::{CaseId, InstitutionId, UserId};
use domain::matter::{Channel, Kind, Status};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use search::{Asked, Claim, Document, Field, Index, Progress, Reach, Vocabulary, Window};

const LEXICON: &str = include_str!("../../../lexicons/finance.txt");
const FILLERS: &[&str] = &[
    "客户",
    "来电",
    "反映",
    "本人",
    "于",
    "上个月",
    "通过",
    "办理",
    "之后",
    "发现",
    "没有",
    "告知",
    "要求",
    "银行",
    "马上",
    "处理",
    "并",
    "给出",
    "说明",
    "多次",
    "联系",
    "无人",
    "回复",
    "认为",
    "不合理",
    "，",
    "。",
    "，",
    "希望",
    "尽快",
    "解决",
    "问题",
    "承担",
    "责任",
];
const INSTITUTIONS: u64 = 400;
const SEED: u64 = 20_261_124;
/// Questions of each class.
const ASKED: usize = 200;

/// A generator good enough for synthetic letters.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, things: &[&'a str]) -> &'a str {
        things[self.below(things.len())]
    }
}

fn lexicon() -> Vec<&'static str> {
    LEXICON.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
}

/// Few words are said often, many seldom.
fn word(dice: &mut Dice, lexicon: &[&'static str]) -> &'static str {
    let among = 1 + dice.below(lexicon.len());
    lexicon[dice.below(among)]
}

fn document(id: u64, dice: &mut Dice, lexicon: &[&'static str]) -> Document {
    let mut text = String::new();
    while text.chars().count() < 58 {
        let part = if dice.below(3) == 0 { word(dice, lexicon) } else { dice.of(FILLERS) };
        text.push_str(part);
    }
    text.push_str(&format!("{}元", dice.below(100_000)));
    let subject: String = text.chars().take(20).collect();
    Document {
        case_id: CaseId(id),
        number: format!("TS-2026-{id:07}"),
        kind: [Kind::Complaint, Kind::Complaint, Kind::Complaint, Kind::Enquiry, Kind::Objection]
            [dice.below(5)],
        status: [Status::Closed, Status::Closed, Status::Investigating, Status::Received][dice.below(4)],
        channel: [Channel::Hotline, Channel::Online, Channel::Counter, Channel::Nfra][dice.below(4)],
        institution_id: InstitutionId(1 + dice.below(INSTITUTIONS as usize) as u64),
        handler_id: Some(UserId(dice.below(500) as u64)),
        received_on: date(2024, 1, 1) + (dice.below(1_000) as i64).days(),
        due_on: (dice.below(4) == 0).then(|| date(2026, 11, 1) + (dice.below(60) as i64).days()),
        urgent: dice.below(50) == 0,
        major: false,
        ended: dice.below(2) == 0,
        paused: false,
        codes: vec![format!("prov:B{:02}", dice.below(20)), format!("prov:C{:02}", dice.below(20))],
        names: vec!["信用卡".to_owned()],
        texts: vec![subject, text],
    }
}

struct Nobody;

impl Vocabulary for Nobody {
    fn today(&self) -> Date {
        date(2026, 11, 24)
    }
    fn word(&self, _: Field, label: &str) -> Option<String> {
        (label == "投诉").then(|| "complaint".to_owned())
    }
    fn institutions(&self, _: &str) -> Vec<InstitutionId> {
        vec![InstitutionId(7)]
    }
    fn handler(&self, _: &str) -> Option<UserId> {
        Some(UserId(7))
    }
    fn codes(&self, label: &str) -> Vec<String> {
        vec![label.to_owned()]
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [mode, folder] = arguments.as_slice()
        && mode == "questions"
    {
        return questions(Path::new(folder));
    }
    let documents: u64 =
        arguments.first().map_or(200_000, |count| count.parse().expect("a number of documents"));
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("search");
    let claim = Arc::new(Claim::take(&place).unwrap());
    let (index, _) = Index::open_for_writing(&claim).unwrap();
    let lexicon = lexicon();
    let mut dice = Dice(SEED);
    let mut spent = Duration::ZERO;
    let mut made = 0;
    while made < documents {
        let batch: Vec<Document> = (0..10_000.min(documents - made))
            .map(|at| document(made + at + 1, &mut dice, &lexicon))
            .collect();
        made += batch.len() as u64;
        let started = Instant::now();
        index.put(&batch).unwrap();
        if made.is_multiple_of(50_000) || made == documents {
            let mut progress = Progress::beginning();
            progress.filled_to = (made < documents).then_some(made);
            index.commit(&progress).unwrap();
        }
        spent += started.elapsed();
    }
    println!("{documents} documents, {:.0} a second", documents as f64 / spent.as_secs_f64());
    println!("writing: peak memory {}", status("VmHWM"));
    drop(index);
    let (index, _) = Index::open_for_writing(&claim).unwrap();
    println!("index: {} MB", index.size_bytes() / 1_000_000);
    drop(index);
    let asked = Command::new(std::env::current_exe().unwrap()).arg("questions").arg(&place).status().unwrap();
    assert!(asked.success());
}

/// One kind of question with how it is made from a word and a number.
type Class = (&'static str, Reach, fn(&str, usize) -> String);

fn questions(folder: &Path) {
    let index = Index::open(folder).unwrap();
    let lexicon = lexicon();
    let own = Reach::Institutions((1..=20).map(InstitutionId).collect());
    let half = Reach::Institutions((1..=INSTITUTIONS / 2).map(InstitutionId).collect());
    let classes: Vec<Class> = vec![
        ("one word", Reach::All, |word, _| word.to_owned()),
        ("one word, 20 institutions", own.clone(), |word, _| word.to_owned()),
        ("one word, 200 institutions", half, |word, _| word.to_owned()),
        ("two words", Reach::All, |word, _| format!("{word} 客户")),
        ("in every document", Reach::All, |_, _| "信用卡".to_owned()),
        ("part of a word", Reach::All, |word, _| word.chars().skip(1).collect()),
        ("a run of two words", Reach::All, |word, _| format!("{word}发现")),
        ("phrase", Reach::All, |word, _| format!("\"要求{word}\"")),
        ("without a word", Reach::All, |word, _| format!("客户 -{word}")),
        ("word and fields", Reach::All, |word, _| format!("{word} kind:complaint due:<3d")),
        ("fields alone", own, |_, row| format!("kind:complaint handler:me code:prov:B{:02}", row % 20)),
        ("one kind, all of them", Reach::All, |_, _| "种类:投诉".to_owned()),
        ("number", Reach::All, |_, row| format!("TS-2026-{:07}", row * 37 + 1)),
    ];
    let ask = |typed: &str, reach: &Reach| {
        let started = Instant::now();
        let asked = Asked::read(typed, &Nobody);
        let found = index.find(&asked, reach, Window { offset: 0, limit: 20 }).unwrap();
        (started.elapsed(), found.total)
    };
    ask("信用卡", &Reach::All);
    println!(
        "{:<28} {:>9} {:>9} {:>9} {:>13} {:>12}",
        "question", "p50 ms", "p95 ms", "p99 ms", "processor ms", "hits, mean"
    );
    for (name, reach, make) in classes {
        let mut dice = Dice(SEED + 1);
        let before = on_processor();
        let asked: Vec<(Duration, u64)> =
            (0..ASKED).map(|row| ask(&make(word(&mut dice, &lexicon), row), &reach)).collect();
        let processor = (on_processor() - before).as_secs_f64() * 1_000.0 / ASKED as f64;
        let mut times: Vec<Duration> = asked.iter().map(|(time, _)| *time).collect();
        times.sort_unstable();
        let at =
            |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1_000.0;
        let hits = asked.iter().map(|(_, hits)| hits).sum::<u64>() / asked.len() as u64;
        println!("{name:<28} {:>9.2} {:>9.2} {:>9.2} {processor:>13.2} {hits:>12}", at(50), at(95), at(99));
    }
    list(&index, &lexicon);
    println!("searching: peak memory {}, of it not of files {}", status("VmHWM"), status("RssAnon"));
}

/// What narrows a list to a text: the newest cases that hold it.
fn list(index: &Index, lexicon: &[&'static str]) {
    let mut dice = Dice(SEED + 2);
    let mut times: Vec<Duration> = (0..ASKED)
        .map(|row| {
            let text = if row % 10 == 0 { "信用卡" } else { word(&mut dice, lexicon) };
            let started = Instant::now();
            index.cases(&Asked::words(text), &Reach::All, 2_000).unwrap();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1_000.0;
    println!("{:<28} {:>9.2} {:>9.2} {:>9.2}", "narrowing a list", at(50), at(95), at(99));
}

/// How long the threads of this process have been on a processor: what others do on the machine is left out.
fn on_processor() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let nanoseconds = |thread: std::fs::DirEntry| -> u64 {
        let stat = std::fs::read_to_string(thread.path().join("schedstat")).unwrap();
        stat.split(' ').next().unwrap().parse().unwrap()
    };
    Duration::from_nanos(threads.map(nanoseconds).sum())
}

/// A line of `/proc/self/status`.
fn status(name: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.map_or_else(|| "unknown".to_owned(), |value| value.trim().to_owned())
}
