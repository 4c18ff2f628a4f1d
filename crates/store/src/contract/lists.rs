//! Lists of cases, against the model.

use domain::id::{CaseId, InstitutionId, PersonId, UserId};
use domain::matter::Kind;

use super::Engine;
use super::model;
use super::sample::{
    CHANNELS, CODES, DAYS, ENDED, HANDLERS, INSTITUTIONS, KINDS, OPEN, PERSONS, Random, Sample, TODAY, at,
    case, day, new_year, samples,
};
use crate::{
    Append, CaseFilter, CaseOrder, CaseQuery, CaseRow, Change, Count, Counted, FirstTimeOf, Scope, Store,
    StoreError,
};

const ORDERS: [CaseOrder; 2] = [CaseOrder::Deadline, CaseOrder::Newest];

/// All columns, set and unset.
pub async fn a_row_is_read_back_as_written(engine: &impl Engine) {
    let store = engine.open().await;
    for sample in written(&*store, 1, 60).await {
        assert_eq!(store.case_row(sample.row.case_id).await.expect("reads"), Some(sample.row));
    }
    assert_eq!(store.case_row(CaseId(61)).await.expect("reads"), None);
}

/// A later row takes the place of an earlier one in every column and every list.
pub async fn a_row_is_replaced_whole(engine: &impl Engine) {
    let store = engine.open().await;
    let mut kept = written(&*store, 2, 40).await;
    let mut random = Random::new(3);
    for round in 0..4 {
        for sample in &mut kept {
            if round % 2 == 0 || random.chance(50) {
                sample.row = case(&mut random, sample.row.case_id.0);
            } else {
                // A single step: a few columns.
                sample.row.version += 1;
                sample.row.urgent = !sample.row.urgent;
                sample.row.handler_id = Some(UserId(1 + random.below(HANDLERS)));
            }
            write(&*store, sample.changes()).await;
            assert_eq!(store.case_row(sample.row.case_id).await.expect("reads").as_ref(), Some(&sample.row));
        }
        for filter in single_filters() {
            agrees(&*store, &kept, &Scope::All, &filter, 100).await;
        }
    }
}

/// Each filter alone, in both orders, page by page to the end and back.
pub async fn every_single_filter_agrees_with_the_model(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 4, 260).await;
    for filter in single_filters() {
        for limit in [7, 300] {
            agrees(&*store, &kept, &Scope::All, &filter, limit).await;
        }
    }
}

/// Several filters and scopes at random.
pub async fn filters_together_agree_with_the_model(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 5, 260).await;
    let mut random = Random::new(6);
    let all = single_filters();
    for _ in 0..250 {
        let mut filter = random.pick(&all);
        for _ in 0..random.below(3) {
            merge(&mut filter, random.pick(&all));
        }
        let scope = random.pick(&scopes());
        agrees(&*store, &kept, &scope, &filter, 1 + u32::try_from(random.below(40)).unwrap_or_default())
            .await;
    }
}

/// A limit beyond the engine's is cut, and the rest is behind the cursor.
pub async fn a_page_is_never_longer_than_allowed(engine: &impl Engine) {
    let store = engine.open().await;
    let rows = samples(7, 1_003);
    for chunk in rows.chunks(100) {
        write(&*store, chunk.iter().flat_map(Sample::changes).collect()).await;
    }
    let mut query = every(CaseOrder::Newest, u32::MAX);
    let page = store.case_list(&query).await.expect("lists");
    assert_eq!(page.rows.len(), 1_000);
    query.cursor = page.next;
    let rest = store.case_list(&query).await.expect("lists");
    assert_eq!(rest.rows.iter().map(|row| row.case_id.0).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(rest.next, None);
}

/// Going on after a case that has moved elsewhere in the order skips nothing and repeats nothing that stayed.
pub async fn a_cursor_outlives_its_case(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 8, 60).await;
    let expected = model::list(&kept, &Scope::All, &CaseFilter::default(), CaseOrder::Deadline);
    let mut query = every(CaseOrder::Deadline, 10);
    let page = store.case_list(&query).await.expect("lists");
    assert_eq!(page.rows, expected[..10]);
    let mut moved = expected[9].clone();
    moved.ended = !moved.ended;
    write(&*store, vec![Change::Case(Box::new(moved.clone()))]).await;
    query.cursor = page.next;
    let next = store.case_list(&query).await.expect("lists");
    let stayed: Vec<_> = next.rows.into_iter().filter(|row| row.case_id != moved.case_id).collect();
    assert_eq!(stayed, expected[10..10 + stayed.len()]);
}

/// Refused by name, not read as something else.
pub async fn a_cursor_of_another_list_is_refused(engine: &impl Engine) {
    let store = engine.open().await;
    written(&*store, 9, 30).await;
    for (order, other) in [(CaseOrder::Newest, CaseOrder::Deadline), (CaseOrder::Deadline, CaseOrder::Newest)]
    {
        let cursor = store.case_list(&every(order, 5)).await.expect("lists").next;
        for word in [cursor.as_deref(), Some(""), Some("x"), Some("-"), Some("'; drop table cases; --")] {
            let query = CaseQuery { cursor: word.map(str::to_owned), ..every(other, 5) };
            let refused = store.case_list(&query).await;
            assert!(matches!(refused, Err(StoreError::Cursor(_))), "{word:?} gave {refused:?}");
        }
    }
}

/// Signs with a meaning in patterns are only signs; blank text does not narrow; numbers are found by their beginning.
pub async fn text_is_sought_as_it_stands(engine: &impl Engine) {
    let store = engine.open().await;
    let mut kept = samples(10, 6);
    let subjects = ["50% off", "50 percent off", "a_b", "axb", r"back\slash", "信用卡积分没有到账"];
    for (sample, subject) in kept.iter_mut().zip(subjects) {
        sample.row.subject = subject.to_owned();
        sample.row.number = format!("TS-2026-{:07}", sample.row.case_id.0);
        write(&*store, sample.changes()).await;
    }
    let expected: [(&str, &[u64]); 14] = [
        ("50%", &[1]),
        ("OFF", &[2, 1]),
        ("a_b", &[3]),
        (r"k\s", &[5]),
        ("积分", &[6]),
        ("分积", &[]),
        ("'", &[]),
        ("  ", &[6, 5, 4, 3, 2, 1]),
        ("TS-2026-0000004", &[4]),
        ("ts-2026-", &[6, 5, 4, 3, 2, 1]),
        ("TS-2026-000000", &[6, 5, 4, 3, 2, 1]),
        ("TS-2", &[6, 5, 4, 3, 2, 1]),
        ("TS-2025", &[]),
        ("ts", &[]),
    ];
    for (text, found) in expected {
        let filter = CaseFilter { text: Some(text.to_owned()), ..CaseFilter::default() };
        let page = store
            .case_list(&CaseQuery { filter: filter.clone(), ..every(CaseOrder::Newest, 50) })
            .await
            .expect("lists");
        assert_eq!(page.rows.iter().map(|row| row.case_id.0).collect::<Vec<_>>(), found, "{text:?}");
        agrees(&*store, &kept, &Scope::All, &filter, 2).await;
    }
}

/// Outside the scope nothing is listed, counted or added up, whatever is asked for.
pub async fn hidden_cases_are_nowhere(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 11, 200).await;
    let nobody = Scope::Institutions(vec![]);
    let elsewhere = Scope::Institutions(vec![InstitutionId(INSTITUTIONS + 1)]);
    for filter in single_filters() {
        for scope in [&nobody, &elsewhere] {
            for order in ORDERS {
                let query = CaseQuery { scope: scope.clone(), filter: filter.clone(), ..every(order, 50) };
                let page = store.case_list(&query).await.expect("lists");
                assert_eq!((page.rows, page.next, page.previous), (vec![], None, None));
            }
            let count = store.case_count(scope, &filter, 10).await.expect("counts");
            assert_eq!(count, Count { count: 0, capped: false });
            assert_eq!(
                store.case_tally(scope, &filter, TODAY).await.expect("tallies"),
                crate::Tally::default()
            );
        }
        let one = Scope::Institutions(vec![InstitutionId(2)]);
        agrees(&*store, &kept, &one, &filter, 30).await;
    }
    for scope in [&nobody, &elsewhere] {
        let figures = store.figures(scope, new_year(), at(86_400 * 400), TODAY).await.expect("figures");
        assert_eq!(figures, crate::Figures::default());
        assert_eq!(store.tally_by_institution(scope, TODAY, 10).await.expect("tallies"), []);
        assert_eq!(store.task_list(scope, None, 10).await.expect("lists").rows, []);
        assert_eq!(store.approval_list(scope, false, None, 10).await.expect("lists").rows, []);
    }
}

/// Counting stops there and says so; also where the count is exact by chance.
pub async fn counts_stop_at_their_ceiling(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 12, 150).await;
    for filter in single_filters() {
        let exact = model::list(&kept, &Scope::All, &filter, CaseOrder::Newest).len() as u64;
        for ceiling in [1, exact.saturating_sub(1), exact, exact + 1, u64::MAX] {
            let count = store.case_count(&Scope::All, &filter, ceiling).await.expect("counts");
            let expected = Count { count: exact.min(ceiling), capped: ceiling <= exact };
            assert_eq!(count, expected, "{filter:?} up to {ceiling}");
        }
    }
}

/// Lists, page by page there and back, and the count agree with the model in both orders.
async fn agrees(store: &dyn Store, kept: &[Sample], scope: &Scope, filter: &CaseFilter, limit: u32) {
    for order in ORDERS {
        let expected = model::list(kept, scope, filter, order);
        let query = CaseQuery { scope: scope.clone(), filter: filter.clone(), ..every(order, limit) };
        let context = format!("{scope:?} {filter:?} {order:?} by {limit}");
        let forward = walk(store, query.clone(), &context).await;
        assert_eq!(numbers(&forward.concat()), numbers(&expected), "forward, {context}");
        assert_eq!(forward.concat(), expected, "{context}");
        let backward = walk(store, CaseQuery { backward: true, ..query }, &context).await;
        let backward: Vec<_> = backward.into_iter().rev().collect();
        assert_eq!(numbers(&backward.concat()), numbers(&expected), "backward, {context}");
    }
    let exact = model::list(kept, scope, filter, CaseOrder::Newest).len() as u64;
    let count = store.case_count(scope, filter, 1_000).await.expect("counts");
    assert_eq!(count, Count { count: exact, capped: 1_000 <= exact }, "{scope:?} {filter:?}");
}

/// Reads all pages in one direction. Each page's way back leads to the page before it.
async fn walk(store: &dyn Store, mut query: CaseQuery, context: &str) -> Vec<Vec<CaseRow>> {
    let mut pages: Vec<Vec<CaseRow>> = Vec::new();
    loop {
        let page = store.case_list(&query).await.expect("lists");
        let (on, back) = if query.backward { (page.previous, page.next) } else { (page.next, page.previous) };
        assert_eq!(back.is_some(), !pages.is_empty(), "a way back exists where one came from, {context}");
        if let Some(before) = pages.last() {
            let turned = CaseQuery { cursor: back, backward: !query.backward, ..query.clone() };
            let again = store.case_list(&turned).await.expect("lists");
            assert_eq!(numbers(&again.rows), numbers(before), "there and back, {context}");
        }
        pages.push(page.rows);
        match on {
            Some(_) => query.cursor = on,
            None => return pages,
        }
    }
}

fn numbers(rows: &[CaseRow]) -> Vec<u64> {
    rows.iter().map(|row| row.case_id.0).collect()
}

fn every(order: CaseOrder, limit: u32) -> CaseQuery {
    CaseQuery {
        scope: Scope::All,
        filter: CaseFilter::default(),
        order,
        cursor: None,
        backward: false,
        limit,
    }
}

/// Writes samples and returns them.
pub async fn written(store: &dyn Store, seed: u64, count: u64) -> Vec<Sample> {
    let samples = samples(seed, count);
    write(store, samples.iter().flat_map(Sample::changes).collect()).await;
    samples
}

async fn write(store: &dyn Store, changes: Vec<Change>) {
    store.append(Append { writes: vec![], changes }).await.expect("writes read models");
}

fn scopes() -> Vec<Scope> {
    vec![
        Scope::All,
        Scope::Institutions(vec![InstitutionId(1)]),
        Scope::Institutions(vec![InstitutionId(2), InstitutionId(3), InstitutionId(2)]),
        Scope::Institutions((1..=INSTITUTIONS).map(InstitutionId).collect()),
    ]
}

/// Filters that narrow by one thing each.
pub fn single_filters() -> Vec<CaseFilter> {
    let none = CaseFilter::default;
    let mut all = vec![none()];
    all.extend(KINDS.map(|kind| CaseFilter { kinds: vec![kind], ..none() }));
    all.push(CaseFilter { kinds: vec![KINDS[0], KINDS[2], KINDS[0]], ..none() });
    all.push(CaseFilter { statuses: vec![OPEN[0]], ..none() });
    all.push(CaseFilter { statuses: vec![ENDED[0], OPEN[1]], ..none() });
    all.extend([true, false].map(|ended| CaseFilter { ended: Some(ended), ..none() }));
    all.push(CaseFilter { institutions: vec![InstitutionId(1), InstitutionId(4)], ..none() });
    all.push(CaseFilter { handler: Some(UserId(2)), ..none() });
    all.push(CaseFilter { registered_by: Some(UserId(2)), ..none() });
    all.push(CaseFilter { handler: Some(UserId(HANDLERS + 1)), ..none() });
    all.push(CaseFilter { unassigned: true, ..none() });
    all.extend((1..=PERSONS / 4).map(|person| CaseFilter { person: Some(PersonId(person)), ..none() }));
    all.push(CaseFilter { channels: vec![CHANNELS[0].to_owned()], ..none() });
    all.push(CaseFilter {
        channels: CHANNELS[1..].iter().map(|&channel| channel.to_owned()).collect(),
        ..none()
    });
    all.extend(CODES.map(|code| CaseFilter { code: Some(code.to_owned()), ..none() }));
    all.extend(["B", "C", "P%", "P_", "Z"].map(|code| CaseFilter { code: Some(code.to_owned()), ..none() }));
    all.push(CaseFilter { due_from: Some(TODAY), ..none() });
    all.push(CaseFilter { due_to: Some(TODAY), ..none() });
    all.push(CaseFilter { due_from: Some(day(-3)), due_to: Some(day(3)), ..none() });
    all.push(CaseFilter { due_from: Some(day(3)), due_to: Some(day(-3)), ..none() });
    let noon = at(20 * 86_400 + 43_200);
    all.push(CaseFilter { received_from: Some(noon), ..none() });
    all.push(CaseFilter { received_before: Some(noon), ..none() });
    all.push(CaseFilter {
        received_from: Some(noon),
        received_before: Some(at(21 * 86_400 + 50_000)),
        ..none()
    });
    all.push(CaseFilter {
        received_from: Some(noon),
        received_before: Some(at(20 * 86_400 + 50_000)),
        ..none()
    });
    all.push(CaseFilter { received_from: Some(at(DAYS * 90_000)), ..none() });
    all.push(CaseFilter { received_before: Some(new_year()), ..none() });
    all.push(CaseFilter { text: Some("积分".to_owned()), ..none() });
    for among in [vec![], vec![7], vec![90, 7, 2_000_000, 7, 12, 31, 30, 8]] {
        let among: Vec<CaseId> = among.into_iter().map(CaseId).collect();
        all.push(CaseFilter { among: Some(among.clone()), ..none() });
        all.push(CaseFilter { among: Some(among.clone()), ended: Some(false), ..none() });
        all.push(CaseFilter { among: Some(among), kinds: vec![Kind::Complaint], ..none() });
    }
    all.push(CaseFilter { text: Some("ZX-2026-".to_owned()), ..none() });
    all.push(CaseFilter { text: Some("12".to_owned()), ..none() });
    for wanted in [true, false] {
        all.push(CaseFilter { urgent: Some(wanted), ..none() });
        all.push(CaseFilter { major: Some(wanted), ..none() });
        all.push(CaseFilter { paused: Some(wanted), ..none() });
        all.push(CaseFilter { feedback_owed: Some(wanted), ..none() });
    }
    let firsts =
        [FirstTimeOf::Acceptance, FirstTimeOf::Handling, FirstTimeOf::Reporting, FirstTimeOf::Feedback];
    let counted = firsts.into_iter().flat_map(|of| [Counted::Present(of), Counted::Missing(of, TODAY)]);
    let counted = counted.chain([Counted::Due(TODAY), Counted::Landed, Counted::Echoed(TODAY)]);
    all.extend(counted.map(|counted| CaseFilter { counted: Some(counted), ..none() }));
    all.push(CaseFilter { task_institutions: vec![InstitutionId(1)], ..none() });
    all.push(CaseFilter { task_institutions: vec![InstitutionId(2), InstitutionId(3)], ..none() });
    all.push(CaseFilter { rekinded_from: Some(at(2_000_000)), ..none() });
    all.push(CaseFilter { rekinded_before: Some(at(5_000_000)), ..none() });
    all.push(CaseFilter {
        rekinded_from: Some(at(2_000_000)),
        rekinded_before: Some(at(5_000_000)),
        ..none()
    });
    all
}

/// Adds what `other` narrows to what `filter` does not narrow yet.
fn merge(filter: &mut CaseFilter, other: CaseFilter) {
    macro_rules! take {
        ($($field:ident),*) => { $(if filter.$field == CaseFilter::default().$field { filter.$field = other.$field; })* };
    }
    take!(
        kinds,
        statuses,
        ended,
        institutions,
        handler,
        registered_by,
        unassigned,
        person,
        channels,
        code,
        due_from,
        due_to,
        received_from,
        received_before,
        text,
        urgent,
        major,
        paused,
        task_institutions,
        rekinded_from,
        rekinded_before,
        feedback_owed,
        counted
    );
}
