//! The values that commands and events share: sources, parties, outcomes, echoes, tasks.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};

use crate::id::{BlobId, CaseId, Commitment, InstitutionId, MessageId, PersonId, TextRef, UserId};
use crate::schema::{Day, Moment};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsRefStr, Display, EnumIter,
            EnumString, IntoStaticStr, JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }
    };
}

words! {
    /// How a case reached the institution. Not where the disputed business was done: that is a code (JR/T 0169, axis A).
    Channel {
        /// 网点.
        Counter,
        /// 客服热线.
        Hotline,
        /// 网上或手机银行.
        Online,
        /// 消费者门户: this system's own pages.
        Portal,
        /// 信件或邮件.
        Letter,
        /// 总分行来访.
        Visit,
        /// 监管（12378）转办.
        Nfra,
        /// 人民银行（12363）转办.
        Pbc,
        /// 国家信访系统.
        Petition,
        /// 媒体.
        Media,
        /// 征信中心.
        CreditCentre,
        /// 其他.
        Other,
    }
}

impl Channel {
    /// Whether another body passed the matter on and is owed feedback.
    pub fn is_transfer(self) -> bool {
        matches!(self, Self::Nfra | Self::Pbc | Self::Petition | Self::CreditCentre)
    }

    /// Whether a case from here owes a report to superior or regulator (the third first-time).
    pub fn owes_report(self) -> bool {
        matches!(self, Self::Nfra | Self::Pbc | Self::Petition | Self::Media)
    }
}

/// One way a case reached the institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The channel.
    pub channel: Channel,
    /// The source's own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_number: Option<String>,
    /// When the institution received it. Legal clocks run from here, not from when a regulator did.
    #[schemars(with = "Moment")]
    pub received_at: Timestamp,
    /// When the regulator received it, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Moment>")]
    pub forwarded_at: Option<Timestamp>,
    /// The date the source asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    pub required_on: Option<Date>,
    /// Whether the source is owed feedback. Answering the person does not discharge it.
    #[serde(default)]
    pub feedback_owed: bool,
}

/// Another source that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewSource {
    /// The channel.
    pub channel: Channel,
    /// The source's own number.
    #[serde(default)]
    pub external_number: Option<String>,
    /// When the institution received it. Legal clocks run from here, not from when a regulator did.
    #[schemars(with = "Moment")]
    pub received_at: Timestamp,
    /// When the regulator received it, where it says so.
    #[serde(default)]
    #[schemars(with = "Option<Moment>")]
    pub forwarded_at: Option<Timestamp>,
    /// The date the source asks for.
    #[serde(default)]
    #[schemars(with = "Option<Day>")]
    pub required_on: Option<Date>,
    /// Whether the source is owed feedback; by default where another body passed the matter on.
    #[serde(default)]
    pub feedback_owed: Option<bool>,
}

impl From<&NewSource> for Source {
    fn from(new: &NewSource) -> Self {
        Self {
            channel: new.channel,
            external_number: new.external_number.clone(),
            received_at: new.received_at,
            forwarded_at: new.forwarded_at,
            required_on: new.required_on,
            feedback_owed: new.feedback_owed.unwrap_or(new.channel.is_transfer()),
        }
    }
}

words! {
    /// What a person is in a case.
    PartyRole {
        /// The person whose matter it is.
        Complainant,
        /// 代理人: acts with written authorisation (art. 14).
        Agent,
        /// 继承人: acts with proof of succession (art. 14).
        Heir,
        /// 代表: one of at most five in a joint complaint in person (art. 12).
        Representative,
        /// Somebody else who is named.
        Other,
    }
}

/// A person in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: PartyRole,
    /// The authorisation or proof of succession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Evidence>,
}

/// What proves something: an attachment, or words sealed in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence<T = TextRef> {
    /// An attachment.
    File(BlobId),
    /// A reference in words: where the recording or the posting slip lies.
    Words(T),
    /// A message of this case that was sent.
    Message(MessageId),
    /// A call that the call platform recorded; the recording stays there.
    Call {
        /// The number that was dialled.
        number: T,
        /// The platform's identifier of the recording.
        recording: T,
        /// The digest of the recording.
        digest: RecordingDigest,
    },
}

/// The SHA-256 or SM3 digest of a recording, as 64 hexadecimal digits: whoever has the recording can show that it is the
/// one that was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordingDigest(Commitment);

impl TryFrom<String> for RecordingDigest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digest =
            text.trim().to_ascii_lowercase().parse().map_err(|_| "expected 64 hexadecimal digits")?;
        Ok(Self(digest))
    }
}

impl From<RecordingDigest> for String {
    fn from(digest: RecordingDigest) -> Self {
        digest.0.to_string()
    }
}

impl JsonSchema for RecordingDigest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RecordingDigest".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" })
    }
}

words! {
    /// How it was made sure that somebody is the person of a case.
    IdentityCheck {
        /// 柜面: at a counter, by their identity card.
        Counter,
        /// 回拨: by calling the number on file.
        CallBack,
    }
}

words! {
    /// How an answer reached the person (art. 21). Timeliness is judged on handing over, sending or dialling.
    AnswerForm {
        /// 面交.
        HandedOver,
        /// 邮寄.
        Posted,
        /// 短信.
        Sms,
        /// 电子邮件.
        Email,
        /// 电话.
        Telephone,
        /// 本系统门户，凭编号和查询码查看.
        Portal,
    }
}

impl AnswerForm {
    /// Whether the answer stands in writing, as the answer to a credit-report objection must.
    pub fn is_written(self) -> bool {
        self != Self::Telephone
    }
}

words! {
    /// How a person was spoken to.
    ContactForm {
        /// 电话.
        Telephone,
        /// 短信.
        Sms,
        /// 电子邮件.
        Email,
        /// 面谈.
        InPerson,
        /// 信件.
        Letter,
        /// 门户消息.
        Portal,
    }
}

/// One attempt to reach the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attempt {
    /// When it was sent or dialled.
    #[schemars(with = "Moment")]
    pub at: Timestamp,
    /// How.
    pub form: ContactForm,
}

/// The answer to the person, or the proof that they could not be reached. A matter cannot end without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Echo<T = TextRef> {
    /// The person was answered.
    Answered {
        /// How.
        form: AnswerForm,
        /// When it was handed over, sent or dialled.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// When the person had it in hand, where that is proven: the time to ask for a review runs from here (art. 20).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<Moment>")]
        received_at: Option<Timestamp>,
        /// What was said; none only where the evidence is a file that says it.
        text: Option<T>,
        /// What proves it; none only where this system's own pages are the answer.
        evidence: Option<Evidence<T>>,
    },
    /// The person could not be reached (art. 21 excepts the unreachable).
    Unreachable {
        /// What was tried after the decision, at least once.
        attempts: Vec<Attempt>,
        /// What proves it.
        proof: Evidence<T>,
    },
    /// Another system recorded the answer before the case was carried over; its time may be unknown.
    CarriedOver {
        /// When, if the other system knew.
        #[schemars(with = "Option<Moment>")]
        at: Option<Timestamp>,
        /// What was said, if the other system kept it.
        text: Option<T>,
    },
}

impl<T> Echo<T> {
    /// When the answer was sent or first tried.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Answered { at, .. } => Some(*at),
            Self::Unreachable { attempts, .. } => attempts.iter().map(|attempt| attempt.at).min(),
            Self::CarriedOver { at, .. } => *at,
        }
    }

    /// When the person had the answer in hand; none where nobody knows. What is posted arrives later than it is sent.
    pub fn received_at(&self) -> Option<Timestamp> {
        match self {
            Self::Answered { form: AnswerForm::Posted, received_at, .. } => *received_at,
            Self::Answered { at, received_at, .. } => received_at.or(Some(*at)),
            Self::Unreachable { .. } => None,
            Self::CarriedOver { at, .. } => *at,
        }
    }

    /// Whether it was sent and nobody knows yet when it arrived.
    pub fn awaits_delivery(&self) -> bool {
        matches!(self, Self::Answered { form: AnswerForm::Posted, received_at: None, .. })
    }

    /// One word for lists: the form, `unreachable` or `carried_over`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Answered { form, .. } => (*form).into(),
            Self::Unreachable { .. } => "unreachable",
            Self::CarriedOver { .. } => "carried_over",
        }
    }
}

words! {
    /// What came of a matter. Each kind knows its own (see [`super::Kind::outcomes`]).
    Outcome {
        /// 支持: the complaint is upheld.
        Upheld,
        /// 部分支持.
        PartlyUpheld,
        /// 不支持.
        NotUpheld,
        /// 协商一致.
        Settled,
        /// 已解答: an enquiry was answered.
        Explained,
        /// 采纳.
        Adopted,
        /// 部分采纳.
        PartlyAdopted,
        /// 未采纳.
        NotAdopted,
        /// 已转达: praise was passed on.
        PassedOn,
        /// 已更正: the credit information was wrong or omitted and is corrected.
        Corrected,
        /// 无误: the credit information is right, the mark is removed.
        FoundCorrect,
        /// 已记载: it cannot be determined, the objection is recorded.
        Noted,
    }
}

words! {
    /// Whether the institution is liable.
    Liability {
        /// 有责.
        Liable,
        /// 部分责任.
        PartlyLiable,
        /// 无责.
        NotLiable,
    }
}

words! {
    /// What a person may do who does not accept the decision (art. 19).
    Remedy {
        /// 核查: review by the superior institution.
        Review,
        /// 调解.
        Mediation,
        /// 仲裁.
        Arbitration,
        /// 诉讼.
        Litigation,
    }
}

/// A decision: the outcome and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What came of it.
    pub outcome: Outcome,
    /// Whether the institution is liable; complaints only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liability: Option<Liability>,
    /// What was found and on which terms or rules it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<TextRef>,
    /// The reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<TextRef>,
    /// The remedies the answer names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remedies: Vec<Remedy>,
    /// The institution that decided; its superior reviews.
    pub institution: InstitutionId,
}

words! {
    /// What another unit is asked to do.
    TaskKind {
        /// 调取录音录像.
        FetchRecording,
        /// 停催: hold collection until a date.
        HoldCollection,
        /// 协商分期.
        Instalments,
        /// 费用或利息减免.
        Waiver,
        /// 小额补偿.
        Compensation,
        /// 外包催收机构说明情况.
        CollectorExplanation,
        /// 更正征信记录.
        CreditCorrection,
        /// 其他协办.
        Help,
    }
}

impl TaskKind {
    /// Whether money leaves the house: an amount, a limit, an approver and proof of payment belong to it.
    pub fn pays(self) -> bool {
        matches!(self, Self::Waiver | Self::Compensation)
    }
}

words! {
    /// What came of a task.
    TaskOutcome {
        /// 已完成.
        Done,
        /// 部分完成.
        PartlyDone,
        /// 无法完成.
        NotPossible,
    }
}

words! {
    /// How far a task has come.
    TaskStatus {
        /// To be done.
        Open,
        /// Waits for the approval of its amount.
        AwaitingApproval,
        /// Its amount was refused.
        Refused,
        /// Done, with an outcome.
        Done,
        /// Taken back by who asked.
        Cancelled,
    }
}

/// A task as a case remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// Which unit.
    pub unit: InstitutionId,
    /// Who in the unit.
    pub owner: Option<UserId>,
    /// By when.
    pub due_on: Option<Date>,
    /// By what time of that day.
    pub due_time: Option<Time>,
    /// 停催 until this day.
    pub until: Option<Date>,
    /// In cents of CNY.
    pub amount_cents: Option<i64>,
    /// What is asked.
    pub details: Option<TextRef>,
    /// Who asked.
    pub asked_by: String,
    /// How far it is.
    pub status: TaskStatus,
    /// What came of it.
    pub outcome: Option<TaskOutcome>,
    /// What was said about it.
    pub note: Option<TextRef>,
    /// Proof of payment.
    pub proof: Option<Evidence>,
}

words! {
    /// Why a clock stands still (art. 18(2), 23).
    PauseCause {
        /// 鉴定、检测、评估.
        Appraisal,
        /// 调解: both parties applied to a mediation organisation.
        Mediation,
    }
}

words! {
    /// Why a complaint is major (art. 29).
    MajorGround {
        /// 重大自然灾害、安全事故、公共卫生事件.
        Disaster,
        /// 20名以上投诉人面谈共同投诉.
        JointInPerson,
        /// 监管机构认定.
        Designated,
    }
}

words! {
    /// How complete a coding is.
    CodingForm {
        /// All axes.
        Full,
        /// 简表: solved in the first call.
        Short,
    }
}

words! {
    /// What a link says.
    Relation {
        /// 关联: other persons, similar matter.
        Related,
        /// The same person again after the answer.
        Repeat,
        /// 拆分.
        Split,
        /// 上级核查.
        Review,
        /// A claim for redress split off from an objection.
        Redress,
        /// 并入.
        Merged,
    }
}

words! {
    /// To whom a case was reported (the third first-time).
    ReportTo {
        /// The superior institution.
        Superior,
        /// The regulator.
        Regulator,
    }
}

words! {
    /// The credit centre's result codes (interface of the second-generation system).
    VerificationResult {
        /// 1 数据有误.
        Wrong,
        /// 2 数据无误.
        Correct,
        /// 3 数据遗漏.
        Omitted,
        /// 4 数据删除.
        Deleted,
        /// 5 数据删除（欺诈）.
        DeletedFraud,
    }
}

impl VerificationResult {
    /// Whether the stored information has to be corrected.
    pub fn needs_correction(self) -> bool {
        self != Self::Correct
    }
}

words! {
    /// A bank's own descriptors of a case: short values of lists, never names and never sentences.
    Particular {
        /// 网点名称 as the source wrote it.
        BranchName,
        /// 网点机构号.
        BranchCode,
        /// 工单号.
        WorkOrderNumber,
        /// 原系统工单号.
        SourceSystemNumber,
        /// 人行工单号.
        PbcOrderNumber,
        /// 工单状态.
        WorkOrderStatus,
        /// 投诉受理渠道.
        IntakeChannel,
        /// 投诉受理日期 as written.
        AcceptedDate,
        /// 办结日期 as written.
        ClosedDate,
        /// 工单来源.
        OrderSource,
        /// 被投诉机构.
        RespondentName,
        /// 被投诉机构所在层级.
        RespondentLevel,
        /// 被投诉机构归属机构.
        RespondentParent,
        /// 省.
        RespondentProvince,
        /// 市.
        RespondentCity,
        /// 区.
        RespondentDistrict,
        /// 投诉等级.
        Grade,
        /// 投诉业务办理渠道.
        BusinessChannel,
        /// 投诉业务类别.
        BusinessCategory,
        /// 投诉原因.
        ComplaintReason,
        /// 投诉渠道.
        ComplaintChannel,
        /// 条线类别.
        BusinessLine,
        /// 产品（服务）大类.
        ProductClass,
        /// 产品（服务）小类.
        ProductSubclass,
        /// 投诉金额（万元）.
        Amount,
        /// 投诉人数.
        ComplainantCount,
        /// 投诉处理结果.
        ResultWord,
        /// 投诉处理机构.
        HandlingName,
        /// 层级.
        HandlingLevel,
        /// 归属机构.
        HandlingParent,
        /// 属性.
        HandlingType,
        /// 省.
        HandlingProvince,
        /// 市.
        HandlingCity,
        /// 区.
        HandlingDistrict,
        /// 投诉处理时长.
        HandlingDays,
        /// 客户是否需要回复.
        ReplyWanted,
        /// 是否回复投诉人.
        Replied,
        /// 回复日期 as written.
        ReplyDate,
        /// 是否回访.
        Revisited,
        /// 回访日期 as written.
        RevisitDate,
        /// 回访机构.
        RevisitName,
        /// 回访结果.
        RevisitResult,
        /// 是否有责.
        LiableWord,
        /// 是否进行小额补偿.
        CompensationFlag,
        /// 小额补偿金额.
        CompensationAmount,
        /// 报送人行状态.
        PbcReportStatus,
        /// 是否升级投诉.
        Escalated,
        /// 办结期限 as written.
        Deadline,
        /// State or province of the consumer, where published.
        ConsumerRegion,
        /// The company complained of, where published.
        Company,
        /// The company's response, where published.
        CompanyResponse,
        /// Whether the company's response was timely, where published.
        TimelyResponse,
        /// Whether the consumer disputed it, where published.
        Disputed,
        /// Tags, where published.
        Tags,
        /// How it was submitted, where published.
        SubmittedVia,
        /// When it was sent to the company, where published.
        DateSent,
        /// The first letters that say in which language it was written.
        Language,
        /// 代填: staff filed it for the person, read it back and were told that it is right.
        Assisted,
    }
}

/// Descriptors by name.
pub type Particulars = BTreeMap<Particular, String>;

/// The longest value of a particular, in characters: room for a list entry, not for a story.
pub const PARTICULAR_CHARS_MAX: usize = 120;

/// The longest number another body may give, in characters.
pub const REFERENCE_CHARS_MAX: usize = 64;

/// A child case and what it is to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The parent.
    pub case: CaseId,
    /// What the child is to it.
    pub relation: Relation,
}
