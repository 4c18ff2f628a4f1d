//! The parts of a case's page beside its trail: dates, persons, codes, sources, tasks, files, next steps.

use domain::clock::{Authority, Due, cite};
use domain::code::CodeRef;
use domain::matter::{Event, Evidence, Refusal, Status, Step, Task};
use jiff::civil::Date;
use office::CaseView;

use super::trail::Telling;
use crate::locale::Words;
use crate::reckoning;
use crate::staff::list::CaseLine;
use crate::staff::shown::{Clock, Stamp, code_path, institution_name, said, staff_name, yuan};

/// One date with its reasons.
pub(crate) struct ClockLine {
    /// What must be done.
    pub title: String,
    /// The time left.
    pub clock: Clock,
    /// Whether it orders the queue.
    pub governs: bool,
    /// The article.
    pub article: String,
    /// How it was counted, in sentences.
    pub explanation: String,
    /// The rolled date, where it is another.
    pub rolled: Option<Stamp>,
}

/// The dates that hold, the governing one first, then by date.
pub(crate) fn clocks(telling: &Telling<'_>, now: jiff::Timestamp) -> Vec<ClockLine> {
    let language = telling.words.language();
    let governing = telling.view.clocks.governing();
    let mut dues: Vec<&Due> =
        telling.view.clocks.dues.iter().filter(|due| due.applies() && !due.advisory).collect();
    dues.sort_by_key(|due| (Some(*due) != governing, !due.is_open(), due.ends_at()));
    dues.into_iter()
        .map(|due| ClockLine {
            title: due.title.in_language(language).to_owned(),
            clock: Clock::of_due(due, telling.book, now, telling.words),
            governs: Some(due) == governing,
            article: match due.authority {
                Authority::Law => cite(&due.article, language),
                Authority::Inner => telling.words.t("clock-inner"),
            },
            explanation: reckoning(due, telling.words),
            rolled: (due.due_rolled != due.due_natural).then(|| Stamp::day(due.due_rolled)),
        })
        .collect()
}

/// A person as their card shows them.
pub(crate) struct Person {
    /// What they are in the case.
    pub role: String,
    /// Label and value, masked or not.
    pub data: Vec<(String, String)>,
}

/// The persons, masked.
pub(crate) fn persons(view: &CaseView, words: &Words) -> Vec<Person> {
    let card = |card: &office::PersonCard| Person {
        role: words.t(&format!("party_role-{}", card.role)),
        data: card.data.iter().map(|(field, value)| (label(field, words), value.clone())).collect(),
    };
    view.persons.iter().map(card).collect()
}

/// The label of a datum of a person.
pub(crate) fn label(field: &str, words: &Words) -> String {
    words.t(&format!("person-{field}"))
}

/// One code.
pub(crate) struct CodeLine {
    /// What it classifies by.
    pub axis: String,
    /// Its path of names.
    pub path: String,
}

/// The codes of a case, with grade, urgency and sensitivity.
pub(crate) fn codes(telling: &Telling<'_>) -> Vec<CodeLine> {
    let case = &telling.view.case;
    let beside = case.grade.iter().chain(&case.urgency).chain(&case.sensitivity);
    let line = |code: &CodeRef| {
        let axis = telling.book.codes.axis_of(code).map(|axis| telling.words.t(&format!("axis-{axis}")));
        CodeLine { axis: axis.unwrap_or_default(), path: code_path(code, telling.book, telling.words) }
    };
    case.codes.iter().chain(beside).map(line).collect()
}

/// One source with its feedback.
pub(crate) struct SourceLine {
    /// The channel.
    pub channel: String,
    /// Its own number.
    pub number: String,
    /// When it was received here.
    pub received: Stamp,
    /// The date it asks for.
    pub required: Option<Stamp>,
    /// Owed, sent, returned, or not owed, in words.
    pub feedback: String,
}

/// The sources of a case.
pub(crate) fn sources(telling: &Telling<'_>) -> Vec<SourceLine> {
    let zone = &telling.book.zone;
    let line = |source: &office::SourceView| {
        let state = &source.state;
        let feedback = match (state.sent_at, state.returned_at) {
            (_, Some(at)) => telling.words.t1("feedback-returned", "at", Stamp::new(at, zone).shown),
            (Some(at), None) => telling.words.t1("feedback-sent", "at", Stamp::new(at, zone).shown),
            (None, None) if state.source.feedback_owed => telling.words.t("feedback-owed"),
            (None, None) => telling.words.t("feedback-not-owed"),
        };
        SourceLine {
            channel: telling.words.t(&format!("channel-{}", state.source.channel)),
            number: state.source.external_number.clone().unwrap_or_default(),
            received: Stamp::new(state.source.received_at, zone),
            required: state.source.required_on.map(Stamp::day),
            feedback: feedback.to_string(),
        }
    };
    telling.view.sources.iter().map(line).collect()
}

/// One task.
pub(crate) struct TaskLine {
    /// Its number within the case.
    pub number: u32,
    /// What.
    pub kind: String,
    /// Which unit, and who there.
    pub unit: String,
    /// By when, while it is open.
    pub due: Option<Clock>,
    /// By what time of that day.
    pub due_time: String,
    /// Hold collection until this day.
    pub until: Option<Stamp>,
    /// The amount, if money leaves the house.
    pub amount: String,
    /// How far, or with which outcome.
    pub status: String,
    /// What was asked and what was said about the outcome, masked.
    pub said: Vec<String>,
}

/// What the person was to be told and was not: what, and by which way.
pub(crate) fn untold(view: &CaseView, words: &Words) -> Vec<String> {
    let line = |state: &domain::matter::MessageState| {
        let told = words.t(&format!("message_kind-{}", state.kind));
        words.t2(
            "message-untold-line",
            "told",
            told,
            "form",
            words.t(&format!("contact_form-{}", state.form)),
        )
    };
    view.case.untold().map(|(_, state)| line(state)).collect()
}

/// The tasks of a case.
pub(crate) fn tasks(telling: &Telling<'_>, today: Date) -> Vec<TaskLine> {
    telling.view.case.tasks.iter().map(|(number, task)| task_line(telling, *number, task, today)).collect()
}

fn task_line(telling: &Telling<'_>, number: u32, task: &Task, today: Date) -> TaskLine {
    let words = telling.words;
    let unit = institution_name(telling.organisation, task.unit, words);
    let owner = task.owner.map(|owner| staff_name(telling.organisation, owner));
    let status = match task.outcome {
        Some(outcome) => words.t(&format!("task_outcome-{outcome}")),
        None => words.t(&format!("task_status-{}", task.status)),
    };
    let proof = match &task.proof {
        Some(Evidence::Words(text)) => Some(text),
        _ => None,
    };
    let texts = [task.details.as_ref(), task.note.as_ref(), proof];
    TaskLine {
        number,
        kind: words.t(&format!("task_kind-{}", task.kind)),
        unit: owner.map_or(unit.clone(), |owner| format!("{unit} {owner}")),
        due: task.due_on.filter(|_| task.outcome.is_none()).map(|day| Clock::of_day(day, today, words)),
        due_time: match (task.due_time, task.outcome) {
            (Some(time), None) => time.strftime("%H:%M").to_string(),
            _ => String::new(),
        },
        until: task.until.map(Stamp::day),
        amount: task.amount_cents.map(yuan).unwrap_or_default(),
        status: status.to_string(),
        said: texts
            .into_iter()
            .flatten()
            .map(|text| said(telling.view.texts.get(&text.text_id)))
            .filter(|text| !text.is_empty())
            .collect(),
    }
}

/// An attached file.
pub(crate) struct FileLine {
    /// Its identifier.
    pub blob: String,
    /// Its name, masked.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes, thousands parted.
    pub bytes: String,
}

/// The attachments of a case.
pub(crate) fn files(view: &CaseView) -> Vec<FileLine> {
    let attached = view.timeline.iter().filter_map(|entry| match &entry.event {
        Event::Attached { blob, name, media_type, bytes, .. } => Some(FileLine {
            blob: blob.to_string(),
            name: said(view.texts.get(&name.text_id)),
            media_type: media_type.clone(),
            bytes: crate::staff::shown::thousands(*bytes),
        }),
        _ => None,
    });
    attached.collect()
}

/// A step as a button.
pub(crate) struct StepLink {
    /// Where its form is.
    pub href: String,
    /// What the button says.
    pub label: String,
}

/// The group a step's button stands in: advance, contact, move, clock, end.
pub(crate) fn step_group(step: Step) -> &'static str {
    match step {
        Step::Accept
        | Step::Assign
        | Step::Code
        | Step::Mark
        | Step::Verify
        | Step::CentreAnswer
        | Step::CorrectInformation
        | Step::RemoveMark
        | Step::RecordStatement
        | Step::Decide
        | Step::Answer
        | Step::ProveDelivery
        | Step::Close
        | Step::CallBack
        | Step::ConcludeReview
        | Step::Approve
        | Step::Refuse => "advance",
        Step::Contact
        | Step::Note
        | Step::TakeBack
        | Step::Attach
        | Step::AskMaterial
        | Step::ReceiveMaterial
        | Step::SendFeedback
        | Step::FeedbackReturned
        | Step::Report => "contact",
        Step::OpenTask
        | Step::FinishTask
        | Step::CancelTask
        | Step::Transfer
        | Step::AddSource
        | Step::MergeRepeat
        | Step::Link
        | Step::AddParty
        | Step::IssueCode
        | Step::Recuse
        | Step::Readmit
        | Step::ClaimRight
        | Step::Rekind => "move",
        Step::Raise
        | Step::ProposeMajor
        | Step::Extend
        | Step::TellExtended
        | Step::AgreePeriod
        | Step::PauseClock
        | Step::ResumeClock
        | Step::SetCentreDate => "clock",
        Step::ReferOn
        | Step::Decline
        | Step::Withdraw
        | Step::Reopen
        | Step::OpenReview
        | Step::CorrectFact
        | Step::CarryOver => "end",
    }
}

/// Open steps by group, in the order of the groups.
pub(crate) fn step_links(view: &CaseView, from: &str, words: &Words) -> Vec<(String, Vec<StepLink>)> {
    let number = &view.row.number;
    let groups = ["advance", "contact", "move", "clock", "end"];
    let links = |group: &str| -> Vec<StepLink> {
        let open = view.steps.iter().filter(|(step, open)| open.is_ok() && step_group(*step) == group);
        open.filter(|(step, _)| !matches!(step, Step::Approve | Step::Refuse))
            .map(|(step, _)| StepLink {
                href: match step {
                    Step::OpenReview => format!("/desk/cases/{number}/review"),
                    step => super::remembering(&format!("/desk/cases/{number}/steps/{step}"), from),
                },
                label: words.t(&format!("step-{step}")),
            })
            .collect()
    };
    let named = groups.iter().map(|group| (words.t(&format!("steps-{group}")), links(group)));
    named.filter(|(_, links)| !links.is_empty()).collect()
}

/// Steps people look for.
const LOOKED_FOR: [Step; 6] =
    [Step::Decide, Step::Answer, Step::Close, Step::Extend, Step::CallBack, Step::OpenReview];

/// One sentence for each step people look for and do not find, with the reason.
pub(crate) fn blocked(view: &CaseView, words: &Words, refusal: impl Fn(&Refusal) -> String) -> Vec<String> {
    let closed = view.steps.iter().filter(|(step, _)| LOOKED_FOR.contains(step));
    closed
        .filter_map(|(step, open)| {
            let why = open.as_ref().err()?;
            // What is over, or comes of itself later, needs no sentence; what waits for acceptance says so.
            let reason = match (why, view.case.status()) {
                (Refusal::NotNow { .. }, Status::Received)
                    if !matches!(step, Step::CallBack | Step::OpenReview) =>
                {
                    words.t("blocked-not_accepted")
                }
                (Refusal::NotNow { .. }, _) => return None,
                _ => refusal(why),
            };
            let step = words.t(&format!("step-{step}"));
            Some(words.tn("step-blocked", &[("step", step.into()), ("reason", reason.into())]))
        })
        .collect()
}

/// A related case with the word for how it is related.
pub(crate) struct Linked {
    /// The case.
    pub line: CaseLine,
    /// The relation.
    pub relation: String,
}
