//! Institutions in a tree of legal superiority, who supervises whom beside it, and what staff may do.
//!
//! Two relations, never mixed. *Superiority* (card centre → head office) says who approves an extension and who decides
//! a review. *Supervision* (an association or regulator desk over institutions) says who sees what and chases whom; it
//! never approves and never decides.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::id::{InstitutionId, TextRef, UserId};

/// What an institution is within its legal person, or beside it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Level {
    /// 总行.
    HeadOffice,
    /// 直属中心, such as a card centre.
    Centre,
    /// 一级分行.
    Branch,
    /// 支行.
    SubBranch,
    /// 网点.
    Outlet,
    /// 部门: a department or an outsourced unit that does tasks for others.
    Department,
    /// 行业协会.
    Association,
    /// 监管部门的办理席位.
    RegulatorDesk,
}

impl Level {
    /// Whether bodies of this kind watch over institutions and handle no matters themselves.
    pub fn supervises(self) -> bool {
        matches!(self, Self::Association | Self::RegulatorDesk)
    }
}

/// Where an institution lies: province, city, district, as the bank writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// 省/自治区/直辖市.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub province: String,
    /// 市/自治州.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// 区/市/县.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub district: String,
}

/// An institution. Its names are public names of bodies, not of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// Its code in the bank, unique.
    pub code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// What it is.
    pub level: Level,
    /// The legal superior that approves and reviews; none for a legal person's head and for supervisors.
    pub superior: Option<InstitutionId>,
    /// Where it lies.
    #[serde(default)]
    pub region: Region,
    /// The supervisors' desks that see its cases.
    #[serde(default)]
    pub supervised_by: BTreeSet<InstitutionId>,
    /// Whether it takes new work.
    pub active: bool,
}

/// A fact about an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr, VariantNames)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum InstitutionEvent {
    /// It was entered, or entered anew with changes.
    InstitutionSet(Institution),
}

/// What a member of staff is trusted with, over an institution and all below it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// 登记: takes in, sees and adds to what is not yet accepted.
    Intake,
    /// 经办: handles cases.
    Handler,
    /// 审批: the second person, and head of complaint handling.
    Approver,
    /// 高管: senior management of the head office; approves what the law gives to it.
    SeniorManager,
    /// 消保专员: sees and steers all cases of the subtree, exports, unmasks with reason.
    Officer,
    /// 督办: a supervisor's desk; sees the supervised institutions' cases, adds what it transfers.
    Supervisor,
    /// 审计: reads everything masked, and the proof; changes nothing.
    Auditor,
    /// 管理员: institutions, users, roles, tokens. Sees no case.
    Administrator,
}

/// A thing that may be allowed. Every route asks for one.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Right {
    /// See a case, masked.
    See,
    /// Enter new cases.
    Intake,
    /// Move a case.
    Handle,
    /// Assign cases to others and see the team.
    Steer,
    /// Approve or refuse another's request.
    Approve,
    /// See personal data in full, with a reason that is recorded.
    Unmask,
    /// Export lists.
    Export,
    /// Import files.
    Import,
    /// See figures.
    Figures,
    /// Erase persons, set and lift legal holds. Held over the first institution, it reaches all the installation knows.
    Erase,
    /// See the ledger's state and verify.
    Audit,
    /// Change institutions, users, roles, tokens.
    Administer,
}

impl Role {
    /// What the role may do. The only table of rights there is.
    pub fn rights(self) -> &'static [Right] {
        match self {
            Self::Intake => &[Right::See, Right::Intake],
            Self::Handler => &[Right::See, Right::Intake, Right::Handle, Right::Unmask, Right::Figures],
            Self::Approver | Self::SeniorManager => &[
                Right::See,
                Right::Intake,
                Right::Handle,
                Right::Steer,
                Right::Approve,
                Right::Unmask,
                Right::Export,
                Right::Figures,
            ],
            Self::Officer => &[
                Right::See,
                Right::Intake,
                Right::Handle,
                Right::Steer,
                Right::Unmask,
                Right::Export,
                Right::Import,
                Right::Figures,
                Right::Erase,
                Right::Audit,
            ],
            Self::Supervisor => &[Right::See, Right::Intake, Right::Figures],
            Self::Auditor => &[Right::See, Right::Figures, Right::Audit, Right::Export],
            Self::Administrator => &[Right::Administer, Right::Audit],
        }
    }

    /// Whether the role reaches over the supervision relation instead of the tree.
    pub fn reaches_by_supervision(self) -> bool {
        self == Self::Supervisor
    }
}

/// A role and where it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The top of the subtree it reaches (for a supervisor: the desk).
    pub institution: InstitutionId,
}

/// A fact about a member of staff. Names to show are kept beside the account, not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr, VariantNames)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum UserEvent {
    /// The account was entered, or entered anew with changes.
    UserSet {
        /// The name to sign in with: a staff code.
        login: String,
        /// Where they work.
        institution: InstitutionId,
        /// What they may do.
        grants: BTreeSet<Grant>,
        /// Whether they may sign in.
        active: bool,
    },
    /// A password was set, by themselves or an administrator.
    PasswordSet {},
    /// A token that acts for them was made.
    TokenCreated {
        /// The first eight hexadecimal digits of its hash.
        fingerprint: String,
    },
    /// A token that acts for them was taken back.
    TokenRevoked {
        /// The first eight hexadecimal digits of its hash.
        fingerprint: String,
    },
    /// A second factor was confirmed: from now on a code of it is asked for after the password.
    SecondFactorSet {},
    /// Their second factor and its recovery codes count no more.
    SecondFactorRemoved {
        /// Why, where an administrator removed it.
        reason: Option<FactorRemovalReason>,
    },
    /// New recovery codes were made; the former ones count no more.
    RecoveryCodesMade {},
    /// A recovery code was used to sign in.
    RecoveryCodeUsed {},
    /// An administrator ended their sessions.
    SessionsEnded {
        /// How many there were.
        sessions: u64,
    },
    /// An issuer's subject was found to be them.
    SubjectLinked {
        /// The first eight hexadecimal digits of the hash of issuer and subject.
        fingerprint: String,
    },
    /// An administrator forgot which subject of an issuer they are.
    SubjectUnlinked {
        /// The first eight hexadecimal digits of the hash of issuer and subject.
        fingerprint: String,
    },
    /// They saw personal data in full.
    Unmasked {
        /// Whose case.
        case: crate::id::CaseId,
        /// What was shown, by field.
        fields: Vec<String>,
        /// Why, as a code.
        reason: String,
        /// Why, in words, sealed.
        note: Option<TextRef>,
    },
    /// They took data out of the system.
    Exported {
        /// How many rows.
        rows: u64,
        /// Which format.
        format: String,
    },
}

/// Why an administrator removes somebody's second factor.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FactorRemovalReason {
    /// The device is lost or broken, and they were recognised in person or by a call back.
    DeviceLost,
    /// They have another device.
    DeviceReplaced,
    /// Somebody else may hold it.
    Suspected,
    /// It was set up by mistake.
    Mistake,
}

/// A fact about the installation itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr, VariantNames)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OfficeEvent {
    /// A new generation of the vault's keys wraps and tags from now on.
    KeysBegun {
        /// Its number.
        generation: u32,
    },
    /// Older generations of the vault's keys are gone from the key file.
    KeysRetired {
        /// Their numbers.
        generations: Vec<u32>,
    },
    /// A webhook was set up or changed.
    WebhookSet {
        /// The member of staff for whom it acts.
        user: UserId,
        /// The host it leads to.
        host: String,
        /// The kinds of notices it is told.
        kinds: Vec<String>,
        /// Whether it is called.
        active: bool,
        /// Whether it got another secret.
        secret_made: bool,
    },
    /// A template of replies was set: a new one, or the next version of one. Its words stand beside the record.
    ReplyTemplateSet {
        /// Which.
        template: u64,
        /// Its version.
        version: u32,
        /// The institution that may use it, with all below.
        institution: InstitutionId,
        /// SHA-256 of its name and its words, hexadecimal.
        digest: String,
        /// Whether it may be chosen.
        active: bool,
    },
    /// A webhook is called no more, since every message to it failed for long.
    WebhookDisabled {
        /// The member of staff for whom it acted.
        user: UserId,
        /// Since when they failed.
        failing_since: jiff::Timestamp,
    },
    /// It was said who has to show a second factor to sign in.
    SecondFactorRequired {
        /// Whoever holds one of these roles anywhere.
        roles: BTreeSet<Role>,
    },
    /// A calendar was handed over to be taken in.
    CalendarLoaded {
        /// Its name, `cn`.
        id: String,
        /// The years it has.
        years: Vec<i16>,
        /// The SHA-256 of its text, hexadecimal.
        digest: String,
    },
    /// A regime was handed over to be taken in.
    RegimeLoaded {
        /// Its name, `cn-n3`.
        id: String,
        /// Its version.
        version: u32,
        /// The SHA-256 of its text, hexadecimal.
        digest: String,
    },
}

/// A problem with the tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A superior that is not there.
    #[error("institution `{code}` names the superior `{superior}`, which does not exist")]
    UnknownSuperior {
        /// The institution.
        code: String,
        /// What it names.
        superior: InstitutionId,
    },
    /// A chain of superiors that comes back to its beginning.
    #[error("institution `{code}` is, through its superiors, above itself")]
    Circle {
        /// The institution.
        code: String,
    },
    /// Two with one code.
    #[error("the code `{code}` belongs to another institution")]
    CodeTaken {
        /// The code.
        code: String,
    },
}

/// All institutions.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    institutions: BTreeMap<InstitutionId, Institution>,
    below: BTreeMap<InstitutionId, Vec<InstitutionId>>,
    supervised: BTreeMap<InstitutionId, BTreeSet<InstitutionId>>,
}

impl Tree {
    /// Builds the tree and checks it.
    pub fn new(institutions: BTreeMap<InstitutionId, Institution>) -> Result<Self, TreeError> {
        let mut below: BTreeMap<InstitutionId, Vec<InstitutionId>> = BTreeMap::new();
        let mut supervised: BTreeMap<InstitutionId, BTreeSet<InstitutionId>> = BTreeMap::new();
        let mut codes = BTreeSet::new();
        for (id, institution) in &institutions {
            if !codes.insert(&institution.code) {
                return Err(TreeError::CodeTaken { code: institution.code.clone() });
            }
            for desk in &institution.supervised_by {
                supervised.entry(*desk).or_default().insert(*id);
            }
            let Some(superior) = institution.superior else { continue };
            if !institutions.contains_key(&superior) {
                return Err(TreeError::UnknownSuperior { code: institution.code.clone(), superior });
            }
            below.entry(superior).or_default().push(*id);
        }
        let tree = Self { institutions, below, supervised };
        for (id, institution) in &tree.institutions {
            if tree.superiors(*id).take(tree.institutions.len() + 1).any(|above| above == *id) {
                return Err(TreeError::Circle { code: institution.code.clone() });
            }
        }
        Ok(tree)
    }

    /// One institution.
    pub fn get(&self, id: InstitutionId) -> Option<&Institution> {
        self.institutions.get(&id)
    }

    /// One institution by its code.
    pub fn by_code(&self, code: &str) -> Option<InstitutionId> {
        self.institutions.iter().find(|(_, institution)| institution.code == code).map(|(id, _)| *id)
    }

    /// All of them, by identifier.
    pub fn iter(&self) -> impl Iterator<Item = (InstitutionId, &Institution)> {
        self.institutions.iter().map(|(id, institution)| (*id, institution))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.institutions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.institutions.is_empty()
    }

    /// The legal superiors from the nearest up.
    pub fn superiors(&self, id: InstitutionId) -> impl Iterator<Item = InstitutionId> {
        std::iter::successors(self.superior(id), |above| self.superior(*above))
    }

    /// The nearest legal superior: who approves and who reviews. A head office has none, and no review.
    pub fn superior(&self, id: InstitutionId) -> Option<InstitutionId> {
        self.get(id).and_then(|institution| institution.superior)
    }

    /// Whether `above` is the institution itself or one of its legal superiors.
    pub fn reaches(&self, above: InstitutionId, id: InstitutionId) -> bool {
        above == id || self.superiors(id).any(|superior| superior == above)
    }

    /// The institution and all legally below it, by identifier.
    pub fn subtree(&self, top: InstitutionId) -> BTreeSet<InstitutionId> {
        let mut found = BTreeSet::from([top]);
        let mut waiting = vec![top];
        while let Some(next) = waiting.pop() {
            for child in self.below.get(&next).into_iter().flatten() {
                if found.insert(*child) {
                    waiting.push(*child);
                }
            }
        }
        found
    }

    /// The institutions a supervisor's desk sees: those that name it, and all below them.
    pub fn supervised_by(&self, desk: InstitutionId) -> BTreeSet<InstitutionId> {
        self.supervised.get(&desk).into_iter().flatten().flat_map(|id| self.subtree(*id)).collect()
    }
}

/// A member of staff as rules see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who.
    pub user_id: UserId,
    /// Where they work.
    pub institution: InstitutionId,
    /// What they may do.
    pub grants: BTreeSet<Grant>,
}

impl Staff {
    /// Whether a right reaches an institution, by the tree or by supervision.
    pub fn may(&self, right: Right, institution: InstitutionId, tree: &Tree) -> bool {
        self.grants.iter().filter(|grant| grant.role.rights().contains(&right)).any(|grant| {
            if grant.role.reaches_by_supervision() {
                tree.supervised_by(grant.institution).contains(&institution)
            } else {
                tree.reaches(grant.institution, institution)
            }
        })
    }

    /// Whether the right is held anywhere.
    pub fn may_somewhere(&self, right: Right) -> bool {
        self.grants.iter().any(|grant| grant.role.rights().contains(&right))
    }

    /// Every institution a right reaches.
    pub fn reach(&self, right: Right, tree: &Tree) -> BTreeSet<InstitutionId> {
        self.grants
            .iter()
            .filter(|grant| grant.role.rights().contains(&right))
            .flat_map(|grant| {
                if grant.role.reaches_by_supervision() {
                    tree.supervised_by(grant.institution)
                } else {
                    tree.subtree(grant.institution)
                }
            })
            .collect()
    }
}
