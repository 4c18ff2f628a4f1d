//! Emptying the read models and writing them again.

use domain::id::{CaseId, InstitutionId, UserId};

use super::Engine;
use super::lists::written;
use super::sample::{Random, Sample, approval, link, source};
use crate::{
    Append, ApprovalRow, CaseFilter, CaseOrder, CasePersonRow, CaseQuery, CaseRow, Change, InstitutionRow,
    LinkRow, Page, RoleRow, Scope, SourceRow, Store, TaskRow, UserRow,
};

/// What was there before is gone, what is written is what a fresh record would hold, and other tables stay.
pub async fn a_rebuild_gives_equal_rows(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 60, 50).await;
    let more = others(&kept);
    write(&*store, more.clone()).await;
    write(
        &*store,
        vec![Change::Imported {
            profile: "cfpb".to_owned(),
            external_id: "1".to_owned(),
            case_id: CaseId(1),
        }],
    )
    .await;
    let before = everything(&*store).await;

    // Something no event speaks of.
    write(&*store, vec![stray(&kept)]).await;
    assert_ne!(everything(&*store).await, before);

    let mut changes: Vec<_> = kept.iter().flat_map(Sample::changes).chain(more).collect();
    let rest = changes.split_off(changes.len() / 2);
    let mut rebuilding = store.rebuild_views().await.expect("begins");
    rebuilding.write(changes).await.expect("writes");
    rebuilding.write(rest).await.expect("writes");
    rebuilding.finish().await.expect("ends");
    assert_eq!(everything(&*store).await, before);
    assert_eq!(store.case_by_import("cfpb", "1").await.expect("reads"), Some(CaseId(1)));
}

/// A rebuild that does not come to its end leaves everything as it was, also one that fails; the next begins anew.
pub async fn a_rebuild_that_does_not_end_leaves_the_rows(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 61, 10).await;
    let before = everything(&*store).await;
    let mut given_up = store.rebuild_views().await.expect("begins");
    given_up.write(kept[0].changes()).await.expect("writes");
    drop(given_up);
    assert_eq!(everything(&*store).await, before);

    let mut twice = kept[1].row.clone();
    twice.number.clone_from(&kept[0].row.number);
    let impossible = vec![Change::Case(Box::new(kept[0].row.clone())), Change::Case(Box::new(twice))];
    let mut failing = store.rebuild_views().await.expect("begins");
    // Whether it shows at once or at the end is the engine's matter.
    let written = failing.write(impossible).await;
    assert!(written.is_err() || failing.finish().await.is_err());
    assert_eq!(everything(&*store).await, before);

    let mut rebuilding = store.rebuild_views().await.expect("begins");
    rebuilding.write(kept[0].changes()).await.expect("writes");
    rebuilding.finish().await.expect("ends");
    let page = everything(&*store).await.0;
    assert_eq!(page.rows, [kept[0].row.clone()]);
}

type Belongings =
    (Vec<SourceRow>, Vec<(CaseId, CasePersonRow)>, Vec<LinkRow>, Vec<TaskRow>, Vec<ApprovalRow>);

async fn everything(
    store: &dyn Store,
) -> (Page<CaseRow>, Vec<Belongings>, Vec<InstitutionRow>, Vec<UserRow>) {
    let query = CaseQuery {
        scope: Scope::All,
        filter: CaseFilter::default(),
        order: CaseOrder::Deadline,
        cursor: None,
        backward: false,
        limit: 1_000,
    };
    let page = store.case_list(&query).await.expect("lists");
    let mut belongings = Vec::new();
    for case_id in (1..=60).map(CaseId) {
        belongings.push((
            store.case_sources(case_id).await.expect("reads"),
            store.case_persons(&[case_id]).await.expect("reads"),
            store.case_links(case_id).await.expect("reads"),
            store.case_tasks(case_id).await.expect("reads"),
            store.case_approvals(case_id).await.expect("reads"),
        ));
    }
    (page, belongings, store.institutions().await.expect("reads"), store.users().await.expect("reads"))
}

fn others(kept: &[Sample]) -> Vec<Change> {
    let mut random = Random::new(62);
    let mut changes = Vec::new();
    for sample in kept {
        let case_id = sample.row.case_id;
        changes.push(Change::Sources(case_id, vec![source(&mut random, 0), source(&mut random, 1)]));
        changes.push(Change::Links(case_id, vec![link(&mut random)]));
        changes.push(Change::Approvals(case_id, vec![approval(&mut random, 1)]));
    }
    changes.push(Change::Institution(InstitutionRow {
        institution_id: InstitutionId(1),
        version: 1,
        code: "HQ".to_owned(),
        details: "{}".to_owned(),
    }));
    changes.push(Change::User(UserRow {
        user_id: UserId(1),
        version: 1,
        login: "wang".to_owned(),
        display_name: "王".to_owned(),
        active: true,
        institution_id: InstitutionId(1),
        roles: vec![RoleRow { role: "handler".to_owned(), institution_id: InstitutionId(1) }],
    }));
    changes.push(Change::Channel(super::open_channels::channel(1, 1, "TEL")));
    changes.push(Change::ContactTest(super::open_channels::test(1, 2, 5)));
    changes.push(Change::MissedCalls(super::open_channels::missed(1, jiff::civil::date(2026, 3, 2), 4)));
    changes
}

fn stray(kept: &[Sample]) -> Change {
    let mut row = kept[0].row.clone();
    row.case_id = CaseId(51);
    row.number = "TS-2026-0000051".to_owned();
    Change::Case(Box::new(row))
}

async fn write(store: &dyn Store, changes: Vec<Change>) {
    store.append(Append { writes: vec![], changes }).await.expect("writes");
}
