//! From the row of a case to the cells of its line: reading what the columns need, masked or in full.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::id::TextId;
use domain::matter::{CarriedText, Case, Event};
use store::{CaseFilter, CaseRow};

use super::cell::Cell;
use super::kept::Telling;
use super::standard::{self, Beside};
use super::{Columns, ExportRequest, Language, Translate};
use crate::as_known::{self, AsKnown};
use crate::exchange::profile::{Keep, Profile, Words};
use crate::exchange::{Format, descriptors};
use crate::person::masked_datum;
use crate::{Caller, Office, OfficeError, Organisation};

/// The text of the descriptors that are sealed.
const DESCRIPTORS: Words = Words::Carried(CarriedText::Descriptors);

/// An export at work.
pub(super) struct Exporting<'a> {
    office: &'a Office,
    organisation: Arc<Organisation>,
    columns: Columns,
    language: Language,
    translate: Option<Translate>,
    as_of: Option<(AsKnown, CaseFilter)>,
    /// In full, as far as this member of staff may.
    full: bool,
    caller: &'a Caller,
}

/// A case as the export sees it.
struct Subject {
    row: CaseRow,
    case: Case,
    /// Whether another system recorded it, and whether anything happened to it here since.
    imported: bool,
    moved: bool,
}

impl<'a> Exporting<'a> {
    pub fn new(
        office: &'a Office,
        caller: &'a Caller,
        request: &ExportRequest,
        as_of: Option<(AsKnown, CaseFilter)>,
    ) -> Self {
        Self {
            office,
            organisation: office.organisation(),
            columns: request.columns.clone(),
            language: request.language,
            // A program that reads JSON wants the words of the record.
            translate: request.translate.clone().filter(|_| request.format != Format::Jsonl),
            as_of,
            full: request.unmask.is_some(),
            caller,
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> Vec<String> {
        match &self.columns {
            Columns::Standard => {
                let name = |name: &str| self.translated("column", name).unwrap_or_else(|| name.to_owned());
                standard::COLUMNS.iter().map(|(column, _)| name(column)).collect()
            }
            Columns::Profile(profile) => {
                let place = usize::from(self.language == Language::English);
                let name = |names: &[String]| names.get(place).or(names.first()).cloned().unwrap_or_default();
                profile.columns.iter().map(|column| name(&column.names)).collect()
            }
        }
    }

    /// The lines of a page of cases.
    pub async fn rows(&self, rows: Vec<CaseRow>) -> Result<Vec<Vec<Cell>>, OfficeError> {
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let line = match &self.columns {
                Columns::Standard => self.standard(row).await?,
                Columns::Profile(profile) => self.by_profile(profile, row).await?,
            };
            lines.extend(line.map(|line| line.into_iter().map(|cell| self.shown(cell)).collect()));
        }
        Ok(lines)
    }

    fn shown(&self, cell: Cell) -> Cell {
        match cell {
            Cell::Word(group, word) => match self.translated(group, &word) {
                Some(word) => Cell::Text(word),
                None => Cell::Word(group, word),
            },
            cell => cell,
        }
    }

    fn translated(&self, group: &str, word: &str) -> Option<String> {
        self.translate.as_ref().and_then(|translate| translate(group, word))
    }

    async fn standard(&self, row: CaseRow) -> Result<Option<Vec<Cell>>, OfficeError> {
        let (row, full) = match (&self.as_of, self.full) {
            (None, false) => (row, false),
            // Only the case itself knows what was known then, and who must not look at it.
            _ => match self.subject(row).await? {
                Some(subject) => {
                    let full = self.full && self.may_look(&subject.case).await?;
                    (subject.row, full)
                }
                None => return Ok(None),
            },
        };
        let mut subject = row.subject.clone();
        if let Some(text_id) = row.subject_text.filter(|_| full) {
            subject = self.opened(&[text_id]).await?.remove(&text_id).unwrap_or(subject);
        }
        let beside = Beside { organisation: &self.organisation, zone: &self.office.book().zone, subject };
        Ok(Some(standard::COLUMNS.iter().map(|(_, tell)| tell(&row, &beside)).collect()))
    }

    async fn by_profile(&self, profile: &Profile, row: CaseRow) -> Result<Option<Vec<Cell>>, OfficeError> {
        let Some(subject) = self.subject(row).await? else { return Ok(None) };
        let full = self.full && self.may_look(&subject.case).await?;
        let keeps = |wanted: fn(&Keep) -> bool| {
            profile.columns.iter().any(|column| column.keep.as_ref().is_some_and(wanted))
        };
        let texts = self.texts(profile, &subject.case, full).await?;
        let person = if keeps(|keep| matches!(keep, Keep::Person(_))) {
            self.person(&subject.case, full).await?
        } else {
            BTreeMap::new()
        };
        let descriptors = texts.get(&DESCRIPTORS).map(|text| descriptors::read(text)).unwrap_or_default();
        let telling = Telling {
            profile,
            case: &subject.case,
            row: &subject.row,
            book: &self.office.book(),
            tree: &self.organisation.tree,
            imported: subject.imported,
            moved: subject.moved,
            texts: &texts,
            descriptors: &descriptors,
            person: &person,
        };
        Ok(Some(profile.columns.iter().map(|column| Cell::text(Some(telling.cell(column)))).collect()))
    }

    /// The case, folded as far as it counts; none if it was not known then, or is not asked for.
    async fn subject(&self, row: CaseRow) -> Result<Option<Subject>, OfficeError> {
        let (case_id, subject) = (row.case_id, row.subject.clone());
        let folded = match &self.as_of {
            None => Some(self.office.fold(case_id).await?),
            Some((known, _)) => self.office.fold_as_known(case_id, known).await?,
        };
        let Some((case, entries)) = folded else { return Ok(None) };
        // Only what came through this office's own doors was given a query code.
        let imported = self.office.store().query_code(case_id).await.map_err(OfficeError::from)?.is_none();
        let carried = matches!(entries.get(1).map(|(_, entry)| &entry.event), Some(Event::CarriedOver(_)));
        let moved = entries.len() > 1 + usize::from(carried);
        let row = match &self.as_of {
            None => row,
            Some((known, filter)) => {
                let row = self.office.project_as_known(&case, &subject, known);
                if !as_known::matches(filter, &row) {
                    return Ok(None);
                }
                row
            }
        };
        Ok(Some(Subject { row, case, imported, moved }))
    }

    async fn may_look(&self, case: &Case) -> Result<bool, OfficeError> {
        let may = self.caller.require_unmask(case, &self.organisation.tree).is_ok();
        Ok(may && self.office.look_barred(case).await?.is_none())
    }

    /// The texts that the columns keep.
    async fn texts(
        &self,
        profile: &Profile,
        case: &Case,
        full: bool,
    ) -> Result<BTreeMap<Words, String>, OfficeError> {
        let mut wanted = Vec::new();
        let mut want = |words: Words| {
            wanted.extend(super::kept::text_of(case, words).map(|text| (words, text.text_id)));
        };
        want(DESCRIPTORS);
        for column in &profile.columns {
            let kept = match column.keep {
                Some(Keep::Text(words)) => Some(words),
                _ => column.keep_sentence,
            };
            kept.into_iter().for_each(&mut want);
        }
        let ids: Vec<TextId> = wanted.iter().map(|(_, text_id)| *text_id).collect();
        let mut found = if full { self.opened(&ids).await? } else { self.office.masked(&ids).await? };
        Ok(wanted.into_iter().filter_map(|(words, text_id)| Some((words, found.remove(&text_id)?))).collect())
    }

    async fn opened(&self, ids: &[TextId]) -> Result<HashMap<TextId, String>, OfficeError> {
        let items = self.office.store().sealed_items(ids).await.map_err(OfficeError::from)?;
        let opened = self.office.open_items(items).await?;
        Ok(opened.into_iter().map(|(text_id, opened)| (text_id, opened.words)).collect())
    }

    /// What this case was told of the person, whatever others were told since.
    async fn person(&self, case: &Case, full: bool) -> Result<BTreeMap<String, String>, OfficeError> {
        let Some(person) = case.complainant() else { return Ok(BTreeMap::new()) };
        let data = self.office.person_data(person, &BTreeSet::from([case.case_id])).await?;
        let shown = |(field, value): (String, String)| {
            let value = if full { value } else { masked_datum(&field, &value) };
            (field, value)
        };
        Ok(data.into_iter().map(shown).collect())
    }
}
