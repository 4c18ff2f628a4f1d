//! How a matter comes in: at which hour, by which way, in whose hands.

use domain::matter::{Channel, Kind, Particular, PartyRole};
use domain::organisation::Role;
use jiff::{SignedDuration, ToSpan};

use super::Arrival;
use crate::bank::{Member, Part};
use crate::dice::Dice;
use crate::hours::later;
use crate::person::Person;
use crate::plan::{AgentPlan, Doer, SubmissionPlan};
use crate::script::Script;
use crate::season::{HOURS_OFFICE, HOURS_OPEN};
use crate::texts::{Family, Season};

/// Streams of chance of agents who act for pay.
const PAID_AGENTS: u64 = 1 << 62;
/// How many of them there are.
const PAID_COUNT: u64 = 2;
/// How many of a thousand who act for somebody do it for pay.
const PAID_PER_MILLE: u64 = 700;

impl Script<'_> {
    /// Moves to the hour of the day at which something of that channel comes in. What reaches an office comes in while
    /// it is open; the counter is open at weekends too.
    pub(super) fn arrive(&mut self, arrival: &Arrival, channel: Channel) {
        let from_home = matches!(channel, Channel::Hotline | Channel::Online | Channel::Portal);
        let weights = if from_home { HOURS_OPEN } else { HOURS_OFFICE };
        let hours: Vec<i8> = (0..24).collect();
        let hour = self.dice.weighted(hours.iter().zip(weights)).copied().unwrap_or(10);
        let (minute, second) = (self.dice.between(0, 59) as i8, self.dice.between(0, 59) as i8);
        self.at = self.stage.world.hours.moment(arrival.day.at(hour, minute, second, 0));
        if !from_home && channel != Channel::Counter {
            self.at = self.stage.world.hours.open(self.at, &mut self.dice);
        }
    }

    /// Who enters what comes by that channel.
    pub(super) fn entered_by(&mut self, channel: Channel) -> Doer {
        let house = &self.stage.world.house;
        let at_work = |part: Part, role: Role, script: &mut Self| {
            let unit = house.unit(part, &mut script.dice);
            script.dice.pick(&house.workers(unit, role)).copied()
        };
        let member: Option<Member> = match channel {
            Channel::Portal | Channel::Online => return Doer::Consumer,
            Channel::Hotline => at_work(Part::Remote, Role::Intake, self),
            Channel::Nfra if self.dice.chance(250) => self.desk(),
            Channel::Media => at_work(Part::Protection, Role::Officer, self),
            Channel::Counter => {
                let branch = house.branch_of(self.unit);
                house.one(branch, Role::Intake, &[], &mut self.dice)
            }
            _ => at_work(Part::Protection, Role::Intake, self),
        };
        self.staff(member.unwrap_or(self.handler))
    }

    /// Somebody at the regulator's desk.
    fn desk(&mut self) -> Option<Member> {
        let house = &self.stage.world.house;
        let head = house.unit(Part::Head, &mut self.dice);
        let desk = house.institution(head).supervised_by.first()?;
        let at_desk = house.bank.staff.iter().enumerate().filter(|(_, plan)| plan.institution == *desk);
        let members: Vec<Member> = at_desk.map(|(index, _)| Member(index)).collect();
        self.dice.pick(&members).copied()
    }

    /// A complete submission: story, claim, and what the channel adds.
    pub(super) fn told(&mut self, kind: Kind, channel: Channel, family: &Family) -> SubmissionPlan {
        let english = self.person.english;
        let variant = self.dice.below(family.story.len().max(family.subject.len()) as u64) as usize;
        let subject = self.scene.say_variant(variant, &family.subject);
        self.scene.set("subject", subject.clone());
        let mut submission = self.submission(kind, channel, subject);
        let mut story = self.scene.say_variant(variant, &family.story);
        if !english {
            story = self.embellish(kind, channel, family, &story);
        }
        submission.narrative = Some(story);
        submission.request =
            Some(self.scene.say_variant(variant, &family.claim)).filter(|claim| !claim.is_empty());
        self.add_source_facts(&mut submission);
        if kind == Kind::Complaint && self.scene.cents >= 100_000 && self.dice.chance(500) {
            let ten_thousands =
                format!("{}.{:02}", self.scene.cents / 1_000_000, self.scene.cents / 10_000 % 100);
            submission.particulars.insert(Particular::Amount, ten_thousands);
        }
        submission
    }

    fn embellish(&mut self, kind: Kind, channel: Channel, family: &Family, story: &str) -> String {
        let phrases = self.stage.phrases();
        let openings = match channel {
            Channel::Nfra => &phrases.opening_nfra,
            Channel::Pbc => &phrases.opening_pbc,
            _ if kind != Kind::Complaint => &phrases.opening_plain,
            Channel::Hotline => &phrases.opening_hotline,
            Channel::Online | Channel::Portal => &phrases.opening_online,
            Channel::Counter | Channel::Visit => &phrases.opening_counter,
            Channel::Media => &phrases.opening_media,
            _ => &phrases.opening_letter,
        };
        let mut told = self.say(openings);
        told.push_str(story);
        let asides = match (kind, family.season) {
            (Kind::Complaint, Season::Epidemic) => &phrases.aside_epidemic,
            (Kind::Complaint, _) => &phrases.aside,
            _ => &phrases.aside_plain,
        };
        if self.dice.chance(700) {
            told.push_str(&self.say(asides));
        }
        // People write their numbers into their stories; masking has to find them.
        if matches!(kind, Kind::Complaint | Kind::Objection | Kind::Enquiry) && self.dice.chance(380) {
            told.push_str(&self.say(&phrases.plant));
        }
        told
    }

    /// Number, dates and receipt of what another body passed on, and of what came by post.
    pub(super) fn add_source_facts(&mut self, submission: &mut SubmissionPlan) {
        let hours = &self.stage.world.hours;
        let today = hours.date(self.at);
        let serial = self.dice.between(1, 99_999);
        let dated = format!("{:04}{:02}{:02}", today.year(), today.month(), today.day());
        let (number, due_days) = match submission.channel {
            Channel::Nfra => (format!("12378-{dated}-{serial:05}"), Some(self.dice.between(10, 15))),
            Channel::Pbc => (format!("12363-{dated}-{serial:05}"), Some(self.dice.between(12, 15))),
            Channel::Petition => (format!("XFJ{dated}{serial:05}"), Some(self.dice.between(15, 30))),
            Channel::CreditCentre => (format!("ZXYY{dated}{serial:06}"), Some(10)),
            Channel::Media => (format!("YQ{dated}{:03}", serial % 1000), None),
            Channel::Letter => {
                let ago = SignedDuration::from_mins(self.dice.between(30, 600));
                submission.received_at = Some(later(self.at, -ago));
                return;
            }
            _ => return,
        };
        submission.external_number = Some(number);
        submission.required_on = due_days.map(|days| today.saturating_add(days.days()));
        if submission.channel != Channel::Media {
            let received_at = later(self.at, -SignedDuration::from_mins(self.dice.between(5, 50)));
            let on_the_way = SignedDuration::from_hours(self.dice.between(20, 110));
            submission.received_at = Some(received_at);
            submission.forwarded_at = Some(later(received_at, -on_the_way));
        }
    }

    /// Somebody who acts for the person.
    pub(super) fn agent(&mut self, role: PartyRole) -> AgentPlan {
        let fillers = &self.stage.world.texts.fillers;
        let year = i64::from(self.stage.world.hours.date(self.at).year());
        // Who acts for pay acts for several.
        let is_paid = role == PartyRole::Agent && self.dice.chance(PAID_PER_MILLE);
        let mut paid = Dice::new(self.stage.world.seed, PAID_AGENTS | self.dice.below(PAID_COUNT));
        let dice = if is_paid { &mut paid } else { &mut self.dice };
        let person = Person::new(dice, fillers, year, false, false);
        let phrases = self.stage.phrases();
        let document = match role {
            PartyRole::Agent => Some(self.say(&phrases.document_agent)),
            PartyRole::Heir => Some(self.say(&phrases.document_heir)),
            _ => None,
        };
        AgentPlan { role, person: person.plan_as(role), document }
    }
}
