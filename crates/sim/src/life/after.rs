//! What comes after the answer: feedback to sources, call-backs, reviews, reopening, and the same person again.

use domain::matter::{AnswerForm, Channel, CodingForm, Command, ContactForm, Kind, Relation};

use super::Halt;
use super::ending::Verdict;
use crate::plan::What;
use crate::script::Script;
use crate::texts::Family;

impl Script<'_> {
    /// All that follows a closed complaint.
    pub(super) fn afterwards(&mut self, family: &Family, verdict: Verdict) {
        self.send_feedback();
        if self.halts(Halt::Reopened) {
            return self.reopened(family);
        }
        let reviewable = self.stage.world.house.superior(self.unit).is_some();
        if reviewable
            && (self.halts(Halt::UnderReview) || (verdict == Verdict::Wrong && self.dice.chance(70)))
        {
            return self.reviewed(family);
        }
        if self.halt.is_some() {
            return;
        }
        if self.dice.chance(560) {
            self.call_back(verdict);
        }
        match self.dice.below(1000) {
            0..9 => self.reopened(family),
            9..36 => self.comes_again(family),
            36..42 => self.split(family),
            _ => {}
        }
    }

    /// Sends what the sources are owed. Sometimes one sends it back.
    pub(super) fn send_feedback(&mut self) {
        let phrases = self.stage.phrases();
        for source in std::mem::take(&mut self.owed) {
            self.wait(30, 700);
            let text = Some(self.say(&phrases.feedback));
            let form = AnswerForm::Email;
            self.handles(vec![Command::SendFeedback { source, form, at: self.at, text }]);
            if self.dice.chance(80) {
                self.wait(500, 2000);
                let reason = Some(self.say(&phrases.feedback_returned));
                self.handles(vec![Command::FeedbackReturned { source, at: self.at, reason }]);
                self.wait(120, 1200);
                let text = Some(self.say(&phrases.feedback_again));
                self.handles(vec![Command::SendFeedback { source, form, at: self.at, text }]);
            }
        }
    }

    /// Calls back after some days and asks how it was.
    pub(super) fn call_back(&mut self, verdict: Verdict) {
        let phrases = self.stage.phrases();
        self.wait(1500, 7500);
        let reached = self.dice.chance(820);
        let weights = match verdict {
            Verdict::Right | Verdict::Settled => [2, 4, 14, 38, 42],
            Verdict::Partly => [6, 10, 28, 36, 20],
            Verdict::Wrong => [26, 24, 26, 16, 8],
        };
        let scale: [u8; 5] = [1, 2, 3, 4, 5];
        let satisfaction = self.dice.weighted(scale.iter().zip(weights)).copied().filter(|_| reached);
        let templates = match satisfaction {
            None => &phrases.callback_missed,
            Some(4..) => &phrases.callback_good,
            Some(_) => &phrases.callback_bad,
        };
        let note = Some(self.say(templates));
        self.handles(vec![Command::CallBack { at: self.at, reached, satisfaction, note }]);
    }

    /// New facts after the end: the case is opened again, decided again, answered again.
    fn reopened(&mut self, family: &Family) {
        let phrases = self.stage.phrases();
        if self.halts(Halt::Reopened) {
            self.wait(60, 400);
        } else {
            self.wait(2000, 12_000);
        }
        let reason = self.say(&phrases.reopen_reason);
        self.handles(vec![Command::Reopen { reason }]);
        if self.halts(Halt::Reopened) {
            return;
        }
        self.settle_anew(family, Verdict::Partly);
    }

    /// Contact, decision, answer, end: for what is already taken up and simple.
    fn settle_anew(&mut self, family: &Family, verdict: Verdict) {
        let phrases = self.stage.phrases();
        self.wait(60, 500);
        let (at, note) = (self.at, Some(self.say(&phrases.contact_explained)));
        self.handles(vec![Command::Contact { at, form: ContactForm::Telephone, reached: true, note }]);
        self.wait(400, 4000);
        let coding = self.coding(family, CodingForm::Full);
        let decision = self.decision(family, verdict);
        self.handles(vec![coding, decision]);
        self.wait(20, 300);
        let text =
            self.say(if self.person.english { &phrases.answer_other_en } else { &phrases.answer_other });
        let echo = self.answered(AnswerForm::Telephone, text);
        self.handles(vec![Command::Answer { echo }, Command::Close]);
    }

    /// A case of the same person with a short life of its own, entered by the handler: only who works on a case takes
    /// another from it.
    pub(super) fn own_case(
        &mut self,
        family: &Family,
        relation: Relation,
        subject: String,
        narrative: String,
        request: Option<String>,
    ) {
        let mut child = self.child(self.unit);
        let mut submission = child.submission(Kind::Complaint, Channel::Hotline, subject);
        submission.narrative = Some(narrative);
        submission.request = request;
        submission.origin = Some((self.key, relation));
        child.scene.set("subject", submission.subject.clone());
        let actor = self.staff(self.handler);
        child.submits(actor, submission);
        child.wait(20, 240);
        child
            .handles(vec![Command::Accept, Command::Assign { handler: child.stage.ids.user(child.handler) }]);
        let verdict = Verdict::choose(&mut child.dice, false);
        child.settle_anew(family, verdict);
        self.actions.append(&mut child.actions);
    }

    /// Not content with the answer, the person comes again: a new, linked case.
    fn comes_again(&mut self, family: &Family) {
        let phrases = self.stage.phrases();
        self.wait(2000, 20_000);
        let subject = self.say(&family.subject);
        let narrative = self.say(&phrases.repeat_new_facts);
        let request = Some(self.say(&family.claim)).filter(|claim| !claim.is_empty());
        self.own_case(family, Relation::Repeat, subject, narrative, request);
    }

    /// A second matter hidden in the first becomes a case of its own.
    fn split(&mut self, family: &Family) {
        let phrases = self.stage.phrases();
        self.wait(200, 2000);
        let subject = self.say(&phrases.split_subject);
        let narrative = self.say(&phrases.split_story);
        self.own_case(family, Relation::Split, subject, narrative, None);
    }

    /// The superior institution looks at it again.
    fn reviewed(&mut self, family: &Family) {
        let phrases = self.stage.phrases();
        let Some(superior) = self.stage.world.house.superior(self.unit) else { return };
        if self.halts(Halt::UnderReview) {
            self.wait(100, 900);
        } else {
            self.wait(3000, 20_000);
        }
        // The application is in writing; a member of staff enters it.
        let actor = self.staff(self.handler);
        let grounds = self.say(&phrases.review_grounds);
        let mut child = self.child(superior);
        child.review = true;
        let (case, review) = (self.key, child.key);
        self.push(actor, What::Review { case, review, requested_at: self.at, grounds });
        if self.halts(Halt::UnderReview) {
            return;
        }
        child.wait(60, 600);
        child
            .handles(vec![Command::Accept, Command::Assign { handler: child.stage.ids.user(child.handler) }]);
        child.wait(500, 2500);
        let text = child.say(&phrases.note_investigation);
        child.handles(vec![Command::Note { text, investigation: true }]);
        child.wait(3000, 16_000);
        let verdict = if child.dice.chance(250) { Verdict::Partly } else { Verdict::Wrong };
        let basis =
            child.say(if verdict == Verdict::Wrong { &phrases.review_wrong } else { &phrases.review_right });
        let reasons = child.say(&phrases.review_reasons);
        let coding = child.coding(family, CodingForm::Full);
        child.scene.set("basis", basis.clone());
        let liability = match verdict {
            Verdict::Wrong => domain::matter::Liability::NotLiable,
            _ => domain::matter::Liability::PartlyLiable,
        };
        let decision = child.decided(verdict.outcome(), Some(liability), basis, reasons);
        child.handles(vec![coding, decision]);
        child.wait(30, 400);
        let text = child.say(&phrases.review_answer);
        let echo = child.answered(AnswerForm::Posted, text);
        child.handles(vec![Command::Answer { echo }, Command::Close]);
        self.until(child.at);
        self.actions.append(&mut child.actions);
        if verdict == Verdict::Partly {
            self.wait(30, 600);
            self.reopened(family);
        }
    }
}
