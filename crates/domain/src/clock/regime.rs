//! A regime: the legal clocks of one instrument, as its file in `regimes/` states them.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::duties::{DeclineGround, Duty, MajorGround, Notice, Representatives, Retention, Withdrawing};
use super::escalation::Escalation;
use super::terms::{AlertOn, Event, Party, Rank, Roll, Unit, Zone};
use crate::calendar::{DayHours, Language, Words};

/// The clocks and duties of one instrument in one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// The name it is called by, `cn-n3`.
    pub id: String,
    /// The version of this file, from 1. Two versions of one regime may be loaded at once.
    pub version: u32,
    /// From when this version applies to matters received.
    pub in_force_from: Date,
    /// The last day on which it does; none while it is in force.
    pub in_force_to: Option<Date>,
    /// The instrument.
    pub title: Words,
    /// The name of the calendar its working days are counted in.
    pub calendar: String,
    /// Where its days begin and end.
    pub time_zone: Zone,
    /// The institution's business hours, for hour clocks and for crediting pauses under a working-day rule.
    #[serde(default)]
    pub working_hours: DayHours,
    /// What happens to a last day on which nobody works.
    pub roll: Roll,
    /// Which date alerts and on-time figures use.
    pub alert_on: AlertOn,
    /// How many days before its end a clock is called *soon*, where the stage does not say.
    #[serde(default = "two")]
    pub soon_days: u16,
    /// The periods, an extended one before its extension.
    #[serde(default, rename = "stage")]
    pub stages: Vec<Stage>,
    /// Duties without a number of days.
    #[serde(default, rename = "duty")]
    pub duties: Vec<Duty>,
    /// What stops a clock.
    #[serde(default)]
    pub tolling: Vec<Tolling>,
    /// What starts it anew.
    pub restart: Option<Restarting>,
    /// Whether person and institution may agree on a period.
    pub agreed: Option<Agreeing>,
    /// On which grounds a matter may be declined.
    #[serde(default)]
    pub decline: Vec<DeclineGround>,
    /// What a withdrawal does.
    pub withdrawal: Option<Withdrawing>,
    /// The shorter way for what is solved at once.
    pub early_close: Option<EarlyClose>,
    /// How many may represent a joint complaint.
    pub representatives: Option<Representatives>,
    /// How long the material is kept.
    pub retention: Option<Retention>,
    /// What an answer must contain.
    pub notice: Option<Notice>,
    /// What makes a complaint major.
    #[serde(default)]
    pub major: Vec<MajorGround>,
    /// Whom to tell before and after a date.
    #[serde(default, rename = "escalation")]
    pub escalations: Vec<Escalation>,
}

fn two() -> u16 {
    2
}

pub(super) fn yes() -> bool {
    true
}

/// One period: from an event, so long, by whom.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name within the regime, `decide_15`.
    pub name: String,
    /// What must be done.
    pub title: Words,
    /// The row of the table of deadlines it stands for.
    pub rule: Option<String>,
    /// The article, `18(1)`.
    pub article: String,
    /// Whether the article's number was found in public material, not only remembered.
    #[serde(default = "yes")]
    pub article_verified: bool,
    /// Whether the rule itself was.
    #[serde(default = "yes")]
    pub verified: bool,
    /// The instrument, where it is not the regime's own.
    pub instrument: Option<Words>,
    /// The event it runs from: the first of these that is known.
    #[serde(default)]
    pub from: Vec<Event>,
    /// The event its date is shown from, for information, while none of `from` is known.
    pub assumed_from: Option<Event>,
    /// How long; none where the date is supplied.
    pub duration: Option<u32>,
    /// In what it is counted; none where the date is supplied.
    pub unit: Option<Unit>,
    /// Who names the date, where it is not counted.
    pub supplied: Option<Supplied>,
    /// An event that brings the date forward when it comes first.
    pub earlier_on: Option<Event>,
    /// What meets it: the first of these.
    pub ends_on: Vec<Event>,
    /// Who owes it.
    pub actor: Party,
    /// Under which condition.
    pub condition: Option<Words>,
    /// The kind of product or fund it is for, a word of the facts' `subjects`.
    pub only_if: Option<String>,
    /// The kind of product or fund it is not for.
    pub not_if: Option<String>,
    /// The stage it extends.
    pub extends: Option<String>,
    /// The event that is itself the extension.
    pub extended_by: Option<Event>,
    /// The reasons an extension may rest on; none: any.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// Whose approval an extension needs.
    #[serde(default)]
    pub approver: Rank,
    /// Who must be told of it.
    pub notice_to: Option<Party>,
    /// Whether nothing extends it.
    #[serde(default)]
    pub maximum: bool,
    /// Whether it is shown for information only and never governs.
    #[serde(default)]
    pub advisory: bool,
    /// How many days before its end it is called *soon*.
    pub soon_days: Option<u16>,
}

/// Who names a date that is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplied {
    /// The credit centre, with the item it sends.
    Centre,
    /// The institution, in its notice of delay.
    Notice,
}

/// A reason for an extension.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its code.
    pub code: String,
    /// In words.
    pub title: Words,
}

/// A cause for which time is excluded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolling {
    /// The cause, a word of the facts' exclusions.
    pub cause: String,
    /// In words.
    pub title: Words,
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
    /// Under which condition.
    pub condition: Option<Words>,
    /// Who must be told.
    pub notice_to: Option<Party>,
    /// The stages whose clock it stops.
    pub stages: Vec<String>,
}

/// New facts that start clocks anew.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restarting {
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
    /// Under which condition.
    pub condition: Words,
    /// The stages that start anew.
    pub stages: Vec<String>,
}

/// A period agreed with the complainant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreeing {
    /// The article.
    pub article: String,
    /// What must be done by the agreed day.
    pub title: Words,
    /// The stages it takes the place of.
    pub stages: Vec<String>,
}

/// The shorter way for a matter that the person accepts as resolved at once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlyClose {
    /// Its name among the stages, `resolve_3`.
    pub name: String,
    /// What must be done.
    pub title: Words,
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
    /// Whether the rule was found in public material.
    #[serde(default = "yes")]
    pub verified: bool,
    /// How long, from receipt.
    pub duration: u32,
    /// In what it is counted.
    pub unit: Unit,
    /// The stages that need not be met then.
    pub stages: Vec<String>,
    /// The paper that is still owed.
    pub document: Option<Words>,
}

impl Regime {
    /// The stage of that name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// The cause of that name for which time is excluded.
    pub fn tolling(&self, cause: &str) -> Option<&Tolling> {
        self.tolling.iter().find(|tolling| tolling.cause == cause)
    }

    /// The ground of that code for declining.
    pub fn decline_ground(&self, code: &str) -> Option<&DeclineGround> {
        self.decline.iter().find(|ground| ground.code == code)
    }

    /// The stages that a matter can be extended to, in order.
    pub fn extensions(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|stage| stage.extends.is_some())
    }

    /// Until when the material of a matter closed on that day must be kept; `None` where the regime does not say.
    pub fn keep_until(&self, closed: Date) -> Option<Date> {
        self.retention.as_ref().map(|retention| closed.saturating_add(i32::from(retention.years).years()))
    }

    /// Whether this version applies to a matter received on that day.
    pub fn in_force_on(&self, date: Date) -> bool {
        self.in_force_from <= date && self.in_force_to.is_none_or(|last| date <= last)
    }

    /// Every row of the table of deadlines that this file covers.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        let rules = [
            self.restart.as_ref().map(|restart| &restart.rule),
            self.withdrawal.as_ref().map(|withdrawal| &withdrawal.rule),
            self.early_close.as_ref().map(|early_close| &early_close.rule),
            self.representatives.as_ref().map(|representatives| &representatives.rule),
            self.retention.as_ref().map(|retention| &retention.rule),
        ];
        (self.stages.iter().map(|stage| &stage.rule))
            .chain(self.duties.iter().map(|duty| &duty.rule))
            .chain(self.tolling.iter().map(|tolling| &tolling.rule))
            .chain(self.decline.iter().map(|ground| &ground.rule))
            .chain(rules.into_iter().flatten())
            .filter_map(Option::as_deref)
    }
}

/// An article as it is cited: `18(1)` is 第18条第1款 or art. 18(1); a citation with letters stays as it is.
pub fn cite(article: &str, language: Language) -> String {
    if !article.starts_with(|first: char| first.is_ascii_digit()) {
        return article.to_owned();
    }
    match language {
        Language::En => format!("art. {article}"),
        Language::Zh => {
            let one = |article: &str| match article.split_once('(') {
                Some((number, paragraph)) => format!("第{number}条第{}款", paragraph.trim_end_matches(')')),
                None => format!("第{article}条"),
            };
            article.split(';').map(|article| one(article.trim())).collect::<Vec<_>>().join("、")
        }
    }
}
