//! Legal clocks: from a regime's file and the facts of a matter to its dates, each with its reasons.
//!
//! Everything here is a pure function of a [`Regime`], the [`Facts`], a [`Calendar`](crate::calendar::Calendar) and a
//! time. It knows nothing of cases, people or storage. One matter may run several regimes: [`compute`] each, put the
//! dates together, and [`governing`] is the one that orders the queue.
//!
//! Counting follows Civil Code art. 201 and 203: the day of the event is not counted; a last day on which nobody works
//! rolls to the next working day. Both days are kept, as `due_natural` and `due_rolled`.
//!
//! To add a regime: a TOML file like those in `regimes/`, loaded with [`Regimes::load`].

mod compute;
mod count;
mod due;
mod duties;
mod escalation;
mod extend;
mod facts;
mod inner;
mod other_ways;
mod regime;
mod regimes;
mod remaining;
mod standing;
mod step;
mod terms;

pub use compute::{CheckExtensionError, ClockError, check_extension, compute};
pub use due::{Authority, Due, Ending, State, governing};
pub use duties::{
    DeclineGround, Duty, MajorGround, Notice, NoticePart, Representatives, Retention, Withdrawing,
};
pub use escalation::{Escalation, SourceRules, Told};
pub use extend::ExtendError;
pub use facts::{AgreedPeriod, Exclusion, Extension, Facts, Restart};
pub use inner::{CaseTraits, InnerClock, InnerClocks};
pub use regime::{Agreeing, EarlyClose, Reason, Regime, Restarting, Stage, Supplied, Tolling, cite};
pub use regimes::Regimes;
pub use remaining::{Badge, Remaining};
pub use step::Step;
pub use terms::{AlertOn, Event, Party, Rank, Roll, Unit, Zone};

pub use crate::calendar::{Language, ReadFileError, Words};
