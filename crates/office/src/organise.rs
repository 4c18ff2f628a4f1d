//! Institutions and staff: reading them into memory, entering and changing them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use domain::id::{InstitutionId, Stream, UserId};
use domain::matter::Recorded;
use domain::organisation::{Grant, Institution, InstitutionEvent, Level, Region, Right, Role, Staff, Tree};
use jiff::Timestamp;
use serde::Deserialize;
use store::{Append, Change, Expected, InstitutionRow, NewEvent, Series, StoreError, StreamWrite, UserRow};

use crate::error::Findings;
use crate::{Caller, Office, OfficeError};

/// The institutions and staff as they are now.
#[derive(Debug, Default)]
pub struct Organisation {
    /// The institutions.
    pub tree: Tree,
    /// Versions of the institutions' streams.
    pub versions: BTreeMap<InstitutionId, u32>,
    /// Staff by identifier.
    pub users: BTreeMap<UserId, UserRow>,
    /// Whoever holds one of these roles anywhere has to show a second factor to sign in.
    pub second_factor_roles: BTreeSet<Role>,
}

impl Organisation {
    /// Reads rows of institutions and staff; of how they sign in, rows say nothing.
    pub(crate) fn from_rows(rows: &[InstitutionRow], users: Vec<UserRow>) -> Result<Self, OfficeError> {
        let mut institutions = BTreeMap::new();
        let mut versions = BTreeMap::new();
        for row in rows {
            let details: Institution = serde_json::from_str(&row.details)
                .map_err(|error| OfficeError::Unreadable(format!("institution `{}`: {error}", row.code)))?;
            institutions.insert(row.institution_id, details);
            versions.insert(row.institution_id, row.version);
        }
        let tree = Tree::new(institutions).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let users = users.into_iter().map(|user| (user.user_id, user)).collect();
        Ok(Self { tree, versions, users, second_factor_roles: BTreeSet::new() })
    }

    /// A member of staff as rules see them; none if they may not sign in.
    pub fn staff(&self, user_id: UserId) -> Option<Staff> {
        let user = self.users.get(&user_id).filter(|user| user.active)?;
        Some(Staff { user_id, institution: user.institution_id, grants: grants(user) })
    }

    /// The name to show; none for somebody unknown.
    pub fn display_name(&self, user_id: UserId) -> Option<&str> {
        self.users.get(&user_id).map(|user| user.display_name.as_str())
    }
}

/// The grants of a row. A role this release does not know gives nothing.
pub(crate) fn grants(user: &UserRow) -> BTreeSet<Grant> {
    user.roles
        .iter()
        .filter_map(|row| Some(Grant { role: row.role.parse().ok()?, institution: row.institution_id }))
        .collect()
}

/// An institution as an administrator enters it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstitutionInput {
    /// Its code, unique.
    pub code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name; the Chinese one where left empty.
    #[serde(default)]
    pub name_en: String,
    /// `head_office`, `centre`, `branch`, `sub_branch`, `outlet`, `department`, `association`, `regulator_desk`.
    pub level: String,
    /// The code of its legal superior.
    #[serde(default)]
    pub superior: Option<String>,
    /// Province, city, district.
    #[serde(default)]
    pub region: [String; 3],
    /// Codes of the supervisors' desks that see its cases.
    #[serde(default)]
    pub supervised_by: Vec<String>,
    /// Whether it takes new work.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

impl Office {
    /// Reads institutions and staff from the record.
    pub async fn reload_organisation(&self) -> Result<(), OfficeError> {
        // Read before the rows: what changes between is read again the next time.
        let read_at = self.store.organisation_version().await?;
        let mut organisation =
            Organisation::from_rows(&self.store.institutions().await?, self.store.users().await?)?;
        organisation.second_factor_roles = self.second_factor_roles().await?;
        *self.organisation.write().unwrap_or_else(PoisonError::into_inner) =
            (read_at, Arc::new(organisation));
        Ok(())
    }

    /// Reads the organisation again where another process changed it.
    pub async fn refresh_organisation(&self) -> Result<(), OfficeError> {
        let version = self.store.organisation_version().await?;
        let known = self.organisation.read().unwrap_or_else(PoisonError::into_inner).0;
        if version == known { Ok(()) } else { self.reload_organisation().await }
    }

    /// Enters an institution, or changes the one of that code. Changing nothing records nothing.
    pub async fn set_institution(
        &self,
        caller: &Caller,
        input: InstitutionInput,
    ) -> Result<InstitutionId, OfficeError> {
        caller.require(Right::Administer)?;
        if let Some(institution_id) = self.done_before(caller)? {
            return Ok(institution_id);
        }
        let organisation = self.organisation();
        let tree = &organisation.tree;
        let mut findings = Findings::default();
        let code = input.code.trim().to_owned();
        if code.is_empty()
            || code.len() > 32
            || code.chars().any(|letter| letter.is_whitespace() || letter.is_control())
        {
            findings.add("code", "institution_code", "a code has 1 to 32 letters without spaces");
        }
        if input.name_zh.trim().is_empty() || input.name_zh.chars().count() > 80 {
            findings.add("name_zh", "institution_name", "a name has 1 to 80 characters");
        }
        let level = input.level.parse::<Level>().unwrap_or_else(|_| {
            findings.add("level", "institution_level", "the level is one of the levels of the organisation");
            Level::Branch
        });
        let mut known = |field: &str, code: &str| {
            let found = tree.by_code(code.trim());
            if found.is_none() {
                findings.add(field, "institution_unknown", format!("there is no institution `{code}`"));
            }
            found
        };
        let superior = input.superior.as_deref().filter(|code| !code.trim().is_empty());
        let superior = superior.and_then(|code| known("superior", code));
        let supervised_by =
            input.supervised_by.iter().filter_map(|code| known("supervised_by", code)).collect();
        findings.finish()?;

        let name_zh = input.name_zh.trim().to_owned();
        let name_en =
            if input.name_en.trim().is_empty() { name_zh.clone() } else { input.name_en.trim().to_owned() };
        let [province, city, district] = input.region;
        let institution = Institution {
            code: code.clone(),
            name_zh,
            name_en,
            level,
            superior,
            region: Region { province, city, district },
            supervised_by,
            active: input.active,
        };
        let existing = tree.by_code(&code);
        if existing.and_then(|id| tree.get(id)) == Some(&institution)
            && let Some(id) = existing
        {
            self.commit_nothing(caller, &id).await?;
            return Ok(id);
        }
        self.require_place(caller, existing, superior)?;
        let institution_id = match existing {
            Some(id) => id,
            None => InstitutionId(self.store.allocate(Series::Institution, 1).await?),
        };
        let mut proposed: BTreeMap<_, _> =
            tree.iter().map(|(id, institution)| (id, institution.clone())).collect();
        proposed.insert(institution_id, institution.clone());
        Tree::new(proposed).map_err(|error| {
            OfficeError::Invalid(vec![crate::FieldError::new(
                "superior",
                "institution_circle",
                error.to_string(),
            )])
        })?;

        let version = organisation.versions.get(&institution_id).copied().unwrap_or(0);
        let details = serde_json::to_string(&institution)
            .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let event =
            self.event(caller, &InstitutionEvent::InstitutionSet(institution), self.surroundings.now())?;
        let append = Append {
            writes: vec![StreamWrite {
                stream: Stream::Institution(institution_id),
                expected: Expected::Version(version),
                events: vec![event],
            }],
            changes: vec![Change::Institution(InstitutionRow {
                institution_id,
                version: version + 1,
                code,
                details,
            })],
        };
        self.commit(caller, append, &institution_id).await.map_err(taken("code"))?;
        self.reload_organisation().await?;
        Ok(institution_id)
    }

    /// Refuses to enter or change an institution that the caller does not administer, and to hang it anywhere, or take it
    /// away from anywhere, that they do not. A new tree is planted by who administers the installation.
    fn require_place(
        &self,
        caller: &Caller,
        existing: Option<InstitutionId>,
        superior: Option<InstitutionId>,
    ) -> Result<(), OfficeError> {
        let organisation = self.organisation();
        let tree = &organisation.tree;
        let Some((first, _)) = tree.iter().next() else { return caller.require(Right::Administer) };
        if let Some(id) = existing {
            caller.require_administer(id, tree)?;
            let former = tree.get(id).and_then(|institution| institution.superior);
            if former == superior {
                return Ok(());
            }
            caller.require_administer(former.unwrap_or(first), tree)?;
        }
        caller.require_administer(superior.unwrap_or(first), tree)
    }

    /// An event of this caller, happening and recorded now.
    pub(crate) fn event<E: Recorded>(
        &self,
        caller: &Caller,
        event: &E,
        now: Timestamp,
    ) -> Result<NewEvent, OfficeError> {
        let (name, payload) =
            event.to_stored().map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        Ok(NewEvent {
            name_version: E::version_of(&name),
            name,
            occurred_at: now,
            recorded_at: now,
            actor: caller.actor().to_string(),
            payload,
        })
    }
}

/// Turns a taken name into a field error.
pub(crate) fn taken(field: &'static str) -> impl FnOnce(OfficeError) -> OfficeError {
    move |error| match error {
        OfficeError::Store(StoreError::Taken { .. }) => OfficeError::Invalid(vec![crate::FieldError::new(
            field,
            "taken",
            format!("this `{field}` is taken"),
        )]),
        other => other,
    }
}
