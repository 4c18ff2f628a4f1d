//! Real files, where they are.

use std::path::{Path, PathBuf};

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
    let report = import(&test, &path, "cfpb").await.unwrap();
    assert_eq!(counts(&report), [22_582, 22_582, 0, 0]);
    let rows = rows(&test).await;
    // Closed with an explanation, with relief of either kind, or without: 16,041 + 1,305 + 2,944 + 495.
    assert_eq!(rows.iter().filter(|row| row.ended).count(), 20_785);
    assert_eq!(rows.iter().filter(|row| row.outcome.as_deref() == Some("upheld")).count(), 1_305 + 2_944);
    assert_eq!(rows.iter().filter(|row| row.code_product.is_none()).count(), 0);
    assert_eq!(rows.iter().filter(|row| row.code_issue.is_none()).count(), 2, "two rows name no issue");
    assert_eq!(counts(&import(&test, &path, "cfpb").await.unwrap()), [22_582, 0, 22_582, 0]);
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
