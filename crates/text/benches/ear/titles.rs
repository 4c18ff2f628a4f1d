//! Titles of real days, in the order of their days.

use std::path::PathBuf;
use std::process::Command;

use jiff::civil::Date;

/// The titles with their days; nothing, said aloud, where they are not there.
pub fn titles() -> Option<Vec<(Date, String)>> {
    let path = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/weibo_hot_titles/titles.tsv.zst"
    ));
    let output = Command::new("zstd").arg("-dcq").arg(&path).output().ok();
    let Some(output) = output.filter(|output| output.status.success()) else {
        println!("skipped: {} is not here or cannot be read", path.display());
        return None;
    };
    let text = String::from_utf8(output.stdout).ok()?;
    let split =
        |line: &str| line.split_once('\t').map(|(day, title)| (day.parse().unwrap(), title.to_owned()));
    Some(text.lines().filter_map(split).collect())
}
