//! The script of one case: what is done when and by whom, written down in the order of time.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use domain::matter::{Channel, Command, Kind, Particular, Particulars, TaskKind};
use domain::organisation::Role;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::bank::{Member, Unit};
use crate::dice::Dice;
use crate::directory::Resolved;
use crate::hours::later;
use crate::life::Halt;
use crate::person::Person;
use crate::plan::{Action, CaseKey, Doer, SubmissionPlan, What};
use crate::scene::Scene;
use crate::texts::Phrases;
use crate::year::World;

/// By family of what many suffer together and by unit: the newest case and when it was submitted.
pub(crate) type Recent = BTreeMap<(String, Unit), (CaseKey, Timestamp)>;

/// What every script may read.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'w> {
    pub world: &'w World,
    pub ids: &'w Resolved,
    /// The last key given out.
    pub keys: &'w Cell<u64>,
    /// What many suffer together.
    pub recent: &'w RefCell<Recent>,
}

impl<'w> Stage<'w> {
    pub fn fresh_key(&self) -> CaseKey {
        self.keys.set(self.keys.get() + 1);
        CaseKey(self.keys.get())
    }

    pub fn phrases(&self) -> &'w Phrases {
        &self.world.texts.phrases
    }
}

/// The script of one case.
pub(crate) struct Script<'w> {
    pub stage: Stage<'w>,
    pub dice: Dice,
    pub key: CaseKey,
    pub person: Person,
    pub scene: Scene,
    /// Who is responsible.
    pub unit: Unit,
    pub handler: Member,
    /// Who is kept out.
    pub recused: Vec<Member>,
    /// When it was received.
    pub received: Timestamp,
    /// The time of the last step.
    pub at: Timestamp,
    /// When the answer is planned.
    pub answer_at: Timestamp,
    /// Where the story stops, so that the last day of the year finds the case there.
    pub halt: Option<Halt>,
    /// How many tasks, requests and sources it has so far: the domain numbers them in this order.
    tasks: u32,
    requests: u32,
    pub sources: u32,
    /// The positions of sources that are owed feedback.
    pub owed: Vec<u32>,
    /// Whether it is a superior's review.
    pub review: bool,
    pub actions: Vec<Action>,
}

impl<'w> Script<'w> {
    pub fn new(stage: Stage<'w>, dice: Dice, key: CaseKey, person: Person, scene: Scene, unit: Unit) -> Self {
        let mut script = Self {
            stage,
            dice,
            key,
            person,
            scene,
            unit,
            handler: Member(0),
            recused: Vec::new(),
            received: Timestamp::UNIX_EPOCH,
            at: Timestamp::UNIX_EPOCH,
            answer_at: Timestamp::UNIX_EPOCH,
            halt: None,
            tasks: 0,
            requests: 0,
            sources: 1,
            owed: Vec::new(),
            review: false,
            actions: Vec::new(),
        };
        script.settle_at(unit);
        script
    }

    /// Makes an institution responsible, with one of its handlers.
    pub fn settle_at(&mut self, unit: Unit) {
        let house = &self.stage.world.house;
        self.unit = unit;
        let name = house.institution(unit).name_zh.clone();
        self.scene.set("unit", name);
        let handler = house.one(unit, Role::Handler, &self.recused, &mut self.dice).unwrap_or(self.handler);
        self.give_to(handler);
    }

    /// Gives it to a handler.
    pub fn give_to(&mut self, handler: Member) {
        self.handler = handler;
        self.scene.set("handler", self.stage.world.house.name(handler));
    }

    /// The script of a case that comes out of this one: same person, same story, a key of its own.
    pub fn child(&mut self, unit: Unit) -> Script<'w> {
        let key = self.stage.fresh_key();
        let dice = Dice::new(self.stage.world.seed, key.0);
        let mut child = Script::new(self.stage, dice, key, self.person.clone(), self.scene.clone(), unit);
        child.received = self.at;
        child.at = self.at;
        child
    }

    /// Whether the story stops here.
    pub fn halts(&self, halt: Halt) -> bool {
        self.halt == Some(halt)
    }

    pub fn say(&mut self, templates: &[String]) -> String {
        self.scene.say(&mut self.dice, templates)
    }

    /// Lets office time pass: some minutes, and the night or the holiday if they end in it.
    pub fn wait(&mut self, minutes_min: i64, minutes_max: i64) {
        let minutes = self.dice.between(minutes_min, minutes_max);
        let target = later(self.at, SignedDuration::from_mins(minutes));
        self.at = self.stage.world.hours.open(target, &mut self.dice);
    }

    /// Lets a few minutes pass, whatever the hour.
    pub fn moment(&mut self, minutes_min: i64, minutes_max: i64) {
        let seconds = self.dice.between(minutes_min * 60, minutes_max * 60);
        self.at = later(self.at, SignedDuration::from_secs(seconds));
    }

    /// Goes to a share of the way from receipt to answer, in thousandths, but never back and never past the answer.
    pub fn share(&mut self, per_mille: i64) {
        let way = self.answer_at.duration_since(self.received).as_secs();
        let target = later(self.received, SignedDuration::from_secs(way * per_mille / 1000));
        let target = self.stage.world.hours.open(target, &mut self.dice);
        if target > self.at && target <= self.answer_at {
            self.at = target;
        } else {
            self.moment(4, 25);
        }
    }

    /// Goes to a moment, if it is still to come.
    pub fn until(&mut self, target: Timestamp) {
        if target > self.at {
            self.at = target;
        } else {
            self.moment(4, 25);
        }
    }

    /// Office time on the last working day up to so many days after the receipt.
    pub fn office_day(&mut self, days: i64) -> Timestamp {
        let hours = &self.stage.world.hours;
        let from = hours.date(self.received);
        let day = hours.working_day_until(from.saturating_add(days.days()), from.saturating_add(1.day()));
        hours.on(day, &mut self.dice)
    }

    /// Plans the answer so many days after the receipt: on a working day, and kept inside `limit` days where there is a
    /// working day inside.
    pub fn plan_answer(&mut self, days: i64, limit: i64) {
        let hours = &self.stage.world.hours;
        let from = hours.date(self.received);
        let latest = from.saturating_add(limit.days());
        let mut day = hours.working_day_from(from.saturating_add(days.max(1).days()));
        if day > latest {
            day = hours.working_day_until(latest, from);
        }
        self.answer_at = hours.on(day, &mut self.dice);
    }

    /// Something is done, now.
    pub fn push(&mut self, actor: Doer, what: What) {
        self.actions.push(Action { at: self.at, actor, what });
    }

    /// A member of staff takes steps on this case.
    pub fn does(&mut self, member: Member, commands: Vec<Command<String>>) {
        let actor = self.staff(member);
        let case = self.key;
        self.push(actor, What::Act { case, commands });
    }

    /// The handler takes steps on this case.
    pub fn handles(&mut self, commands: Vec<Command<String>>) {
        self.does(self.handler, commands);
    }

    /// The handler asks a second person; gives the request's number.
    pub fn asks(&mut self, command: Command<String>) -> u32 {
        self.handles(vec![command]);
        self.next_request()
    }

    /// The number the domain gives to the request that was just asked for.
    pub fn next_request(&mut self) -> u32 {
        self.requests += 1;
        self.requests
    }

    /// The handler opens a task; gives its number.
    pub fn opens(&mut self, command: Command<String>) -> u32 {
        self.handles(vec![command]);
        self.tasks += 1;
        self.tasks
    }

    /// The second person who may approve for the institution.
    pub fn approver(&mut self) -> Option<Member> {
        let but = [self.recused.as_slice(), &[self.handler]].concat();
        self.stage.world.house.one(self.unit, Role::Approver, &but, &mut self.dice)
    }

    /// The second person above the institution.
    pub fn superior_approver(&mut self) -> Option<Member> {
        let but = [self.recused.as_slice(), &[self.handler]].concat();
        self.stage.world.house.superior_approver(self.unit, &but, &mut self.dice)
    }

    pub fn staff(&self, member: Member) -> Doer {
        Doer::Staff(self.stage.world.house.login(member).to_owned())
    }

    /// The texts that go with a task.
    pub fn task_texts(&mut self, kind: TaskKind) -> (String, String, String) {
        match self.stage.world.texts.tasks.get(&kind) {
            Some(texts) => (self.say(&texts.details), self.say(&texts.done), self.say(&texts.failed)),
            None => Default::default(),
        }
    }

    /// A submission of this story by this person, to be completed.
    pub fn submission(&mut self, kind: Kind, channel: Channel, subject: String) -> SubmissionPlan {
        let institution = self.stage.world.house.institution(self.unit);
        let person = self.person.plan(&mut self.dice, &institution.region.city);
        let mut particulars = Particulars::new();
        if self.person.english {
            particulars.insert(Particular::Language, "en".to_owned());
        }
        SubmissionPlan {
            key: self.key,
            kind,
            institution: institution.code.clone(),
            channel,
            external_number: None,
            received_at: None,
            forwarded_at: None,
            required_on: None,
            person,
            agent: None,
            subject,
            narrative: None,
            request: None,
            complainants: 1,
            in_person: false,
            origin: None,
            particulars,
            item_number: None,
        }
    }

    /// Submits; the receipt is what the submission says, else now.
    pub fn submits(&mut self, actor: Doer, submission: SubmissionPlan) {
        self.received = submission.received_at.unwrap_or(self.at);
        if submission.channel.is_transfer() {
            self.owed.push(0);
        }
        self.push(actor, What::Submit(Box::new(submission)));
    }
}
