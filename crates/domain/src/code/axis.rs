//! What a code set classifies by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// What a code set classifies by. A matter carries at most one code of the first five, one a set of the others.
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
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Axis {
    /// 投诉业务办理渠道: where the disputed business was done; **not** how the complaint came in.
    Channel,
    /// 投诉业务类别: what the disputed business was.
    Business,
    /// 投诉原因: what the dispute is about.
    Reason,
    /// The product, where a foreign set divides by product.
    Product,
    /// The issue, where a foreign set divides by issue.
    Issue,
    /// 投诉来源: how the complaint reached the institution.
    Source,
    /// 投诉等级.
    Grade,
    /// 紧急程度.
    Urgency,
    /// 敏感信息.
    Sensitivity,
    /// 客户诉求: what the person wants.
    Demand,
    /// Grounds on which a complaint is major (Order 2020 No. 3 article 29).
    MajorGround,
    /// The consumer rights of Order 2022 No. 9.
    ConsumerRight,
    /// 核查结果: the result of verifying a credit-report objection.
    Verification,
    /// 异议更正结果: the result of correcting it.
    Correction,
    /// 标注及声明类型: annotations and statements on a credit report.
    Annotation,
    /// 定位信息类别: what in a credit report is objected to.
    Location,
    /// A company's response to the consumer.
    Response,
    /// A company's public response.
    PublicResponse,
    /// How a complaint was submitted to a foreign regulator.
    SubmittedVia,
    /// Marks a foreign regulator sets.
    Tag,
}
