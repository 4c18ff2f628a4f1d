//! Which identifiers the installation gave to the institutions and staff of the plan.

use std::collections::BTreeMap;

use domain::id::{InstitutionId, UserId};

use crate::bank::{House, Member, Unit};

/// Identifiers by the plan's codes and logins, as the caller entered them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// By institution code.
    pub institutions: BTreeMap<String, InstitutionId>,
    /// By login.
    pub users: BTreeMap<String, UserId>,
}

/// A directory that lacks somebody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// An institution of the plan was not entered.
    #[error("institution `{0}` of the plan has no identifier")]
    Institution(String),
    /// A member of staff of the plan was not entered.
    #[error("`{0}` of the plan's staff has no identifier")]
    User(String),
}

/// The identifiers by position, complete.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    institutions: Vec<InstitutionId>,
    users: Vec<UserId>,
}

impl Resolved {
    pub fn new(directory: &Directory, house: &House) -> Result<Self, DirectoryError> {
        let institutions = house.bank.institutions.iter().map(|plan| {
            let id = directory.institutions.get(&plan.code).copied();
            id.ok_or_else(|| DirectoryError::Institution(plan.code.clone()))
        });
        let users = house.bank.staff.iter().map(|plan| {
            let id = directory.users.get(&plan.login).copied();
            id.ok_or_else(|| DirectoryError::User(plan.login.clone()))
        });
        Ok(Self {
            institutions: institutions.collect::<Result<_, _>>()?,
            users: users.collect::<Result<_, _>>()?,
        })
    }

    pub fn institution(&self, unit: Unit) -> InstitutionId {
        self.institutions[unit.0]
    }

    pub fn user(&self, member: Member) -> UserId {
        self.users[member.0]
    }
}
