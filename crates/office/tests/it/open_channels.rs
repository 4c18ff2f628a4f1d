//! The register of channels open to consumers: who may change and report, special periods in one act, figures.

use domain::id::Stream;
use domain::open_channel::{ChannelKind, Days, Hours, Standing, TestNote};
use jiff::civil::date;
use office::{
    Caller, ChannelInput, ChannelPeriod, ContactTestInput, MissedCallsInput, OfficeError, PeriodInput,
};
use store::{Append, Change, MissedCallsRow};

use crate::harness::TestOffice;

fn hours(days: Days, from: &str, to: &str) -> Hours {
    Hours { days, from: from.parse().unwrap(), to: to.parse().unwrap() }
}

fn channel(code: &str, institution: &str) -> ChannelInput {
    ChannelInput {
        code: code.to_owned(),
        institution: institution.to_owned(),
        kind: ChannelKind::Telephone,
        name_zh: format!("热线{code}"),
        name_en: String::new(),
        place: "95588".to_owned(),
        hours: vec![Hours::ALWAYS],
        published: true,
    }
}

fn period(channels: &[&str], hours: Vec<Hours>, instead: Option<&str>) -> PeriodInput {
    PeriodInput {
        name: "升级".to_owned(),
        name_en: String::new(),
        from: date(2026, 3, 2),
        to: date(2026, 3, 3),
        channels: channels.iter().map(|code| (*code).to_owned()).collect(),
        hours,
        instead: instead.map(str::to_owned),
    }
}

fn reached(waited_seconds: u32) -> ContactTestInput {
    ContactTestInput { at: None, reached: true, waited_seconds: Some(waited_seconds), note: None }
}

fn unanswered() -> ContactTestInput {
    ContactTestInput { at: None, reached: false, waited_seconds: None, note: Some(TestNote::NoAnswer) }
}

fn denied<T>(result: Result<T, OfficeError>) -> bool {
    matches!(result, Err(OfficeError::Denied { .. }))
}

fn absent<T>(result: Result<T, OfficeError>) -> bool {
    matches!(result, Err(OfficeError::NotFound { .. }))
}

fn code<T>(result: Result<T, OfficeError>) -> String {
    match result {
        Err(OfficeError::Invalid(errors)) => errors[0].code.clone(),
        Err(other) => other.to_string(),
        Ok(_) => "done".to_owned(),
    }
}

async fn codes(test: &TestOffice, login: &str) -> Vec<String> {
    let channels = test.office.channels(&test.user(login)).await.unwrap();
    channels.into_iter().map(|view| view.state.channel.code).collect()
}

/// A head office's hotline, the card centre's and the branch's.
async fn three(test: &TestOffice) {
    for (code, institution) in [("HQ-TEL", "HQ"), ("CC-TEL", "CC"), ("B1-TEL", "B1")] {
        test.office.set_channel(&test.user("admin"), channel(code, institution)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_are_entered_and_changed_as_events_by_who_administers_them() {
    let test = TestOffice::start().await;
    test.staff("local", "B1", &["administrator"]).await;
    let (admin, local) = (test.user("admin"), test.user("local"));
    let id = test.office.set_channel(&admin, channel("CC-TEL", "CC")).await.unwrap();
    assert_eq!(test.office.set_channel(&admin, channel("CC-TEL", "CC")).await.unwrap(), id);
    let events = test.office.store().stream_events(Stream::Channel(id)).await.unwrap();
    assert_eq!(events.len(), 1, "changing nothing records nothing");
    assert!(denied(test.office.set_channel(&test.user("handler"), channel("X", "CC")).await));
    assert!(denied(test.office.set_channel(&local, channel("X", "CC")).await), "not beside");
    assert!(denied(test.office.set_channel(&local, channel("CC-TEL", "B1")).await), "nobody else's code");
    test.office.set_channel(&local, channel("B1-TEL", "B1")).await.unwrap();
    let of = |input: ChannelInput| test.office.set_channel(&admin, input);
    let no_hours = ChannelInput { hours: vec![], ..channel("Y", "HQ") };
    assert_eq!(code(of(no_hours).await), "hours_none");
    let backward = ChannelInput { hours: vec![hours(Days::Monday, "17:00", "09:00")], ..channel("Y", "HQ") };
    assert_eq!(code(of(backward).await), "hours_order");
    assert_eq!(
        code(of(ChannelInput { place: "two\nlines".to_owned(), ..channel("Y", "HQ") }).await),
        "channel_line"
    );
    assert_eq!(code(of(channel("Y", "nowhere")).await), "institution_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_neither_sees_nor_administers_an_institution_knows_nothing_of_its_channels() {
    let test = TestOffice::start().await;
    three(&test).await;
    assert_eq!(codes(&test, "admin").await, ["HQ-TEL", "CC-TEL", "B1-TEL"]);
    assert_eq!(codes(&test, "handler").await, ["CC-TEL"]);
    assert_eq!(codes(&test, "desk").await, ["B1-TEL"], "a supervisor sees whom they supervise");
    let handler = test.user("handler");
    assert!(absent(test.office.channel(&handler, "B1-TEL").await));
    assert!(absent(test.office.record_contact_test(&handler, "B1-TEL", reached(5)).await));
    let count = MissedCallsInput { count: 1 };
    assert!(absent(test.office.record_missed_calls(&handler, "B1-TEL", test.office.today(), count).await));
    test.office.record_contact_test(&test.user("branch"), "B1-TEL", reached(5)).await.unwrap();
    let today = test.office.today();
    let period = ChannelPeriod { first: today, last: today };
    assert_eq!(test.office.channel_figures(&handler, period).await.unwrap().len(), 1);
    assert_eq!(test.office.channel_tests(&handler, period).await.unwrap(), []);
    assert!(denied(test.office.record_contact_test(&test.user("auditor"), "B1-TEL", reached(5)).await));
    let hidden = ChannelInput { published: false, ..channel("B1-TEL", "B1") };
    test.office.set_channel(&test.user("admin"), hidden).await.unwrap();
    let refused = test.office.record_contact_test(&test.user("branch"), "B1-TEL", reached(5)).await;
    assert_eq!(code(refused), "channel_not_open");
    let organisation = test.office.organisation();
    let everywhere = organisation.tree.iter().map(|(id, _)| id).collect();
    let published = test.office.published_channels(everywhere).await.unwrap();
    assert_eq!(published.len(), 2, "what is not published is not shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_special_period_is_one_act_for_many_channels_and_ends_by_itself() {
    let test = TestOffice::start().await;
    three(&test).await;
    let (admin, office) = (test.user("admin"), &test.office);
    let short = || vec![hours(Days::EveryDay, "09:00", "18:00")];
    let unknown = office.set_channel_period(&admin, period(&["HQ-TEL", "none"], short(), None)).await;
    assert_eq!(code(unknown), "channel_unknown");
    let standing = async |code: &str| office.channel(&admin, code).await.unwrap().standing;
    assert_eq!(standing("HQ-TEL").await, Standing::Open { until: None }, "for all of them or for none");
    assert_eq!(
        office.set_channel_period(&admin, period(&["HQ-TEL", "CC-TEL"], short(), None)).await.unwrap(),
        2
    );
    // 10:00 on the first day.
    let evening = Standing::Open { until: Some(date(2026, 3, 2).at(18, 0, 0, 0)) };
    assert_eq!((standing("HQ-TEL").await, standing("CC-TEL").await), (evening, evening));
    assert_eq!(standing("B1-TEL").await, Standing::Open { until: None });
    test.later(10);
    assert_eq!(standing("HQ-TEL").await, Standing::Closed { next: Some(date(2026, 3, 3).at(9, 0, 0, 0)) });
    test.later(48);
    assert_eq!(
        standing("HQ-TEL").await,
        Standing::Open { until: None },
        "falls back without anybody's doing"
    );
    let over = office.set_channel_period(&admin, period(&["HQ-TEL"], short(), None)).await;
    assert_eq!(code(over), "period_over");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_to_a_channel_that_is_closed_itself() {
    let test = TestOffice::start().await;
    three(&test).await;
    let (admin, office) = (test.user("admin"), &test.office);
    let close =
        |channels: &[&str], instead| office.set_channel_period(&admin, period(channels, vec![], instead));
    assert_eq!(code(close(&["CC-TEL"], None).await), "period_hours");
    let both = period(&["CC-TEL"], vec![Hours::ALWAYS], Some("HQ-TEL"));
    assert_eq!(code(office.set_channel_period(&admin, both).await), "period_both");
    assert_eq!(code(close(&["CC-TEL", "HQ-TEL"], Some("HQ-TEL")).await), "instead_closed");
    assert_eq!(close(&["CC-TEL", "B1-TEL"], Some("HQ-TEL")).await.unwrap(), 2);
    assert_eq!(code(close(&["HQ-TEL"], Some("B1-TEL")).await), "instead_closed");
    test.office.set_channel(&admin, channel("WEB", "HQ")).await.unwrap();
    assert_eq!(code(close(&["HQ-TEL"], Some("WEB")).await), "channel_alternative");
    let hidden = ChannelInput { published: false, ..channel("HQ-TEL", "HQ") };
    assert_eq!(code(office.set_channel(&admin, hidden).await), "channel_alternative");
    let view = office.channel(&admin, "CC-TEL").await.unwrap();
    let instead = office.channel(&admin, "HQ-TEL").await.unwrap().channel_id;
    assert_eq!(view.instead_on(office.today()), Some(instead));
    test.staff("local", "B1", &["administrator"]).await;
    let local = test.user("local");
    assert_eq!(office.take_back_channel_period(&local, "升级").await.unwrap(), 1, "their own alone");
    assert!(absent(office.take_back_channel_period(&local, "升级").await));
    assert_eq!(office.take_back_channel_period(&admin, "升级").await.unwrap(), 1);
    assert_eq!(office.channel(&admin, "CC-TEL").await.unwrap().standing, Standing::Open { until: None });
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_count_tests_within_published_hours_and_missed_calls_by_day() {
    let test = TestOffice::start().await;
    let (admin, handler, office) = (test.user("admin"), test.user("handler"), &test.office);
    let daytime =
        ChannelInput { hours: vec![hours(Days::EveryDay, "09:00", "18:00")], ..channel("CC-TEL", "CC") };
    office.set_channel(&admin, daytime).await.unwrap();
    office.set_channel(&admin, channel("CC-WEB", "CC")).await.unwrap();
    for waited in [10, 30, 80] {
        office.record_contact_test(&handler, "CC-TEL", reached(waited)).await.unwrap();
    }
    assert_eq!(
        code(
            office
                .record_contact_test(&handler, "CC-TEL", ContactTestInput { note: None, ..unanswered() })
                .await
        ),
        "test_note"
    );
    office.record_contact_test(&handler, "CC-TEL", unanswered()).await.unwrap();
    let night = ContactTestInput { at: Some("2026-03-01T03:00:00+08:00".parse().unwrap()), ..unanswered() };
    office.record_contact_test(&handler, "CC-TEL", night).await.unwrap();
    let future = ContactTestInput { at: Some("2026-03-02T10:00:01+08:00".parse().unwrap()), ..reached(1) };
    assert_eq!(code(office.record_contact_test(&handler, "CC-TEL", future).await), "test_time");
    let today = office.today();
    let missed = |day, count| office.record_missed_calls(&handler, "CC-TEL", day, MissedCallsInput { count });
    missed(today, 7).await.unwrap();
    missed(today, 5).await.unwrap();
    missed(date(2026, 3, 1), 0).await.unwrap();
    assert_eq!(code(missed(date(2026, 3, 3), 1).await), "missed_day");
    let period = ChannelPeriod { first: date(2026, 2, 1), last: today };
    let figures = office.channel_figures(&handler, period).await.unwrap();
    let first = &figures[0];
    assert_eq!((first.tests, first.reached, first.outside), (4, 3, 1));
    assert_eq!((first.waited_seconds, first.untested_days), (Some(30), Some(0)));
    assert_eq!(first.notes, [("no_answer".to_owned(), 1)]);
    assert_eq!((first.missed, first.missed_days), (5, 2), "a later report of a day replaces the earlier");
    assert_eq!((figures[1].tests, figures[1].untested_days), (0, None));
    let id = first.view.channel_id;
    let before = office.store().stream_events(Stream::Channel(id)).await.unwrap().len();
    missed(today, 5).await.unwrap();
    assert_eq!(office.store().stream_events(Stream::Channel(id)).await.unwrap().len(), before);
    let backwards = ChannelPeriod { first: today, last: date(2026, 2, 1) };
    assert_eq!(code(office.channel_figures(&handler, backwards).await), "period_order");
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_at_the_same_moment_are_all_kept_and_a_rebuild_gives_equal_rows() {
    let test = TestOffice::start().await;
    three(&test).await;
    let handler = test.user("handler");
    let report = || test.office.record_contact_test(&handler, "CC-TEL", reached(5));
    let (one, two, three) = tokio::join!(report(), report(), report());
    one.unwrap();
    two.unwrap();
    three.unwrap();
    let count = MissedCallsInput { count: 4 };
    test.office.record_missed_calls(&handler, "CC-TEL", test.office.today(), count).await.unwrap();
    let short = vec![hours(Days::EveryDay, "09:00", "18:00")];
    test.office.set_channel_period(&test.user("admin"), period(&["CC-TEL"], short, None)).await.unwrap();
    let today = test.office.today();
    let asked = ChannelPeriod { first: today, last: today };
    let before = test.office.channel_figures(&Caller::system("test"), asked).await.unwrap();
    assert_eq!(before[1].tests, 3);
    assert_eq!(test.office.check_views(|_| {}).await.unwrap().different, 0);
    test.office.rebuild(|_| {}).await.unwrap();
    assert_eq!(test.office.channel_figures(&Caller::system("test"), asked).await.unwrap(), before);
    assert_eq!(test.office.check_views(|_| {}).await.unwrap().different, 0);

    // A row that no event told of is found, and a rebuild takes it away.
    let channel_id = before[0].view.channel_id;
    let stray = Change::MissedCalls(MissedCallsRow { channel_id, day: today, count: 9 });
    test.office.store().append(Append { writes: vec![], changes: vec![stray] }).await.unwrap();
    assert_eq!(test.office.check_views(|_| {}).await.unwrap().different, 1);
    test.office.rebuild(|_| {}).await.unwrap();
    assert_eq!(test.office.check_views(|_| {}).await.unwrap().different, 0);
}
