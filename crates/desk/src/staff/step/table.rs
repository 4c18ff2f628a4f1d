//! Which fields each step asks for: the one table from which every form is made.

use domain::code::Axis;
use domain::matter::{Case, Kind, Phase, Step};

use super::field::Choices::{self, Codes, Fixed};
use super::field::Field;
use super::field::Input::{Day, Either, Hour, Line, Many, Moment, Money, Now, One, Score, Switch, Words};

const ECHO_KINDS: Choices = Fixed("echo", &["answered", "unreachable"]);
const ANSWER_FORMS: Choices =
    Fixed("answer_form", &["telephone", "sms", "posted", "email", "handed_over", "portal"]);
/// An objection is answered in writing (Credit Reporting Regulation, art. 25).
const WRITTEN_FORMS: Choices = Fixed("answer_form", &["posted", "email", "sms", "handed_over", "portal"]);
const CONTACT_FORMS: Choices =
    Fixed("contact_form", &["telephone", "sms", "email", "in_person", "letter", "portal"]);
const CHANNELS: Choices = Fixed("channel", CHANNEL_WORDS);
const LIABILITIES: Choices = Fixed("liability", &["liable", "partly_liable", "not_liable"]);
const CODING_FORMS: Choices = Fixed("coding_form", &["full", "short"]);
const TASK_KINDS: Choices = Fixed(
    "task_kind",
    &[
        "fetch_recording",
        "hold_collection",
        "instalments",
        "waiver",
        "compensation",
        "collector_explanation",
        "credit_correction",
        "help",
    ],
);
const TASK_OUTCOMES: Choices = Fixed("task_outcome", &["done", "partly_done", "not_possible"]);
const PAUSE_CAUSES: Choices = Fixed("pause_cause", &["appraisal", "mediation"]);
const MAJOR_GROUNDS: Choices = Fixed("major_ground", &["disaster", "joint_in_person", "designated"]);
const REPORT_TO: Choices = Fixed("report_to", &["superior", "regulator"]);
const RELATIONS: Choices = Fixed("relation", &["related", "repeat"]);
const VERIFICATIONS: Choices =
    Fixed("verification_result", &["wrong", "correct", "omitted", "deleted", "deleted_fraud"]);
const CORRECTIONS: Choices = Fixed("correction", &["received_at", "external_number", "particulars"]);
const IDENTITY_CHECKS: Choices = Fixed("identity_check", &["counter", "call_back"]);
const PARTY_ROLES: Choices = Fixed("party_role", &["agent", "heir", "representative", "other"]);

/// The words of [`domain::matter::Channel`], those most used first.
pub(crate) const CHANNEL_WORDS: &[&str] = &[
    "hotline",
    "counter",
    "online",
    "portal",
    "letter",
    "visit",
    "nfra",
    "pbc",
    "petition",
    "media",
    "credit_centre",
    "other",
];

/// The fields of a step on a case, in the order in which they are asked.
pub(crate) fn fields(step: Step, case: &Case) -> Vec<Field> {
    let word: &'static str = step.into();
    let needed = |name, input| Field::needed(word, name, input);
    let optional = |name, input| Field::optional(word, name, input);
    match step {
        Step::Accept | Step::Close | Step::TakeBack | Step::ConcludeReview | Step::CarryOver => vec![],
        // These have pages of their own.
        Step::OpenReview | Step::Approve | Step::Refuse => vec![],
        Step::Assign => vec![needed("handler", One(Choices::Handlers))],
        Step::Transfer => {
            vec![needed("to", One(Choices::Institutions)).labelled("transfer_to"), needed("reason", Words)]
        }
        Step::Code => code_fields(case),
        Step::Contact => vec![
            needed("form", One(CONTACT_FORMS)).labelled("contact_form"),
            needed("at", Now).labelled("contacted_at"),
            needed("reached", Either("reached")),
            needed("note", Words).labelled("contact_note").under("reached_yes"),
        ],
        Step::Note => vec![needed("text", Words).labelled("note"), optional("investigation", Switch)],
        Step::Attach => vec![],
        Step::AskMaterial => vec![needed("what", Words).labelled("material_what")],
        Step::ReceiveMaterial => vec![needed("text", Words).labelled("material_text")],
        Step::OpenTask => vec![
            needed("kind", One(TASK_KINDS)).labelled("task_kind"),
            needed("unit", One(Choices::Institutions)).labelled("task_unit"),
            optional("owner", One(Choices::Colleagues)).labelled("task_owner"),
            needed("due_on", Day).labelled("task_due_on"),
            optional("due_time", Hour).labelled("task_due_time"),
            optional("until", Day).labelled("hold_until"),
            optional("amount_cents", Money).labelled("task_amount"),
            optional("details", Words).labelled("task_details"),
        ],
        Step::FinishTask => vec![
            needed("task", One(Choices::OpenTasks)),
            needed("outcome", One(TASK_OUTCOMES)).labelled("task_outcome"),
            optional("note", Words).labelled("task_note"),
            optional("evidence", Line).labelled("payment_proof"),
            optional("evidence_file", One(Choices::Files)),
        ],
        Step::CancelTask => vec![needed("task", One(Choices::OpenTasks))],
        Step::Extend => vec![
            needed("extension", One(Choices::Extensions)),
            optional("notice_at", Moment),
            optional("reason", Words).labelled("reason_more"),
        ],
        Step::TellExtended => vec![
            needed("at", Now).labelled("told_at"),
            optional("evidence", Line).labelled("notice_proof"),
            optional("evidence_file", One(Choices::Files)),
        ],
        Step::AgreePeriod => vec![
            needed("due_on", Day).labelled("agreed_due_on"),
            optional("evidence", Line).labelled("agreement_proof"),
            optional("evidence_file", One(Choices::Files)),
        ],
        Step::PauseClock => vec![
            needed("cause", One(PAUSE_CAUSES)).labelled("pause_cause"),
            needed("from", Now).labelled("pause_from"),
            optional("told_at", Moment),
            optional("evidence", Line).labelled("pause_proof"),
            optional("evidence_file", One(Choices::Files)),
        ],
        Step::ResumeClock => vec![needed("at", Now).labelled("resume_at")],
        Step::Raise => vec![
            optional("urgent", Switch),
            optional("grade", One(Codes(Axis::Grade))),
            optional("urgency", One(Codes(Axis::Urgency))),
            optional("sensitivity", Many(Codes(Axis::Sensitivity))),
            needed("reason", Words),
        ],
        Step::ProposeMajor => vec![needed("ground", One(MAJOR_GROUNDS)).labelled("major_ground")],
        Step::Report => vec![
            needed("to", One(REPORT_TO)).labelled("report_to"),
            needed("at", Now).labelled("reported_at"),
        ],
        Step::ProveDelivery => vec![
            needed("at", Now).labelled("delivered_at"),
            optional("evidence", Line).labelled("delivery_proof"),
            optional("evidence_file", One(Choices::Files)),
        ],
        Step::Decide => decide_fields(case),
        Step::Answer => echo_fields(word, case),
        Step::CallBack => vec![
            needed("at", Now).labelled("called_at"),
            needed("reached", Either("reached")),
            optional("satisfaction", Score).under("reached_yes"),
            needed("note", Words).labelled("contact_note").under("reached_yes"),
        ],
        Step::Withdraw => vec![
            needed("received_at", Now).labelled("withdrawn_at"),
            needed("form", One(ANSWER_FORMS)).labelled("confirm_form"),
            needed("confirmed_at", Now).labelled("confirmed_at"),
            needed("reason", Words).labelled("withdraw_reason"),
            optional("evidence", Line).labelled("withdraw_proof"),
            optional("evidence_file", One(Choices::Files)),
        ],
        Step::Reopen => vec![needed("reason", Words)],
        Step::SendFeedback => vec![
            needed("source", One(Choices::OwedSources)),
            needed("form", One(ANSWER_FORMS)).labelled("feedback_form"),
            needed("at", Now).labelled("sent_at"),
            optional("text", Words).labelled("feedback_text"),
        ],
        Step::FeedbackReturned => vec![
            needed("source", One(Choices::SentSources)),
            needed("at", Now).labelled("returned_at"),
            optional("reason", Words),
        ],
        Step::ClaimRight => {
            vec![needed("received_at", Now).labelled("claim_received_at"), needed("claim", Words)]
        }
        Step::Rekind => {
            vec![needed("to", One(Choices::OtherKinds)).labelled("rekind_to"), needed("reason", Words)]
        }
        Step::AddParty => vec![
            needed("role", One(PARTY_ROLES)).labelled("party_role"),
            needed("name", Line).labelled("person_name"),
            optional("phone", Line).labelled("person_phone"),
            optional("id_number", Line).labelled("person_id_number"),
            optional("document", Line).labelled("party_document"),
        ],
        Step::IssueCode => vec![
            needed("check", One(IDENTITY_CHECKS)).labelled("identity_check"),
            needed("evidence", Line).labelled("identity_proof"),
            optional("phone", Line).labelled("new_phone"),
        ],
        Step::Recuse => {
            vec![needed("user", One(Choices::Colleagues)).labelled("recuse_user"), needed("reason", Words)]
        }
        Step::Readmit => {
            vec![needed("user", One(Choices::Recused)).labelled("readmit_user"), needed("reason", Words)]
        }
        Step::AddSource => source_fields(word),
        Step::MergeRepeat => {
            let mut fields = source_fields(word);
            fields.push(optional("material", Words).labelled("repeat_material"));
            fields.push(optional("new_facts", Switch));
            fields
        }
        Step::Link => vec![needed("other", Line).labelled("link_other"), needed("relation", One(RELATIONS))],
        Step::CorrectFact => vec![
            needed("what", One(CORRECTIONS)).labelled("correction_what"),
            optional("source", One(Choices::Sources)),
            optional("at", Moment).labelled("correct_at"),
            optional("number", Line).labelled("correct_number"),
            optional("particular", One(Choices::Particulars)).labelled("correct_particular"),
            optional("value", Line).labelled("correct_value"),
            needed("reason", Words),
        ],
        Step::Mark | Step::CorrectInformation | Step::RemoveMark => {
            vec![needed("at", Now).labelled("done_at")]
        }
        Step::Verify => vec![
            needed("result", One(VERIFICATIONS)).labelled("verification_result"),
            optional("note", Words).labelled("verification_note"),
        ],
        Step::CentreAnswer => {
            vec![optional("passed", Switch), optional("opinion", Words).labelled("centre_opinion")]
        }
        Step::RecordStatement => vec![needed("text", Words).labelled("statement")],
        Step::SetCentreDate => vec![needed("due_on", Day).labelled("centre_due_on")],
        Step::ReferOn => {
            let mut fields = vec![needed("to", Line).labelled("refer_to")];
            fields.extend(echo_fields(word, case));
            fields
        }
        Step::Decline => vec![
            needed("ground", One(Choices::Grounds)).labelled("decline_ground"),
            needed("text", Words).labelled("decline_text"),
            optional("reason", Words).labelled("reason_more"),
        ],
    }
}

fn decide_fields(case: &Case) -> Vec<Field> {
    let complaint = case.kind == Kind::Complaint;
    let mut fields = vec![Field::needed("decide", "outcome", One(Choices::Outcomes))];
    if complaint {
        fields.push(Field::needed("decide", "liability", One(LIABILITIES)));
    }
    let words = |name| Field { needed: complaint, ..Field::optional("decide", name, Words) };
    fields.push(Field::needed("decide", "at", Now).labelled("decided_at"));
    fields.extend([words("basis"), words("reasons")]);
    if complaint {
        fields.push(Field::optional("decide", "remedies", Many(Choices::Remedies)));
    }
    fields
}

/// The axes a case is coded on, by its kind and the regime it runs.
pub(crate) fn axes(case: &Case) -> &'static [Axis] {
    let foreign = case.regimes.iter().any(|regime| !regime.starts_with("cn-"));
    match case.kind {
        Kind::Objection => &[Axis::Location],
        _ if foreign => &[Axis::Product, Axis::Issue],
        _ => &[Axis::Channel, Axis::Business, Axis::Reason],
    }
}

fn code_fields(case: &Case) -> Vec<Field> {
    let field = |axis: &Axis| {
        let name = match axis {
            Axis::Channel => "channel",
            Axis::Business => "business",
            Axis::Reason => "reason",
            Axis::Product => "product",
            Axis::Issue => "issue",
            _ => "location",
        };
        let label = match axis {
            Axis::Channel if case.kind == Kind::Complaint => "code_channel_full",
            Axis::Channel => "code_channel",
            Axis::Business => "code_business",
            Axis::Reason => "code_reason",
            Axis::Product => "code_product",
            Axis::Issue => "code_issue",
            _ => "code_location",
        };
        let needed = case.kind == Kind::Complaint
            && matches!(axis, Axis::Channel | Axis::Business | Axis::Reason | Axis::Product);
        Field { needed, ..Field::optional("code", name, One(Codes(*axis))).labelled(label) }
    };
    let mut fields: Vec<Field> = axes(case).iter().map(field).collect();
    fields.push(Field::needed("code", "form", One(CODING_FORMS)).labelled("coding_form"));
    fields
}

/// How the person was answered, or what proves that they could not be reached.
fn echo_fields(step: &str, case: &Case) -> Vec<Field> {
    let answered = "echo_answered";
    let unreachable = "echo_unreachable";
    let forms = if case.kind == Kind::Objection { WRITTEN_FORMS } else { ANSWER_FORMS };
    // What the second person agreed to is what is told, unless something else is written.
    let declined = matches!(case.phase, Phase::Declined { .. });
    vec![
        Field::needed(step, "echo", One(ECHO_KINDS)).labelled("echo_kind"),
        Field::needed(step, "form", One(forms)).labelled("answer_form").under(answered),
        Field::needed(step, "at", Now).labelled("answered_at").under(answered),
        Field { needed: !declined, ..Field::needed(step, "text", Words) }
            .labelled(if declined { "answer_text_agreed" } else { "answer_text" })
            .under(answered),
        Field::needed(step, "evidence", Line).labelled("answer_proof").under(answered),
        Field::optional(step, "evidence_file", One(Choices::Files)).under(answered),
        Field::optional(step, "call_number", Line).labelled("call_number").under(answered),
        Field::optional(step, "call_recording", Line).labelled("call_recording").under(answered),
        Field::optional(step, "call_digest", Line).labelled("call_digest").under(answered),
        Field::optional(step, "received_at", Moment).labelled("delivered_at").under(answered),
        Field::needed(step, "attempt_1_at", Moment).labelled("attempt_at").under(unreachable),
        Field::optional(step, "attempt_1_form", One(CONTACT_FORMS))
            .labelled("attempt_form")
            .under(unreachable),
        Field::optional(step, "attempt_2_at", Moment).labelled("attempt_at").under(unreachable),
        Field::optional(step, "attempt_2_form", One(CONTACT_FORMS))
            .labelled("attempt_form")
            .under(unreachable),
        Field::optional(step, "attempt_3_at", Moment).labelled("attempt_at").under(unreachable),
        Field::optional(step, "attempt_3_form", One(CONTACT_FORMS))
            .labelled("attempt_form")
            .under(unreachable),
        Field::needed(step, "proof", Line).labelled("unreachable_proof").under(unreachable),
    ]
}

fn source_fields(step: &str) -> Vec<Field> {
    vec![
        Field::needed(step, "channel", One(CHANNELS)).labelled("channel"),
        Field::needed(step, "received_at", Now).labelled("received_at"),
        Field::optional(step, "external_number", Line),
        Field::optional(step, "forwarded_at", Moment),
        Field::optional(step, "required_on", Day),
        Field::optional(step, "feedback_owed", Switch),
    ]
}
