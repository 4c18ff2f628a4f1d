//! An enquiry, mostly answered at once; now and then it claims a right and becomes a complaint.

use domain::matter::{AnswerForm, Channel, Command, ContactForm, Kind, Outcome};
use jiff::SignedDuration;

use super::ending::Verdict;
use super::{Arrival, begin, pick_family};
use crate::bank::Part;
use crate::dice::Dice;
use crate::hours::later;
use crate::plan::Action;
use crate::script::{Script, Stage};
use crate::season;
use crate::texts::{Family, Season};

const CHANNELS: [(Channel, u32); 4] =
    [(Channel::Hotline, 560), (Channel::Online, 190), (Channel::Portal, 150), (Channel::Counter, 100)];

pub(super) fn enquire(stage: Stage<'_>, mut dice: Dice, arrival: &Arrival) -> Vec<Action> {
    let families = &stage.world.texts.enquiries;
    let epidemic = season::is_epidemic(arrival.day) && dice.chance(400);
    let told = families.iter().filter(|family| !epidemic || family.season == Season::Epidemic);
    let Some(family) = pick_family(&mut dice, told, arrival.day) else { return Vec::new() };
    let mut script = begin(stage, dice, arrival, family, false);
    let picked = script.dice.weighted(CHANNELS.iter().map(|(channel, weight)| (channel, *weight)));
    let channel = picked.copied().unwrap_or(Channel::Hotline);
    script.arrive(arrival, channel);
    if channel == Channel::Hotline && script.dice.chance(760) {
        at_once(&mut script, family);
    } else {
        in_time(&mut script, family, channel);
    }
    script.actions
}

/// Answered by the one who took the call.
fn at_once(script: &mut Script<'_>, family: &Family) {
    let remote = script.stage.world.house.unit(Part::Remote, &mut script.dice);
    script.settle_at(remote);
    let mut submission = script.told(Kind::Enquiry, Channel::Hotline, family);
    submission.request = None;
    let actor = script.staff(script.handler);
    script.submits(actor, submission);
    script.moment(2, 9);
    explain(script, family, AnswerForm::Telephone, true);
}

fn in_time(script: &mut Script<'_>, family: &Family, channel: Channel) {
    let mut submission = script.told(Kind::Enquiry, channel, family);
    submission.request = None;
    let actor = script.entered_by(channel);
    script.submits(actor, submission);
    script.wait(20, 300);
    script.handles(vec![Command::Accept, Command::Assign { handler: script.stage.ids.user(script.handler) }]);
    if !family.claim.is_empty() && script.dice.chance(70) {
        return claims(script, family, channel);
    }
    if script.dice.chance(250) {
        script.wait(10, 200);
        let text = script.say(&script.stage.phrases().enquiry_note);
        script.handles(vec![Command::Note { text, investigation: false }]);
    }
    script.wait(30, 1500);
    let form = match channel {
        Channel::Portal => AnswerForm::Portal,
        Channel::Counter => AnswerForm::HandedOver,
        _ => AnswerForm::Telephone,
    };
    explain(script, family, form, false);
}

/// Decides, answers and closes in one go.
fn explain(script: &mut Script<'_>, family: &Family, form: AnswerForm, fresh: bool) {
    let text = script.say(&family.found);
    let echo = script.answered(form, text);
    let mut commands = Vec::new();
    if fresh {
        commands.push(Command::Accept);
        commands.push(Command::Assign { handler: script.stage.ids.user(script.handler) });
    }
    commands.push(Command::Decide {
        at: script.at,
        outcome: Outcome::Explained,
        liability: None,
        basis: None,
        reasons: None,
        remedies: vec![],
    });
    commands.push(Command::Answer { echo });
    commands.push(Command::Close);
    script.handles(commands);
}

/// The question turns out to be a claim: from that contact on it is a complaint.
fn claims(script: &mut Script<'_>, family: &Family, channel: Channel) {
    script.wait(30, 400);
    let text = script.say(&script.stage.phrases().enquiry_turns);
    let claim = script.say(&family.claim);
    let received_at = later(script.at, -SignedDuration::from_secs(script.dice.between(20, 100)));
    script.handles(vec![
        Command::Contact { at: received_at, form: ContactForm::Telephone, reached: true, note: Some(text) },
        Command::ClaimRight { received_at, claim },
    ]);
    script.received = received_at;
    let days = script.dice.between(2, 9);
    script.plan_answer(days, 14);
    let Some(paid) = script.investigate(family, 200, 860) else { return };
    let verdict = Verdict::choose(&mut script.dice, paid);
    script.finish(family, verdict, true, channel);
}
