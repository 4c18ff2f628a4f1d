//! References to codes, from the short form the tables use.

use domain::code::CodeRef;

/// The sets the year is coded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    Channel,
    Business,
    Reason,
    Grade,
    Urgency,
    Sensitivity,
}

/// A code of a set, `B03022` for `jrt0169-business@2018:prov:B03022`. A code that is none gives none; a test holds that
/// every code of the tables is one.
pub(crate) fn code(set: Set, short: &str) -> Option<CodeRef> {
    let text = match set {
        Set::Channel => format!("jrt0169-channel@2018:prov:{short}"),
        Set::Business => format!("jrt0169-business@2018:prov:{short}"),
        Set::Reason => format!("jrt0169-reason@2018:prov:{short}"),
        Set::Grade => format!("cn-grade@1:{short}"),
        Set::Urgency => format!("cn-urgency@1:{short}"),
        Set::Sensitivity => format!("cn-sensitivity@1:{short}"),
    };
    text.parse().ok()
}
