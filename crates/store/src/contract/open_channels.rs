//! Channels open to consumers, how they were found, what they missed; templates of replies.

use domain::id::{ChannelId, InstitutionId, UserId};
use jiff::civil::{Date, date};

use super::Engine;
use super::sample::at;
use crate::{
    Append, Change, ChannelRow, ContactTestRow, MissedCallsRow, ReplyTemplateRow, Scope, Store, StoreError,
};

async fn write(store: &dyn Store, changes: Vec<Change>) -> Result<(), StoreError> {
    store.append(Append { writes: vec![], changes }).await.map(|_| ())
}

/// A channel of an institution.
pub fn channel(number: u64, institution: u64, code: &str) -> ChannelRow {
    ChannelRow {
        channel_id: ChannelId(number),
        version: 1,
        institution_id: InstitutionId(institution),
        code: code.to_owned(),
        details: "{\"名\":1}".to_owned(),
        tested_at: None,
    }
}

/// A test contact of a channel.
pub fn test(channel: u64, version: u32, minute: i64) -> ContactTestRow {
    ContactTestRow {
        channel_id: ChannelId(channel),
        version,
        tested_at: at(minute),
        tester_id: (version > 2).then_some(UserId(7)),
        reached: version > 2,
        waited_seconds: (version > 2).then_some(40),
        note: (version <= 2).then(|| "busy".to_owned()),
        within_hours: true,
    }
}

/// What a channel missed on a day.
pub fn missed(channel: u64, day: Date, count: u32) -> MissedCallsRow {
    MissedCallsRow { channel_id: ChannelId(channel), day, count }
}

/// A version of a template.
pub fn template(template_id: u64, version: u32, institution: u64, name: &str) -> ReplyTemplateRow {
    ReplyTemplateRow {
        template_id,
        version,
        institution_id: InstitutionId(institution),
        kind: "complaint".to_owned(),
        name: name.to_owned(),
        text: format!("{name} {version}"),
        active: version != 2,
        set_at: at(i64::from(version)),
    }
}

/// Of the institutions asked for and no others; a code belongs to one channel.
pub async fn open_channels_are_read_back_by_institution(engine: &impl Engine) {
    let store = engine.open().await;
    let rows = [channel(1, 2, "TEL"), channel(2, 1, "WEB"), channel(3, 2, "POST")];
    write(&*store, rows.clone().map(Change::Channel).into()).await.expect("writes");
    let of = async |scope| store.open_channels(&scope).await.expect("reads");
    assert_eq!(of(Scope::All).await, [rows[1].clone(), rows[0].clone(), rows[2].clone()]);
    let second = Scope::Institutions(vec![InstitutionId(2)]);
    assert_eq!(of(second.clone()).await, [rows[0].clone(), rows[2].clone()]);
    assert_eq!(of(Scope::Institutions(vec![])).await, []);
    assert_eq!(store.open_channel_by_code("WEB").await.expect("reads"), Some(rows[1].clone()));
    assert_eq!(store.open_channel_by_code("web").await.expect("reads"), None);
    let taken = write(&*store, vec![Change::Channel(channel(4, 1, "TEL"))]).await;
    assert!(matches!(taken, Err(StoreError::Taken { name }) if name == "open_channels_code"));
    let changed = ChannelRow { version: 2, tested_at: Some(at(9)), ..channel(1, 1, "TEL1") };
    write(&*store, vec![Change::Channel(changed.clone())]).await.expect("replaces");
    drop(store);
    let store = engine.open().await;
    assert_eq!(store.open_channels(&second).await.expect("reads"), [rows[2].clone()]);
    assert_eq!(store.open_channel_by_code("TEL1").await.expect("reads"), Some(changed));
}

/// Within the time and the institutions asked for; what was missed on a day is replaced.
pub async fn contacts_and_missed_calls_are_read_back(engine: &impl Engine) {
    let store = engine.open().await;
    let (monday, tuesday) = (date(2026, 3, 2), date(2026, 3, 3));
    let mut changes = vec![Change::Channel(channel(1, 1, "A")), Change::Channel(channel(2, 2, "B"))];
    changes.extend([test(1, 2, 5), test(1, 3, 6), test(2, 2, 6)].map(Change::ContactTest));
    changes
        .extend([missed(1, monday, 3), missed(1, tuesday, 0), missed(2, monday, 9)].map(Change::MissedCalls));
    write(&*store, changes).await.expect("writes");
    let tests = async |scope: &Scope, since, before| {
        store.contact_tests(scope, at(since), at(before)).await.expect("reads")
    };
    let first = Scope::Institutions(vec![InstitutionId(1)]);
    assert_eq!(tests(&Scope::All, 5, 7).await, [test(1, 3, 6), test(2, 2, 6), test(1, 2, 5)]);
    assert_eq!(tests(&first, 5, 7).await, [test(1, 3, 6), test(1, 2, 5)]);
    assert_eq!(tests(&Scope::All, 5, 6).await, [test(1, 2, 5)]);
    let of = async |scope: &Scope, first, last| store.missed_calls(scope, first, last).await.expect("reads");
    assert_eq!(of(&first, monday, tuesday).await, [missed(1, monday, 3), missed(1, tuesday, 0)]);
    assert_eq!(of(&Scope::All, monday, monday).await, [missed(1, monday, 3), missed(2, monday, 9)]);
    write(&*store, vec![Change::MissedCalls(missed(1, monday, 4))]).await.expect("replaces");
    assert_eq!(of(&first, monday, monday).await, [missed(1, monday, 4)]);
}

/// The newest version holds; none is written twice.
pub async fn the_newest_version_of_a_template_holds(engine: &impl Engine) {
    let store = engine.open().await;
    let rows = [
        template(1, 1, 1, "甲"),
        template(2, 1, 2, "乙"),
        template(1, 2, 1, "甲二"),
        template(3, 1, 1, "丙"),
    ];
    write(&*store, rows.clone().map(Change::ReplyTemplate).into()).await.expect("writes");
    let of = async |scope| store.reply_templates(&scope).await.expect("reads");
    let first = Scope::Institutions(vec![InstitutionId(1)]);
    assert_eq!(of(first).await, [rows[3].clone(), rows[2].clone()], "by name");
    assert_eq!(of(Scope::All).await.len(), 3);
    assert_eq!(store.reply_template(1).await.expect("reads"), Some(rows[2].clone()));
    assert_eq!(store.reply_template(9).await.expect("reads"), None);
    let again = write(&*store, vec![Change::ReplyTemplate(template(1, 2, 1, "别"))]).await;
    assert!(matches!(again, Err(StoreError::Taken { .. })), "{again:?}");
    assert_eq!(store.reply_template(1).await.expect("reads"), Some(rows[2].clone()));
}
