//! How a date was counted, in sentences. The words lie in `clocks.ftl` under `reckon-`.

use domain::clock::{Due, ExtendError, Language, Step, cite};
use fluent_bundle::FluentValue;
use jiff::civil::{Date, DateTime, Weekday};

use crate::Words;

/// The steps on the way to a date as one paragraph.
pub fn reckoning(due: &Due, words: &Words) -> String {
    let sentences = due.explanation.iter().map(|step| sentence(step, words));
    sentences.collect::<Vec<_>>().join(match words.language() {
        Language::Zh => "",
        Language::En => " ",
    })
}

fn sentence(step: &Step, words: &Words) -> String {
    let language = words.language();
    let say = |key: &str, values: &[(&str, &str)]| {
        let values: Vec<(&str, FluentValue<'_>)> =
            values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        words.tn(&format!("reckon-{key}"), &values)
    };
    let term = |group: &str, word: &dyn std::fmt::Display| words.t(&format!("reckon-{group}-{word}"));
    let (day, moment) = (|date: Date| day(date, words), |at: DateTime| moment(at, words));
    let length =
        |unit: &dyn std::fmt::Display, count: u32| words.t1(&format!("reckon-length-{unit}"), "count", count);
    match step {
        Step::Starts { event, at, assumed } => {
            let key = if *assumed { "assumed" } else { "starts" };
            say(key, &[("at", &moment(*at)), ("event", &term("event", event))])
        }
        Step::DayOne { date } => say("day_one", &[("day", &day(*date))]),
        Step::Counted { duration, unit, date } => {
            say("counted", &[("length", &length(unit, *duration)), ("end", &day(*date))])
        }
        Step::CountedTime { duration, unit, at } => {
            say("counted", &[("length", &length(unit, *duration)), ("end", &moment(*at))])
        }
        Step::Supplied { date } => say("supplied", &[("day", &day(*date))]),
        Step::DaysExcluded { cause, from, to, days, open } => words.tn(
            "reckon-days_excluded",
            &[
                ("cause", cause.in_language(language).into()),
                ("from", day(*from).into()),
                ("to", day(*to).into()),
                ("days", (*days).into()),
                ("open", yes_no(*open).into()),
            ],
        ),
        Step::TimeExcluded { cause, from, to, minutes, working, open } => say(
            "time_excluded",
            &[
                ("cause", cause.in_language(language)),
                ("from", &moment(*from)),
                ("to", &moment(*to)),
                ("length", &time(*minutes, words)),
                ("working", yes_no(*working)),
                ("open", yes_no(*open)),
            ],
        ),
        Step::MovedTo { date, at } => say("moved_to", &[("end", &at.map_or_else(|| day(*date), moment))]),
        Step::NoticeOwed { cause, to } => {
            say("notice_owed", &[("cause", cause.in_language(language)), ("party", &term("party", to))])
        }
        Step::Earlier { event, date } => {
            say("earlier", &[("event", &term("event", event)), ("day", &day(*date))])
        }
        Step::Rolled { from, holiday, to } => {
            let holiday = holiday.as_ref().map_or_else(
                || words.t("reckon-weekend"),
                |holiday| holiday.in_language(language).to_owned(),
            );
            say("rolled", &[("from", &day(*from)), ("holiday", &holiday), ("to", &day(*to))])
        }
        Step::MakeUpWorkingDay { date } => say("make_up_working_day", &[("day", &day(*date))]),
        Step::Provisional { year } => say("provisional", &[("year", &year.to_string())]),
        Step::Condition { condition } => say("condition", &[("condition", condition.in_language(language))]),
        Step::Extended { approved_at, before } => {
            say("extended", &[("at", &moment(*approved_at)), ("before", &day(*before))])
        }
        Step::Refused { reason } => say("refused", &[("reason", &refusal(reason, words))]),
        Step::Restarted { at, article } => {
            say("restarted", &[("at", &moment(*at)), ("article", &cite(article, language))])
        }
        Step::Agreed { evidence: Some(evidence) } => say("agreed", &[("evidence", evidence)]),
        Step::Agreed { evidence: None } => say("agreed_sealed", &[]),
        Step::Ended { how, at } => say("ended", &[("how", &term("ending", how)), ("at", &moment(*at))]),
        Step::CutToLegal { from, to, title, .. } => {
            let stage = title.in_language(language);
            say("cut_to_legal", &[("from", &day(*from)), ("stage", stage), ("to", &day(*to))])
        }
        Step::Article { article, instrument, verified } => say(
            "article",
            &[
                ("instrument", instrument.in_language(language)),
                ("article", &cite(article, language)),
                ("verified", yes_no(*verified)),
            ],
        ),
    }
}

fn refusal(error: &ExtendError, words: &Words) -> String {
    let say = |word: &str| words.t(&format!("reckon-refusal-{word}"));
    let one =
        |word: &str, name: &str, value: String| words.t1(&format!("reckon-refusal-{word}"), name, value);
    let term = |group: &str, word: &dyn std::fmt::Display| words.t(&format!("reckon-{group}-{word}"));
    match error {
        ExtendError::Unknown { stage, .. } => one("unknown", "stage", stage.clone()),
        ExtendError::NotThereYet { stage } => one("not_there_yet", "stage", stage.clone()),
        ExtendError::BeforeStart { approved_at, .. } => {
            one("before_start", "at", moment(*approved_at, words))
        }
        ExtendError::AfterExpiry { approved_at, .. } => {
            one("after_expiry", "at", moment(*approved_at, words))
        }
        ExtendError::RankTooLow { needed, .. } => one("rank_too_low", "rank", term("rank", needed)),
        ExtendError::NoticeMissing { to } => one("notice_missing", "party", term("party", to)),
        ExtendError::NoticeAfterExpiry { notice_at, .. } => {
            one("notice_after_expiry", "at", moment(*notice_at, words))
        }
        ExtendError::UnknownReason { given, .. } => one("unknown_reason", "reason", given.clone()),
        ExtendError::NoDay => say("no_day"),
    }
}

fn day(date: Date, words: &Words) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    };
    words.tn(
        "reckon-day",
        &[
            ("year", date.year().into()),
            ("month", date.month().into()),
            ("day", date.day().into()),
            ("weekday", weekday.into()),
        ],
    )
}

fn moment(at: DateTime, words: &Words) -> String {
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    words.t2("reckon-moment", "day", day(at.date(), words), "time", time)
}

fn time(minutes: i64, words: &Words) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => words.t1("reckon-minutes", "minutes", minutes),
        (hours, 0) => words.t1("reckon-hours", "hours", hours),
        (hours, minutes) => words.t2("reckon-hours_and_minutes", "hours", hours, "minutes", minutes),
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
