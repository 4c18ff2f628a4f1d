//! A simulated bank year from a seed: institutions, staff, consumers, and everything they do with their matters.
//!
//! [`Year`] says whom to enter ([`Year::bank`]) and then what is done, in the order of time ([`Year::actions`]): people
//! submit matters, staff take steps. Each action can be carried out at its time as it stands; every step is legal under
//! the rules of `domain` when it comes. Nothing here reads a clock or draws chance from anywhere but the seed.
//!
//! To carry it out: enter the institutions, channels and staff as they come in [`Bank`], put the identifiers they were
//! given into a [`Directory`], then take each [`Action`] at its `at` as its `actor`, keeping which number each [`CaseKey`]
//! got.
//!
//! Nobody in it is real: see `numbers` for the ranges that telephones, identity numbers and cards are taken from. Texts
//! and tables lie in `data/`; [`lives`] gives plain submissions for measuring load, [`wordings`](mod@wordings) texts that show
//! their codes.

mod bank;
mod code;
mod dice;
mod directory;
mod hours;
mod life;
mod lives;
mod numbers;
mod person;
mod plan;
mod scene;
mod script;
mod season;
mod texts;
pub mod wordings;
mod year;

pub use bank::{Bank, ChannelPlan, GrantPlan, InstitutionPlan, StaffPlan};
pub use directory::{Directory, DirectoryError};
pub use lives::{Life, Lives, lives};
pub use plan::{Action, AgentPlan, CaseKey, Doer, PersonPlan, SubmissionPlan, What};
pub use year::{Actions, Year, YearError};
