//! Backup beside a running server, restore, and that nobody who was erased comes back: not from any file, not from a copy.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, UNIX_EPOCH};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

use crate::http::{get, post};
use crate::program::{Installation, Serving, command, huiyin, shown};

/// Messages of people, as an older system kept them.
pub const PROFILE: &str = r#"
profile = "old"
kind = "complaint"
channel = "other"
zone = "Asia/Shanghai"
dates = ["%Y-%m-%d"]
outcome_when_answered = "not_upheld"
[[column]]
names = ["id"]
means = ["external_id"]
[[column]]
names = ["title"]
keep = "text.subject"
[[column]]
names = ["text"]
keep = "text.narrative"
[[column]]
names = ["name"]
keep = "person.name"
[[column]]
names = ["phone"]
keep = "person.contact"
[[column]]
names = ["time"]
means = ["received_at"]
[[column]]
names = ["reply"]
keep = "text.answer"
means = ["answered"]
[[column]]
names = ["reply_time"]
means = ["answered_at", "ended_at"]
"#;

/// A name, a telephone, words that masking leaves.
const PLANTED: [&str; 4] = ["欧阳植入", "13811112222", "zanzibar receipt", "植入的正文"];

fn planted() -> String {
    let [name, phone, title, words] = PLANTED;
    format!(
        "{{\"id\": \"1\", \"title\": \"A {title}\", \"text\": \"{words}，我叫{name}，手机{phone}。\", \"name\": \"{name}\", \
         \"phone\": \"{phone}\", \"time\": \"2019-03-01\", \"reply\": \"Explained to {name}.\", \"reply_time\": \"2019-03-09\"}}\n"
    )
}

/// A matter of somebody, answered in 2019, as that system kept it.
pub fn person(row: usize, title: &str, name: &str, phone: &str) -> String {
    let row = json!({
        "id": row.to_string(), "title": title, "text": format!("{title}，我叫{name}，手机{phone}。"), "name": name,
        "phone": phone, "time": "2019-03-01", "reply": format!("Explained to {name}."), "reply_time": "2019-03-09",
    });
    format!("{row}\n")
}

fn submission(row: usize) -> serde_json::Value {
    json!({
        "kind": "complaint",
        "institution": "HQ",
        "channel": "hotline",
        "subject": format!("Charged twice, case {row}"),
        "narrative": "我叫欧阳日志，手机13833334444。",
        "person": { "name": "欧阳日志", "phone": "13833334444", "id_number": "11010519491231002X" },
    })
}

fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.metadata() {
            Ok(found) if found.is_dir() => all.extend(bytes_below(&path)),
            Ok(found) if found.is_file() => all.extend(std::fs::read(path).unwrap()),
            _ => {}
        }
    }
    all
}

pub fn contains(bytes: &[u8], sought: &str) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought.as_bytes())
}

/// The only file of persons' keys in a folder.
pub fn keys_in(folder: &Path) -> String {
    let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let file = files.next().unwrap();
    assert!(files.next().is_none());
    shown(&file)
}

#[test]
fn nothing_of_an_erased_person_is_left_in_any_file_nor_in_a_restored_copy() {
    let (installation, token) = Installation::with_handler();
    let log = installation.path("server.log");
    let mut serve = command(&installation.data(), &["serve", "--listen", "127.0.0.1:0"]);
    serve.env("HUIYIN_LOG", "debug").stderr(File::create(&log).unwrap());
    let serving = Serving::start(serve);
    let profile = installation.file("old.toml", PROFILE);
    // Somebody else's matter ended a month ago: it must be kept for three years from then.
    let now = profile.metadata().unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    let now = Timestamp::from_second(now.as_secs().cast_signed()).unwrap();
    let today = TimeZone::get("Asia/Shanghai").unwrap().to_datetime(now).date();
    let (received, ended) = (today - 40.days(), today - 30.days());
    let recent = person(2, "Kept for its time", "陈留", "13855556666");
    let recent =
        recent.replace("2019-03-01", &received.to_string()).replace("2019-03-09", &ended.to_string());
    let rows = installation.file("old.jsonl", planted() + &recent);
    installation.huiyin(&["import", "cases", &shown(&rows), "--profile", &shown(&profile)]).ok();
    std::fs::remove_file(rows).unwrap();
    let created = post(&serving.address, &token, "/api/v1/cases", None, &submission(1)).unwrap();
    assert_eq!(created.status, 201, "{created:?}");

    // Served, exported, backed up.
    let number = "TS-2019-0000001";
    let case = get(&serving.address, &token, &format!("/api/v1/cases/{number}")).unwrap();
    assert_eq!(case.status, 200, "{case:?}");
    assert!(case.body.contains("zanzibar") && !case.body.contains("13811112222"), "{case:?}");
    assert_eq!(get(&serving.address, &token, "/api/v1/cases?text=zanzibar").unwrap().status, 200);
    let export = installation.path("export.csv");
    installation.huiyin(&["export", "cases", "-o", &shown(&export), "--profile", &shown(&profile)]).ok();
    let exported = std::fs::read(&export).unwrap();
    assert!(contains(&exported, "zanzibar") && !contains(&exported, "13811112222"));
    let (backup, keys) = (installation.path("backup"), installation.path("keys-apart"));
    let arguments = ["store", "backup", "-o", &shown(&backup), "--person-keys", &shown(&keys), "--with-keys"];
    let backed_up = installation.huiyin(&arguments);
    assert!(backed_up.err.contains("warning: the copy holds the installation's keys"), "{backed_up:?}");
    backed_up.ok();
    // Without finding the words where they lie before, not finding them afterwards would say nothing.
    let found =
        || get(&serving.address, &token, "/api/v1/search?q=zanzibar").unwrap().json()["total"].clone();
    let begun = Instant::now();
    while found() != 1 {
        assert!(begun.elapsed() < Duration::from_secs(30), "the index never came to hold the words");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(contains(&bytes_below(&installation.data().join("search")), "zanzibar"), "the index holds them");
    let log_of_writes = installation.data().join("huiyin.db-wal");
    assert!(contains(&std::fs::read(log_of_writes).unwrap(), "zanzibar"), "the write-ahead log holds them");
    assert!(contains(&bytes_below(&backup), "zanzibar"), "the backup holds them");

    // Refused with the reason and, as far as it is known, the earliest day.
    let open = created.json()["number"].as_str().unwrap().to_owned();
    let refused = installation.huiyin(&["vault", "erase", "--case", &open, "--reason", "person_asked"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.out.contains(&format!("{open} has not ended")), "{refused:?}");
    assert!(refused.out.contains("from which day on they are erasable is not known yet"), "{refused:?}");
    let (kept, until) = (format!("TS-{}-0000002", received.year()), ended + 3.years());
    let refused = installation.huiyin(&["vault", "erase", "--case", &kept, "--reason", "person_asked"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    for told in [format!("{kept} must be kept until {until}: 3 years"), format!("erasable from {until} on")] {
        assert!(refused.out.contains(&told), "expected `{told}`: {refused:?}");
    }
    let erased = installation.huiyin(&["vault", "erase", "--case", number, "--reason", "retention_over"]);
    assert!(erased.ok().contains("erased at"));
    let after = get(&serving.address, &token, &format!("/api/v1/cases/{number}")).unwrap();
    assert_eq!(after.status, 200, "{after:?}");
    assert_eq!(get(&serving.address, &token, "/api/v1/cases/count").unwrap().json()["count"], 3);
    assert_eq!(found(), 0);

    let data = bytes_below(&installation.data());
    let log = std::fs::read(log).unwrap();
    assert!(contains(&log, "DEBUG"), "the log is the detailed one");
    for words in PLANTED {
        assert!(!contains(&data, words), "`{words}` is left in the data folder");
        assert!(!contains(&log, words), "`{words}` is in the log");
    }
    for words in ["欧阳日志", "13833334444", "11010519491231002X"] {
        assert!(!contains(&log, words), "`{words}` is in the log");
        assert!(!contains(&data, words), "`{words}` lies open in the data folder");
    }

    // The copy was made before: it still holds them, until it is restored beside the register.
    let register = installation.data().join("erasures.jsonl");
    let checkpoints = installation.data().join("checkpoints.txt");
    let restored = Installation::nothing();
    let ran = huiyin(
        &restored.data(),
        &[
            "store",
            "restore",
            &shown(&backup),
            "--person-keys",
            &keys_in(&keys),
            "--erasures",
            &shown(&register),
            "--checkpoints",
            &shown(&checkpoints),
        ],
        "",
    );
    assert!(ran.err.contains("erased again") && ran.err.contains("goes on as a new log"), "{ran:?}");
    assert!(ran.out.contains("the ledger verifies"), "{ran:?}");
    ran.ok();
    let data = bytes_below(&restored.data());
    assert!(PLANTED.iter().all(|words| !contains(&data, words)));
    let shown_again = restored.huiyin(&["vault", "show", "--case", number]).ok();
    assert!(shown_again.contains("erased at"), "{shown_again}");
    assert_eq!(restored.huiyin(&["ledger", "verify", "--texts"]).code, 0);
    let checked = restored.huiyin(&["store", "check"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    assert_eq!(serving.stop(), 0);
}

#[test]
fn a_backup_under_writes_is_one_moment_and_verifies() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    let stop = AtomicBool::new(false);
    let (backup, keys) = (installation.path("backup"), installation.path("keys-apart"));
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut written = 0;
            while !stop.load(Ordering::SeqCst) {
                let created = post(&serving.address, &token, "/api/v1/cases", None, &submission(written));
                assert_eq!(created.unwrap().status, 201);
                written += 1;
            }
            written
        });
        let arguments = ["store", "backup", "-o", &shown(&backup), "--person-keys", &shown(&keys)];
        // Whatever fails here, the other thread is told.
        let _stopping = Stopping(&stop);
        while get(&serving.address, &token, "/api/v1/cases/count").unwrap().json()["count"] == 0 {}
        installation.huiyin(&arguments).ok();
        let again = installation.huiyin(&arguments);
        assert!(again.code == 2 && again.err.contains("exists"), "{again:?}");
        stop.store(true, Ordering::SeqCst);
        assert!(0 < writing.join().unwrap());
    });
    assert!(!backup.join("keys").exists(), "the installation's keys are not in it");

    // It goes on under the log's own name: nothing newer is known there.
    let restored = Installation::nothing();
    let arguments = ["store", "restore", &shown(&backup), "--person-keys", &keys_in(&keys)];
    let without = huiyin(&restored.data(), &arguments, "");
    assert!(without.code == 2 && without.err.contains("key file"), "{without:?}");
    let restored = Installation::nothing();
    copy_keys(&installation, &restored);
    let ran = huiyin(&restored.data(), &arguments, "");
    assert!(!ran.err.contains("new log"), "{ran:?}");
    ran.ok();
    assert_eq!(restored.huiyin(&["ledger", "verify", "--texts"]).code, 0);
    assert_eq!(restored.huiyin(&["store", "check"]).code, 0);
    let refused = huiyin(&restored.data(), &arguments, "");
    assert!(refused.code == 2 && refused.err.contains("no database is"), "{refused:?}");
    let served = restored.serve();
    assert_eq!(get(&served.address, &token, "/api/v1/cases?limit=1").unwrap().status, 200);
}

/// Tells a thread to stop when it goes out of sight.
pub struct Stopping<'flag>(pub &'flag AtomicBool);

impl Drop for Stopping<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

pub fn copy_keys(from: &Installation, to: &Installation) {
    let folder = to.data().join("keys");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["vault.key", "ledger.key"] {
        std::fs::copy(from.data().join("keys").join(name), folder.join(name)).unwrap();
    }
}

#[test]
fn keys_are_rotated_beside_a_server_and_retired() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    for row in 0..3 {
        assert_eq!(
            post(&serving.address, &token, "/api/v1/cases", None, &submission(row)).unwrap().status,
            201
        );
    }
    let nothing = installation.huiyin(&["vault", "retire"]);
    assert!(nothing.code == 2 && nothing.err.contains("there are no older keys"), "{nothing:?}");
    let rotated = installation.huiyin(&["vault", "rotate", "--format", "json"]);
    assert_eq!(rotated.json()["generation"], 2, "{rotated:?}");
    assert_eq!(rotated.json()["keys"], 1, "{rotated:?}");
    assert!(installation.huiyin(&["vault", "retire"]).ok().contains("generation 1 is gone"));
    let case = get(&serving.address, &token, "/api/v1/cases?limit=1").unwrap();
    assert_eq!(case.status, 200);
    assert_eq!(serving.stop(), 0);
    assert_eq!(installation.huiyin(&["ledger", "verify", "--texts"]).code, 0);
    let mut from_variable = command(&installation.data(), &["vault", "rotate"]);
    from_variable.env("HUIYIN_VAULT_KEY", "00".repeat(64));
    let refused = from_variable.output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}
