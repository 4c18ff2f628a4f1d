//! Old cases come in under a fixed line of memory, however many there are.

use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;

use crate::program::{Installation, command, shown};

/// Rows of the file; all of it in memory, read and sealed, would be far above the line.
const ROWS: usize = 50_000;

/// The most memory the import may ever hold, in bytes.
const RESIDENT_MAX: u64 = 200_000_000;

/// Messages of years ago, answered long since, some with long stories.
fn old_messages() -> String {
    let mut file = "留言编号,留言主题,留言时间,留言详情,答复意见,答复时间\n".to_owned();
    for row in 0..ROWS {
        let (year, month, day) = (2012 + row % 8, row % 12 + 1, row % 28 + 1);
        let story = "我于当日在柜台办理业务，等候两个小时，没有人说明原因，请答复。".repeat(2 + row % 6);
        let reply = "您好，经核实已安排增开窗口，感谢您的监督。".repeat(1 + row % 3);
        let date = format!("{year}-{month:02}-{day:02}");
        writeln!(file, "M{row},第{row}号窗口,{date} 09:30:00,{story},{reply},{date} 17:00:00").unwrap();
    }
    file
}

/// The most memory a process held so far, as Linux counts it; none once it is gone.
fn most_resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[test]
#[cfg(target_os = "linux")]
fn fifty_thousand_old_cases_come_in_under_a_fixed_line_of_memory() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let file = installation.file("old.csv", old_messages());
    let arguments = ["import", "cases", &shown(&file), "--profile", "messages", "--format", "json"];
    let mut child = command(&installation.data(), &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut most = 0;
    while child.try_wait().expect("a child").is_none() {
        most = most_resident(child.id()).map_or(most, |bytes| bytes.max(most));
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("the program ends");
    let told = String::from_utf8(output.stdout).expect("UTF-8 on standard output");
    let counts: serde_json::Value =
        serde_json::from_str(told.lines().last().expect("a last line")).expect("counts as JSON");
    assert_eq!((&counts["imported"], &counts["rejected"]), (&ROWS.into(), &0.into()), "{counts}");
    assert!(most > 10_000_000, "{most} bytes: it was not looked at");
    assert!(most < RESIDENT_MAX, "{most} bytes of memory, expected less than {RESIDENT_MAX}");
}
