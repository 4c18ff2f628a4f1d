//! Whatever comes from outside: whole files with some of their bytes changed, and bytes that never were a file. Each parser
//! answers or refuses with a message that names the file; none panics, none takes long. The number of cases is bounded, so
//! that all of it takes seconds.

use std::ops::ControlFlow;
use std::path::Path;

use domain::calendar::{Calendar, Calendars};
use domain::clock::{Facts, Regimes, compute};
use ledger::{Checkpoint, Receipt, SigningKey, VerifyingKey};
use office::Caller;
use office::exchange::{Format, Profile};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::harness::TestOffice;

/// A change to a file: where, how many bytes go, what comes instead.
type Change = (Index, usize, Vec<u8>);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let instead = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..8),
        prop::sample::select(vec![
            "99999999999999999999",
            "-1",
            "0",
            "1e400",
            "\"",
            "\n",
            "\r\n",
            ",",
            "=",
            "[[",
            "]",
            "{",
            "}",
            "\\u0000",
            "''",
            "\u{feff}",
            "\u{202e}",
            "2026-02-30",
            "9999-12-31",
            "null",
            "\0",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec((any::<Index>(), 0_usize..24, instead), 1..6)
}

fn changed(whole: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for (place, gone, instead) in changes {
        let from = if bytes.is_empty() { 0 } else { place.index(bytes.len()) };
        let until = (from + gone).min(bytes.len());
        bytes.splice(from..until, instead.iter().copied());
    }
    bytes
}

fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, test).unwrap();
}

fn shipped(folder: &str, extension: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// A shipped file with changes; texts that are no UTF-8 any more are read as far as they are.
fn damaged(folder: &str, extension: &str) -> impl Strategy<Value = (String, String)> {
    (prop::sample::select(shipped(folder, extension)), changes()).prop_map(|((name, whole), changes)| {
        (name, String::from_utf8_lossy(&changed(&whole, &changes)).into_owned())
    })
}

#[test]
fn a_damaged_regime_is_refused_by_name_or_counts() {
    let calendars = Calendars::shipped().unwrap();
    let facts = Facts::received("2026-09-28T10:00:00+08:00".parse().unwrap());
    check(1_500, damaged("regimes", "toml"), |(name, text)| {
        let mut regimes = Regimes::default();
        match regimes.load(&[(&name, &text)]) {
            Err(error) => prop_assert!(error.to_string().contains(&name), "{error}"),
            Ok(()) => {
                for regime in regimes.iter() {
                    if let Some(calendar) = calendars.get(&regime.calendar) {
                        let _ = compute(regime, &facts, calendar, facts.received);
                    }
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_damaged_calendar_is_refused_by_name() {
    check(1_500, damaged("calendars", "toml"), |(name, text)| {
        if let Err(error) = Calendar::read(&name, &text) {
            prop_assert!(error.to_string().contains(&name), "{error}");
        }
        Ok(())
    });
}

#[test]
fn damaged_facts_are_refused_by_name_or_count() {
    let whole = br#"{"received": "2026-09-28T10:00:00+08:00", "exclusions": [{"cause": "mediation",
        "from": "2026-10-05T15:00:00+08:00", "to": "2026-10-10T09:00:00+08:00"}]}"#;
    let regimes = Regimes::shipped().unwrap();
    let calendars = Calendars::shipped().unwrap();
    check(1_500, changes(), |changes| {
        let text = String::from_utf8_lossy(&changed(whole, &changes)).into_owned();
        match Facts::read("facts.json", &text, None) {
            Err(error) => prop_assert!(error.to_string().contains("facts.json"), "{error}"),
            Ok(facts) => {
                for regime in regimes.iter() {
                    let calendar = calendars.get(&regime.calendar).unwrap();
                    let _ = compute(regime, &facts, calendar, facts.received);
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_damaged_profile_is_refused_by_name() {
    check(1_500, damaged("profiles", "toml"), |(name, text)| {
        if let Err(error) = Profile::parse(&name, &text) {
            prop_assert!(error.to_string().contains(&name), "{error}");
        }
        Ok(())
    });
}

fn key() -> (SigningKey, VerifyingKey) {
    let signing = SigningKey::from_seed("office.example/log", &[7; 32]).unwrap();
    let verifying = signing.verifying_key().clone();
    (signing, verifying)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_receipt_proves_nothing_else() {
    let test = TestOffice::start().await;
    let intake = test.complaint("handler", "CC", "陈强", "13900005678").await;
    test.office.seal().await.unwrap();
    let receipt = test
        .office
        .receipt(&test.user("officer"), &intake.number, office::UnmaskReason::Inspection)
        .await
        .unwrap();
    let whole = receipt.to_text().unwrap();
    let key: VerifyingKey = test.office.public_key().parse().unwrap();
    let proved = |receipt: &Receipt| receipt.verify(&key).ok().map(|verified| format!("{verified:?}"));
    let truth = proved(&receipt).unwrap();
    check(1_500, changes(), |changes| {
        let text = String::from_utf8_lossy(&changed(whole.as_bytes(), &changes)).into_owned();
        if let Ok(receipt) = Receipt::parse(&text) {
            prop_assert!(proved(&receipt).is_none_or(|proved| proved == truth), "{text}");
        }
        Ok(())
    });
}

#[test]
fn a_damaged_checkpoint_is_not_taken_for_signed() {
    let (signing, verifying) = key();
    let head = ledger::TreeHead { size: 7, root: ledger::Hash([5; 32]) };
    let checkpoint = Checkpoint::new("office.example/log", head, ledger::HashAlgorithm::Sha256).unwrap();
    let whole = checkpoint.sign(&signing).unwrap();
    check(1_500, changes(), |changes| {
        let bytes = changed(whole.as_bytes(), &changes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Ok(opened) = Checkpoint::open(&text, &verifying) {
            prop_assert_eq!(opened.text(), checkpoint.text());
        }
        let _ = text.parse::<VerifyingKey>();
        let _ = SigningKey::from_secret_text(&text);
        Ok(())
    });
}

const CSV: &str = "id,title,text,time,reply,reply_time\n1,问题,几点开门？,2026-03-01 10:00:00,九点,2026-04-01 10:00:00\n\
    2,\"两行\n题\",\"引\"\"号\",2026-03-02 10:00:00,,\n3,三,文,2026-03-03 10:00:00,,\n";
const JSONL: &str = "{\"id\": \"1\", \"title\": \"问题\", \"text\": \"几点\", \"time\": \"2026-03-01 10:00:00\"}\n\
    {\"id\": \"2\", \"title\": \"题\", \"text\": \"文\", \"time\": \"2026-03-02 10:00:00\"}\n";

/// Every row of whatever file is imported, known already, or rejected with its reason; nothing vanishes, and what cannot
/// be read as a file at all is the mistake of whoever brought it.
#[tokio::test(flavor = "multi_thread")]
async fn rows_of_damaged_files_are_taken_or_rejected() {
    let (gb18030, _, _) = encoding_rs::GB18030.encode(CSV);
    let workbook = workbook();
    let wholes: Vec<(Format, Vec<u8>)> = vec![
        (Format::Csv, CSV.as_bytes().to_vec()),
        (Format::Csv, gb18030.into_owned()),
        (Format::Jsonl, JSONL.as_bytes().to_vec()),
        (Format::Xlsx, workbook),
    ];
    let test = TestOffice::start().await;
    let strategy = (prop::sample::select(wholes), changes());
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    for number in 0..300 {
        let (format, bytes) = {
            let ((format, whole), changes) = strategy.new_tree(&mut runner).unwrap().current();
            (format, changed(&whole, &changes))
        };
        let path = test.folder.path().join(format!("damaged-{number}.{format}"));
        std::fs::write(&path, &bytes).unwrap();
        let request = crate::exchange::request(&path, "messages");
        let imported =
            test.office.import_cases(&Caller::system("import"), request, |_| ControlFlow::Continue(())).await;
        match imported {
            Ok(report) => {
                assert_eq!(report.read, report.imported + report.duplicate + report.rejected, "{bytes:?}")
            }
            Err(error) => assert!(error.is_mistake(), "{error}: {bytes:?}"),
        }
    }
}

fn workbook() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in CSV.lines().take(2).enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}
