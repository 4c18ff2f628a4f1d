//! The investigation: notes, other units' help, material, and whoever else comes with the same matter.

use domain::matter::{Channel, Command, Evidence, Kind, NewSource, ReportTo, TaskKind, TaskOutcome};
use domain::organisation::Role;
use jiff::{SignedDuration, ToSpan};

use super::Halt;
use crate::bank::{Part, Unit};
use crate::hours::later;
use crate::plan::What;
use crate::script::Script;
use crate::texts::Family;

/// A task that another unit has to finish.
struct Open {
    task: u32,
    unit: Unit,
    kind: TaskKind,
    done: String,
    failed: String,
}

impl Script<'_> {
    /// Investigates between two shares of the way, in thousandths. Gives whether money was paid; none where the story
    /// stops.
    pub(super) fn investigate(&mut self, family: &Family, from: i64, to: i64) -> Option<bool> {
        let phrases = self.stage.phrases();
        let tenth = |tenths: i64| from + (to - from) * tenths / 10;
        self.share(tenth(0));
        let text = self.say(&phrases.note_investigation);
        self.handles(vec![Command::Note { text, investigation: true }]);
        if self.halts(Halt::Investigating) {
            return None;
        }
        let material = self.halts(Halt::MaterialAsked) || (self.halt.is_none() && self.dice.chance(110));
        if material {
            self.share(tenth(1));
            let what = self.say(&phrases.material_ask);
            self.handles(vec![Command::AskMaterial { what }]);
            if self.halts(Halt::MaterialAsked) {
                return None;
            }
        }
        let mut open = Vec::new();
        let mut paid = false;
        for kind in self.kinds_of_help(family) {
            self.share(tenth(2));
            let opened = self.open(kind)?;
            paid |= kind.pays() && opened.is_some();
            open.extend(opened);
        }
        if self.halts(Halt::HelpAsked) {
            return None;
        }
        if self.halt.is_none() {
            self.others_join(tenth(4));
        }
        for task in open {
            self.share(tenth(6));
            self.finish_task(task);
        }
        if material {
            self.share(tenth(8));
            let text = self.say(&phrases.material_received);
            self.handles(vec![Command::ReceiveMaterial { text }]);
        }
        if self.dice.chance(420) {
            self.share(tenth(9));
            let text = self.say(&phrases.note_aside);
            let investigation = self.dice.chance(500);
            self.handles(vec![Command::Note { text, investigation }]);
        }
        Some(paid)
    }

    fn kinds_of_help(&mut self, family: &Family) -> Vec<TaskKind> {
        match self.halt {
            Some(Halt::PaymentAsked) => return vec![TaskKind::Waiver],
            Some(Halt::HelpAsked) => {
                return vec![
                    family.tasks.first().copied().filter(|kind| !kind.pays()).unwrap_or(TaskKind::Help),
                ];
            }
            _ => {}
        }
        let mut kinds: Vec<TaskKind> =
            family.tasks.iter().copied().filter(|_| self.dice.chance(380)).collect();
        kinds.truncate(2);
        kinds
    }

    /// Asks another unit. The outer none stops the story; the inner one says that the money was refused.
    fn open(&mut self, kind: TaskKind) -> Option<Option<Open>> {
        let part = match kind {
            TaskKind::FetchRecording => Some(Part::Remote),
            TaskKind::HoldCollection | TaskKind::CollectorExplanation => Some(Part::Collection),
            TaskKind::Help => Some(Part::Branch),
            _ => None,
        };
        let house = &self.stage.world.house;
        let unit = part.map_or(self.unit, |part| house.unit(part, &mut self.dice));
        let today = self.stage.world.hours.date(self.at);
        // Whole yuan, from a fair share of what is at stake; above 2,000 the superior decides.
        let yuan = (self.scene.cents / 100 * self.dice.between(3, 10) / 10).clamp(20, 5000);
        let amount_cents = kind.pays().then_some(yuan * 100);
        self.scene.set("refund", crate::numbers::yuan(yuan * 100));
        let until = today.saturating_add(self.dice.between(20, 60).days());
        self.scene.set("until", format!("{}月{}日", until.month(), until.day()));
        let (details, done, failed) = self.task_texts(kind);
        let due = today.saturating_add(self.dice.between(2, 5).days());
        let task = self.opens(Command::OpenTask {
            kind,
            unit: self.stage.ids.institution(unit),
            owner: None,
            due_on: Some(due),
            due_time: None,
            until: (kind == TaskKind::HoldCollection).then_some(until),
            amount_cents,
            details: Some(details),
        });
        let open = Open { task, unit, kind, done, failed };
        if !kind.pays() {
            return Some(Some(open));
        }
        let request = self.next_request();
        if self.halts(Halt::PaymentAsked) {
            return None;
        }
        self.moment(25, 150);
        // The limit that ships: 2,000 CNY.
        let approver = if yuan > 2000 { self.superior_approver() } else { self.approver() };
        let approver = approver?;
        if self.dice.chance(900) {
            self.does(approver, vec![Command::Approve { request }]);
            return Some(Some(open));
        }
        let reason = self.say(&self.stage.phrases().payment_refused);
        self.does(approver, vec![Command::Refuse { request, reason }]);
        Some(None)
    }

    fn finish_task(&mut self, open: Open) {
        let house = &self.stage.world.house;
        let Some(member) = house.one(open.unit, Role::Handler, &self.recused, &mut self.dice) else { return };
        let possible = open.kind.pays() || self.dice.chance(930);
        let proof = open.kind.pays().then(|| Evidence::Words(self.say(&self.stage.phrases().payment_proof)));
        let (outcome, note) = match possible {
            true => (TaskOutcome::Done, open.done),
            false => (TaskOutcome::NotPossible, open.failed),
        };
        self.does(member, vec![Command::FinishTask { task: open.task, outcome, note: Some(note), proof }]);
    }

    /// The same person again, by another way or through a regulator; or another handler.
    fn others_join(&mut self, per_mille: i64) {
        let phrases = self.stage.phrases();
        let drawn = self.dice.below(1000);
        match drawn {
            0..40 => {
                self.share(per_mille);
                let new_facts = self.dice.chance(200);
                let templates = if new_facts { &phrases.repeat_new_facts } else { &phrases.repeat_material };
                let material = Some(self.say(templates));
                let channel = if self.dice.chance(700) { Channel::Hotline } else { Channel::Online };
                let source = self.source(channel, None);
                self.handles(vec![Command::MergeRepeat { source, material, new_facts }]);
                self.sources += 1;
            }
            40..70 => self.merged_repeat(per_mille),
            70..85 => {
                self.share(per_mille);
                let today = self.stage.world.hours.date(self.at);
                let serial = self.dice.between(1, 99_999);
                let number =
                    format!("12378-{:04}{:02}{:02}-{serial:05}", today.year(), today.month(), today.day());
                let mut source = self.source(Channel::Nfra, Some(number));
                source.required_on = Some(today.saturating_add(self.dice.between(10, 15).days()));
                let at = self.at;
                self.handles(vec![
                    Command::AddSource { source },
                    Command::Report { to: ReportTo::Regulator, at },
                ]);
                self.owed.push(self.sources);
                self.sources += 1;
            }
            85..120 => {
                let house = &self.stage.world.house;
                let but = [self.recused.as_slice(), &[self.handler]].concat();
                let Some(next) = house.one(self.unit, Role::Handler, &but, &mut self.dice) else { return };
                self.share(per_mille);
                self.handles(vec![Command::Assign { handler: self.stage.ids.user(next) }]);
                self.give_to(next);
            }
            _ => {}
        }
    }

    /// The person comes again by another way, is entered as a new case, and somebody notices.
    fn merged_repeat(&mut self, per_mille: i64) {
        self.share(per_mille);
        let mut child = self.child(self.unit);
        let phrases = child.stage.phrases();
        let subject = child.say(&phrases.repeat_subject);
        let mut submission = child.submission(Kind::Complaint, Channel::Hotline, subject);
        submission.narrative = Some(child.say(&phrases.repeat_material));
        let actor = child.entered_by(Channel::Hotline);
        child.submits(actor, submission);
        let (one, other) = (self.key, child.key);
        self.actions.append(&mut child.actions);
        self.moment(10, 60);
        let actor = self.staff(self.handler);
        self.push(actor, What::Merge { one, other });
        self.sources += child.sources;
    }

    fn source(&mut self, channel: Channel, external_number: Option<String>) -> NewSource {
        NewSource {
            channel,
            external_number,
            received_at: later(self.at, -SignedDuration::from_secs(self.dice.between(10, 180))),
            forwarded_at: None,
            required_on: None,
            feedback_owed: None,
        }
    }
}
