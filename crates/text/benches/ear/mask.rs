//! Masking.
//!
//! How fast text is looked through and masked on one core, beside regular expressions for the same patterns in the
//! same run; precision and recall on texts with known places; and that hostile texts take time linear in their length.

use std::collections::BTreeMap;
use std::time::Duration;

use text::Kind;

use crate::clock::rate;
use crate::planted::{Score, bar, document};
use crate::regexes::Regexes;
use crate::report::{Bar, Report, heading};

/// How long a figure is measured.
const LEAST: Duration = Duration::from_millis(700);

const CHINESE: &str = "上个月在手机银行办理了账单分期，客服当时说手续费可以减免，结果2026年3月15日出账时又扣了128.50元。我先后打了三次\
客服热线，每次的说法都不一样，希望贵行核实原因，把多收的费用退回来，并给一个书面的答复。地铁口那家网点排队要一个多小时，叫号机也坏了，\
建议多开几个窗口。\n";

const ENGLISH: &str = "I paid the balance in full on March 15 and the company still charged a late fee of $35.00. I have called \
three times, and each time I was told that the fee would be refunded within ten business days. It was not, and now the account \
shows as past due on my report. I would like the fee refunded and the report corrected.\n";

/// Complaints in which one sentence in six holds personal data, as the record's do at most.
fn complaints() -> String {
    let mut text = String::new();
    for seed in 0..300 {
        (0..5).for_each(|_| text.push_str(CHINESE.trim_end()));
        text.push_str(&document(seed, 1).text);
        text.push('\n');
    }
    text
}

/// Measures it all.
pub fn measure(report: &mut Report) {
    heading("masking: one core, MB = 10^6 bytes, time of the processor");
    let regexes = Regexes::default();
    println!("{:20} {:>12} {:>12} {:>14} {:>7}", "text", "spans MB/s", "mask MB/s", "regex MB/s", "ratio");
    let dense: String = (0..300).map(|seed| document(seed, 40).text).collect();
    for (name, sample) in [
        ("ordinary Chinese", CHINESE.to_owned()),
        ("ordinary English", ENGLISH.to_owned()),
        ("complaints", complaints()),
        ("dense personal data", dense),
    ] {
        let text = sample.repeat(1_000_000_usize.div_ceil(sample.len()));
        let spans = rate(&text, LEAST, |text| text::spans(text).len());
        let mask = rate(&text, LEAST, |text| text::mask(text).len());
        let regex = rate(&text, LEAST, |text| regexes.count(text));
        println!("{name:20} {spans:12.1} {mask:12.1} {regex:14.1} {:6.1}x", spans / regex);
        report.bar(format!("masking {name}, MB/s a core"), mask, Bar::AtLeast(100.0));
    }
    quality(report);
    linear();
}

fn quality(report: &mut Report) {
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    for seed in 0..1_000 {
        let document = document(seed, 40);
        let found = text::spans(&document.text);
        document.planted.iter().for_each(|planted| scores.entry(planted.kind).or_default().planted += 1);
        for span in found {
            let score = scores.entry(span.kind).or_default();
            score.found += 1;
            score.right += usize::from(document.planted.iter().any(|planted| {
                (planted.start, planted.end, planted.kind) == (span.start, span.end, span.kind)
            }));
        }
    }
    for (kind, score) in &scores {
        let (name, least) = (<&str>::from(kind), Bar::AtLeast(bar(*kind)));
        report.bar(format!("masking {name}, {} planted: precision", score.planted), score.precision(), least);
        report.bar(format!("masking {name}, {} planted: recall", score.planted), score.recall(), least);
    }
}

/// Eight times the text should take eight times as long, whatever is repeated in it.
fn linear() {
    const SIZE: usize = 100_000;
    const TIMES: usize = 8;
    let pieces = [
        "1",
        "1 ",
        "12-",
        "1234 ",
        "4111 1111 1111 1111 ",
        "138 1234 5678 ",
        "@",
        "a@",
        "a@a.a.",
        "周",
        "我叫",
        "地址：",
        "姓名：周",
        "先生",
        "Mr. A ",
        "QQ1",
        "QQ id ",
        "1x",
        "账号",
        "账号：",
        "一",
        "幺三八",
        "一，",
        "一嗯",
        "市辖区1号",
        "京A1",
        "*",
        "****1",
        "１",
        "91430100MA4L16JQ9",
        "my name is ",
        "卡号1111 1111 1111 1117 ",
    ];
    let rate = |text: &str| rate(text, LEAST / 10, |text| text::mask(text).len());
    let mut worst = (0.0, "");
    let mut slowest = (f64::MAX, "");
    for piece in pieces {
        let small = rate(&piece.repeat(SIZE / piece.len()));
        let large = rate(&piece.repeat(SIZE * TIMES / piece.len()));
        let growth = small / large;
        if worst.0 < growth {
            worst = (growth, piece);
        }
        if large < slowest.0 {
            slowest = (large, piece);
        }
    }
    println!("\nhostile lines of {SIZE} and {} bytes, {} kinds:", SIZE * TIMES, pieces.len());
    println!("most time per byte of the longer over the shorter: {:.2} (repeated `{}`)", worst.0, worst.1);
    println!("slowest: {:.1} MB/s (repeated `{}`)", slowest.0, slowest.1);
}
