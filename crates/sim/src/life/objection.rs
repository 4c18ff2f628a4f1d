//! An objection to a credit report: marked, verified, corrected or found correct, answered in writing.

use domain::matter::{
    AnswerForm, Channel, Command, ContactForm, Kind, Outcome, Relation, TaskKind, VerificationResult,
};
use jiff::ToSpan;

use super::ending::Verdict;
use super::{Arrival, Halt, begin, pick_family};
use crate::dice::Dice;
use crate::plan::Action;
use crate::script::{Script, Stage};
use crate::texts::Family;

const CHANNELS: [(Channel, u32); 4] =
    [(Channel::CreditCentre, 450), (Channel::Counter, 400), (Channel::Hotline, 90), (Channel::Letter, 60)];

/// The answer is due so many days after the receipt (Credit Reporting Regulation, art. 25).
const DUE_DAYS: i64 = 20;

pub(super) fn object(stage: Stage<'_>, mut dice: Dice, arrival: &Arrival) -> Vec<Action> {
    let Some(family) = pick_family(&mut dice, stage.world.texts.objections.iter(), arrival.day) else {
        return Vec::new();
    };
    let mut script = begin(stage, dice, arrival, family, false);
    run(&mut script, family, arrival);
    script.actions
}

fn run(script: &mut Script<'_>, family: &Family, arrival: &Arrival) {
    let picked = script.dice.weighted(CHANNELS.iter().map(|(channel, weight)| (channel, *weight)));
    let channel = picked.copied().unwrap_or(Channel::Counter);
    script.arrive(arrival, channel);
    let mut submission = script.told(Kind::Objection, channel, family);
    submission.item_number = submission.external_number.clone();
    let centre_date = submission.required_on;
    let actor = script.entered_by(channel);
    script.submits(actor, submission);
    script.wait(20, 240);
    script.handles(vec![Command::Accept, Command::Assign { handler: script.stage.ids.user(script.handler) }]);
    script.moment(4, 30);
    let mut commands = vec![Command::Mark { at: script.at }];
    commands.extend(centre_date.map(|due_on| Command::SetCentreDate { due_on }));
    script.handles(commands);
    if script.halts(Halt::Marked) {
        return;
    }
    plan(script, channel, arrival);
    script.share(200);
    let (at, note) = (script.at, Some(script.say(&script.stage.phrases().contact_reached)));
    script.handles(vec![Command::Contact { at, form: ContactForm::Telephone, reached: true, note }]);
    let result = script.dice.pick(&family.result).copied().unwrap_or(VerificationResult::Correct);
    let noted = result == VerificationResult::Correct && script.dice.chance(120);
    verify(script, family, result, channel);
    if script.halts(Halt::Verifying) {
        return;
    }
    let outcome = settle(script, result, noted);
    script.until(script.answer_at);
    answer(script, family, outcome);
    script.send_feedback();
    if script.dice.chance(300) {
        let verdict = if outcome == Outcome::Corrected { Verdict::Right } else { Verdict::Wrong };
        script.call_back(verdict);
    }
    if outcome == Outcome::Corrected && script.dice.chance(110) {
        claims_redress(script);
    }
}

fn plan(script: &mut Script<'_>, channel: Channel, arrival: &Arrival) {
    if arrival.halt.is_some() {
        let age = i64::from((script.stage.world.end - arrival.day).get_days()).max(1);
        return script.plan_answer(age, age);
    }
    // The credit centre's own date comes after ten days.
    let longest = if channel == Channel::CreditCentre { 9 } else { 17 };
    let late = script.dice.chance(25);
    let days = if late { script.dice.between(21, 26) } else { script.dice.between(4, longest) };
    script.plan_answer(days, if late { 60 } else { DUE_DAYS - 1 });
}

/// Verifies; what came from the credit centre is looked at there, and sometimes has to be verified again.
fn verify(script: &mut Script<'_>, family: &Family, result: VerificationResult, channel: Channel) {
    let phrases = script.stage.phrases();
    script.share(500);
    let note = Some(script.say(&family.found));
    script.handles(vec![Command::Verify { result, note: note.clone() }]);
    if channel != Channel::CreditCentre || script.halts(Halt::Verifying) {
        return;
    }
    script.share(600);
    if script.dice.chance(90) {
        let opinion = Some(script.say(&phrases.centre_returned));
        script.handles(vec![Command::CentreAnswer { passed: false, opinion }]);
        script.share(660);
        script.handles(vec![Command::Verify { result, note }]);
        script.share(720);
    }
    let opinion = Some(script.say(&phrases.centre_opinion));
    script.handles(vec![Command::CentreAnswer { passed: true, opinion }]);
}

/// Corrects, removes the mark, or records what cannot be settled.
fn settle(script: &mut Script<'_>, result: VerificationResult, noted: bool) -> Outcome {
    script.share(760);
    if noted {
        let text = script.say(&script.stage.phrases().statement);
        script.handles(vec![Command::RecordStatement { text }]);
        return Outcome::Noted;
    }
    if !result.needs_correction() {
        script.handles(vec![Command::RemoveMark { at: script.at }]);
        return Outcome::FoundCorrect;
    }
    if script.dice.chance(500) {
        let (details, done, _) = script.task_texts(TaskKind::CreditCorrection);
        let due_on = Some(script.stage.world.hours.date(script.at).saturating_add(3.days()));
        let task = script.opens(Command::OpenTask {
            kind: TaskKind::CreditCorrection,
            unit: script.stage.ids.institution(script.unit),
            owner: None,
            due_on,
            due_time: None,
            until: None,
            amount_cents: None,
            details: Some(details),
        });
        script.share(850);
        let outcome = domain::matter::TaskOutcome::Done;
        script.handles(vec![Command::FinishTask { task, outcome, note: Some(done), proof: None }]);
    }
    script.share(900);
    script
        .handles(vec![Command::CorrectInformation { at: script.at }, Command::RemoveMark { at: script.at }]);
    Outcome::Corrected
}

fn answer(script: &mut Script<'_>, family: &Family, outcome: Outcome) {
    let basis = script.say(&family.found);
    script.scene.set("basis", basis.clone());
    let text = script.say(&script.stage.phrases().answer_other);
    let form = if script.dice.chance(600) { AnswerForm::Posted } else { AnswerForm::Email };
    let echo = script.answered(form, text);
    script.handles(vec![
        Command::Decide {
            at: script.at,
            outcome,
            liability: None,
            basis: Some(basis),
            reasons: None,
            remedies: vec![],
        },
        Command::Answer { echo },
        Command::Close,
    ]);
}

/// A claim for redress is a complaint of its own.
fn claims_redress(script: &mut Script<'_>) {
    let Some(family) = script.dice.pick(&script.stage.world.texts.redress) else { return };
    script.wait(300, 4000);
    let subject = script.say(&family.subject);
    let narrative = script.say(&family.story);
    let request = Some(script.say(&family.claim));
    script.own_case(family, Relation::Redress, subject, narrative, request);
}
