//! The kinds of matter and the states that staff and consumers see.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};

/// What a submission is. Consultation, praise, suggestion, tip-off and petition are not complaints (Order 2020 No. 3,
/// art. 2 and 32).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// 投诉: a dispute and a claim of civil rights addressed to the institution.
    Complaint,
    /// 咨询: a question.
    Enquiry,
    /// 征信异议: the subject of a credit report says that it is wrong (Credit Reporting Regulation, art. 25).
    Objection,
    /// 建议: a suggestion from a consumer.
    Suggestion,
    /// 表扬: praise.
    Praise,
    /// 举报: a tip-off, recorded here and referred on.
    TipOff,
    /// 信访: a petition, recorded here and referred on.
    Petition,
}

impl Kind {
    /// The two letters that begin the number of a case of this kind.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Complaint => "TS",
            Self::Enquiry => "ZX",
            Self::Objection => "YY",
            Self::Suggestion => "JY",
            Self::Praise => "BY",
            Self::TipOff => "JB",
            Self::Petition => "XF",
        }
    }
}

/// Where a case stands, as one word. Derived from the case; see `DESK.md`, section 4.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// 待受理.
    Received,
    /// 待办理: accepted, nothing done yet.
    Accepted,
    /// 调查中.
    Investigating,
    /// 协办中: help asked of another unit.
    HelpAsked,
    /// 已转办: transferred, not yet taken up.
    Transferred,
    /// 待补充: material asked of the person.
    MaterialAsked,
    /// 调解中: clock stopped.
    InMediation,
    /// 鉴定中: clock stopped.
    InAppraisal,
    /// 待审批.
    AwaitingApproval,
    /// 待答复: decided, not yet answered.
    Decided,
    /// 已答复.
    Answered,
    /// 联系不上（有凭证）.
    Unreachable,
    /// 已标注: an objection's item bears the mark.
    Marked,
    /// 核查中: an objection being verified.
    Verifying,
    /// 上级核查中: under review by the superior institution.
    UnderReview,
    /// 重新办理.
    Reopened,
    /// 待反馈: ended for the person, feedback owed to a source.
    FeedbackOwed,
    /// 已办结.
    Closed,
    /// 已回访.
    CalledBack,
    /// 不予受理.
    Declined,
    /// 已撤回.
    Withdrawn,
    /// 已并入.
    Merged,
    /// 已移送.
    ReferredOn,
}
