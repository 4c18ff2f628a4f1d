//! Who may do what to which institution's matters. Every use case asks here and nowhere else.

use std::sync::Arc;

use domain::id::{Actor, InstitutionId};
use domain::matter::{Case, Refusal, Step, TaskStatus};
use domain::organisation::{Right, Staff, Tree};
use store::{Scope, UserRow};

use crate::OfficeError;
use crate::once::Once;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    actor: Actor,
    staff: Option<Staff>,
    once: Option<Arc<Once>>,
}

impl Caller {
    /// A member of staff, with the grants they hold now.
    pub fn staff(staff: Staff) -> Self {
        Self { actor: Actor::User(staff.user_id), staff: Some(staff), once: None }
    }

    /// A program of this installation, by name: it holds every right. Only the command line and jobs make one.
    pub fn system(name: &str) -> Self {
        Self { actor: Actor::System(name.to_owned()), staff: None, once: None }
    }

    /// A consumer at the portal. Holds no right; the portal's own use cases ask for number and code instead.
    pub fn consumer() -> Self {
        Self { actor: Actor::Consumer, staff: None, once: None }
    }

    /// The same caller under a key; see [`crate::Office::once`].
    pub(crate) fn under(self, once: Arc<Once>) -> Self {
        Self { once: Some(once), ..self }
    }

    /// The key they ask under.
    pub(crate) fn once(&self) -> Option<&Once> {
        self.once.as_deref()
    }

    /// As events name them.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Their grants, where a member of staff asks.
    pub fn grants(&self) -> Option<&Staff> {
        self.staff.as_ref()
    }

    /// Whether a right reaches an institution.
    pub fn may(&self, right: Right, institution: InstitutionId, tree: &Tree) -> bool {
        match (&self.actor, &self.staff) {
            (Actor::System(_), _) => true,
            (_, Some(staff)) => staff.may(right, institution, tree),
            _ => false,
        }
    }

    /// Whether a right is held anywhere.
    pub fn may_somewhere(&self, right: Right) -> bool {
        match (&self.actor, &self.staff) {
            (Actor::System(_), _) => true,
            (_, Some(staff)) => staff.may_somewhere(right),
            _ => false,
        }
    }

    /// Refuses where the right is held nowhere.
    pub fn require(&self, right: Right) -> Result<(), OfficeError> {
        if self.may_somewhere(right) { Ok(()) } else { Err(OfficeError::Denied { right }) }
    }

    /// Refuses where the right does not reach an institution.
    pub fn require_over(
        &self,
        right: Right,
        institution: InstitutionId,
        tree: &Tree,
    ) -> Result<(), OfficeError> {
        if self.may(right, institution, tree) { Ok(()) } else { Err(OfficeError::Denied { right }) }
    }

    /// What lists, counts and exports may contain.
    pub fn scope(&self, right: Right, tree: &Tree) -> Scope {
        match (&self.actor, &self.staff) {
            (Actor::System(_), _) => Scope::All,
            (_, Some(staff)) => {
                let reach = staff.reach(right, tree);
                if reach.len() == tree.len() {
                    Scope::All
                } else {
                    Scope::Institutions(reach.into_iter().collect())
                }
            }
            _ => Scope::Institutions(Vec::new()),
        }
    }

    /// Refuses where a right does not reach the whole installation: it is held over the first institution. For what concerns
    /// all that is known of somebody, wherever it lies, so that a refusal tells nothing of where.
    pub fn require_installation(&self, right: Right, tree: &Tree) -> Result<(), OfficeError> {
        let first = tree.iter().next().map(|(first, _)| first);
        match first.is_none_or(|first| self.may(right, first, tree)) {
            true => self.require(right),
            false => Err(OfficeError::Denied { right }),
        }
    }

    /// Refuses where the caller does not administer an institution. Who administers the first institution administers the
    /// installation: also what stands beside its tree, an association or a regulator's desk.
    pub fn require_administer(&self, institution: InstitutionId, tree: &Tree) -> Result<(), OfficeError> {
        self.require_installation(Right::Administer, tree)
            .or_else(|_| self.require_over(Right::Administer, institution, tree))
    }

    /// Refuses where the caller does not administer a member of staff: where they work and everywhere they hold a role.
    pub fn require_administer_staff(&self, user: &UserRow, tree: &Tree) -> Result<(), OfficeError> {
        let places = user.roles.iter().map(|role| role.institution_id).chain([user.institution_id]);
        places.into_iter().try_for_each(|institution| self.require_administer(institution, tree))
    }

    /// Refuses to show a case's persons and words in full: not without the right over its institution, and not to
    /// somebody named in it or interested in it (Order 2020 No. 3, art. 17). The one rule for looks, files, receipts and
    /// exports.
    pub fn require_unmask(&self, case: &Case, tree: &Tree) -> Result<(), OfficeError> {
        self.require_over(Right::Unmask, case.institution, tree)?;
        match self.actor.user() {
            Some(user) if case.recused.contains(&user) => Err(Refusal::Recused { user }.into()),
            _ => Ok(()),
        }
    }

    /// Refuses a step the caller has no right to. A task is finished by its own unit; everything else by who may move the
    /// case. Rules on second persons and recusal are the domain's.
    pub fn require_step(&self, step: Step, case: &Case, tree: &Tree) -> Result<(), OfficeError> {
        let right = match step {
            Step::Approve | Step::Refuse => Right::Approve,
            Step::CarryOver => Right::Import,
            _ => Right::Handle,
        };
        if self.may(right, case.institution, tree) {
            return Ok(());
        }
        let helps = matches!(step, Step::FinishTask | Step::Note | Step::Attach)
            && case
                .tasks
                .values()
                .any(|task| task.status == TaskStatus::Open && self.may(Right::Handle, task.unit, tree));
        if helps { Ok(()) } else { Err(OfficeError::Denied { right }) }
    }
}
