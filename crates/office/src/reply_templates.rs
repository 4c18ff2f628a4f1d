//! Templates of replies: set by administrators, offered where an answer is written, filled here. The way one is addressed is
//! filled when the answer is recorded, so that nobody has to see a name for it; what is left open is refused then.

use std::str::FromStr;

use domain::clock::Language;
use domain::id::{InstitutionId, Number};
use domain::matter::{Case, Command, Echo, Kind};
use domain::organisation::{OfficeEvent, Right};
use domain::reply::{ReplyField, fill, open_places, salutation, unknown_places};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use store::{Append, Change, Expected, ReplyTemplateRow, Scope, Series, StoreError, StreamWrite};

use crate::error::Findings;
use crate::{Caller, FieldError, Office, OfficeError};

/// The longest template, in characters.
const TEXT_CHARS_MAX: usize = 4_000;

/// A template of replies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTemplate {
    /// Which.
    pub template_id: u64,
    /// Its version.
    pub version: u32,
    /// The institution that may use it, with all below.
    pub institution: InstitutionId,
    /// The kind of matter it answers; none for any.
    pub kind: Option<Kind>,
    /// What it is called.
    pub name: String,
    /// Its words, with places.
    pub text: String,
    /// Whether it may be chosen.
    pub active: bool,
}

/// A template as an administrator enters it.
#[derive(Debug, Clone)]
pub struct ReplyTemplateInput {
    /// The one to change; none for a new one.
    pub template_id: Option<u64>,
    /// The version that was read.
    pub version: u32,
    /// The code of the institution that may use it.
    pub institution: String,
    /// The kind of matter it answers; none for any.
    pub kind: Option<Kind>,
    /// What it is called.
    pub name: String,
    /// Its words, with places.
    pub text: String,
    /// Whether it may be chosen.
    pub active: bool,
}

fn template(row: ReplyTemplateRow) -> ReplyTemplate {
    ReplyTemplate {
        template_id: row.template_id,
        version: row.version,
        institution: row.institution_id,
        kind: Kind::from_str(&row.kind).ok(),
        name: row.name,
        text: row.text,
        active: row.active,
    }
}

impl Office {
    /// The templates of the institutions that the caller administers.
    pub async fn reply_templates(&self, caller: &Caller) -> Result<Vec<ReplyTemplate>, OfficeError> {
        caller.require(Right::Administer)?;
        let organisation = self.organisation();
        let tree = &organisation.tree;
        let scope = match caller.require_installation(Right::Administer, tree) {
            Ok(()) => Scope::All,
            Err(_) => caller.scope(Right::Administer, tree),
        };
        Ok(self.store.reply_templates(&scope).await?.into_iter().map(template).collect())
    }

    /// The templates that may be chosen to answer a case: those of its institution and of the ones above, for its kind.
    pub async fn reply_templates_for(
        &self,
        caller: &Caller,
        case: &Case,
    ) -> Result<Vec<ReplyTemplate>, OfficeError> {
        let organisation = self.organisation();
        caller.require_over(Right::Handle, case.institution, &organisation.tree)?;
        let mut institutions = vec![case.institution];
        institutions.extend(organisation.tree.superiors(case.institution));
        let rows = self.store.reply_templates(&Scope::Institutions(institutions)).await?;
        let fits = |found: &ReplyTemplate| found.active && found.kind.is_none_or(|kind| kind == case.kind);
        Ok(rows.into_iter().map(template).filter(fits).collect())
    }

    /// Sets a template, as a new one or as the next version of one. The event names it by digest; the words stand beside.
    ///
    /// # Errors
    /// [`OfficeError::Conflict`] where somebody changed it since it was read.
    pub async fn set_reply_template(
        &self,
        caller: &Caller,
        input: ReplyTemplateInput,
    ) -> Result<u64, OfficeError> {
        caller.require(Right::Administer)?;
        let organisation = self.organisation();
        let tree = &organisation.tree;
        let before = match input.template_id {
            None => None,
            Some(id) => {
                let found = self.store.reply_template(id).await?;
                let found = found.ok_or(OfficeError::NotFound { what: "template" })?;
                let known = caller.require_administer(found.institution_id, tree);
                Some(known.map(|()| found).map_err(|_| OfficeError::NotFound { what: "template" })?)
            }
        };
        let mut findings = Findings::default();
        let name = input.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
            findings.add("name", "reply_name", "a name has 1 to 60 characters");
        }
        let text = input.text.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() || text.chars().count() > TEXT_CHARS_MAX {
            findings.add("text", "reply_text", format!("a text has 1 to {TEXT_CHARS_MAX} characters"));
        }
        let unknown = unknown_places(&text);
        if !unknown.is_empty() {
            findings.add("text", "reply_place", format!("there is no such place: {}", unknown.join(", ")));
        }
        let institution = tree.by_code(input.institution.trim());
        if institution.is_none() {
            let message = format!("there is no institution `{}`", input.institution);
            findings.add("institution", "institution_unknown", message);
        }
        findings.finish()?;
        let Some(institution_id) = institution else {
            return Err(OfficeError::NotFound { what: "institution" });
        };
        caller.require_administer(institution_id, tree)?;
        let version = before.as_ref().map_or(0, |row| row.version);
        if before.is_some() && version != input.version {
            return Err(OfficeError::Conflict);
        }
        let template_id = match &before {
            Some(row) => row.template_id,
            None => self.store.allocate(Series::ReplyTemplate, 1).await?,
        };
        let now = self.surroundings.now();
        let row = ReplyTemplateRow {
            template_id,
            version: version + 1,
            institution_id,
            kind: input.kind.map(|kind| kind.to_string()).unwrap_or_default(),
            name,
            text,
            active: input.active,
            set_at: now,
        };
        let digest = Sha256::digest(format!("{}\0{}", row.name, row.text).as_bytes());
        let fact = OfficeEvent::ReplyTemplateSet {
            template: template_id,
            version: row.version,
            institution: institution_id,
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            active: row.active,
        };
        let event = self.event(caller, &fact, now)?;
        let stream = domain::id::Stream::Office;
        let write = StreamWrite { stream, expected: Expected::Any, events: vec![event] };
        let append = Append { writes: vec![write], changes: vec![Change::ReplyTemplate(row)] };
        match self.store.append(append).await {
            Ok(_) => Ok(template_id),
            Err(StoreError::Taken { .. }) => Err(OfficeError::Conflict),
            Err(other) => Err(other.into()),
        }
    }

    /// A template filled for a case, but for the way one is addressed.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where it is none of those that may be chosen.
    pub async fn reply_filled(
        &self,
        caller: &Caller,
        number: &Number,
        template_id: u64,
    ) -> Result<String, OfficeError> {
        let (case, _) = self.load(caller, number).await?;
        let offered = self.reply_templates_for(caller, &case).await?;
        let chosen = offered.into_iter().find(|found| found.template_id == template_id);
        let chosen = chosen.ok_or(OfficeError::NotFound { what: "template" })?;
        Ok(self.filled(&case, &chosen.text))
    }

    fn filled(&self, case: &Case, text: &str) -> String {
        let organisation = self.organisation();
        let language = language_of(text);
        let institution = organisation.tree.get(case.institution).map(|found| match language {
            Language::Zh => found.name_zh.clone(),
            Language::En => found.name_en.clone(),
        });
        let zone = self.book().zone.clone();
        let received = case.sources.first().map(|state| zone.to_datetime(state.source.received_at).date());
        fill(text, |field| match field {
            ReplyField::Institution => institution.clone(),
            ReplyField::Number => Some(case.number.to_string()),
            ReplyField::ReceivedOn => received.map(|day| day_written(day, language)),
            ReplyField::Today => Some(day_written(self.today(), language)),
            ReplyField::Salutation => None,
        })
    }

    /// Fills what answers leave open, and refuses what cannot be filled.
    pub(crate) async fn fill_replies(
        &self,
        case: &Case,
        commands: &mut [Command<String>],
    ) -> Result<(), OfficeError> {
        for command in commands {
            let Command::Answer { echo: Echo::Answered { text: Some(text), .. } } = command else { continue };
            if open_places(text).is_empty() {
                continue;
            }
            let addressed = self.addressed(case, language_of(text)).await?;
            let filled = fill(&self.filled(case, text), |field| match field {
                ReplyField::Salutation => Some(addressed.clone()),
                _ => None,
            });
            let open = open_places(&filled);
            if !open.is_empty() {
                let message = format!("this is left open: {}", open.join(", "));
                return Err(OfficeError::Invalid(vec![FieldError::new("text", "reply_open", message)]));
            }
            *text = filled;
        }
        Ok(())
    }

    /// How the person of a case is addressed.
    async fn addressed(&self, case: &Case, language: Language) -> Result<String, OfficeError> {
        if language == Language::En {
            return Ok("Customer".to_owned());
        }
        let Some(person) = case.complainant() else { return Ok(salutation(None, None)) };
        let data = self.person_data(person, &self.told_by(case).await?).await?;
        let datum = |field: &str| data.get(field).map(String::as_str);
        Ok(salutation(datum("name"), datum("sex")))
    }
}

/// The language a text is written in: Chinese where a character of it is, beside the places.
fn language_of(text: &str) -> Language {
    let plain = fill(text, |_| Some(String::new()));
    match plain.chars().any(|letter| matches!(letter, '\u{4e00}'..='\u{9fff}')) {
        true => Language::Zh,
        false => Language::En,
    }
}

/// A day as letters write it.
fn day_written(day: Date, language: Language) -> String {
    match language {
        Language::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::En => day.strftime("%-d %B %Y").to_string(),
    }
}
