//! A complaint from receipt to answer.

use domain::matter::{Channel, Command, ContactForm, Kind, MajorGround, PartyRole, Relation, ReportTo};
use domain::organisation::Role;

use super::ending::Verdict;
use super::period::Period;
use super::{Arrival, Halt, begin, pick_family};
use crate::bank::Part;
use crate::code::{Set, code};
use crate::dice::Dice;
use crate::plan::{Action, What};
use crate::script::{Script, Stage};
use crate::season;
use crate::texts::{Family, Home, Season, Trait};

/// How complaints reach the bank, of a thousand.
const CHANNELS: [(Channel, u32); 10] = [
    (Channel::Hotline, 440),
    (Channel::Online, 130),
    (Channel::Portal, 120),
    (Channel::Counter, 120),
    (Channel::Letter, 25),
    (Channel::Visit, 20),
    (Channel::Nfra, 75),
    (Channel::Pbc, 45),
    (Channel::Media, 12),
    (Channel::Other, 13),
];

/// The ways of those who write in English.
const CHANNELS_ENGLISH: [(Channel, u32); 4] =
    [(Channel::Online, 40), (Channel::Portal, 35), (Channel::Hotline, 15), (Channel::Letter, 10)];

/// How a complaint ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    FirstCall,
    Declined,
    Withdrawn,
    Rekinded,
    Unreachable,
    Decided,
}

const WAYS: [(Way, u32); 5] = [
    (Way::Declined, 22),
    (Way::Withdrawn, 32),
    (Way::Rekinded, 14),
    (Way::Unreachable, 20),
    (Way::Decided, 912),
];

pub(super) fn complain(stage: Stage<'_>, mut dice: Dice, arrival: &Arrival) -> Vec<Action> {
    let english = arrival.halt.is_none() && dice.chance(52);
    let Some(family) = choose(stage, &mut dice, arrival, english) else { return Vec::new() };
    let mut script = begin(stage, dice, arrival, family, english);
    run(&mut script, family, arrival);
    script.actions
}

/// The business by its share, then a family of it; in the epidemic spring and while an application fails often one that only
/// then is told.
fn choose<'w>(stage: Stage<'w>, dice: &mut Dice, arrival: &Arrival, english: bool) -> Option<&'w Family> {
    let texts = &stage.world.texts;
    let epidemic = season::is_epidemic(arrival.day) && arrival.halt.is_none() && !english && dice.chance(320);
    let outage = season::is_outage(arrival.day, stage.world.end)
        && arrival.halt.is_none()
        && !english
        && dice.chance(600);
    let share = dice.weighted(texts.shares.iter().map(|share| (share, share.weight)))?;
    let of_share = |family: &&Family| family.business.starts_with(&share.business);
    if english {
        let fitting = pick_family(dice, texts.english.iter().filter(of_share), arrival.day);
        return fitting.or_else(|| pick_family(dice, texts.english.iter(), arrival.day));
    }
    let told = |family: &&Family| match arrival.halt {
        Some(Halt::MajorAsked) => family.season == Season::Any && family.traits.contains(&Trait::Joint),
        Some(Halt::Transferred) => {
            of_share(family)
                && family.season != Season::Outage
                && !matches!(family.home, Home::Branch | Home::Head)
        }
        _ if outage => family.season == Season::Outage,
        _ if epidemic => family.season == Season::Epidemic,
        _ => !matches!(family.season, Season::Epidemic | Season::Outage) && of_share(family),
    };
    let fitting = pick_family(dice, texts.complaints.iter().filter(told), arrival.day);
    // A staged case of a business that has no such family takes one of another.
    let centre =
        |family: &&Family| !matches!(family.home, Home::Branch | Home::Head) && family.season == Season::Any;
    fitting.or_else(|| pick_family(dice, texts.complaints.iter().filter(centre), arrival.day))
}

fn channel(script: &mut Script<'_>) -> Channel {
    let weights = if script.person.english { CHANNELS_ENGLISH.as_slice() } else { CHANNELS.as_slice() };
    match script.halt {
        Some(Halt::FeedbackOwed) if script.dice.chance(500) => Channel::Nfra,
        Some(Halt::FeedbackOwed) => Channel::Pbc,
        Some(Halt::MajorAsked) => Channel::Visit,
        Some(Halt::Transferred) => Channel::Counter,
        Some(_) if script.dice.chance(800) => Channel::Hotline,
        _ => {
            let picked = script.dice.weighted(weights.iter().map(|(channel, weight)| (channel, *weight)));
            picked.copied().unwrap_or(Channel::Hotline)
        }
    }
}

fn way(script: &mut Script<'_>, family: &Family, channel: Channel) -> Way {
    match script.halt {
        Some(Halt::DeclineAsked) => return Way::Declined,
        Some(Halt::RekindAsked) => return Way::Rekinded,
        Some(Halt::Unreachable) => return Way::Unreachable,
        Some(_) => return Way::Decided,
        None => {}
    }
    if channel == Channel::Hotline && family.traits.is_empty() && script.dice.chance(250) {
        return Way::FirstCall;
    }
    let way = script.dice.weighted(WAYS.iter().map(|(way, weight)| (way, *weight))).copied();
    match way {
        Some(Way::Declined | Way::Rekinded) if channel.owes_report() => Way::Decided,
        other => other.unwrap_or(Way::Decided),
    }
}

fn run(script: &mut Script<'_>, family: &Family, arrival: &Arrival) {
    let channel = channel(script);
    script.arrive(arrival, channel);
    let way = way(script, family, channel);
    if way == Way::FirstCall {
        let remote = script.stage.world.house.unit(Part::Remote, &mut script.dice);
        script.settle_at(remote);
        let submission = script.told(Kind::Complaint, channel, family);
        let actor = script.staff(script.handler);
        script.submits(actor, submission);
        return script.first_call(family);
    }
    let joint =
        family.traits.contains(&Trait::Joint) && (script.halts(Halt::MajorAsked) || script.dice.chance(35));
    let channel = if joint { Channel::Visit } else { channel };
    let way = if joint { Way::Decided } else { way };
    let centre = script.unit;
    let moved = way == Way::Decided
        && !joint
        && !matches!(family.home, Home::Branch | Home::Head)
        && (script.halts(Halt::Transferred) || (channel == Channel::Counter && script.dice.chance(600)));
    if moved {
        let branch = script.stage.world.house.unit(Part::Branch, &mut script.dice);
        script.settle_at(branch);
    }
    let mut submission = script.told(Kind::Complaint, channel, family);
    if joint {
        let persons = u32::try_from(script.dice.between(21, 32)).unwrap_or(25);
        submission.complainants = persons;
        submission.in_person = true;
        submission.agent = Some(script.agent(PartyRole::Representative));
        script.scene.set("persons", persons.to_string());
        let aside = script.say(&script.stage.phrases().joint_aside);
        submission.narrative = submission.narrative.map(|narrative| narrative + &aside);
    } else if family.traits.contains(&Trait::Heir) {
        submission.agent = Some(script.agent(PartyRole::Heir));
    } else if !script.person.english && script.dice.chance(40) {
        submission.agent = Some(script.agent(PartyRole::Agent));
        let opening = script.say(&script.stage.phrases().agent_opening);
        submission.narrative = submission.narrative.map(|narrative| opening + &narrative);
    }
    let actor = script.entered_by(channel);
    script.submits(actor, submission);
    if joint {
        // The domain proposes it as major with the receipt.
        script.next_request();
    }
    if script.halts(Halt::Received) {
        return;
    }
    if joint && !confirm_major(script) {
        return;
    }
    match way {
        Way::Declined if !script.declined() => return,
        Way::Rekinded if !script.rekinded(family) => return,
        _ => {}
    }
    if !take_up(script, family, centre, moved) {
        return;
    }
    link_similar(script, family, arrival);
    if way == Way::Withdrawn {
        return script.withdrawn();
    }
    let urgent = raise(script, family, channel, joint);
    let period =
        if way == Way::Decided { Period::choose(script, urgent, channel, arrival) } else { Period::Plain };
    period.plan(script, urgent, arrival);
    if channel.owes_report() {
        script.wait(30, 400);
        let to = if channel == Channel::Media { ReportTo::Superior } else { ReportTo::Regulator };
        let at = script.at;
        script.handles(vec![Command::Report { to, at }]);
    }
    let reached = first_contact(script, family, way == Way::Unreachable);
    let Some(paid) = period.pass(script, family) else { return };
    let verdict = if reached { Verdict::choose(&mut script.dice, paid) } else { Verdict::Wrong };
    script.finish(family, verdict, reached, channel);
}

/// Twenty or more in person: a second person confirms that it is major, and it is reported.
fn confirm_major(script: &mut Script<'_>) -> bool {
    if script.halts(Halt::MajorAsked) {
        return false;
    }
    script.wait(20, 120);
    let Some(approver) = script.approver() else { return true };
    let at = script.at;
    script.does(
        approver,
        vec![
            Command::Approve { request: 1 },
            Command::Report { to: ReportTo::Superior, at },
            Command::Report { to: ReportTo::Regulator, at },
        ],
    );
    true
}

/// Accepts and assigns; what a branch took in for a centre goes there first. Says whether the story goes on.
fn take_up(script: &mut Script<'_>, family: &Family, centre: crate::bank::Unit, moved: bool) -> bool {
    script.wait(15, 260);
    if moved {
        let reason = script.say(&script.stage.phrases().transfer_reason);
        let to = script.stage.ids.institution(centre);
        script.handles(vec![Command::Accept, Command::Transfer { to, reason }]);
        if script.halts(Halt::Transferred) {
            return false;
        }
        script.settle_at(centre);
        script.wait(20, 200);
    }
    let mut commands = if moved { Vec::new() } else { vec![Command::Accept] };
    if family.traits.contains(&Trait::Staff) && script.dice.chance(200) {
        let others = script.stage.world.house.nearest(script.unit, Role::Handler);
        // With two handlers the other one is kept out; with one nobody would be left.
        let named = others.iter().copied().find(|member| *member != script.handler);
        if let Some(named) = named {
            script.recused.push(named);
            let reason = script.say(&script.stage.phrases().recuse_reason);
            let user = script.stage.ids.user(named);
            commands.push(Command::Recuse { user, reason, approves: false });
        }
    }
    commands.push(Command::Assign { handler: script.stage.ids.user(script.handler) });
    script.handles(commands);
    !script.halts(Halt::Accepted)
}

/// Links what another person suffered of the same thing in the last weeks, as far as the unit sees it: linked, never
/// merged.
fn link_similar(script: &mut Script<'_>, family: &Family, arrival: &Arrival) {
    if !family.traits.contains(&Trait::Joint) || arrival.halt.is_some() {
        return;
    }
    let submitted = script.actions.first().map_or(script.at, |action| action.at);
    let before =
        script.stage.recent.borrow_mut().insert((family.id.clone(), script.unit), (script.key, submitted));
    let Some((other, at)) = before else { return };
    let days_apart = script.at.duration_since(at).as_hours() / 24;
    if at < submitted && days_apart < 20 {
        script.moment(2, 9);
        let actor = script.staff(script.handler);
        let case = script.key;
        script.push(actor, What::Link { case, other, relation: Relation::Related });
    }
}

/// Puts what cannot wait into the urgent lane.
fn raise(script: &mut Script<'_>, family: &Family, channel: Channel, joint: bool) -> bool {
    let phrases = script.stage.phrases();
    let (likely, templates, urgency, sensitivity) = match () {
        () if joint => (1000, &phrases.raise_joint, "URG-01", "SEN-05"),
        () if family.season == Season::Epidemic => (450, &phrases.raise_special, "URG-02", "SEN-07"),
        () if channel == Channel::Media => (1000, &phrases.raise_media, "URG-01", "SEN-02"),
        () if channel.owes_report() => (300, &phrases.raise_regulator, "URG-02", "SEN-01"),
        () if family.traits.contains(&Trait::Elderly) => (500, &phrases.raise_elderly, "URG-02", "SEN-07"),
        () => (0, &phrases.raise_special, "URG-03", "SEN-06"),
    };
    if !script.dice.chance(likely) {
        return false;
    }
    script.moment(3, 12);
    let reason = script.say(templates);
    let grade = if joint { "GRD-03" } else { "GRD-02" };
    script.handles(vec![Command::Raise {
        urgent: true,
        grade: code(Set::Grade, grade),
        urgency: code(Set::Urgency, urgency),
        sensitivity: code(Set::Sensitivity, sensitivity).into_iter().collect(),
        reason,
    }]);
    let ground = match family.season {
        Season::Epidemic if channel.owes_report() => {
            Some(MajorGround::Disaster).filter(|_| script.dice.chance(600))
        }
        _ if channel == Channel::Nfra => Some(MajorGround::Designated).filter(|_| script.dice.chance(100)),
        _ => None,
    };
    if let Some(ground) = ground.filter(|_| !joint) {
        let request = script.asks(Command::ProposeMajor { ground });
        script.wait(30, 240);
        if let Some(approver) = script.approver() {
            script.does(approver, vec![Command::Approve { request }]);
        }
    }
    true
}

/// The first contact. Says whether the person was reached in the end.
fn first_contact(script: &mut Script<'_>, family: &Family, unreachable: bool) -> bool {
    let phrases = script.stage.phrases();
    script.wait(20, 240);
    let missed = if unreachable { 3 } else { i64::from(script.dice.chance(150)) };
    for _ in 0..missed {
        let (at, note) = (script.at, Some(script.say(&phrases.contact_missed)));
        script.handles(vec![Command::Contact { at, form: ContactForm::Telephone, reached: false, note }]);
        script.wait(60, 400);
    }
    if unreachable {
        return false;
    }
    let templates =
        if family.season == Season::Epidemic { &phrases.contact_epidemic } else { &phrases.contact_reached };
    let (at, note) = (script.at, Some(script.say(templates)));
    let form = if script.dice.chance(880) { ContactForm::Telephone } else { ContactForm::Sms };
    script.handles(vec![Command::Contact { at, form, reached: true, note }]);
    true
}
