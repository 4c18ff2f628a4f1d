//! The form of an intake: which fields it has, what stands in them, and the submission they make.

use domain::matter::{Channel, Kind, Particulars, PartyRole, Relation};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use office::{AgentInput, FieldError, Organisation, OriginInput, PersonInput, Submission};

use super::frame::Problem;
use super::shown::institution_name;
use super::step::choice::{Choice, ChoiceGroup};
use super::step::form::{Control, FieldGroup, ShownField};
use super::step::table::CHANNEL_WORDS;
use super::typed::{self, Typed};
use crate::locale::Words;

/// What the form is made from.
pub(crate) struct Making<'a> {
    pub organisation: &'a Organisation,
    /// Institutions the reader may take in for, their own first.
    pub institutions: Vec<domain::id::InstitutionId>,
    pub words: &'a Words,
    pub zone: &'a TimeZone,
    pub now: Timestamp,
    pub typed: &'a Typed,
    pub errors: &'a [Problem],
}

impl Making<'_> {
    /// The seven fields of every call, in its order.
    pub(crate) fn main(&self) -> Vec<FieldGroup> {
        let institutions = self.institutions.iter().filter_map(|id| {
            let code = &self.organisation.tree.get(*id)?.code;
            Some(Choice::new(code, institution_name(self.organisation, *id, self.words)))
        });
        let fields = vec![
            self.line("phone", "tel", false),
            self.line("name", "text", false),
            self.select("kind", self.fixed("kind", &super::KINDS.map(|kind| kind.into()))),
            self.select("channel", self.fixed("channel", CHANNEL_WORDS)),
            self.select("institution", institutions.collect()),
            self.line("subject", "text", true),
            self.words_field("narrative"),
        ];
        vec![FieldGroup { fields, ..FieldGroup::default() }]
    }

    /// What only some calls have.
    pub(crate) fn further(&self) -> Vec<FieldGroup> {
        let group = |key: &str, fields| FieldGroup {
            legend: self.words.t(&format!("group-{key}")),
            fields,
            ..FieldGroup::default()
        };
        let roles = self.fixed("party_role", &["agent", "heir", "representative"]);
        vec![
            group("intake_claim", vec![self.words_field("request"), self.line("item_number", "text", false)]),
            group(
                "intake_source",
                vec![
                    self.moment("received_at"),
                    self.line("external_number", "text", false),
                    self.moment("forwarded_at"),
                    self.typed_line("required_on", "date", "", false),
                    self.switch("feedback_owed"),
                ],
            ),
            group(
                "intake_person",
                vec![
                    self.line("id_number", "text", false),
                    self.line("email", "email", false),
                    self.line("account", "text", false),
                    self.line("address", "text", false),
                ],
            ),
            group(
                "intake_agent",
                vec![
                    self.select("agent_role", roles),
                    self.line("agent_name", "text", false),
                    self.line("agent_phone", "tel", false),
                    self.line("agent_document", "text", false),
                ],
            ),
            group(
                "intake_joint",
                vec![self.typed_line("complainants", "text", "numeric", false), self.switch("in_person")],
            ),
            group("intake_respondents", vec![self.line("respondents", "text", false)]),
        ]
    }

    fn field(&self, name: &str, optional: bool, control: Control) -> ShownField {
        let error = self.errors.iter().find(|problem| problem.name == name);
        ShownField {
            id: name.to_owned(),
            name: name.to_owned(),
            label: self.words.t(&format!("intake-{name}")),
            optional,
            hint: String::new(),
            error: error.map(|problem| problem.sentence.clone()).unwrap_or_default(),
            control,
        }
    }

    fn line(&self, name: &str, kind: &'static str, needed: bool) -> ShownField {
        self.typed_line(name, kind, "", needed)
    }

    fn typed_line(&self, name: &str, kind: &'static str, mode: &'static str, needed: bool) -> ShownField {
        self.field(name, !needed, Control::Line(kind, mode, self.typed.shown(name).to_owned()))
    }

    fn words_field(&self, name: &str) -> ShownField {
        self.field(name, true, Control::Words(self.typed.shown(name).to_owned()))
    }

    fn switch(&self, name: &str) -> ShownField {
        self.field(name, false, Control::Switch(self.typed.ticked(name)))
    }

    /// The receipt is now unless another time is typed.
    fn moment(&self, name: &str) -> ShownField {
        let typed = self.typed.shown(name).to_owned();
        let first =
            if name == "received_at" { typed::field_moment(self.now, self.zone) } else { String::new() };
        let value = if self.typed.0.is_empty() { first } else { typed };
        self.field(name, name != "received_at", Control::Line("datetime-local", "", value))
    }

    fn fixed(&self, prefix: &str, values: &[&str]) -> Vec<Choice> {
        values.iter().map(|value| Choice::new(*value, self.words.t(&format!("{prefix}-{value}")))).collect()
    }

    fn select(&self, name: &str, mut choices: Vec<Choice>) -> ShownField {
        for choice in &mut choices {
            choice.chosen = self.typed.get(name) == Some(choice.value.as_str());
        }
        let fresh = self.typed.0.is_empty() && name != "agent_role";
        if fresh && let Some(first) = choices.first_mut() {
            first.chosen = true;
        }
        let groups = vec![ChoiceGroup { label: String::new(), choices }];
        self.field(name, name == "agent_role", Control::Select(groups))
    }
}

/// The submission a form makes, or what is wrong with it.
pub(crate) fn submission(
    typed: &Typed,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Submission, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |name: &str, code: &str| errors.push(FieldError::new(name, code, "this cannot be read"));
    let kind = typed.get("kind").and_then(|kind| kind.parse::<Kind>().ok()).unwrap_or_else(|| {
        wrong("kind", "missing");
        Kind::Complaint
    });
    let channel =
        typed.get("channel").and_then(|channel| channel.parse::<Channel>().ok()).unwrap_or_else(|| {
            wrong("channel", "missing");
            Channel::Hotline
        });
    let mut moment = |name: &str| {
        let at = typed::moment(typed.get(name)?, zone);
        if at.is_none() {
            wrong(name, "moment_form");
        }
        at
    };
    let received_at = moment("received_at").map(|at| typed::meant(at, now, now));
    let forwarded_at = moment("forwarded_at");
    let required_on = typed.get("required_on").and_then(|day| {
        let read = typed::day(day);
        if read.is_none() {
            wrong("required_on", "day_form");
        }
        read
    });
    let complainants = match typed.get("complainants").map(str::parse::<u32>) {
        None => 1,
        Some(Ok(count)) => count,
        Some(Err(_)) => {
            wrong("complainants", "count_form");
            1
        }
    };
    let role = typed.get("agent_role").and_then(|role| role.parse::<PartyRole>().ok());
    let agent = role.map(|role| AgentInput {
        role,
        person: PersonInput {
            name: typed.owned("agent_name"),
            phone: typed.owned("agent_phone"),
            ..PersonInput::default()
        },
        document: typed.owned("agent_document"),
    });
    let origin = origin(typed);
    if typed.get("subject").is_none() {
        wrong("subject", "missing");
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Submission {
        kind,
        institution: typed.owned("institution").unwrap_or_default(),
        channel,
        external_number: typed.owned("external_number"),
        received_at,
        forwarded_at,
        required_on,
        // Where another body passed the matter on, feedback is owed whether or not the box was ticked.
        feedback_owed: typed.ticked("feedback_owed").then_some(true),
        person: PersonInput {
            name: typed.owned("name"),
            phone: typed.owned("phone"),
            email: typed.owned("email"),
            id_number: typed.owned("id_number"),
            account: typed.owned("account"),
            address: typed.owned("address"),
            ..PersonInput::default()
        },
        agent,
        subject: typed.owned("subject").unwrap_or_default(),
        narrative: typed.owned("narrative"),
        request: typed.owned("request"),
        complainants,
        in_person: typed.ticked("in_person"),
        origin,
        particulars: Particulars::new(),
        respondents: typed
            .owned("respondents")
            .map(|logins| logins.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
        item_number: typed.owned("item_number"),
    })
}

/// The case it comes from: a split, or a new case linked to an earlier one of the same person.
fn origin(typed: &Typed) -> Option<OriginInput> {
    if let Some(number) = typed.get("earlier").and_then(|earlier| earlier.strip_prefix("link:")) {
        return Some(OriginInput { number: number.to_owned(), relation: Relation::Repeat });
    }
    let relation = match typed.get("relation") {
        Some("redress") => Relation::Redress,
        _ => Relation::Split,
    };
    typed.owned("origin").map(|number| OriginInput { number, relation })
}

/// The number of the case it is to be merged into.
pub(crate) fn joins(typed: &Typed) -> Option<&str> {
    typed.get("earlier").and_then(|earlier| earlier.strip_prefix("join:"))
}
