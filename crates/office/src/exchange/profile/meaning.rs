//! What a column can mean beside being kept.

use std::str::FromStr;

/// What a value tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The row's own identifier, by which it is imported once. Of several columns the first filled one counts.
    ExternalId,
    /// The number the source gave it.
    ExternalNumber,
    /// The code of the institution responsible.
    Institution,
    /// How it came: a word of [`domain::matter::Channel`].
    Channel,
    /// How many complain together.
    Complainants,
    /// A moment of its life.
    At(Moment),
    /// What came of it: a word of [`domain::matter::Outcome`].
    Outcome,
    /// Whether the institution is liable: a word of [`domain::matter::Liability`].
    Liability,
    /// Whether the person was answered: `yes`, or an outcome that only an answer brings.
    Answered,
    /// Whether the person was called back: `yes`.
    CalledBack,
    /// Satisfaction at call-back, 1 to 5.
    Satisfaction,
    /// A code of this set; several columns lead from the top of the set down.
    Code(String),
    /// Something that only an export tells.
    Told(Told),
}

/// A moment in the life of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::AsRefStr, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Moment {
    /// The institution received it. Clocks run from here.
    ReceivedAt,
    /// The regulator had received it.
    ForwardedAt,
    /// The date the source asks for.
    RequiredOn,
    /// It was accepted.
    AcceptedAt,
    /// It was first handled.
    HandledAt,
    /// It was decided.
    DecidedAt,
    /// The person was answered.
    AnsweredAt,
    /// It ended.
    EndedAt,
    /// The person was called back.
    CalledBackAt,
}

/// What an export knows of a case that no import reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::AsRefStr, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Told {
    /// The state: `open` or `ended`.
    State,
    /// The name of the institution responsible.
    InstitutionName,
    /// Its level.
    InstitutionLevel,
    /// The name of its superior.
    InstitutionParent,
    /// Its province.
    InstitutionProvince,
    /// Its city.
    InstitutionCity,
    /// Its district.
    InstitutionDistrict,
    /// Days from receipt to the end.
    HandlingDays,
    /// The legal date it had to be decided by.
    DueOn,
    /// The grade, as its code set names it.
    Grade,
    /// Whether a small compensation was paid: `yes` or `no`.
    CompensationFlag,
    /// What was paid as a small compensation, in yuan.
    CompensationAmount,
    /// Feedback to the People's Bank: `sent` or `owed`.
    PbcReportStatus,
}

impl Meaning {
    /// Whether its values are words of a list, so that a table of values belongs to it.
    pub fn is_word(&self) -> bool {
        matches!(
            self,
            Self::Channel
                | Self::Outcome
                | Self::Liability
                | Self::Answered
                | Self::CalledBack
                | Self::Satisfaction
        ) || matches!(
            self,
            Self::Told(Told::State | Told::InstitutionLevel | Told::CompensationFlag | Told::PbcReportStatus)
        )
    }
}

impl FromStr for Meaning {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "external_id" => Self::ExternalId,
            "external_number" => Self::ExternalNumber,
            "institution" => Self::Institution,
            "channel" => Self::Channel,
            "complainants" => Self::Complainants,
            "outcome" => Self::Outcome,
            "liability" => Self::Liability,
            "answered" => Self::Answered,
            "called_back" => Self::CalledBack,
            "satisfaction" => Self::Satisfaction,
            _ => match text.strip_prefix("code.") {
                Some(set) => Self::Code(set.to_owned()),
                None => {
                    text.parse().map(Self::At).or_else(|_| text.parse().map(Self::Told)).map_err(|_| ())?
                }
            },
        })
    }
}
