//! Real files, where they are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use office::Caller;
use office::exchange::{Columns, Profile};

use super::{counts, file, import, rows};
use crate::harness::TestOffice;

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

/// A copy in a folder that can be written, since refused rows lie beside the file.
fn copy(test: &TestOffice, path: &Path) -> PathBuf {
    file(test, &path.file_name().unwrap().to_string_lossy(), std::fs::read(path).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_complaints_of_2015_all_come_in() {
    let Some(path) = shared("cfpb_events_2015/events.csv") else { return };
    let test = TestOffice::start().await;
    let path = copy(&test, &path);
    let begun = Instant::now();
    let report = import(&test, &path, "cfpb").await.unwrap();
    println!("{report:?} in {:?}", begun.elapsed());
    assert_eq!(counts(&report), [22_582, 22_582, 0, 0]);
    let rows = rows(&test).await;
    // Closed with an explanation, with relief of either kind, or without: 16,041 + 1,305 + 2,944 + 495.
    assert_eq!(rows.iter().filter(|row| row.ended).count(), 20_785);
    assert_eq!(rows.iter().filter(|row| row.outcome.as_deref() == Some("upheld")).count(), 1_305 + 2_944);
    assert_eq!(rows.iter().filter(|row| row.code_product.is_none()).count(), 0);
    assert_eq!(rows.iter().filter(|row| row.code_issue.is_none()).count(), 2, "two rows name no issue");
    let begun = Instant::now();
    assert_eq!(counts(&import(&test, &path, "cfpb").await.unwrap()), [22_582, 0, 22_582, 0]);
    println!("found again in {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_messages_of_a_city_all_come_in() {
    let Some(path) = shared("gov_messages_tipdm/messages_dated.csv") else { return };
    let test = TestOffice::start().await;
    let path = copy(&test, &path);
    let report = import(&test, &path, "messages").await.unwrap();
    assert_eq!(counts(&report), [3_028, 3_028, 0, 0]);
    assert_eq!(counts(&import(&test, &path, "messages").await.unwrap()), [3_028, 0, 3_028, 0]);
    let Some(labelled) = shared("gov_messages_tipdm/labelled.csv") else { return };
    let report = import(&test, &copy(&test, &labelled), "messages").await.unwrap();
    assert_eq!((report.read, report.rejected), (348, 0));
}

/// How fast rows come in. Not a test of anything but speed; run it alone and optimised:
/// `CARGO_PROFILE_DEV_OPT_LEVEL=3 cargo test -p office --test it -- --ignored --nocapture rows_a_second`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn rows_a_second() {
    let Some(path) = shared("cfpb_events_2015/events.csv") else { return };
    let mut events = csv::Reader::from_path(path).unwrap();
    let header = events.headers().unwrap().clone();
    let events: Vec<_> = events.records().map(Result::unwrap).collect();
    let mut content = csv::Writer::from_writer(Vec::new());
    content.write_record(&header).unwrap();
    for number in 0..100_000 {
        let event = &events[number % events.len()];
        content
            .write_record(std::iter::once(number.to_string().as_str()).chain(event.iter().skip(1)))
            .unwrap();
    }
    measure("cfpb", content.into_inner().unwrap()).await;
    measure("bank68", super::bank68::many(20_000)).await;
}

async fn measure(profile: &str, content: Vec<u8>) {
    let test = TestOffice::start().await;
    let path = file(&test, "many.csv", content);
    let begun = Instant::now();
    let report = import(&test, &path, profile).await.unwrap();
    let took = begun.elapsed();
    println!(
        "{profile}: {:?} in {took:?}, {:.0} rows/s",
        counts(&report),
        report.imported as f64 / took.as_secs_f64()
    );
    cpu();
    let begun = Instant::now();
    let report = import(&test, &path, profile).await.unwrap();
    println!("{profile} again: {:?} in {:?}", counts(&report), begun.elapsed());
    let begun = Instant::now();
    let columns = Columns::Profile(Arc::new(Profile::load(profile).unwrap()));
    let out = test.folder.path().join("out.csv");
    let report = super::export(&test, &Caller::system("bench"), super::export_request(&out, columns)).await;
    println!("{profile} out: {report:?} in {:?}", begun.elapsed());
    let begun = Instant::now();
    let out = test.folder.path().join("out.xlsx");
    let report =
        super::export(&test, &Caller::system("bench"), super::export_request(&out, Columns::Standard)).await;
    println!("list out: {report:?} in {:?}", begun.elapsed());
}

fn cpu() {
    for task in std::fs::read_dir("/proc/self/task").unwrap() {
        let stat = std::fs::read_to_string(task.unwrap().path().join("stat")).unwrap();
        let name = stat.split(['(', ')']).nth(1).unwrap().to_owned();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        println!("  {name} user {} sys {}", fields[11], fields[12]);
    }
}
