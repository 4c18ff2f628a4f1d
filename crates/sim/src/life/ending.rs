//! How a complaint ends: decided, answered and closed, or one of the shorter ways.

use domain::matter::{
    AnswerForm, Attempt, Channel, CodingForm, Command, ContactForm, Echo, Evidence, Kind, Liability, Outcome,
    Remedy,
};
use jiff::SignedDuration;

use super::Halt;
use crate::code::{Set, code};
use crate::dice::Dice;
use crate::hours::later;
use crate::script::Script;
use crate::texts::Family;

/// What is found in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Right,
    Partly,
    Wrong,
    Settled,
}

impl Verdict {
    /// How often, of a hundred. Whom money was paid to is seldom found wrong.
    pub fn choose(dice: &mut Dice, paid: bool) -> Self {
        let weights = match paid {
            true => [(Self::Right, 50), (Self::Partly, 25), (Self::Wrong, 0), (Self::Settled, 25)],
            false => [(Self::Right, 29), (Self::Partly, 17), (Self::Wrong, 41), (Self::Settled, 13)],
        };
        dice.weighted(weights.iter().map(|(verdict, weight)| (verdict, *weight)))
            .copied()
            .unwrap_or(Self::Wrong)
    }

    pub fn outcome(self) -> Outcome {
        match self {
            Self::Right => Outcome::Upheld,
            Self::Partly => Outcome::PartlyUpheld,
            Self::Wrong => Outcome::NotUpheld,
            Self::Settled => Outcome::Settled,
        }
    }

    fn liability(self) -> Liability {
        match self {
            Self::Right => Liability::Liable,
            Self::Partly => Liability::PartlyLiable,
            Self::Wrong | Self::Settled => Liability::NotLiable,
        }
    }
}

impl Script<'_> {
    /// Codes, decides, answers, closes, and what follows.
    pub(super) fn finish(&mut self, family: &Family, verdict: Verdict, reached: bool, channel: Channel) {
        self.share(920);
        let coding = self.coding(family, CodingForm::Full);
        if self.dice.chance(600) {
            self.handles(vec![coding]);
            self.moment(5, 60);
            let decision = self.decision(family, verdict);
            self.handles(vec![decision]);
        } else {
            let decision = self.decision(family, verdict);
            self.handles(vec![coding, decision]);
        }
        if self.halts(Halt::Decided) {
            return;
        }
        self.until(self.answer_at);
        let echo = if reached { self.answer(verdict, channel) } else { self.unreachable() };
        let stays = self.halts(Halt::Answered) || self.halts(Halt::Unreachable);
        if stays || self.dice.chance(400) {
            self.handles(vec![Command::Answer { echo }]);
            if stays {
                return;
            }
            self.wait(10, 500);
            self.handles(vec![Command::Close]);
        } else {
            self.handles(vec![Command::Answer { echo }, Command::Close]);
        }
        if self.halts(Halt::FeedbackOwed) {
            return;
        }
        self.afterwards(family, verdict);
    }

    /// The coding of the family's business.
    pub(super) fn coding(&mut self, family: &Family, form: CodingForm) -> Command<String> {
        let channel = self.dice.pick_text(&family.channel).to_owned();
        let reason = self.dice.pick_text(&family.reason).to_owned();
        let mut codes = Vec::new();
        if form == CodingForm::Full {
            codes.extend(code(Set::Channel, &channel));
        }
        codes.extend(code(Set::Business, &family.business));
        codes.extend(code(Set::Reason, &reason));
        Command::Code { codes, form }
    }

    /// The decision: what was found, why, and what remains open to the person.
    pub(super) fn decision(&mut self, family: &Family, verdict: Verdict) -> Command<String> {
        let phrases = self.stage.phrases();
        let found = match verdict {
            Verdict::Wrong => &family.unfounded,
            _ => &family.found,
        };
        let basis = self.say(found);
        self.scene.set("basis", basis.clone());
        let (reasons, measure) = match verdict {
            Verdict::Right => (&phrases.reasons_right, Some(&phrases.measure_right)),
            Verdict::Partly => (&phrases.reasons_partly, Some(&phrases.measure_partly)),
            Verdict::Wrong => (&phrases.reasons_wrong, None),
            Verdict::Settled => (&phrases.reasons_settled, Some(&phrases.measure_settled)),
        };
        let measure = measure.map(|templates| self.say(templates)).unwrap_or_default();
        self.scene.set("measure", measure);
        let reasons = self.say(reasons);
        self.decided(verdict.outcome(), Some(verdict.liability()), basis, reasons)
    }

    pub(super) fn decided(
        &mut self,
        outcome: Outcome,
        liability: Option<Liability>,
        basis: String,
        reasons: String,
    ) -> Command<String> {
        let mut remedies = vec![Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation];
        // Neither a head-office decision nor a review is reviewed (art. 20).
        if !self.review && self.stage.world.house.superior(self.unit).is_some() {
            remedies.insert(0, Remedy::Review);
        }
        let at = self.at;
        Command::Decide { at, outcome, liability, basis: Some(basis), reasons: Some(reasons), remedies }
    }

    /// The answer in words, in the person's language.
    fn answer(&mut self, verdict: Verdict, channel: Channel) -> Echo<String> {
        let phrases = self.stage.phrases();
        let templates = match (verdict, self.person.english) {
            (Verdict::Right, false) => &phrases.answer_right,
            (Verdict::Partly, false) => &phrases.answer_partly,
            (Verdict::Wrong, false) => &phrases.answer_wrong,
            (Verdict::Settled, false) => &phrases.answer_settled,
            (Verdict::Right, true) => &phrases.answer_right_en,
            (Verdict::Partly, true) => &phrases.answer_partly_en,
            (Verdict::Wrong, true) => &phrases.answer_wrong_en,
            (Verdict::Settled, true) => &phrases.answer_settled_en,
        };
        let mut text = self.say(templates);
        if !self.person.english {
            let remedies = match self.stage.world.house.superior(self.unit) {
                Some(_) => &phrases.remedies,
                None => &phrases.remedies_head,
            };
            text.push_str(&self.say(remedies));
        }
        let form = match channel {
            Channel::Portal if self.dice.chance(700) => AnswerForm::Portal,
            Channel::Letter | Channel::Other => AnswerForm::Posted,
            _ if self.dice.chance(640) => AnswerForm::Telephone,
            Channel::Counter | Channel::Visit => AnswerForm::HandedOver,
            _ if self.dice.chance(700) => AnswerForm::Sms,
            _ => AnswerForm::Email,
        };
        self.answered(form, text)
    }

    /// An answer in a form, now, with what proves it.
    pub(super) fn answered(&mut self, form: AnswerForm, text: String) -> Echo<String> {
        let phrases = self.stage.phrases();
        let templates = match form {
            AnswerForm::Telephone => &phrases.evidence_call,
            AnswerForm::Sms | AnswerForm::Email => &phrases.evidence_sms,
            AnswerForm::Posted | AnswerForm::HandedOver => &phrases.evidence_post,
            AnswerForm::Portal => &phrases.evidence_portal,
        };
        let evidence = Some(Evidence::Words(self.say(templates)));
        Echo::Answered { form, at: self.at, received_at: None, text: Some(text), evidence }
    }

    /// The proof that the person could not be reached.
    fn unreachable(&mut self) -> Echo<String> {
        Echo::Unreachable {
            attempts: vec![Attempt { at: self.at, form: ContactForm::Sms }],
            proof: Evidence::Words(self.say(&self.stage.phrases().unreachable_proof)),
        }
    }

    /// Solved while the person is on the line: one entry, coded on the short form.
    pub(super) fn first_call(&mut self, family: &Family) {
        self.moment(4, 18);
        let note = Some(self.say(&self.stage.phrases().note_first_call));
        let verdict = Verdict::choose(&mut self.dice, true);
        let began = later(self.at, -SignedDuration::from_secs(self.dice.between(30, 200)));
        let coding = self.coding(family, CodingForm::Short);
        let decision = self.decision(family, verdict);
        let phrases = self.stage.phrases();
        let text =
            self.say(if self.person.english { &phrases.answer_other_en } else { &phrases.answer_other });
        let echo = self.answered(AnswerForm::Telephone, text);
        self.handles(vec![
            Command::Accept,
            Command::Assign { handler: self.stage.ids.user(self.handler) },
            Command::Contact { at: began, form: ContactForm::Telephone, reached: true, note },
            coding,
            decision,
            Command::Answer { echo },
            Command::Close,
        ]);
        if self.dice.chance(250) {
            self.call_back(verdict);
        }
    }

    /// Not accepted, on a ground of the regime and with a second person. Says whether it goes on because that person does
    /// not agree.
    pub(super) fn declined(&mut self) -> bool {
        let phrases = self.stage.phrases();
        self.wait(40, 600);
        let elsewhere = self.dice.chance(750);
        let (ground, text, reason) = match elsewhere {
            true => ("wrong_institution", &phrases.decline_wrong_text, &phrases.decline_wrong_reason),
            false => ("not_entitled", &phrases.decline_unentitled_text, &phrases.decline_unentitled_reason),
        };
        let text = self.say(text);
        let form = if self.dice.chance(600) { AnswerForm::Telephone } else { AnswerForm::Sms };
        let reason = Some(self.say(reason));
        let request = self.asks(Command::Decline { ground: ground.to_owned(), text: text.clone(), reason });
        if self.halts(Halt::DeclineAsked) {
            return false;
        }
        self.wait(30, 300);
        let Some(approver) = self.approver() else { return false };
        if self.dice.chance(120) {
            let reason = self.say(&phrases.decline_refused);
            self.does(approver, vec![Command::Refuse { request, reason }]);
            return true;
        }
        self.does(approver, vec![Command::Approve { request }]);
        self.moment(10, 60);
        let echo = self.answered(form, text);
        self.handles(vec![Command::Answer { echo }]);
        self.send_feedback();
        false
    }

    /// Asks for another kind. Says whether the case goes on as a complaint.
    pub(super) fn rekinded(&mut self, family: &Family) -> bool {
        let phrases = self.stage.phrases();
        self.wait(60, 500);
        let to = if self.dice.chance(700) { Kind::Enquiry } else { Kind::Suggestion };
        let reason = self.say(&phrases.rekind_reason);
        let request = self.asks(Command::Rekind { to, reason });
        if self.halts(Halt::RekindAsked) {
            return false;
        }
        self.wait(60, 400);
        let Some(approver) = self.approver() else { return false };
        if self.dice.chance(300) {
            let reason = self.say(&phrases.rekind_refused);
            self.does(approver, vec![Command::Refuse { request, reason }]);
            return true;
        }
        self.does(approver, vec![Command::Approve { request }]);
        self.wait(30, 600);
        self.handles(vec![Command::Accept, Command::Assign { handler: self.stage.ids.user(self.handler) }]);
        self.wait(60, 900);
        let outcome = if to == Kind::Enquiry { Outcome::Explained } else { Outcome::PartlyAdopted };
        let basis = self.say(&family.unfounded);
        self.scene.set("basis", basis.clone());
        let text =
            self.say(if self.person.english { &phrases.answer_other_en } else { &phrases.answer_other });
        let echo = self.answered(AnswerForm::Telephone, text);
        self.handles(vec![
            Command::Decide {
                at: self.at,
                outcome,
                liability: None,
                basis: Some(basis),
                reasons: None,
                remedies: vec![],
            },
            Command::Answer { echo },
            Command::Close,
        ]);
        false
    }

    /// The person takes it back.
    pub(super) fn withdrawn(&mut self) {
        self.wait(60, 3000);
        let phrases = self.stage.phrases();
        let reason = Some(self.say(&phrases.withdraw_reason));
        let (form, evidence) = match self.dice.chance(700) {
            true => (AnswerForm::Telephone, &phrases.evidence_call),
            false => (AnswerForm::Sms, &phrases.evidence_sms),
        };
        let evidence = Some(Evidence::Words(self.say(evidence)));
        let received_at = later(self.at, -SignedDuration::from_secs(self.dice.between(20, 120)));
        let confirmed_at = self.at;
        self.handles(vec![Command::Withdraw { received_at, form, confirmed_at, reason, evidence }]);
        self.send_feedback();
    }
}
