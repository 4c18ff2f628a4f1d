//! The terms of clocks in words, for [`super::explain`].

use jiff::civil::{Date, DateTime, Weekday};

use super::due::Ending;
use super::extend::ExtendError;
use super::terms::{Event, Party, Rank, Unit};

pub(super) fn day_zh(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    };
    format!("{}年{}月{}日（周{weekday}）", date.year(), date.month(), date.day())
}

pub(super) fn day_en(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

pub(super) fn moment_zh(at: DateTime) -> String {
    format!("{}{:02}:{:02}", day_zh(at.date()), at.hour(), at.minute())
}

pub(super) fn moment_en(at: DateTime) -> String {
    format!("{} {:02}:{:02}", day_en(at.date()), at.hour(), at.minute())
}

pub(super) fn length_zh(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}分钟"),
        (hours, 0) => format!("{hours}小时"),
        (hours, minutes) => format!("{hours}小时{minutes}分钟"),
    }
}

pub(super) fn length_en(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

pub(super) fn unit_zh(unit: Unit) -> &'static str {
    match unit {
        Unit::NaturalDay => "个自然日",
        Unit::WorkingDay => "个工作日",
        Unit::WorkingHour => "个工作小时",
        Unit::Hour => "小时",
        Unit::Week => "周",
        Unit::Month => "个月",
        Unit::Year => "年",
    }
}

pub(super) fn unit_en(unit: Unit, count: u32) -> &'static str {
    match (unit, count) {
        (Unit::NaturalDay, 1) => "natural day",
        (Unit::NaturalDay, _) => "natural days",
        (Unit::WorkingDay, 1) => "working day",
        (Unit::WorkingDay, _) => "working days",
        (Unit::WorkingHour, 1) => "working hour",
        (Unit::WorkingHour, _) => "working hours",
        (Unit::Hour, 1) => "hour",
        (Unit::Hour, _) => "hours",
        (Unit::Week, 1) => "week",
        (Unit::Week, _) => "weeks",
        (Unit::Month, 1) => "month",
        (Unit::Month, _) => "months",
        (Unit::Year, 1) => "year",
        (Unit::Year, _) => "years",
    }
}

pub(super) fn party_zh(party: Party) -> &'static str {
    match party {
        Party::Institution => "机构",
        Party::Superior => "上级机构",
        Party::Complainant => "投诉人",
        Party::Regulator => "监管部门",
    }
}

pub(super) fn party_en(party: Party) -> &'static str {
    match party {
        Party::Institution => "institution",
        Party::Superior => "superior institution",
        Party::Complainant => "complainant",
        Party::Regulator => "regulator",
    }
}

pub(super) fn ending_zh(ending: Ending) -> &'static str {
    match ending {
        Ending::Withdrawn => "收到撤回",
        Ending::Declined => "不予受理",
        Ending::EarlyClosed => "当场解决并获认可",
    }
}

pub(super) fn ending_en(ending: Ending) -> &'static str {
    match ending {
        Ending::Withdrawn => "Withdrawn",
        Ending::Declined => "Declined",
        Ending::EarlyClosed => "Resolved and accepted",
    }
}

pub(super) fn event_zh(event: Event) -> &'static str {
    match event {
        Event::Received => "收到",
        Event::RegulatorReceived => "监管部门收到",
        Event::AdministrationReceived => "行政部门收到",
        Event::Forwarded => "转交",
        Event::Acknowledged => "确认收到",
        Event::Accepted => "受理",
        Event::Declined => "不予受理",
        Event::Contacted => "首次联系",
        Event::Decided => "作出决定",
        Event::Answered => "答复",
        Event::Unreachable => "联系不上",
        Event::AnswerReceived => "投诉人收到答复",
        Event::ReviewRequested => "申请核查",
        Event::ReviewAnswered => "核查决定告知",
        Event::CentreNotice => "收到征信中心核查件",
        Event::CentreAnswered => "反馈征信中心",
        Event::RegulatorAccepted => "人民银行分支机构受理",
        Event::RegulatorAnswered => "人民银行分支机构答复",
        Event::InProgress => "声明处理中",
        Event::HoldingReply => "先行书面说明",
        Event::FeedbackGiven => "消费者评价",
        Event::Referred => "提交外部机构",
        Event::Published => "公开",
        Event::Closed => "办结",
    }
}

pub(super) fn event_en(event: Event) -> &'static str {
    match event {
        Event::Received => "Received",
        Event::RegulatorReceived => "Received by the regulator",
        Event::AdministrationReceived => "Received by the administrative department",
        Event::Forwarded => "Forwarded",
        Event::Acknowledged => "Acknowledged",
        Event::Accepted => "Accepted",
        Event::Declined => "Declined",
        Event::Contacted => "First contact",
        Event::Decided => "Decided",
        Event::Answered => "Answered",
        Event::Unreachable => "Found unreachable",
        Event::AnswerReceived => "Answer received",
        Event::ReviewRequested => "Review requested",
        Event::ReviewAnswered => "Review answered",
        Event::CentreNotice => "Credit centre's item received",
        Event::CentreAnswered => "Credit centre answered",
        Event::RegulatorAccepted => "Accepted by the PBC branch",
        Event::RegulatorAnswered => "Answered by the PBC branch",
        Event::InProgress => "Marked in progress",
        Event::HoldingReply => "Holding reply",
        Event::FeedbackGiven => "Feedback given",
        Event::Referred => "Referred to an external body",
        Event::Published => "Published",
        Event::Closed => "Closed",
    }
}

pub(super) fn refusal_zh(error: &ExtendError) -> String {
    match error {
        ExtendError::Unknown { stage, .. } => format!("没有名为{stage}的延长"),
        ExtendError::NotThereYet { stage } => format!("应先延长到{stage}"),
        ExtendError::BeforeStart { approved_at, .. } => format!("{}批准时尚未起算", moment_zh(*approved_at)),
        ExtendError::AfterExpiry { approved_at, .. } => {
            format!("{}批准时原期限已届满", moment_zh(*approved_at))
        }
        ExtendError::RankTooLow { needed, .. } => format!("批准人级别不够，应为{}", rank_zh(*needed)),
        ExtendError::NoticeMissing { to } => format!("没有告知{}的记录", party_zh(*to)),
        ExtendError::NoticeAfterExpiry { notice_at, .. } => {
            format!("{}告知时原期限已届满", moment_zh(*notice_at))
        }
        ExtendError::UnknownReason { given, .. } => format!("规则没有理由{given}"),
        ExtendError::NoDay => "通知没有写明日期".to_owned(),
    }
}

fn rank_zh(rank: Rank) -> &'static str {
    match rank {
        Rank::None => "不限",
        Rank::HandlingHead => "投诉处理工作负责人",
        Rank::HeadOfficeSeniorOrSuperior => "上级机构或者总行、总公司高级管理人员",
    }
}
