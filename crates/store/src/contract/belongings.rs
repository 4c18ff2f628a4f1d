//! What hangs on a case: sources, persons, links, tasks, approvals, and what imports remember.

use std::cmp::Reverse;

use domain::id::{CaseId, InstitutionId, PersonId};

use super::Engine;
use super::lists::written;
use super::sample::{Random, approval, link, source, task};
use crate::{
    Append, ApprovalRow, CasePersonRow, CaseRow, Change, LinkRow, Scope, Store, StoreError, TaskRow,
};

/// Each list is replaced by the next one, an empty one included, and no other case is touched.
pub async fn what_hangs_on_a_case_is_replaced_whole(engine: &impl Engine) {
    let store = engine.open().await;
    let mut random = Random::new(30);
    let (case_id, other) = (CaseId(1), CaseId(2));
    write(&*store, vec![Change::Sources(other, vec![source(&mut random, 0)])]).await;
    let untouched = store.case_sources(other).await.expect("reads");
    for count in [3, 1, 0, 2] {
        let sources: Vec<_> = (0..count).map(|position| source(&mut random, position)).collect();
        let mut persons: Vec<_> = (0..count)
            .map(|number| CasePersonRow { person_id: PersonId(u64::from(number)), role: "agent".to_owned() })
            .collect();
        persons
            .extend(persons.first().map(|first| CasePersonRow { role: "heir".to_owned(), ..first.clone() }));
        persons.sort_by_key(|person| (person.person_id, person.role.clone()));
        let mut links: Vec<LinkRow> = (0..count).map(|_| link(&mut random)).collect();
        links.sort_by_key(|link| (link.other, link.relation.clone()));
        links.dedup();
        let tasks: Vec<TaskRow> = (1..=count).map(|number| task(&mut random, number.into())).collect();
        let approvals: Vec<ApprovalRow> = (1..=count).map(|request| approval(&mut random, request)).collect();
        write(
            &*store,
            vec![
                Change::Sources(case_id, sources.clone()),
                Change::Persons(case_id, persons.clone()),
                Change::Links(case_id, links.clone()),
                Change::Tasks(case_id, tasks.clone()),
                Change::Approvals(case_id, approvals.clone()),
            ],
        )
        .await;
        assert_eq!(store.case_sources(case_id).await.expect("reads"), sources);
        let of_case: Vec<_> = persons.iter().map(|row| (case_id, row.clone())).collect();
        assert_eq!(store.case_persons(&[case_id]).await.expect("reads"), of_case);
        assert_eq!(store.case_links(case_id).await.expect("reads"), links);
        assert_eq!(store.case_tasks(case_id).await.expect("reads"), tasks);
        assert_eq!(store.case_approvals(case_id).await.expect("reads"), approvals);
        for found in &sources {
            if let Some(number) = &found.external_number {
                let cases = store.cases_by_external_number(&found.channel, number).await.expect("reads");
                assert!(cases.contains(&case_id), "{found:?}");
            }
        }
    }
    assert_eq!(store.case_sources(other).await.expect("reads"), untouched);
    assert_eq!(store.cases_by_external_number("hotline", "no such").await.expect("reads"), []);
}

/// Every page of the open tasks.
async fn tasks(store: &dyn Store, scope: &Scope, limit: u32) -> Vec<(CaseRow, TaskRow)> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.task_list(scope, cursor.as_deref(), limit).await.expect("lists");
        assert!(page.rows.len() <= limit as usize && (page.next.is_none() || !page.rows.is_empty()));
        found.extend(page.rows);
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
}

/// Every page of the requests.
async fn approvals(
    store: &dyn Store,
    scope: &Scope,
    open_only: bool,
    limit: u32,
) -> Vec<(CaseRow, ApprovalRow)> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.approval_list(scope, open_only, cursor.as_deref(), limit).await.expect("lists");
        assert!(page.rows.len() <= limit as usize && (page.next.is_none() || !page.rows.is_empty()));
        found.extend(page.rows);
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
}

/// Only open ones, of units in scope, with the row of their case.
pub async fn open_tasks_are_listed_by_date(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 31, 120).await;
    for institutions in [vec![1, 2, 3, 4, 5], vec![2], vec![]] {
        let scope = Scope::Institutions(institutions.iter().copied().map(InstitutionId).collect());
        let mut expected: Vec<_> = kept
            .iter()
            .flat_map(|sample| sample.tasks.iter().map(|task| (sample.row.clone(), task.clone())))
            .filter(|(_, task)| task.is_open() && institutions.contains(&task.institution_id.0))
            .collect();
        expected.sort_by_key(|(row, task)| (task.due_on.is_none(), task.due_on, row.case_id, task.task));
        for limit in [5, 500] {
            assert_eq!(tasks(&*store, &scope, limit).await, expected, "{institutions:?}");
            if institutions.len() == 5 {
                assert_eq!(tasks(&*store, &Scope::All, limit).await, expected);
            }
        }
    }
}

/// Those that wait, or all; of institutions in scope, with the row of their case.
pub async fn approvals_are_listed_newest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 32, 40).await;
    let mut random = Random::new(33);
    let mut asked = Vec::new();
    for sample in &kept {
        let rows: Vec<_> = (1..=3).map(|request| approval(&mut random, request)).collect();
        write(&*store, vec![Change::Approvals(sample.row.case_id, rows.clone())]).await;
        asked.extend(rows.into_iter().map(|row| (sample.row.clone(), row)));
    }
    asked.sort_by_key(|(row, approval)| Reverse((approval.requested_at, row.case_id, approval.request)));
    for open_only in [true, false] {
        let wanted = |approval: &ApprovalRow| !open_only || approval.status == "open";
        let expected: Vec<_> = asked.iter().filter(|(_, approval)| wanted(approval)).cloned().collect();
        assert_eq!(approvals(&*store, &Scope::All, open_only, 500).await, expected);
        let part = Scope::Institutions(vec![InstitutionId(3)]);
        let expected: Vec<_> =
            expected.into_iter().filter(|(_, approval)| approval.institution_id.0 == 3).collect();
        assert_eq!(approvals(&*store, &part, open_only, 4).await, expected);
    }
    for cursor in ["", "7", "1_2_3_4", "d1-2"] {
        let found = store.approval_list(&Scope::All, true, Some(cursor), 4).await;
        assert!(matches!(found, Err(StoreError::Cursor(_))), "{cursor}: {found:?}");
        let found = store.task_list(&Scope::All, Some(cursor), 4).await;
        assert!(matches!(found, Err(StoreError::Cursor(_))), "{cursor}: {found:?}");
    }
}

/// By profile and the row's own identifier.
pub async fn imported_rows_are_remembered_once(engine: &impl Engine) {
    let store = engine.open().await;
    let imported = |profile: &str, case_id| Change::Imported {
        profile: profile.to_owned(),
        external_id: "7".to_owned(),
        case_id: CaseId(case_id),
    };
    write(&*store, vec![imported("cfpb", 1), imported("bank68", 2)]).await;
    assert_eq!(store.case_by_import("cfpb", "7").await.expect("reads"), Some(CaseId(1)));
    assert_eq!(store.case_by_import("bank68", "7").await.expect("reads"), Some(CaseId(2)));
    assert_eq!(store.case_by_import("messages", "7").await.expect("reads"), None);
    let again = store.append(Append { writes: vec![], changes: vec![imported("cfpb", 3)] }).await;
    assert!(again.is_err());
    assert_eq!(store.case_by_import("cfpb", "7").await.expect("reads"), Some(CaseId(1)));
}

async fn write(store: &dyn Store, changes: Vec<Change>) {
    store.append(Append { writes: vec![], changes }).await.expect("writes read models");
}
