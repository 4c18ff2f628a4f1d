//! The bank that does not exist: its institutions and the people who work there.

use std::collections::BTreeMap;

use domain::open_channel::{ChannelKind, Days, Hours, Minute};
use domain::organisation::{Level, Region, Role};
use serde::Deserialize;

use crate::YearError;
use crate::dice::Dice;

/// An institution to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstitutionPlan {
    /// Its code, unique.
    pub code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// What it is.
    pub level: Level,
    /// The code of its legal superior; it stands earlier in the list.
    pub superior: Option<String>,
    /// Where it lies.
    pub region: Region,
    /// The codes of the desks that supervise it; they stand earlier in the list.
    pub supervised_by: Vec<String>,
}

/// A role and the code of the institution at whose top it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantPlan {
    /// The role.
    pub role: Role,
    /// The institution.
    pub institution: String,
}

/// A member of staff to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffPlan {
    /// The name to sign in with.
    pub login: String,
    /// The name to show.
    pub display_name: String,
    /// The code of the institution they work at.
    pub institution: String,
    /// What they may do, and where.
    pub grants: Vec<GrantPlan>,
}

/// A channel open to consumers, to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelPlan {
    /// Its code, unique.
    pub code: String,
    /// The code of the institution it belongs to.
    pub institution: String,
    /// What it is.
    pub kind: ChannelKind,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// What a person needs to reach it.
    pub place: String,
    /// When somebody answers.
    pub hours: Hours,
}

/// Everything to be entered before the first case, in an order in which nothing refers to what comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// The institutions.
    pub institutions: Vec<InstitutionPlan>,
    /// The staff.
    pub staff: Vec<StaffPlan>,
    /// The channels.
    pub channels: Vec<ChannelPlan>,
}

/// An institution, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Unit(pub usize);

/// A member of staff, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Member(pub usize);

/// What an institution does in the stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    Supervisor,
    Head,
    Protection,
    Office,
    Card,
    Loan,
    Wealth,
    Remote,
    Collection,
    Branch,
    SubBranch,
}

/// The bank as stories need it: who may do what for which institution.
#[derive(Debug, Clone)]
pub(crate) struct House {
    pub bank: Bank,
    parts: BTreeMap<Part, Vec<Unit>>,
    superiors: Vec<Option<Unit>>,
    /// Who holds a role at exactly this institution.
    holders: BTreeMap<(Unit, Role), Vec<Member>>,
}

#[derive(Deserialize)]
struct InstitutionRow {
    code: String,
    part: Part,
    level: Level,
    superior: Option<String>,
    supervised_by: Option<String>,
    province: String,
    city: String,
    district: String,
    name_zh: String,
    name_en: String,
}

#[derive(Deserialize)]
struct StaffRow {
    login: String,
    display_name: String,
    institution: String,
    grants: String,
}

#[derive(Deserialize)]
struct ChannelRow {
    code: String,
    institution: String,
    kind: ChannelKind,
    days: Days,
    from: Minute,
    to: Minute,
    place: String,
    name_zh: String,
    name_en: String,
}

const INSTITUTIONS: (&str, &str) = ("data/institutions.csv", include_str!("../data/institutions.csv"));
const STAFF: (&str, &str) = ("data/staff.csv", include_str!("../data/staff.csv"));
const CHANNELS: (&str, &str) = ("data/channels.csv", include_str!("../data/channels.csv"));

fn rows<T: for<'de> Deserialize<'de>>((file, text): (&'static str, &str)) -> Result<Vec<T>, YearError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize().collect::<Result<Vec<T>, csv::Error>>();
    rows.map_err(|error| YearError::Data { file, problem: error.to_string() })
}

impl House {
    /// Reads the tables.
    pub fn read() -> Result<Self, YearError> {
        let unknown =
            |file, code: &str| YearError::Data { file, problem: format!("`{code}` is no institution above") };
        let mut parts: BTreeMap<Part, Vec<Unit>> = BTreeMap::new();
        let mut by_code: BTreeMap<String, Unit> = BTreeMap::new();
        let mut superiors = Vec::new();
        let mut institutions = Vec::new();
        for (index, row) in rows::<InstitutionRow>(INSTITUTIONS)?.into_iter().enumerate() {
            let above = |code: &str| by_code.get(code).copied().ok_or_else(|| unknown(INSTITUTIONS.0, code));
            superiors.push(row.superior.as_deref().map(above).transpose()?);
            row.supervised_by.as_deref().map(above).transpose()?;
            by_code.insert(row.code.clone(), Unit(index));
            parts.entry(row.part).or_default().push(Unit(index));
            institutions.push(InstitutionPlan {
                code: row.code,
                name_zh: row.name_zh,
                name_en: row.name_en,
                level: row.level,
                superior: row.superior,
                region: Region { province: row.province, city: row.city, district: row.district },
                supervised_by: row.supervised_by.into_iter().collect(),
            });
        }
        let mut holders: BTreeMap<(Unit, Role), Vec<Member>> = BTreeMap::new();
        let mut staff = Vec::new();
        for (index, row) in rows::<StaffRow>(STAFF)?.into_iter().enumerate() {
            let mut grants = Vec::new();
            for written in row.grants.split(' ') {
                let (role, code) = written.split_once('@').unwrap_or((written, ""));
                let role: Role = role.parse().map_err(|_| unknown(STAFF.0, written))?;
                let unit = by_code.get(code).ok_or_else(|| unknown(STAFF.0, code))?;
                holders.entry((*unit, role)).or_default().push(Member(index));
                grants.push(GrantPlan { role, institution: code.to_owned() });
            }
            if !by_code.contains_key(&row.institution) {
                return Err(unknown(STAFF.0, &row.institution));
            }
            staff.push(StaffPlan {
                login: row.login,
                display_name: row.display_name,
                institution: row.institution,
                grants,
            });
        }
        let mut channels = Vec::new();
        for row in rows::<ChannelRow>(CHANNELS)? {
            if !by_code.contains_key(&row.institution) {
                return Err(unknown(CHANNELS.0, &row.institution));
            }
            channels.push(ChannelPlan {
                code: row.code,
                institution: row.institution,
                kind: row.kind,
                name_zh: row.name_zh,
                name_en: row.name_en,
                place: row.place,
                hours: Hours { days: row.days, from: row.from, to: row.to },
            });
        }
        Ok(Self { bank: Bank { institutions, staff, channels }, parts, superiors, holders })
    }

    pub fn institution(&self, unit: Unit) -> &InstitutionPlan {
        &self.bank.institutions[unit.0]
    }

    pub fn login(&self, member: Member) -> &str {
        &self.bank.staff[member.0].login
    }

    pub fn name(&self, member: Member) -> &str {
        &self.bank.staff[member.0].display_name
    }

    pub fn superior(&self, unit: Unit) -> Option<Unit> {
        self.superiors.get(unit.0).copied().flatten()
    }

    /// The one institution that plays a part, or one of those that do.
    pub fn unit(&self, part: Part, dice: &mut Dice) -> Unit {
        self.parts.get(&part).and_then(|units| dice.pick(units)).copied().unwrap_or(Unit(0))
    }

    /// The branch an institution belongs to; itself where it belongs to none.
    pub fn branch_of(&self, unit: Unit) -> Unit {
        match self.institution(unit).level {
            Level::SubBranch => self.superior(unit).unwrap_or(unit),
            _ => unit,
        }
    }

    /// Who holds a role nearest to an institution: there, else at the nearest superior where somebody does.
    pub fn nearest(&self, unit: Unit, role: Role) -> &[Member] {
        let mut next = Some(unit);
        while let Some(at) = next {
            if let Some(found) = self.holders.get(&(at, role)) {
                return found;
            }
            next = self.superior(at);
        }
        &[]
    }

    /// Those who work at an institution and hold a role, wherever it reaches.
    pub fn workers(&self, unit: Unit, role: Role) -> Vec<Member> {
        let code = &self.institution(unit).code;
        let staff = self.bank.staff.iter().enumerate();
        let found = staff.filter(|(_, plan)| {
            plan.institution == *code && plan.grants.iter().any(|grant| grant.role == role)
        });
        found.map(|(index, _)| Member(index)).collect()
    }

    /// One of those who hold a role nearest to an institution, but not `but`.
    pub fn one(&self, unit: Unit, role: Role, but: &[Member], dice: &mut Dice) -> Option<Member> {
        let free: Vec<Member> =
            self.nearest(unit, role).iter().copied().filter(|member| !but.contains(member)).collect();
        dice.pick(&free).copied()
    }

    /// Who may give what the law keeps for the superior institution or senior management of the head office.
    pub fn superior_approver(&self, unit: Unit, but: &[Member], dice: &mut Dice) -> Option<Member> {
        match self.superior(unit) {
            Some(above) => self.one(above, Role::Approver, but, dice),
            None => self.one(unit, Role::SeniorManager, but, dice),
        }
    }
}
