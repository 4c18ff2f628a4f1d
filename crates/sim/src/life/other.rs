//! Suggestions, praise, tip-offs and petitions.

use domain::matter::{AnswerForm, Channel, Command, Kind, Outcome, ReportTo};

use super::{Arrival, begin, pick_family};
use crate::dice::Dice;
use crate::plan::Action;
use crate::script::{Script, Stage};
use crate::texts::Family;

/// Takes in a matter of a kind by one of some channels, accepts and assigns it.
fn take_in<'w>(
    stage: Stage<'w>,
    mut dice: Dice,
    arrival: &Arrival,
    (kind, families): (Kind, &'w [Family]),
    channels: &[Channel],
) -> Option<(Script<'w>, &'w Family)> {
    let family = pick_family(&mut dice, families.iter(), arrival.day)?;
    let mut script = begin(stage, dice, arrival, family, false);
    let channel = script.dice.pick(channels).copied().unwrap_or(Channel::Hotline);
    script.arrive(arrival, channel);
    let submission = script.told(kind, channel, family);
    let actor = script.entered_by(channel);
    script.submits(actor, submission);
    script.wait(30, 600);
    script.handles(vec![Command::Accept, Command::Assign { handler: script.stage.ids.user(script.handler) }]);
    Some((script, family))
}

/// Decides, answers and closes.
fn conclude(
    script: &mut Script<'_>,
    outcome: Outcome,
    basis: Option<String>,
    form: AnswerForm,
    text: String,
) {
    let echo = script.answered(form, text);
    script.handles(vec![
        Command::Decide { at: script.at, outcome, liability: None, basis, reasons: None, remedies: vec![] },
        Command::Answer { echo },
        Command::Close,
    ]);
}

pub(super) fn suggest(stage: Stage<'_>, dice: Dice, arrival: &Arrival) -> Vec<Action> {
    let families = (Kind::Suggestion, stage.world.texts.suggestions.as_slice());
    let channels = [Channel::Portal, Channel::Online, Channel::Hotline, Channel::Counter];
    let Some((mut script, family)) = take_in(stage, dice, arrival, families, &channels) else {
        return Vec::new();
    };
    script.wait(1000, 8000);
    let text = script.say(&stage.phrases().note_aside);
    script.handles(vec![Command::Note { text, investigation: false }]);
    script.wait(400, 5000);
    let outcomes = [Outcome::Adopted, Outcome::PartlyAdopted, Outcome::NotAdopted];
    let outcome =
        script.dice.weighted(outcomes.iter().zip([30, 40, 30])).copied().unwrap_or(Outcome::NotAdopted);
    let basis = script.say(if outcome == Outcome::NotAdopted { &family.unfounded } else { &family.found });
    script.scene.set("basis", basis.clone());
    let text = script.say(&stage.phrases().answer_other);
    let form = if script.dice.chance(500) { AnswerForm::Sms } else { AnswerForm::Telephone };
    conclude(&mut script, outcome, Some(basis), form, text);
    script.actions
}

pub(super) fn praise(stage: Stage<'_>, dice: Dice, arrival: &Arrival) -> Vec<Action> {
    let families = (Kind::Praise, stage.world.texts.praise.as_slice());
    let channels = [Channel::Hotline, Channel::Portal, Channel::Counter, Channel::Letter];
    let Some((mut script, family)) = take_in(stage, dice, arrival, families, &channels) else {
        return Vec::new();
    };
    script.wait(60, 3000);
    let basis = script.say(&family.found);
    let text = script.say(&stage.phrases().praise_answer);
    conclude(&mut script, Outcome::PassedOn, Some(basis), AnswerForm::Sms, text);
    script.actions
}

/// Refers it on to the body that is competent and tells the person.
fn refer_on(script: &mut Script<'_>) {
    let phrases = script.stage.phrases();
    let to = script.say(&phrases.refer_to);
    script.scene.set("body", to.clone());
    let text = script.say(&phrases.refer_answer);
    let form = if script.dice.chance(600) { AnswerForm::Telephone } else { AnswerForm::Posted };
    let echo = script.answered(form, text);
    script.handles(vec![Command::ReferOn { to, echo }]);
}

pub(super) fn tip_off(stage: Stage<'_>, dice: Dice, arrival: &Arrival) -> Vec<Action> {
    let families = (Kind::TipOff, stage.world.texts.tip_offs.as_slice());
    let channels = [Channel::Hotline, Channel::Letter, Channel::Portal, Channel::Other];
    let Some((mut script, family)) = take_in(stage, dice, arrival, families, &channels) else {
        return Vec::new();
    };
    script.wait(200, 2500);
    let text = script.say(&family.found);
    script.handles(vec![Command::Note { text, investigation: false }]);
    script.wait(60, 1500);
    refer_on(&mut script);
    script.actions
}

pub(super) fn petition(stage: Stage<'_>, dice: Dice, arrival: &Arrival) -> Vec<Action> {
    let families = (Kind::Petition, stage.world.texts.petitions.as_slice());
    let Some((mut script, family)) = take_in(stage, dice, arrival, families, &[Channel::Petition]) else {
        return Vec::new();
    };
    script.wait(60, 600);
    let text = script.say(&family.found);
    script.handles(vec![
        Command::Note { text, investigation: true },
        Command::Report { to: ReportTo::Superior, at: script.at },
    ]);
    script.wait(400, 4000);
    refer_on(&mut script);
    script.send_feedback();
    script.actions
}
