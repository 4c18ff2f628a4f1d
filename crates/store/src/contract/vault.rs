//! Sealed rows.

use domain::id::{CaseId, PersonId, TextId};

use super::Engine;
use crate::{Append, Change, MaskedText, PersonKeyRow, SealedItem, Store, TagRow};

/// Keys and items, byte for byte.
pub async fn sealed_rows_are_read_back(engine: &impl Engine) {
    let store = engine.open().await;
    let key = PersonKeyRow { person_id: PersonId(1), wrapped: (0..=255).collect() };
    write(&*store, vec![Change::PersonKey(key.clone())]).await;
    assert_eq!(store.person_key(PersonId(1)).await.expect("reads"), Some(key));
    assert_eq!(store.person_key(PersonId(2)).await.expect("reads"), None);
    let item = |text_id, person_id, field: &str| SealedItem {
        text_id: TextId(text_id),
        person_id: PersonId(person_id),
        case_id: CaseId(text_id + 1),
        field: field.to_owned(),
        sealed: vec![0, 1, 255],
    };
    let items = [item(5, 1, "name"), item(7, 1, "narrative"), item(6, 2, "phone")];
    write(&*store, items.iter().rev().cloned().map(Change::Sealed).collect()).await;
    for item in &items {
        assert_eq!(store.sealed_item(item.text_id).await.expect("reads").as_ref(), Some(item));
    }
    assert_eq!(store.sealed_item(TextId(1)).await.expect("reads"), None);
    assert_eq!(store.sealed_items_of(PersonId(1)).await.expect("reads"), items[..2]);
    assert_eq!(store.sealed_items_of(PersonId(3)).await.expect("reads"), []);
}

/// By field and digest; several persons may bear one; the same again changes nothing.
pub async fn tags_find_persons(engine: &impl Engine) {
    let store = engine.open().await;
    let tag = |field: &str, byte, person_id| {
        Change::Tag(TagRow { field: field.to_owned(), tag: vec![byte; 32], person_id: PersonId(person_id) })
    };
    write(&*store, vec![tag("phone", 1, 2), tag("phone", 1, 1), tag("phone", 1, 2), tag("name", 1, 3)]).await;
    write(&*store, vec![tag("phone", 1, 1)]).await;
    let find = async |field, byte| store.persons_by_tag(field, &[byte; 32]).await.expect("reads");
    assert_eq!(find("phone", 1).await, [PersonId(1), PersonId(2)]);
    assert_eq!(find("name", 1).await, [PersonId(3)]);
    assert_eq!(find("phone", 2).await, []);
    assert_eq!(find("e-mail", 1).await, []);
}

/// Those asked for that there are.
pub async fn masked_copies_are_replaced(engine: &impl Engine) {
    let store = engine.open().await;
    let masked = |text_id, text: &str| MaskedText { text_id: TextId(text_id), masked: text.to_owned() };
    write(&*store, vec![Change::Masked(masked(1, "王**")), Change::Masked(masked(2, "138****0000"))]).await;
    write(&*store, vec![Change::Masked(masked(1, "***"))]).await;
    let mut found = store.masked_texts(&[TextId(2), TextId(9), TextId(1)]).await.expect("reads");
    found.sort_by_key(|masked| masked.text_id);
    assert_eq!(found, [masked(1, "***"), masked(2, "138****0000")]);
    assert_eq!(store.masked_texts(&[]).await.expect("reads"), []);
}

async fn write(store: &dyn Store, changes: Vec<Change>) {
    store.append(Append { writes: vec![], changes }).await.expect("writes");
}
