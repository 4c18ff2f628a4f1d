//! What a consumer can do without an account: file, look, add, withdraw, disagree, keep a receipt. The key to a case is
//! its number with its query code.

use domain::clock::Words;
use domain::id::{Number, TextId, TextRef};
use domain::matter::{
    AnswerForm, Case, Channel, Command, Echo, Ending, Event, Kind, Outcome, Phase, Remedy, Status,
};
use domain::organisation::Level;
use jiff::Timestamp;
use jiff::civil::Date;
use subtle::ConstantTimeEq;

use crate::access::{Attempt, attempt_limits};
use crate::projection::Projecting;
use crate::{Caller, Office, OfficeError, Receipt, Submission};

/// How a case stands, for the person it belongs to. No staff names, notes, inner units or codes.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Its number.
    pub number: Number,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// The institution responsible.
    pub institution_zh: String,
    /// Its English name.
    pub institution_en: String,
    /// The last day for the answer, and whether it is provisional. From the clocks; no clock, no date.
    pub due: Option<(Date, bool)>,
    /// Until when the person is told whether it is accepted, while that is to come.
    pub accept_by: Option<Date>,
    /// The way so far, oldest first.
    pub steps: Vec<ProgressStep>,
    /// The answer, once there is one: its time, and its words as they were sent.
    pub answer: Option<(Option<Timestamp>, String)>,
    /// What was decided, once the person was answered.
    pub decided: Option<Decided>,
    /// The legal ground in words, where it was declined.
    pub declined: Option<Words>,
    /// When the person's withdrawal was received, where they withdrew.
    pub withdrawn_at: Option<Timestamp>,
    /// The remedies the decision names.
    pub remedies: Vec<Remedy>,
    /// The number of the review that was asked for, and when.
    pub review: Option<(Number, Timestamp)>,
    /// The last day to ask for a review, where there is one.
    pub review_until: Option<Date>,
    /// What was asked of the person, if material is awaited.
    pub material_asked: Option<String>,
    /// Whether it can be withdrawn.
    pub may_withdraw: bool,
    /// Whether material can be added.
    pub may_add: bool,
    /// Its version.
    pub version: u32,
}

/// A decision as the person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The outcome.
    pub outcome: Outcome,
    /// The facts and the ground, empty where nothing was written.
    pub basis: String,
    /// The reasons, empty where nothing was written.
    pub reasons: String,
}

/// One station of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressStep {
    /// When.
    pub at: Timestamp,
    /// A word that names the sentence in the locale files.
    pub word: &'static str,
}

impl Office {
    /// Files a matter through the portal.
    pub async fn file(&self, submission: Submission) -> Result<Receipt, OfficeError> {
        self.submit(&Caller::consumer(), submission).await
    }

    /// The case of a number and query code. A wrong number and a wrong code are one answer; after a few the page slows.
    async fn consumer_case(&self, number: &str, code: &str, network: &str) -> Result<Case, OfficeError> {
        let now = self.surroundings.now();
        let parsed = number.parse::<Number>().ok();
        let named = parsed.as_ref().map_or_else(|| "malformed".to_owned(), Number::to_string);
        let limits = attempt_limits(Attempt::Track, &named, network, None);
        self.begin_attempt(&limits, now).await?;
        if let Some(number) = &parsed {
            let row =
                self.store.case_row(number.case_id()).await?.filter(|row| row.number == number.as_str());
            let expected = match row {
                Some(row) => self.store.query_code(row.case_id).await?.unwrap_or_default(),
                None => Vec::new(),
            };
            let given = self.query_code_tags(number, code);
            if given.iter().any(|tag| bool::from(expected.ct_eq(&tag.0))) {
                self.end_attempt(&limits).await?;
                return self.fold(number.case_id()).await.map(|(case, _)| case);
            }
        }
        Err(OfficeError::NotFound { what: "case" })
    }

    /// Whether number and code belong together; for setting the cookie that stands for them.
    pub async fn check_query_code(
        &self,
        number: &str,
        code: &str,
        network: &str,
    ) -> Result<Number, OfficeError> {
        self.consumer_case(number, code, network).await.map(|case| case.number)
    }

    /// How a case stands, for somebody who has shown the query code before.
    pub async fn progress(&self, number: &Number) -> Result<Progress, OfficeError> {
        let (case, entries) = self.fold(number.case_id()).await?;
        let organisation = self.organisation();
        let now = self.surroundings.now();
        let clocks = Projecting { book: &self.book(), tree: &organisation.tree, now }.clocks(&case);
        // An inner unit is none of the person's business: the nearest institution above it answers.
        let named = std::iter::once(case.institution).chain(organisation.tree.superiors(case.institution));
        let institution = named
            .filter_map(|id| organisation.tree.get(id))
            .find(|institution| institution.level != Level::Department);
        let withdrawn = matches!(case.phase, Phase::Ended(Ending::Withdrawn { .. }));
        // Who withdrew was confirmed, not answered.
        let answer = match case.echo().filter(|_| !withdrawn) {
            Some(Echo::Answered { at, text, .. }) => Some((Some(*at), *text)),
            Some(Echo::Unreachable { proof: _, .. }) => {
                Some((None, case.decision().and_then(|decision| decision.reasons)))
            }
            Some(Echo::CarriedOver { at, text }) => Some((*at, *text)),
            None => None,
        };
        let answer = match answer {
            Some((at, Some(text))) => Some((at, self.open_one(text.text_id).await?)),
            Some((at, None)) => Some((at, String::new())),
            None => None,
        };
        let decided = match case.decision().filter(|_| answer.is_some()) {
            Some(decision) => Some(Decided {
                outcome: decision.outcome,
                basis: self.open_some(decision.basis).await?,
                reasons: self.open_some(decision.reasons).await?,
            }),
            None => None,
        };
        let material_asked = entries.iter().rev().find_map(|(_, entry)| match &entry.event {
            Event::MaterialAsked { what } if case.material_asked => Some(what.text_id),
            _ => None,
        });
        let material_asked = match material_asked {
            Some(text_id) => Some(self.open_one(text_id).await?),
            None => None,
        };
        let review = clocks.dues.iter().find(|due| due.stage == "review_apply").map(|due| due.due_rolled);
        let mut asked = None;
        for (_, entry) in &entries {
            if let Event::ReviewOpened { review, requested_at } = &entry.event
                && let Some(row) = self.store.case_row(*review).await?
            {
                asked = row.number.parse().ok().map(|number| (number, *requested_at));
            }
        }
        let accept_stage = organisation
            .tree
            .get(case.institution)
            .and_then(|institution| self.accept_stage(case.kind, &institution.code));
        let accept_by = clocks
            .dues
            .iter()
            .find(|due| due.is_open() && accept_stage.as_ref() == Some(&due.stage))
            .map(|due| due.alert_date());
        let remedies = case.decision().map(|decision| decision.remedies.clone()).unwrap_or_default();
        let steps = entries
            .iter()
            .filter_map(|(stored, entry)| {
                Some(ProgressStep { at: stored.event.occurred_at, word: station(&entry.event, &case)? })
            })
            .collect();
        let running = !case.is_ended() && !matches!(case.phase, Phase::Answered { .. });
        Ok(Progress {
            number: case.number.clone(),
            kind: case.kind,
            status: case.status(),
            institution_zh: institution.map(|found| found.name_zh.clone()).unwrap_or_default(),
            institution_en: institution.map(|found| found.name_en.clone()).unwrap_or_default(),
            due: clocks.governing().map(|due| (due.alert_date(), due.provisional)),
            accept_by: accept_by.filter(|_| matches!(case.phase, Phase::Received)),
            steps,
            answer,
            decided,
            review: asked,
            declined: self.decline_ground(&case),
            withdrawn_at: match case.phase {
                Phase::Ended(Ending::Withdrawn { received_at, .. }) => Some(received_at),
                _ => None,
            },
            review_until: review.filter(|_| remedies.contains(&Remedy::Review)),
            remedies,
            material_asked,
            may_withdraw: running,
            may_add: running
                && matches!(case.phase, Phase::Received | Phase::Accepted | Phase::Decided { .. }),
            version: case.version,
        })
    }

    /// The ground on which a case was declined, in the words of the regime; none where it was not.
    fn decline_ground(&self, case: &Case) -> Option<Words> {
        let Phase::Ended(Ending::Declined { ground, .. }) = &case.phase else { return None };
        let regime = if case.kind == Kind::Objection { "cn-credit" } else { "cn-n3" };
        let book = self.book();
        let ground = book.regimes.get(regime)?.decline_ground(ground)?;
        Some(ground.title.clone())
    }

    /// Withdraws. It ends today and stays recorded; this page is the confirmation.
    pub async fn withdraw(&self, number: &Number, reason: Option<String>) -> Result<(), OfficeError> {
        let received_at = self.surroundings.now();
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        let withdraw = Command::Withdraw {
            received_at,
            form: AnswerForm::Portal,
            confirmed_at: received_at,
            reason,
            evidence: None,
        };
        self.consumer_act(number, withdraw).await
    }

    /// Asks the superior institution to review the decision (art. 20: in writing, which this is).
    pub async fn disagree(&self, number: &Number, grounds: String) -> Result<Receipt, OfficeError> {
        if grounds.trim().is_empty() {
            return Err(OfficeError::Invalid(vec![crate::FieldError::new(
                "grounds",
                "missing",
                "say why you disagree",
            )]));
        }
        let requested_at = self.surroundings.now();
        self.open_review_for(&Caller::consumer(), number, requested_at, grounds, Channel::Portal).await
    }

    /// The receipt for somebody who has shown the query code before.
    pub async fn consumer_receipt(&self, number: &Number) -> Result<ledger::Receipt, OfficeError> {
        self.receipt_of(number.case_id()).await
    }

    async fn consumer_act(&self, number: &Number, command: Command<String>) -> Result<(), OfficeError> {
        let caller = Caller::consumer();
        let (case, _) = self.fold(number.case_id()).await?;
        let row = self.store.case_row(case.case_id).await?.ok_or(OfficeError::NotFound { what: "case" })?;
        let (commands, changes) = self.seal_commands(&case, vec![command]).await?;
        let (after, mut append, _) = self.decide(&caller, &case, &row, &commands, changes)?;
        self.tell(&caller, &after, &mut append).await?;
        self.store.append(append).await?;
        Ok(())
    }

    async fn open_some(&self, text: Option<TextRef>) -> Result<String, OfficeError> {
        match text {
            Some(text) => self.open_one(text.text_id).await,
            None => Ok(String::new()),
        }
    }

    /// A text in full, for the person it was written by or to.
    async fn open_one(&self, text_id: TextId) -> Result<String, OfficeError> {
        let Some(item) = self.store.sealed_item(text_id).await? else { return Ok(String::new()) };
        Ok(self.open_items(vec![item]).await?.remove(&text_id).map(|opened| opened.words).unwrap_or_default())
    }
}

/// The stations a person sees of the trail.
fn station(event: &Event, case: &Case) -> Option<&'static str> {
    match event {
        Event::Received(_) => Some("received"),
        Event::RepeatMerged { .. } | Event::MaterialReceived { .. } => Some("material_received"),
        Event::Accepted {} => Some("accepted"),
        Event::Transferred { .. } => Some("transferred"),
        Event::MaterialAsked { .. } => Some("material_asked"),
        Event::Extended { .. } | Event::PeriodAgreed { .. } => Some("extended"),
        Event::ClockPaused { cause: domain::matter::PauseCause::Mediation, .. } => Some("in_mediation"),
        Event::ClockPaused { .. } => Some("in_appraisal"),
        Event::Marked { .. } => Some("marked"),
        Event::Verified { .. } => Some("verified"),
        // What was declined inside the house is so for the person when they are told.
        Event::Echoed { .. } if matches!(case.phase, Phase::Ended(Ending::Declined { .. })) => {
            Some("declined")
        }
        Event::Echoed { echo: Echo::Unreachable { .. } } => Some("unreachable"),
        Event::Echoed { .. } => Some("answered"),
        Event::Closed {} => Some("closed"),
        Event::Withdrawn { .. } => Some("withdrawn"),
        Event::MergedInto { .. } => Some("merged"),
        Event::ReferredOn { .. } => Some("referred_on"),
        Event::Reopened { .. } => Some("reopened"),
        Event::ReviewOpened { .. } => Some("under_review"),
        _ => None,
    }
}
