//! A date in sentences, for the command line and for whoever asks how it was counted. Pages word the same [`Step`]s
//! from their own locale files.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::due::{Authority, Due, State};
use super::regime::cite;
use super::step::Step;
use super::terms::Party;
use super::wording::{
    day_en, day_zh, ending_en, ending_zh, event_en, event_zh, length_en, length_zh, moment_en, moment_zh,
    party_en, party_zh, refusal_zh, unit_en, unit_zh,
};
use crate::calendar::{Language, Words};

/// A date as the command line and the API print it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedDue {
    /// The regime.
    pub regime: String,
    /// Its version.
    pub version: u32,
    /// The stage.
    pub stage: String,
    /// What must be done.
    pub title: Words,
    /// Which start of the clock, from 1.
    pub run: u32,
    /// Law or the institution's own rule.
    pub authority: Authority,
    /// Who owes it.
    pub actor: Party,
    /// Whether it holds now; an extension not granted does not.
    pub applies: bool,
    /// Whether this is the date that orders the queue.
    pub governs: bool,
    /// How it stands.
    #[serde(flatten)]
    pub state: State,
    /// The last day as counted.
    pub due_natural: Date,
    /// The last day after rolling.
    pub due_rolled: Date,
    /// The exact end, where hours count.
    pub due_at: Option<Timestamp>,
    /// Whether the calendar of that year is not loaded.
    pub provisional: bool,
    /// How many days were excluded.
    pub excluded_days: u32,
    /// How many minutes were excluded, where time is credited by the hour.
    pub excluded_minutes: i64,
    /// The article.
    pub article: String,
    /// Whether article and rule were found in public material.
    pub article_verified: bool,
    /// The reasons in sentences.
    pub explanation: String,
    /// The reasons step by step.
    pub steps: Vec<Step>,
}

impl ExplainedDue {
    /// Explains dates. One of them governs, if any is open.
    pub fn all(dues: &[Due], language: Language) -> Vec<Self> {
        let governs = super::governing(dues);
        dues.iter().map(|due| Self::one(due, governs == Some(due), language)).collect()
    }

    fn one(due: &Due, governs: bool, language: Language) -> Self {
        Self {
            regime: due.regime.clone(),
            version: due.version,
            stage: due.stage.clone(),
            title: due.title.clone(),
            run: due.run,
            authority: due.authority,
            actor: due.actor,
            applies: due.applies(),
            governs,
            state: due.state.clone(),
            due_natural: due.due_natural,
            due_rolled: due.due_rolled,
            due_at: due.due_at,
            provisional: due.provisional,
            excluded_days: due.excluded_days,
            excluded_minutes: due.excluded_minutes,
            article: due.article.clone(),
            article_verified: due.article_verified,
            explanation: due.explain(language),
            steps: due.explanation.clone(),
        }
    }
}

/// Steps as sentences of one paragraph.
pub(super) fn sentences(steps: &[Step], language: Language) -> String {
    let sentences = steps.iter().map(|step| match language {
        Language::Zh => chinese(step),
        Language::En => english(step),
    });
    sentences.collect::<Vec<_>>().join(match language {
        Language::Zh => "",
        Language::En => " ",
    })
}

fn chinese(step: &Step) -> String {
    match step {
        Step::Starts { event, at, assumed: false } => format!("{}{}。", moment_zh(*at), event_zh(*event)),
        Step::Starts { event, at, assumed: true } => {
            format!("假定从{}{}起算，仅供参考。", moment_zh(*at), event_zh(*event))
        }
        Step::DayOne { date } => format!("当日不计，{}为第1日。", day_zh(*date)),
        Step::Counted { duration, unit, date } => {
            format!("满{duration}{}为{}。", unit_zh(*unit), day_zh(*date))
        }
        Step::CountedTime { duration, unit, at } => {
            format!("满{duration}{}为{}。", unit_zh(*unit), moment_zh(*at))
        }
        Step::Supplied { date } => format!("期限为{}，由给定日期确定，不另计算。", day_zh(*date)),
        Step::DaysExcluded { cause, from, to, days, open } => {
            let still = if *open { "，仍在暂停" } else { "" };
            format!("{}自{}至{}前不计，共{days}日{still}。", cause.zh, day_zh(*from), day_zh(*to))
        }
        Step::TimeExcluded { cause, from, to, minutes, working, open } => {
            let kind = if *working { "工作时间" } else { "" };
            let still = if *open { "，仍在暂停" } else { "" };
            let (from, to) = (moment_zh(*from), moment_zh(*to));
            format!("{}自{from}至{to}，扣除{kind}{}{still}。", cause.zh, length_zh(*minutes))
        }
        Step::MovedTo { date, at: None } => format!("扣除后期限为{}。", day_zh(*date)),
        Step::MovedTo { at: Some(at), .. } => format!("扣除后期限为{}。", moment_zh(*at)),
        Step::NoticeOwed { cause, to } => format!("尚无将{}告知{}的记录。", cause.zh, party_zh(*to)),
        Step::Earlier { event, date } => format!("{}{}，期限提前到当日。", day_zh(*date), event_zh(*event)),
        Step::Rolled { from, holiday, to } => {
            let name = holiday.as_ref().map_or("休息日", |holiday| &holiday.zh);
            let (from, to) = (day_zh(*from), day_zh(*to));
            format!("{from}是法定休假日（{name}），按民法典第203条顺延至{to}。")
        }
        Step::MakeUpWorkingDay { date } => format!("{}是调休上班日，不顺延。", day_zh(*date)),
        Step::Provisional { year } => format!("{year}年日历尚未载入，日期为暂定。"),
        Step::Condition { condition } => format!("条件：{}。", condition.zh),
        Step::Extended { approved_at, before } => {
            format!("{}批准延长，原期限{}。", moment_zh(*approved_at), day_zh(*before))
        }
        Step::Refused { reason } => format!("延长不成立：{}。", refusal_zh(reason)),
        Step::Restarted { at, article } => {
            format!("{}收到新的事实和理由，按{}重新计算。", moment_zh(*at), cite(article, Language::Zh))
        }
        Step::Agreed { evidence } => format!("与投诉人约定，凭证：{evidence}。"),
        Step::Ended { how, at } => format!("{}{}，不再计算。", moment_zh(*at), ending_zh(*how)),
        Step::CutToLegal { from, to, stage } => {
            format!("内部期限{}晚于法定期限（{stage}），改为{}。", day_zh(*from), day_zh(*to))
        }
        Step::Article { article, instrument, verified } => {
            let doubt = if *verified { "" } else { "（条款号未核实）" };
            format!("依据：{}{}{doubt}。", instrument.zh, cite(article, Language::Zh))
        }
    }
}

fn english(step: &Step) -> String {
    match step {
        Step::Starts { event, at, assumed: false } => format!("{} on {}.", event_en(*event), moment_en(*at)),
        Step::Starts { event, at, assumed: true } => {
            let event = event_en(*event).to_lowercase();
            format!("For information, as if counted from {}: {event}.", moment_en(*at))
        }
        Step::DayOne { date } => format!("That day does not count; {} is day 1.", day_en(*date)),
        Step::Counted { duration, unit, date } => {
            format!("{duration} {} lead to {}.", unit_en(*unit, *duration), day_en(*date))
        }
        Step::CountedTime { duration, unit, at } => {
            format!("{duration} {} lead to {}.", unit_en(*unit, *duration), moment_en(*at))
        }
        Step::Supplied { date } => format!("The day is given, not counted: {}.", day_en(*date)),
        Step::DaysExcluded { cause, from, to, days, open } => {
            let still = if *open { " so far" } else { "" };
            let (from, to) = (day_en(*from), day_en(*to));
            format!("Left out for {} from {from} until {to}, {days} days{still}.", cause.en)
        }
        Step::TimeExcluded { cause, from, to, minutes, working, open } => {
            let kind = if *working { " of working time" } else { "" };
            let still = if *open { " so far" } else { "" };
            let (from, to, length) = (moment_en(*from), moment_en(*to), length_en(*minutes));
            format!("Stopped for {} from {from} until {to}: {length}{kind} credited{still}.", cause.en)
        }
        Step::MovedTo { date, at: None } => format!("With that the last day is {}.", day_en(*date)),
        Step::MovedTo { at: Some(at), .. } => format!("With that the end is {}.", moment_en(*at)),
        Step::NoticeOwed { cause, to } => {
            format!("There is no record that the {} was told of the {}.", party_en(*to), cause.en)
        }
        Step::Earlier { event, date } => {
            format!("{} on {}, which brings it forward to that day.", event_en(*event), day_en(*date))
        }
        Step::Rolled { from, holiday, to } => {
            let name = holiday.as_ref().map_or("weekend", |holiday| &holiday.en);
            let (from, to) = (day_en(*from), day_en(*to));
            format!("{from} is a day off ({name}); under Civil Code art. 203 it rolls to {to}.")
        }
        Step::MakeUpWorkingDay { date } => {
            format!("{} is a make-up working day: it does not roll.", day_en(*date))
        }
        Step::Provisional { year } => {
            format!("The calendar of {year} is not loaded: the date is provisional.")
        }
        Step::Condition { condition } => format!("Condition: {}.", condition.en),
        Step::Extended { approved_at, before } => {
            format!(
                "Extended on {}; the period before ended on {}.",
                moment_en(*approved_at),
                day_en(*before)
            )
        }
        Step::Refused { reason } => format!("The extension does not hold: {reason}."),
        Step::Restarted { at, article } => {
            let article = cite(article, Language::En);
            format!("New facts and reasons received on {}; counted anew under {article}.", moment_en(*at))
        }
        Step::Agreed { evidence } => format!("Agreed with the complainant, proof: {evidence}."),
        Step::Ended { how, at } => {
            format!("{} on {}: counted no further.", ending_en(*how), moment_en(*at))
        }
        Step::CutToLegal { from, to, stage } => {
            let (from, to) = (day_en(*from), day_en(*to));
            format!("The inner date {from} is later than the legal one ({stage}), so it is {to}.")
        }
        Step::Article { article, instrument, verified } => {
            let doubt = if *verified { "" } else { " (number not verified)" };
            format!("Rests on {}, {}{doubt}.", instrument.en, cite(article, Language::En))
        }
    }
}
