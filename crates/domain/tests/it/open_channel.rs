//! Published hours, special periods, and whether a channel is open at a moment.

use domain::calendar::Calendars;
use domain::id::{ChannelId, InstitutionId};
use domain::open_channel::{
    ChannelEvent, ChannelKind, ChannelState, Days, Hours, Minute, OpenChannel, PeriodHours, SpecialPeriod,
    Standing,
};
use jiff::civil::DateTime;

fn hours(days: Days, from: &str, to: &str) -> Hours {
    Hours { days, from: from.parse().unwrap(), to: to.parse().unwrap() }
}

fn channel(hours: Vec<Hours>) -> ChannelState {
    let set = ChannelEvent::ChannelSet(OpenChannel {
        institution: InstitutionId(1),
        code: "TEL".to_owned(),
        kind: ChannelKind::Telephone,
        name_zh: "热线".to_owned(),
        name_en: "Hotline".to_owned(),
        place: "95588".to_owned(),
        hours,
        published: true,
    });
    ChannelState::evolve(None, &set).unwrap()
}

fn with(state: ChannelState, event: ChannelEvent) -> ChannelState {
    ChannelState::evolve(Some(state), &event).unwrap()
}

fn period(name: &str, from: &str, to: &str, hours: PeriodHours) -> ChannelEvent {
    ChannelEvent::PeriodSet(SpecialPeriod {
        name: name.to_owned(),
        name_en: name.to_owned(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        hours,
    })
}

#[track_caller]
fn stands(state: &ChannelState, at: &str) -> String {
    let calendars = Calendars::shipped().unwrap();
    let shown = |at: Option<DateTime>| at.map_or("-".to_owned(), |at| at.strftime("%m-%d %H:%M").to_string());
    match state.standing(at.parse().unwrap(), calendars.get("cn").unwrap()) {
        Standing::Open { until } => format!("open until {}", shown(until)),
        Standing::Closed { next } => format!("closed until {}", shown(next)),
    }
}

#[test]
fn hours_of_working_days_follow_the_calendar() {
    let state =
        channel(vec![hours(Days::WorkingDays, "09:00", "12:00"), hours(Days::WorkingDays, "14:00", "17:30")]);
    assert_eq!(stands(&state, "2026-01-20T09:00:00"), "open until 01-20 12:00");
    assert_eq!(stands(&state, "2026-01-20T12:00:00"), "closed until 01-20 14:00");
    assert_eq!(stands(&state, "2026-01-23T17:30:00"), "closed until 01-26 09:00", "over a weekend");
    // 2026: the Spring Festival is off from 15 to 23 February; Saturday the 14th and the 28th are worked.
    assert_eq!(stands(&state, "2026-02-14T10:00:00"), "open until 02-14 12:00", "a make-up Saturday");
    assert_eq!(stands(&state, "2026-02-14T17:30:00"), "closed until 02-24 09:00", "over the holiday");
    let off = channel(vec![hours(Days::DaysOff, "10:00", "16:00")]);
    assert_eq!(stands(&off, "2026-02-16T10:00:00"), "open until 02-16 16:00");
    assert_eq!(stands(&off, "2026-02-24T10:00:00"), "closed until 03-01 10:00", "the 28th is worked");
}

#[test]
fn hours_go_on_over_midnight_and_for_ever() {
    assert_eq!(stands(&channel(vec![Hours::ALWAYS]), "2026-01-20T03:00:00"), "open until -");
    let night = channel(vec![hours(Days::Monday, "20:00", "24:00"), hours(Days::Tuesday, "00:00", "06:00")]);
    assert_eq!(stands(&night, "2026-01-19T23:59:00"), "open until 01-20 06:00");
    let overlapping =
        channel(vec![hours(Days::EveryDay, "08:00", "12:00"), hours(Days::Friday, "11:00", "20:00")]);
    assert_eq!(stands(&overlapping, "2026-01-23T09:00:00"), "open until 01-23 20:00");
    assert_eq!(stands(&channel(vec![]), "2026-01-23T09:00:00"), "closed until -");
}

#[test]
fn a_special_period_holds_for_its_days_and_falls_back_by_itself() {
    let always = channel(vec![Hours::ALWAYS]);
    let spring = PeriodHours::Own(vec![hours(Days::EveryDay, "09:00", "18:00")]);
    let state = with(always.clone(), period("春节", "2026-02-15", "2026-02-23", spring.clone()));
    assert_eq!(stands(&state, "2026-02-14T23:00:00"), "open until 02-15 00:00");
    assert_eq!(stands(&state, "2026-02-15T08:00:00"), "closed until 02-15 09:00");
    assert_eq!(stands(&state, "2026-02-23T19:00:00"), "closed until 02-24 00:00");
    assert_eq!(stands(&state, "2026-02-24T00:00:00"), "open until -");
    let closed = PeriodHours::Closed { instead: ChannelId(2) };
    let both = with(state.clone(), period("升级", "2026-02-20", "2026-02-20", closed));
    assert_eq!(
        stands(&both, "2026-02-20T10:00:00"),
        "closed until 02-21 09:00",
        "the one that began last holds"
    );
    let again = with(state.clone(), period("春节", "2026-02-16", "2026-02-16", spring));
    assert_eq!(again.periods.len(), 1, "setting a period again replaces it");
    assert_eq!(stands(&again, "2026-02-15T08:00:00"), "open until 02-16 00:00");
    let back = with(state, ChannelEvent::PeriodTakenBack { name: "春节".to_owned() });
    assert_eq!(back, always);
}

#[test]
fn times_of_day_are_read_strictly() {
    for (text, shown) in [("00:00", "00:00"), ("9:05", "09:05"), ("24:00", "24:00"), ("23:59", "23:59")] {
        assert_eq!(text.parse::<Minute>().unwrap().to_string(), shown);
    }
    for text in ["", "24:01", "25:00", "12:60", "12", "-1:00", "12:3x", "012:00", "１２:00"] {
        assert!(text.parse::<Minute>().is_err(), "`{text}`");
    }
}
