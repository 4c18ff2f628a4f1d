//! Rules that arrived.

use super::Engine;
use super::sample::at;
use crate::{RuleFile, RuleKind};

/// Kept in order, each text once, calendars and regimes apart.
pub async fn the_same_text_arrives_once(engine: &impl Engine) {
    let store = engine.open().await;
    let file = |kind, digest: &str, name: &str, seconds| RuleFile {
        kind,
        digest: digest.to_owned(),
        name: name.to_owned(),
        text: format!("id = \"{name}\"\n# 日历\n"),
        arrived_at: at(seconds),
    };
    let (calendar, regime) = (RuleKind::Calendar, RuleKind::Regime);
    assert_eq!(store.rule_file_count().await.expect("counts"), 0);
    assert!(store.rule_file_put(file(calendar, "ff", "cn-2027.toml", 5)).await.expect("keeps"));
    assert!(store.rule_file_put(file(calendar, "00", "cn-2028.toml", 6)).await.expect("keeps"));
    assert!(!store.rule_file_put(file(calendar, "ff", "copy.toml", 7)).await.expect("answers"));
    assert!(store.rule_file_put(file(regime, "ff", "cn-n3.toml", 8)).await.expect("keeps"));
    drop(store);
    let store = engine.open().await;
    assert_eq!(store.rule_file_count().await.expect("counts"), 3);
    let found = store.rule_files(calendar).await.expect("reads");
    assert_eq!(found, [file(calendar, "ff", "cn-2027.toml", 5), file(calendar, "00", "cn-2028.toml", 6)]);
    assert_eq!(store.rule_files(regime).await.expect("reads"), [file(regime, "ff", "cn-n3.toml", 8)]);
}
