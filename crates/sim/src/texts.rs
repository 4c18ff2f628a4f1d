//! The texts of the stories, read from `data/`.

use std::collections::BTreeMap;

use domain::matter::{TaskKind, VerificationResult};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::YearError;

/// Where a family's matters belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Home {
    /// 信用卡中心.
    Card,
    /// 个人贷款中心.
    Loan,
    /// 财富管理中心.
    Wealth,
    /// 远程银行中心.
    Remote,
    /// 总行.
    Head,
    /// A branch, or one of its sub-branches.
    #[default]
    Branch,
}

/// When a family is told more often, or at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Season {
    /// All year.
    #[default]
    Any,
    /// In the epidemic spring only.
    Epidemic,
    /// Four times as often in the weeks of the autumn sales.
    Sales,
    /// In the last days of the year only.
    Outage,
}

/// What makes a family special.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trait {
    /// The person is old.
    Elderly,
    /// An heir brings it.
    Heir,
    /// It is about how staff behaved.
    Staff,
    /// Many suffer it together.
    Joint,
}

/// A family of scenarios: what can be told about one kind of trouble.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    /// Its name; unique among its kind.
    pub id: String,
    /// JR/T 0169 business, without `prov:`.
    #[serde(default)]
    pub business: String,
    /// JR/T 0169 channels.
    #[serde(default)]
    pub channel: Vec<String>,
    /// JR/T 0169 reasons; one named twice is twice as likely.
    #[serde(default)]
    pub reason: Vec<String>,
    #[serde(default)]
    pub home: Home,
    #[serde(default = "ordinary")]
    pub weight: u32,
    #[serde(default)]
    pub season: Season,
    #[serde(default)]
    pub traits: Vec<Trait>,
    /// The money at stake, from and to, in CNY.
    #[serde(default = "money")]
    pub money: (i64, i64),
    /// What other units can be asked to do.
    #[serde(default)]
    pub tasks: Vec<TaskKind>,
    #[serde(default)]
    pub product: Vec<String>,
    pub subject: Vec<String>,
    pub story: Vec<String>,
    /// What the person wants; of an enquiry, the claim it may turn into.
    #[serde(default)]
    pub claim: Vec<String>,
    /// What was found where the person is right; of other kinds, what was answered.
    pub found: Vec<String>,
    /// What was found where not.
    #[serde(default)]
    pub unfounded: Vec<String>,
    /// What verification of a credit record gave.
    #[serde(default)]
    pub result: Vec<VerificationResult>,
}

impl Family {
    /// What may become a complaint must be tellable to its end: coded, and decided either way.
    fn check_claim(&self) -> Result<(), YearError> {
        let lists = [
            ("channel", self.channel.len()),
            ("reason", self.reason.len()),
            ("subject", self.subject.len()),
            ("story", self.story.len()),
            ("claim", self.claim.len()),
            ("found", self.found.len()),
            ("unfounded", self.unfounded.len()),
            ("business", self.business.len()),
        ];
        match lists.iter().find(|(_, length)| *length == 0) {
            Some((field, _)) => Err(YearError::Data {
                file: "data",
                problem: format!("family `{}` has no `{field}`", self.id),
            }),
            None => Ok(()),
        }
    }
}

fn ordinary() -> u32 {
    10
}

fn money() -> (i64, i64) {
    (50, 3000)
}

/// How often a business is complained of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Share {
    /// The beginning of the business code.
    pub business: String,
    /// How many of ten thousand.
    pub weight: u32,
}

/// What is asked of another unit and what it says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskTexts {
    pub details: Vec<String>,
    pub done: Vec<String>,
    pub failed: Vec<String>,
}

macro_rules! lists {
    ($(#[$doc:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $(pub $field: Vec<String>),+ }
    };
}

lists! {
    /// Sentences that belong to no family.
    Phrases {
        opening_hotline, opening_online, opening_counter, opening_letter, opening_nfra, opening_pbc, opening_media, opening_plain,
        aside, aside_plain, aside_epidemic, plant, agent_opening,
        contact_reached, contact_missed, contact_explained, contact_epidemic, note_investigation, note_aside, note_first_call,
        material_ask, material_received, transfer_reason, joint_aside,
        extend_reason, extend_reason_long, agreed_evidence, mediation_evidence, mediation_end, appraisal_evidence, appraisal_end,
        raise_special, raise_elderly, raise_media, raise_regulator, raise_joint,
        decline_wrong_text, decline_wrong_reason, decline_unentitled_text, decline_unentitled_reason, decline_refused, recuse_reason,
        rekind_reason, rekind_refused, payment_proof, payment_refused,
        reasons_right, reasons_partly, reasons_wrong, reasons_settled,
        measure_right, measure_partly, measure_settled,
        answer_right, answer_partly, answer_wrong, answer_settled, answer_other,
        answer_right_en, answer_partly_en, answer_wrong_en, answer_settled_en, answer_other_en,
        remedies, remedies_head, evidence_call, evidence_post, evidence_sms, evidence_portal, unreachable_proof,
        callback_good, callback_bad, callback_missed, withdraw_reason, reopen_reason,
        feedback, feedback_returned, feedback_again, repeat_material, repeat_subject, repeat_new_facts,
        review_grounds, review_right, review_wrong, review_reasons, review_answer,
        refer_to, refer_answer, enquiry_note, enquiry_turns, centre_opinion, centre_returned, statement, document_agent, document_heir, praise_answer, split_subject, split_story,
    }
}

lists! {
    /// What stands in the gaps of the texts.
    Fillers { app, merchant, relative, staffer, agency, moment, surname, given_female, given_male, name_en }
}

/// All texts.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    pub complaints: Vec<Family>,
    pub english: Vec<Family>,
    pub enquiries: Vec<Family>,
    pub objections: Vec<Family>,
    pub redress: Vec<Family>,
    pub suggestions: Vec<Family>,
    pub praise: Vec<Family>,
    pub tip_offs: Vec<Family>,
    pub petitions: Vec<Family>,
    pub shares: Vec<Share>,
    pub tasks: BTreeMap<TaskKind, TaskTexts>,
    pub phrases: Phrases,
    pub fillers: Fillers,
}

#[derive(Deserialize)]
struct Families {
    family: Vec<Family>,
}

#[derive(Deserialize)]
struct Shares {
    share: Vec<Share>,
}

fn read<T: DeserializeOwned>((file, text): (&'static str, &str)) -> Result<T, YearError> {
    toml::from_str(text).map_err(|error| YearError::Data { file, problem: error.to_string() })
}

macro_rules! file {
    ($name:literal) => {
        (concat!("data/", $name), include_str!(concat!("../data/", $name)))
    };
}

impl Texts {
    /// Reads the files that ship.
    pub fn read() -> Result<Self, YearError> {
        let mut complaints = Vec::new();
        for file in [
            file!("complaints_card.toml"),
            file!("complaints_account.toml"),
            file!("complaints_loan.toml"),
            file!("complaints_other.toml"),
            file!("complaints_epidemic.toml"),
            file!("complaints_outage.toml"),
        ] {
            complaints.extend(read::<Families>(file)?.family);
        }
        let families = |file| read::<Families>(file).map(|families| families.family);
        let english = families(file!("complaints_english.toml"))?;
        let enquiries = families(file!("enquiries.toml"))?;
        let redress = families(file!("redress.toml"))?;
        let claims = enquiries.iter().filter(|family| !family.claim.is_empty());
        for family in complaints.iter().chain(&english).chain(&redress).chain(claims) {
            family.check_claim()?;
        }
        Ok(Self {
            complaints,
            english,
            enquiries,
            objections: families(file!("objections.toml"))?,
            redress,
            suggestions: families(file!("suggestions.toml"))?,
            praise: families(file!("praise.toml"))?,
            tip_offs: families(file!("tip_offs.toml"))?,
            petitions: families(file!("petitions.toml"))?,
            shares: read::<Shares>(file!("shares.toml"))?.share,
            tasks: read(file!("tasks.toml"))?,
            phrases: read(file!("phrases.toml"))?,
            fillers: read(file!("fillers.toml"))?,
        })
    }
}
