//! Calendars that arrived.

use super::Engine;
use super::sample::at;
use crate::CalendarFile;

/// Kept in order, each text once.
pub async fn the_same_text_arrives_once(engine: &impl Engine) {
    let store = engine.open().await;
    let file = |digest: &str, name: &str, seconds| CalendarFile {
        digest: digest.to_owned(),
        name: name.to_owned(),
        text: format!("id = \"{name}\"\n# 日历\n"),
        arrived_at: at(seconds),
    };
    assert_eq!(store.calendar_file_count().await.expect("counts"), 0);
    assert!(store.calendar_file_put(file("ff", "cn-2027.toml", 5)).await.expect("keeps"));
    assert!(store.calendar_file_put(file("00", "cn-2028.toml", 6)).await.expect("keeps"));
    assert!(!store.calendar_file_put(file("ff", "copy.toml", 7)).await.expect("answers"));
    drop(store);
    let store = engine.open().await;
    assert_eq!(store.calendar_file_count().await.expect("counts"), 2);
    let found = store.calendar_files().await.expect("reads");
    assert_eq!(found, [file("ff", "cn-2027.toml", 5), file("00", "cn-2028.toml", 6)]);
}
