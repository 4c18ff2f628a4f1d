//! Plain lives for measuring load: take in, assign, decide, answer, and nothing else.

use domain::code::CodeRef;
use domain::matter::{Channel, Kind, Particulars};
use jiff::civil::date;

use crate::YearError;
use crate::code::{Set, code};
use crate::dice::Dice;
use crate::person::Person;
use crate::plan::{CaseKey, SubmissionPlan};
use crate::scene::Scene;
use crate::texts::{Family, Texts};

/// A complaint and what ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// The submission, received when it is entered. Its institution is empty: the caller says where.
    pub submission: SubmissionPlan,
    /// Its codes, one an axis.
    pub codes: Vec<CodeRef>,
    /// What was found.
    pub basis: String,
    /// Why it is decided so.
    pub reasons: String,
    /// What the person is told.
    pub answer: String,
}

/// Lives without end.
#[derive(Debug)]
pub struct Lives {
    seed: u64,
    next: u64,
    texts: Texts,
}

/// Lives from a seed. The same seed gives the same lives.
///
/// # Errors
/// Never with the tables that ship; the damaged file is named.
pub fn lives(seed: u64) -> Result<Lives, YearError> {
    Ok(Lives { seed, next: 0, texts: Texts::read()? })
}

impl Iterator for Lives {
    type Item = Life;

    fn next(&mut self) -> Option<Life> {
        self.next += 1;
        let mut dice = Dice::new(self.seed, self.next);
        let weights = self.texts.complaints.iter().map(|family| (family, family.weight));
        let family: &Family = dice.weighted(weights)?;
        // The day only fills the gaps of the story.
        let day = date(2026, 3, 2);
        let person = Person::new(&mut dice, &self.texts.fillers, i64::from(day.year()), false, false);
        let mut scene = Scene::new(&mut dice, &self.texts.fillers, family, &person, day, false);
        scene.set("city", "滨海市");
        scene.set("branch", "滨海城东支行");
        scene.set("unit", "信用卡中心");
        scene.set("handler", "李敏");
        scene.set("measure", "");
        let phrases = &self.texts.phrases;
        let variant = dice.below(family.story.len() as u64) as usize;
        let subject = scene.say_variant(variant, &family.subject);
        scene.set("subject", subject.clone());
        let basis = scene.say(&mut dice, &family.found);
        scene.set("basis", basis.clone());
        let submission = SubmissionPlan {
            key: CaseKey(self.next),
            kind: Kind::Complaint,
            institution: String::new(),
            channel: Channel::Hotline,
            external_number: None,
            received_at: None,
            forwarded_at: None,
            required_on: None,
            person: person.plan(&mut dice, "滨海市"),
            agent: None,
            subject,
            narrative: Some(scene.say_variant(variant, &family.story)),
            request: Some(scene.say_variant(variant, &family.claim)),
            complainants: 1,
            in_person: false,
            origin: None,
            particulars: Particulars::new(),
            item_number: None,
        };
        let codes = [
            (Set::Channel, dice.pick_text(&family.channel)),
            (Set::Business, family.business.as_str()),
            (Set::Reason, dice.pick_text(&family.reason)),
        ];
        Some(Life {
            submission,
            codes: codes.into_iter().filter_map(|(set, short)| code(set, short)).collect(),
            reasons: scene.say(&mut dice, &phrases.reasons_right),
            answer: scene.say(&mut dice, &phrases.answer_right),
            basis,
        })
    }
}
