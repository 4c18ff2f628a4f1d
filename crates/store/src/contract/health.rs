//! What whoever watches the installation asks.

use domain::id::UserId;

use super::Engine;
use super::sample::at;
use crate::Session;

/// Writes and sessions are counted; the schema is ours.
pub async fn an_engine_tells_how_it_is_doing(engine: &impl Engine) {
    let store = engine.open().await;
    store.schema_check().await.expect("a fresh database has the schema of this release");
    let before = store.written();
    for (hash, end) in [("a", 10), ("b", 20)] {
        let session = Session {
            session_hash: hash.to_owned(),
            user_id: UserId(1),
            form_secret: String::new(),
            created_at: at(0),
            expires_at: at(end),
            seen_at: at(0),
            family: String::new(),
            network: String::new(),
            second_factor: false,
            one_time: false,
        };
        store.session_put(session).await.expect("keeps");
    }
    assert_eq!(store.session_count(at(9)).await.expect("counts"), 2);
    assert_eq!(store.session_count(at(10)).await.expect("counts"), 1);
    let after = store.written();
    assert_eq!((after.requests - before.requests, after.waiting, after.batches_lost), (2, 0, 0));
    assert!(before.batches < after.batches);
}
