//! How fast text is masked, in megabytes a second: `cargo bench -p text`.
//!
//! Three kinds of text: ordinary Chinese, ordinary English, and Chinese full of personal data.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

const CHINESE: &str = "上个月在手机银行办理了账单分期，客服当时说手续费可以减免，结果2026年3月15日出账时又扣了128.50元。我先后打了三次\
客服热线，每次的说法都不一样，希望贵行核实原因，把多收的费用退回来，并给一个书面的答复。地铁口那家网点排队要一个多小时，叫号机也坏了，\
建议多开几个窗口。\n";

const ENGLISH: &str = "I paid the balance in full on March 15 and the company still charged a late fee of $35.00. I have called \
three times, and each time I was told that the fee would be refunded within ten business days. It was not, and now the account \
shows as past due on my report. I would like the fee refunded and the report corrected.\n";

const DENSE: &str = "我叫周小明，身份证号11010519491231002X，手机138 1234 5678，卡号6222 0212 3456 7890 128，邮箱zhou.ming@example.com，\
家住湖南省长沙市岳麓区桐梓坡路12号3栋502室。\n";

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, sample) in
        [("ordinary Chinese", CHINESE), ("ordinary English", ENGLISH), ("dense personal data", DENSE)]
    {
        let text = sample.repeat(1_000_000 / sample.len());
        let (spans, rate) = measure(&text, |text| text::spans(text).len());
        let (_, mask_rate) = measure(&text, |text| text::mask(text).len());
        writeln!(out, "{name:20} spans {rate:7.1} MB/s   mask {mask_rate:7.1} MB/s   ({spans} found)")?;
    }
    Ok(())
}

/// Runs for about a second; returns the last result and megabytes (10^6 bytes) a second.
fn measure(text: &str, job: impl Fn(&str) -> usize) -> (usize, f64) {
    let (mut bytes, mut result) = (0_usize, 0);
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(1) {
        result = black_box(job(black_box(text)));
        bytes += text.len();
    }
    (result, bytes as f64 / started.elapsed().as_secs_f64() / 1e6)
}
