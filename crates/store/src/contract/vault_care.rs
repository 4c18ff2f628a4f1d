//! Keys wrapped anew, tags made anew, persons erased.

use domain::id::{CaseId, PersonId, Stream, TextId};
use jiff::Timestamp;

use super::Engine;
use super::lists::written;
use crate::{
    Append, CasePersonRow, CaseRow, Change, MaskedText, PersonKeyRow, PersonStateRow, Rewrap, SealedItem,
    Store, StoreError, TagRow,
};

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn key(person: u64, byte: u8) -> PersonKeyRow {
    PersonKeyRow { person_id: PersonId(person), wrapped: vec![byte; 40] }
}

fn tag(field: &str, byte: u8, person: u64) -> TagRow {
    TagRow { field: field.to_owned(), tag: vec![byte; 16], person_id: PersonId(person) }
}

fn item(text: u64, person: u64, case: u64) -> SealedItem {
    SealedItem {
        text_id: TextId(text),
        person_id: PersonId(person),
        case_id: CaseId(case),
        field: "subject".to_owned(),
        sealed: vec![7; 60],
    }
}

fn masked(text: u64) -> Change {
    Change::Masked(MaskedText { text_id: TextId(text), masked: format!("masked {text}") })
}

fn row(case: u64, person: u64, text: u64, sample: &CaseRow) -> CaseRow {
    CaseRow {
        case_id: CaseId(case),
        number: format!("TS-2026-{case:07}"),
        person_id: Some(PersonId(person)),
        subject: "退还***".to_owned(),
        subject_text: Some(TextId(text)),
        ..sample.clone()
    }
}

/// Only where the key is still the one that was read; pages go on where the one before ended.
pub async fn keys_are_wrapped_anew_once(engine: &impl Engine) {
    let store = engine.open().await;
    assert_eq!(store.person_last().await.expect("reads"), PersonId(0));
    write(&*store, (1..=5).map(|person| Change::PersonKey(key(person, 1))).collect()).await;
    assert_eq!(store.person_last().await.expect("reads"), PersonId(5));
    let page = store.person_keys_after(PersonId(0), 3).await.expect("reads");
    assert_eq!(page, [key(1, 1), key(2, 1), key(3, 1)]);
    let rest = store.person_keys_after(PersonId(3), 3).await.expect("reads");
    assert_eq!(rest, [key(4, 1), key(5, 1)]);
    let rewrap = |person: u64| Rewrap {
        person_id: PersonId(person),
        before: vec![1; 40],
        after: vec![2; 40],
        tags: vec![tag("phone/2", 3, person)],
    };
    let all = || vec![rewrap(1), rewrap(2), rewrap(9)];
    assert_eq!(store.person_keys_rewrap(all()).await.expect("writes"), 2, "nobody is person 9");
    assert_eq!(store.person_keys_rewrap(all()).await.expect("writes"), 0, "they are wrapped anew already");
    assert_eq!(store.person_key(PersonId(2)).await.expect("reads"), Some(key(2, 2)));
    assert_eq!(store.person_key(PersonId(3)).await.expect("reads"), Some(key(3, 1)));
    let found = store.persons_by_tag("phone/2", &[3; 16]).await.expect("reads");
    assert_eq!(found, [PersonId(1), PersonId(2)]);
}

/// A few at a time, until none is left.
pub async fn tags_are_listed_and_deleted_by_field(engine: &impl Engine) {
    let store = engine.open().await;
    let tags = [tag("phone", 1, 1), tag("phone", 2, 1), tag("phone", 3, 2), tag("email", 1, 1)];
    write(&*store, tags.iter().cloned().map(Change::Tag).collect()).await;
    let of = async |persons: &[u64]| {
        let persons: Vec<PersonId> = persons.iter().copied().map(PersonId).collect();
        store.tags_of(&persons).await.expect("reads")
    };
    assert_eq!(of(&[1]).await, [tags[3].clone(), tags[0].clone(), tags[1].clone()]);
    assert_eq!(of(&[2, 9]).await, [tags[2].clone()]);
    assert_eq!(of(&[]).await, []);
    assert_eq!(fields(&*store).await, ["email", "phone"]);
    assert_eq!(store.tags_delete("phone", 2).await.expect("deletes"), 2);
    assert_eq!(store.tags_delete("phone", 2).await.expect("deletes"), 1);
    assert_eq!(store.tags_delete("phone", 2).await.expect("deletes"), 0);
    assert_eq!(fields(&*store).await, ["email"]);
}

/// Key, tags, sealed items, masked copies, subjects and query codes go; the case stays, and so do others' rows.
pub async fn an_erased_person_leaves_nothing_but_events_and_cases(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 60, 1).await;
    let sample = &kept[0].row;
    let mut changes = vec![
        Change::PersonKey(key(901, 1)),
        Change::PersonKey(key(902, 1)),
        Change::Tag(tag("phone", 1, 901)),
        Change::Tag(tag("phone", 1, 902)),
        Change::Imported {
            profile: "portal".to_owned(),
            external_id: "draft-place".to_owned(),
            case_id: CaseId(801),
        },
    ];
    for (case, person, text) in [(801, 901, 701), (802, 902, 702)] {
        changes.push(Change::Case(Box::new(row(case, person, text, sample))));
        let role = "complainant".to_owned();
        changes
            .push(Change::Persons(CaseId(case), vec![CasePersonRow { person_id: PersonId(person), role }]));
        changes.push(Change::Sealed(item(text, person, case)));
        changes.push(masked(text));
        changes.push(Change::QueryCode { case_id: CaseId(case), tag: vec![1; 16] });
    }
    write(&*store, changes).await;
    store.draft_put("draft-place", &[1], Timestamp::MAX).await.expect("writes");
    let before = store.case_row(CaseId(801)).await.expect("reads").expect("a case");

    write(&*store, vec![Change::PersonErased { person_id: PersonId(901), erased_at: AT }]).await;
    assert_eq!(store.person_key(PersonId(901)).await.expect("reads"), None);
    assert_eq!(store.persons_by_tag("phone", &[1; 16]).await.expect("reads"), [PersonId(902)]);
    assert_eq!(store.sealed_items_of(PersonId(901)).await.expect("reads"), []);
    let texts = [TextId(701), TextId(702)];
    let copies = store.masked_texts(&texts).await.expect("reads");
    assert_eq!(copies.iter().map(|copy| copy.text_id).collect::<Vec<_>>(), [TextId(702)]);
    assert_eq!(store.query_code(CaseId(801)).await.expect("reads"), None);
    assert_eq!(store.query_code(CaseId(802)).await.expect("reads"), Some(vec![1; 16]));
    assert_eq!(store.draft("draft-place", AT).await.expect("reads"), None);
    let after = store.case_row(CaseId(801)).await.expect("reads").expect("the case stays");
    assert_eq!(after, CaseRow { subject: String::new(), ..before });
    let other = store.case_row(CaseId(802)).await.expect("reads").expect("a case");
    assert_eq!(other.subject, "退还***");
    assert_eq!(store.sealed_items_of(PersonId(902)).await.expect("reads").len(), 1);
    store.deleted_purge().await.expect("purges");
}

/// What was decided before the erasure and comes after it is a conflict.
pub async fn nothing_of_an_erased_person_comes_back(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 61, 1).await;
    write(&*store, vec![Change::PersonKey(key(901, 1))]).await;
    write(&*store, vec![Change::PersonErased { person_id: PersonId(901), erased_at: AT }]).await;
    let back = [
        Change::PersonKey(key(901, 1)),
        Change::Tag(tag("phone", 1, 901)),
        Change::Sealed(item(701, 901, 801)),
        Change::Case(Box::new(row(801, 901, 701, &kept[0].row))),
    ];
    for change in back {
        let refused = store.append(Append { writes: vec![], changes: vec![change] }).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict { stream: Stream::Person(PersonId(901)), .. })),
            "{refused:?}"
        );
    }
    let mut without = row(801, 901, 701, &kept[0].row);
    without.subject.clear();
    write(&*store, vec![Change::Case(Box::new(without))]).await;
    let rewrap = Rewrap {
        person_id: PersonId(901),
        before: vec![1; 40],
        after: vec![2; 40],
        tags: vec![tag("phone/2", 1, 901)],
    };
    assert_eq!(store.person_keys_rewrap(vec![rewrap]).await.expect("writes"), 0);
    assert_eq!(store.tags_of(&[PersonId(901)]).await.expect("reads"), []);
}

/// Restrictions and holds come and go; a rebuild empties them with the other read models.
pub async fn what_is_special_about_persons_is_read_back(engine: &impl Engine) {
    let store = engine.open().await;
    let state = |person, restricted: bool, holds| PersonStateRow {
        person_id: PersonId(person),
        restricted_at: restricted.then_some(AT),
        holds,
        erased_at: None,
    };
    let put = |row: PersonStateRow| write(&*store, vec![Change::PersonState(row)]);
    put(state(2, true, 0)).await;
    put(state(1, false, 2)).await;
    put(state(2, false, 1)).await;
    assert_eq!(store.person_states().await.expect("reads"), [state(1, false, 2), state(2, false, 1)]);
    assert_eq!(store.person_state(PersonId(1)).await.expect("reads"), Some(state(1, false, 2)));
    assert_eq!(store.person_state(PersonId(3)).await.expect("reads"), None);
    let mut rebuilding = store.rebuild_views().await.expect("begins");
    rebuilding.write(vec![Change::PersonState(state(3, true, 0))]).await.expect("writes");
    rebuilding.finish().await.expect("ends");
    assert_eq!(store.person_states().await.expect("reads"), [state(3, true, 0)]);
}

async fn fields(store: &dyn Store) -> Vec<String> {
    let mut fields = store.tag_fields().await.expect("reads");
    fields.sort();
    fields
}

async fn write(store: &dyn Store, changes: Vec<Change>) {
    store.append(Append { writes: vec![], changes }).await.expect("writes");
}
