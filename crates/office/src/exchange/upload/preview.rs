//! What a file would become, before anything is imported.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use domain::organisation::Right;

use crate::exchange::import::{Drafting, check_columns};
use crate::exchange::profile::{Column, Keep, Profile};
use crate::exchange::read::{Header, read};
use crate::exchange::{Format, ImportError};
use crate::{Caller, Office, OfficeError};

/// Rows that are tried.
const TRIED: u64 = 200;
/// Rows that are shown.
const SHOWN: usize = 3;
/// Refused rows whose reasons are told.
const REASONS: usize = 5;
/// Characters of a cell that are shown.
const CELL_CHARS: usize = 40;

/// What a file would become.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The profile.
    pub profile: String,
    /// Every profile there is, with how many of the file's columns it knows.
    pub profiles: Vec<(String, usize)>,
    /// The columns of the file in their order.
    pub columns: Vec<PreviewColumn>,
    /// How many rows were tried, from the first.
    pub tried: u64,
    /// Whether these are all.
    pub is_all: bool,
    /// How many of them would be refused.
    pub refused: u64,
    /// The first of these: line and reason, masked.
    pub reasons: Vec<(u64, String)>,
    /// Why the file cannot be imported with this profile at all.
    pub misfit: Option<String>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewColumn {
    /// What the file calls it.
    pub name: String,
    /// What it is read as; none where it is left out.
    pub read_as: Option<Column>,
    /// What stands in it in the first rows, masked and shortened.
    pub cells: Vec<String>,
}

/// Looks at the first rows of a file.
pub(super) fn preview(
    office: &Arc<Office>,
    caller: &Caller,
    path: &Path,
    wanted: Option<&str>,
) -> Result<Preview, ImportError> {
    let format = Format::of(path)?;
    let mut rows = Vec::new();
    read(path, format, &mut |row| {
        rows.push(row);
        // One more tells whether there are more.
        if rows.len() as u64 > TRIED { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let is_all = rows.len() as u64 <= TRIED;
    rows.truncate(TRIED as usize);
    let header = names(rows.iter().map(|row| row.header.as_ref()));
    let shipped = Profile::shipped_names().filter_map(Profile::shipped).flatten();
    let mut profiles: Vec<(Profile, usize)> = shipped
        .map(|profile| {
            let known = header.names().iter().filter(|name| profile.position(name).is_some()).count();
            (profile, known)
        })
        .collect();
    // Of two that know as many columns the earlier one.
    profiles.sort_by_key(|(_, known)| std::cmp::Reverse(*known));
    let counted = profiles.iter().map(|(profile, known)| (profile.name.clone(), *known)).collect();
    let at = wanted.and_then(|wanted| profiles.iter().position(|(profile, _)| profile.name == wanted));
    let (profile, _) = profiles.swap_remove(at.unwrap_or(0));
    let misfit = match format {
        // Objects have the keys they have.
        Format::Jsonl => None,
        _ => check_columns(path, &profile, &header).err().map(|error| match error {
            ImportError::Columns { expected, .. } => expected,
            other => other.to_string(),
        }),
    };
    let columns = header.names().iter().map(|name| {
        let read_as = profile.position(name).map(|position| profile.columns[position].clone());
        let is_personal = matches!(&read_as, Some(Column { keep: Some(Keep::Person(_)), .. }));
        let cells = rows.iter().take(SHOWN).map(|row| {
            let cell = row.header.position(name).map_or("", |position| row.cell(position));
            if is_personal && !cell.trim().is_empty() { "***".to_owned() } else { shown(cell) }
        });
        PreviewColumn { name: name.clone(), cells: cells.collect(), read_as }
    });
    let mut preview = Preview {
        profile: profile.name.clone(),
        profiles: counted,
        columns: columns.collect(),
        tried: rows.len() as u64,
        is_all,
        refused: 0,
        reasons: Vec::new(),
        misfit,
    };
    if preview.misfit.is_none() {
        let institution = own_institution(office, caller)?;
        let mut drafting = Drafting::new(
            Arc::new(profile),
            Arc::clone(office),
            caller.clone(),
            institution,
            office.surroundings.now(),
        );
        for row in rows {
            let Err((row, reason)) = drafting.draft(row) else { continue };
            preview.refused += 1;
            if preview.reasons.len() < REASONS {
                preview.reasons.push((row.line, text::mask(&reason)));
            }
        }
    }
    Ok(preview)
}

/// The names of all columns of some rows: objects differ.
fn names<'a>(headers: impl Iterator<Item = &'a Header>) -> Header {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for name in headers.flat_map(Header::names) {
        if seen.insert(name.as_str()) {
            names.push(name.clone());
        }
    }
    Header::new(names)
}

/// Where rows that name none would go: which of the caller's institutions it is decides nothing here.
fn own_institution(office: &Office, caller: &Caller) -> Result<domain::id::InstitutionId, OfficeError> {
    let organisation = office.organisation();
    let own = organisation
        .tree
        .iter()
        .map(|(id, _)| id)
        .find(|id| caller.may(Right::Import, *id, &organisation.tree));
    own.ok_or(OfficeError::Denied { right: Right::Import })
}

fn shown(cell: &str) -> String {
    let masked = text::mask(cell);
    let line: String = masked.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(CELL_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
