//! Lists with a name: everybody their own.

use domain::id::UserId;

use super::Engine;
use super::sample::at;
use crate::Store;

async fn names(store: &dyn Store, user: u64) -> Vec<String> {
    let views = store.saved_views(UserId(user)).await.expect("lists");
    views.into_iter().map(|view| view.name).collect()
}

/// In the order in which they were saved, also once opened again; a name stands once.
pub async fn lists_are_saved_by_name(engine: &impl Engine) {
    let store = engine.open().await;
    let add = async |user, name: &str, address: &str| {
        store.saved_view_add(UserId(user), name, address, at(1)).await.expect("saves")
    };
    assert!(add(7, "投诉，今天", "/desk/queue?kind=complaint&due=today").await);
    assert!(add(7, "b", "/desk/queue").await);
    assert!(!add(7, "b", "/desk/cases").await, "a name they have");
    assert!(add(8, "b", "/desk/cases").await, "somebody else's name");
    drop(store);
    let store = engine.open().await;
    let views = store.saved_views(UserId(7)).await.expect("lists");
    let kept: Vec<_> = views.iter().map(|view| (view.name.as_str(), view.address.as_str())).collect();
    assert_eq!(kept, [("投诉，今天", "/desk/queue?kind=complaint&due=today"), ("b", "/desk/queue")]);
    assert_eq!((views[0].user_id, views[0].saved_at), (UserId(7), at(1)));
    assert_eq!(names(&*store, 9).await, Vec::<String>::new());
}

/// Renaming and forgetting touch the reader's own lists alone.
pub async fn nobody_changes_anothers_list(engine: &impl Engine) {
    let store = engine.open().await;
    for (user, name) in [(7, "a"), (7, "b"), (8, "c")] {
        assert!(store.saved_view_add(UserId(user), name, "/desk/queue", at(1)).await.expect("saves"));
    }
    let of = async |user| store.saved_views(UserId(user)).await.expect("lists")[0].view_id;
    let (own, other) = (of(7).await, of(8).await);
    let rename =
        async |view, name: &str| store.saved_view_rename(UserId(7), view, name).await.expect("renames");
    assert!(!rename(own, "b").await, "a name they have");
    assert!(rename(own, "a").await, "its own name");
    assert!(rename(own, "c").await, "somebody else's name");
    assert!(!rename(other, "d").await, "somebody else's list");
    assert!(!store.saved_view_delete(UserId(7), other).await.expect("forgets"));
    assert_eq!(
        (names(&*store, 7).await, names(&*store, 8).await),
        (vec!["c".into(), "b".into()], vec!["c".into()])
    );
    assert!(store.saved_view_delete(UserId(7), own).await.expect("forgets"));
    assert!(!store.saved_view_delete(UserId(7), own).await.expect("forgets"));
    assert_eq!(names(&*store, 7).await, ["b"]);
}
