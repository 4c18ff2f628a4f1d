//! Notices: told once, seen, and bounded by what the reader may see.

use domain::id::{CaseId, InstitutionId, UserId};

use super::Engine;
use super::sample::{Random, at, case};
use crate::{Append, Change, NewNotice, Scope, Store, TOLD_TOGETHER};

fn notice(user: u64, case: u64, rule: &str, run: u32) -> NewNotice {
    NewNotice {
        user_id: UserId(user),
        case_id: CaseId(case),
        kind: "escalation".to_owned(),
        rule: rule.to_owned(),
        run,
        at: at(100),
    }
}

/// A case of an institution.
async fn written(store: &dyn Store, id: u64, institution: u64) {
    let mut row = case(&mut Random::new(id), id);
    row.institution_id = InstitutionId(institution);
    let append = Append { writes: vec![], changes: vec![Change::Case(Box::new(row))] };
    store.append(append).await.expect("writes");
}

/// Keeps those that are still to be told; how many.
async fn put(store: &dyn Store, notices: Vec<NewNotice>) -> usize {
    let untold = store.notices_untold(notices.clone()).await.expect("looks");
    // All of them: what was told is left as it is.
    let changes = notices.into_iter().map(Change::Notice).collect();
    store.append(Append { writes: vec![], changes }).await.expect("keeps");
    untold.len()
}

async fn unseen(store: &dyn Store, user: u64, scope: &Scope) -> u64 {
    store.notices_unseen(UserId(user), scope, 1_000).await.expect("counts").count
}

/// One notice for each person, case, kind, rule and run of the clock, however often it is asked for.
pub async fn nobody_is_told_twice(engine: &impl Engine) {
    let store = engine.open().await;
    written(&*store, 1, 1).await;
    let told = vec![notice(7, 1, "late", 1), notice(7, 1, "late", 2), notice(8, 1, "late", 1)];
    assert_eq!(put(&*store, told.clone()).await, 3);
    let mut again = told.clone();
    again.iter_mut().for_each(|notice| notice.at = at(200));
    again.push(notice(7, 1, "later", 1));
    assert_eq!(put(&*store, again).await, 1);
    drop(store);
    let store = engine.open().await;
    assert_eq!((unseen(&*store, 7, &Scope::All).await, unseen(&*store, 8, &Scope::All).await), (3, 1));
    let count = store.notices_unseen(UserId(7), &Scope::All, 2).await.expect("counts");
    assert_eq!((count.count, count.capped), (2, true));
    let found = store.notices(UserId(7), &Scope::All, None, 2).await.expect("lists");
    let rules: Vec<_> = found.iter().map(|(row, _)| (row.notice.rule.as_str(), row.notice.run)).collect();
    assert_eq!(rules, [("later", 1), ("late", 2)]);
    let older = store.notices(UserId(7), &Scope::All, Some(found[1].0.notice_id), 10).await.expect("lists");
    assert_eq!(older.len(), 1, "the third lies behind");
    assert_eq!((found[1].0.notice.clone(), found[1].0.seen_at), (told[1].clone(), None));
    assert_eq!(found[1].1.case_id, CaseId(1));
    store.notices_see(UserId(7), found[1].0.notice_id, at(300)).await.expect("notes");
    assert_eq!((unseen(&*store, 7, &Scope::All).await, unseen(&*store, 8, &Scope::All).await), (1, 1));
    let found = store.notices(UserId(7), &Scope::All, None, 10).await.expect("lists");
    let seen: Vec<_> = found.iter().map(|(row, _)| row.seen_at).collect();
    assert_eq!(seen, [None, Some(at(300)), Some(at(300))]);
    store.notices_see(UserId(7), u64::MAX >> 1, at(400)).await.expect("notes");
    let found = store.notices(UserId(7), &Scope::All, None, 10).await.expect("lists");
    assert_eq!(found[2].0.seen_at, Some(at(300)), "the first look counts");
}

/// Neither in the list nor in the count.
pub async fn what_left_the_scope_is_told_no_more(engine: &impl Engine) {
    let store = engine.open().await;
    written(&*store, 1, 1).await;
    written(&*store, 2, 2).await;
    let told = vec![notice(7, 1, "late", 1), notice(7, 2, "late", 1), notice(7, 3, "late", 1)];
    put(&*store, told).await;
    for (scope, cases) in [
        (Scope::All, vec![2, 1]),
        (Scope::Institutions(vec![InstitutionId(2), InstitutionId(3)]), vec![2]),
        (Scope::Institutions(vec![]), vec![]),
    ] {
        let found = store.notices(UserId(7), &scope, None, 10).await.expect("lists");
        let found: Vec<u64> = found.iter().map(|(_, row)| row.case_id.0).collect();
        assert_eq!(found, cases, "{scope:?}");
        assert_eq!(unseen(&*store, 7, &scope).await, cases.len() as u64, "{scope:?}");
    }
    written(&*store, 2, 1).await;
    assert_eq!(unseen(&*store, 7, &Scope::Institutions(vec![InstitutionId(2)])).await, 0);
}

/// What somebody was told of together with others is told, and neither listed nor counted.
pub async fn what_was_told_together_is_told(engine: &impl Engine) {
    let store = engine.open().await;
    written(&*store, 1, 1).await;
    written(&*store, 2, 1).await;
    let together = |case, rule| NewNotice { kind: TOLD_TOGETHER.to_owned(), ..notice(7, case, rule, 1) };
    let summary = notice(7, 1, "many", 0);
    put(&*store, vec![together(1, "late"), together(2, "late"), summary.clone()]).await;
    assert_eq!(unseen(&*store, 7, &Scope::All).await, 1);
    let found = store.notices(UserId(7), &Scope::All, None, 10).await.expect("lists");
    assert_eq!(found.into_iter().map(|(row, _)| row.notice).collect::<Vec<_>>(), [summary]);
    let later = vec![notice(7, 2, "late", 1), notice(7, 2, "later", 1), notice(8, 2, "late", 1)];
    let untold = store.notices_untold(later.clone()).await.expect("looks");
    assert_eq!(untold, later[1..]);
}
