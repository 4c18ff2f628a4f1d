//! What is heard: calls are kept once, hot spots raised once in a while, and nobody sees beyond their scope.

use domain::id::{InstitutionId, UserId};
use jiff::civil::{Date, date};

use super::Engine;
use super::sample::at;
use crate::{NewCall, NewHotSpot, Scope};

/// A call of an institution.
pub fn call(institution: u64, reference: &str, started: i64) -> NewCall {
    NewCall {
        institution_id: InstitutionId(institution),
        reference: reference.to_owned(),
        started_at: at(started),
        turns: r#"[{"speaker":"customer","text":"年费 138****5678"}]"#.to_owned(),
        imported_at: at(900),
    }
}

/// A hot spot over an institution.
pub fn hot_spot(institution: u64, title: &str, found_on: Date) -> NewHotSpot {
    NewHotSpot {
        institution_id: InstitutionId(institution),
        kind: "word".to_owned(),
        title: title.to_owned(),
        found_on,
        details: "{}".to_owned(),
        raised_at: at(5),
    }
}

fn of(institutions: &[u64]) -> Scope {
    Scope::Institutions(institutions.iter().copied().map(InstitutionId).collect())
}

/// A file read twice keeps each call once; a list is of a stretch of time, in scope, page by page.
pub async fn calls_are_kept_once(engine: &impl Engine) {
    let store = engine.open().await;
    let calls = vec![call(1, "a", 10), call(1, "b", 20), call(2, "a", 30)];
    assert_eq!(store.calls_put(calls.clone()).await.expect("keeps"), 3);
    assert_eq!(store.calls_put([calls, vec![call(2, "c", 40)]].concat()).await.expect("keeps"), 1);
    let listed = async |scope: &Scope, from, before, after, limit| {
        let found = store.calls(scope, at(from), at(before), after, limit).await.expect("lists");
        found.into_iter().map(|row| (row.call_id, row.call)).collect::<Vec<_>>()
    };
    let all = listed(&Scope::All, 0, 100, 0, 10).await;
    let kept: Vec<NewCall> = all.iter().map(|(_, call)| call.clone()).collect();
    assert_eq!(kept, [call(1, "a", 10), call(1, "b", 20), call(2, "a", 30), call(2, "c", 40)]);
    assert_eq!(listed(&Scope::All, 20, 40, 0, 10).await, all[1..3], "from inclusive, before exclusive");
    assert_eq!(listed(&of(&[2]), 0, 100, 0, 10).await, all[2..]);
    assert_eq!(listed(&of(&[]), 0, 100, 0, 10).await, []);
    assert_eq!(listed(&Scope::All, 0, 100, all[0].0, 2).await, all[1..3], "the next page");
    let one = store.call(all[3].0).await.expect("reads").expect("a call");
    assert_eq!((one.call_id, one.call), all[3]);
    assert_eq!(store.call(all[3].0 + 1_000).await.expect("reads"), None);
    let delete = async |before, limit| store.calls_delete(at(before), limit).await.expect("deletes");
    assert_eq!((delete(10, 10).await, delete(40, 2).await), (0, 2));
    assert_eq!(listed(&Scope::All, 0, 100, 0, 10).await, all[2..], "the oldest went first");
    assert_eq!((delete(40, 2).await, delete(40, 2).await), (1, 0));
}

/// The same word is raised again only once it was quiet; taking note is for who sees it, and counts once.
pub async fn hot_spots_are_raised_once_in_a_while(engine: &impl Engine) {
    let store = engine.open().await;
    let (monday, later) = (date(2026, 3, 2), date(2026, 5, 4));
    let raise = async |spot, known| store.hot_spot_raise(spot, known).await.expect("raises");
    assert!(raise(hot_spot(1, "闪退", monday), monday).await);
    assert!(!raise(hot_spot(1, "闪退", monday), monday).await, "the job was run twice");
    assert!(raise(hot_spot(2, "闪退", monday), monday).await, "elsewhere it is another");
    assert!(raise(hot_spot(1, "年费", monday), monday).await);
    assert!(raise(hot_spot(1, "闪退", later), date(2026, 4, 1)).await, "it was quiet for a while");
    drop(store);
    let store = engine.open().await;
    let listed = async |scope: &Scope, open| {
        let found = store.hot_spots(scope, &["group", "word"], open, 10).await.expect("lists");
        found.into_iter().map(|row| (row.hot_spot_id, row.spot)).collect::<Vec<_>>()
    };
    let of_one = listed(&of(&[1]), true).await;
    let spots: Vec<NewHotSpot> = of_one.iter().map(|(_, spot)| spot.clone()).collect();
    assert_eq!(spots, [hot_spot(1, "闪退", later), hot_spot(1, "年费", monday), hot_spot(1, "闪退", monday)]);
    let settle = async |scope: &Scope, id| {
        store.hot_spot_settle(scope, id, UserId(7), "网点排队", at(50)).await.expect("settles")
    };
    assert!(!settle(&of(&[2]), of_one[0].0).await, "out of scope");
    assert!(settle(&of(&[1]), of_one[0].0).await);
    assert!(!settle(&of(&[1]), of_one[0].0).await, "it was settled");
    assert_eq!(listed(&of(&[1]), true).await, of_one[1..]);
    assert_eq!(store.hot_spots(&of(&[1]), &["group"], false, 10).await.expect("lists"), []);
    let all = store.hot_spots(&of(&[1]), &["word"], false, 1).await.expect("lists");
    assert_eq!((all.len(), all[0].settled_at, all[0].settled_by), (1, Some(at(50)), Some(UserId(7))));
    assert_eq!(all[0].statement.as_deref(), Some("网点排队"));
}
