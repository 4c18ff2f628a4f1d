//! Staff from a file of comma-separated values: what each row would do, and doing it.
//!
//! Columns are found by name, in Chinese or English, in any order. A row enters somebody, changes them or leaves them as they
//! are; by sign-in name, so that the same file again changes nothing. What cannot be used is told with its line and reason,
//! and the rows that can go in, all in one transaction.

use std::collections::BTreeSet;
use std::io::Write;
use std::ops::ControlFlow;

use domain::id::UserId;
use domain::organisation::{Right, Role};
use serde::{Deserialize, Serialize};
use store::{Append, Series};
use strum::{Display, IntoStaticStr};

use crate::exchange::{Format, ReadError, Row, read};
use crate::organise::taken;
use crate::{Caller, FieldError, Office, OfficeError, StaffInput};

/// Rows of one file. Hashing the passwords of so many takes a quarter of a minute.
pub const STAFF_ROWS_MAX: usize = 500;

/// The names of the columns.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("login", &["login", "用户名", "登录名", "工号"]),
    ("display_name", &["display_name", "name", "姓名"]),
    ("institution", &["institution", "机构", "机构代码", "所在机构"]),
    ("roles", &["roles", "role", "角色"]),
    ("active", &["active", "可以登录", "启用"]),
];

/// What people call the roles.
const ROLES: [(&str, Role); 8] = [
    ("登记", Role::Intake),
    ("经办", Role::Handler),
    ("审批", Role::Approver),
    ("高管", Role::SeniorManager),
    ("消保专员", Role::Officer),
    ("督办", Role::Supervisor),
    ("审计", Role::Auditor),
    ("管理员", Role::Administrator),
];

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum StaffFate {
    /// Somebody new is entered.
    Entered,
    /// Somebody is changed; they sign in anew.
    Changed,
    /// They are as the row says already.
    AsBefore,
    /// It cannot be used.
    Rejected,
}

/// A row and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    /// The line on which it begins, from 1; the names of the columns count.
    pub line: u64,
    /// The sign-in name, as the row says it.
    pub login: String,
    /// The name, as the row says it.
    pub display_name: String,
    /// What becomes of it.
    pub fate: StaffFate,
    /// Why it is rejected.
    pub errors: Vec<FieldError>,
    /// The one-time password of somebody new, where one was asked for: it is not shown again.
    pub password: Option<String>,
}

/// A file of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffImport {
    /// Its rows, in order.
    pub rows: Vec<StaffRow>,
}

impl StaffImport {
    /// How many rows have a fate.
    pub fn count(&self, fate: StaffFate) -> usize {
        self.rows.iter().filter(|row| row.fate == fate).count()
    }
}

/// Whether new members of staff get a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewPasswords {
    /// A random one each, good for one sign-in.
    OneTime,
    /// None: they sign in by the issuer, or are given one later.
    None,
}

impl Office {
    /// What a file of staff would do. Changes nothing.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `file` where it is no table with the columns asked for, or too long.
    pub async fn staff_import_check(
        &self,
        caller: &Caller,
        content: &[u8],
    ) -> Result<StaffImport, OfficeError> {
        caller.require(Right::Administer)?;
        self.refresh_organisation().await?;
        let rows = self.staff_rows(caller, content)?;
        Ok(StaffImport { rows: rows.into_iter().map(|(row, _)| row).collect() })
    }

    /// Takes a file of staff in: the rows that can be used, all or none of them.
    ///
    /// # Errors
    /// As [`Self::staff_import_check`].
    pub async fn staff_import(
        &self,
        caller: &Caller,
        content: &[u8],
        passwords: NewPasswords,
    ) -> Result<StaffImport, OfficeError> {
        caller.require(Right::Administer)?;
        if let Some(done) = self.done_before(caller)? {
            return Ok(done);
        }
        self.refresh_organisation().await?;
        let mut import = StaffImport::default();
        let (mut append, mut changed) = (Append::default(), Vec::new());
        for (mut row, checked) in self.staff_rows(caller, content)? {
            if let Some(checked) = checked.filter(|checked| !checked.is_as_before()) {
                let user_id = match &checked.existing {
                    Some(user) => user.user_id,
                    None => UserId(self.store.allocate(Series::User, 1).await?),
                };
                let credential = match (&checked.existing, passwords) {
                    (None, NewPasswords::OneTime) => {
                        let password = self.new_password();
                        row.password = Some(password.clone());
                        Some(self.hash_password(user_id, password, true).await?)
                    }
                    _ => None,
                };
                if checked.existing.is_some() {
                    changed.push(user_id);
                }
                let (write, changes) = self.staff_write(caller, user_id, checked, credential)?;
                append.writes.push(write);
                append.changes.extend(changes);
            }
            import.rows.push(row);
        }
        if append.writes.is_empty() {
            self.commit_nothing(caller, &import).await?;
            return Ok(import);
        }
        self.commit(caller, append, &import).await.map_err(taken("file"))?;
        for user_id in changed {
            self.store.sessions_end_of(user_id, None).await?;
        }
        self.reload_organisation().await?;
        Ok(import)
    }

    /// The rows of a file, each with what was found to be in order.
    fn staff_rows(
        &self,
        caller: &Caller,
        content: &[u8],
    ) -> Result<Vec<(StaffRow, Option<crate::account::CheckedStaff>)>, OfficeError> {
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        for row in table(content)? {
            let cell = |name: &str| position(&row, name).map_or("", |position| row.cell(position)).trim();
            let input = StaffInput {
                login: cell("login").to_owned(),
                display_name: cell("display_name").to_owned(),
                institution: cell("institution").to_owned(),
                roles: roles(cell("roles")),
                password: None,
                active: true,
            };
            let checked = match (&row.fault, active(cell("active"))) {
                (Some(fault), _) => Err(invalid("file", "row_unreadable", fault)),
                (None, None) => Err(invalid("active", "yes_or_no", "expected `yes` or `no`")),
                (None, Some(active)) if seen.insert(input.login.to_lowercase()) => {
                    self.checked_staff(caller, &StaffInput { active, ..input.clone() })
                }
                (None, Some(_)) => {
                    Err(invalid("login", "row_twice", "a row above has the same sign-in name"))
                }
            };
            let (fate, errors, checked) = match checked {
                Ok(checked) if checked.is_as_before() => (StaffFate::AsBefore, Vec::new(), Some(checked)),
                Ok(checked) if checked.existing.is_some() => (StaffFate::Changed, Vec::new(), Some(checked)),
                Ok(checked) => (StaffFate::Entered, Vec::new(), Some(checked)),
                Err(OfficeError::Invalid(errors)) => (StaffFate::Rejected, errors, None),
                Err(OfficeError::Denied { .. }) => {
                    let message = "this lies beyond what the caller administers";
                    (StaffFate::Rejected, vec![FieldError::new("institution", "beyond_reach", message)], None)
                }
                Err(other) => return Err(other),
            };
            let StaffInput { login, display_name, .. } = input;
            let row = StaffRow { line: row.line, login, display_name, fate, errors, password: None };
            rows.push((row, checked));
        }
        Ok(rows)
    }
}

/// The rows of a table with the columns asked for.
fn table(content: &[u8]) -> Result<Vec<Row>, OfficeError> {
    let unwritten = |error: std::io::Error| OfficeError::Unreadable(error.to_string());
    let mut file = tempfile::NamedTempFile::new().map_err(unwritten)?;
    file.write_all(content).and_then(|()| file.flush()).map_err(unwritten)?;
    let mut rows: Vec<Row> = Vec::new();
    let read = read(file.path(), Format::Csv, &mut |row| {
        rows.push(row);
        if rows.len() > STAFF_ROWS_MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    match read {
        Ok(()) => {}
        Err(ReadError::Header { problem, .. }) => return Err(invalid("file", "table_header", &problem)),
        Err(ReadError::Encoding { found, .. }) => {
            let message = format!("it seems to be written in {found}: expected UTF-8 or GB18030");
            return Err(invalid("file", "table_encoding", &message));
        }
        Err(other) => return Err(OfficeError::Unreadable(other.to_string())),
    }
    if rows.len() > STAFF_ROWS_MAX {
        let message = format!("at most {STAFF_ROWS_MAX} rows in one file");
        return Err(invalid("file", "table_long", &message));
    }
    let Some(first) = rows.first() else {
        return Err(invalid("file", "table_empty", "there is no row below the names of the columns"));
    };
    match COLUMNS.iter().take(3).find(|(name, _)| position(first, name).is_none()) {
        Some((name, _)) => Err(invalid("file", "table_columns", &format!("there is no column `{name}`"))),
        None => Ok(rows),
    }
}

/// Where a column stands, by any of its names.
fn position(row: &Row, column: &str) -> Option<usize> {
    let (_, names) = COLUMNS.iter().find(|(name, _)| *name == column)?;
    names.iter().find_map(|name| row.header.position(name))
}

/// The text of a file as [`Office::staff_import_check`] reads it: UTF-8, or else GB18030.
pub fn decoded(content: &[u8]) -> String {
    match std::str::from_utf8(content) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::GB18030.decode(content).0.into_owned(),
    }
}

/// Roles as people write them: words or their Chinese names, each perhaps with `@` and an institution, parted by semicolons,
/// commas or blanks.
fn roles(cell: &str) -> Vec<String> {
    let parted = cell.split([';', '；', ',', '，', '、', ' ', '\u{3000}']).filter(|role| !role.is_empty());
    parted
        .map(|role| {
            let role = role.replace('＠', "@");
            let (word, at) = role.split_once('@').map_or((role.as_str(), ""), |(word, at)| (word, at));
            let known = ROLES.iter().find(|(name, _)| *name == word).map(|(_, role)| role.to_string());
            let word = known.unwrap_or_else(|| word.to_owned());
            if at.is_empty() { word } else { format!("{word}@{at}") }
        })
        .collect()
}

/// Whether somebody may sign in; left empty, they may.
fn active(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "" | "yes" | "true" | "1" | "是" => Some(true),
        "no" | "false" | "0" | "否" => Some(false),
        _ => None,
    }
}

fn invalid(field: &'static str, code: &'static str, message: &str) -> OfficeError {
    OfficeError::Invalid(vec![FieldError::new(field, code, message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_as_people_write_them() {
        for (cell, read) in [
            ("", vec![]),
            ("经办", vec!["handler"]),
            ("经办；审批@HQ", vec!["handler", "approver@HQ"]),
            ("handler, auditor@CC", vec!["handler", "auditor@CC"]),
            ("消保专员、督办＠AS", vec!["officer", "supervisor@AS"]),
            ("行长", vec!["行长"]),
        ] {
            assert_eq!(roles(cell), read, "{cell}");
        }
    }
}
