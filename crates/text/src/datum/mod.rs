//! One datum at a time: the form in which it is stored and looked up, and the form in which it is shown.
//!
//! The masked forms follow the desk's page of words: 周\*, 138\*\*\*\*1234, identity number first and last, card last
//! four. They are practice, not law: JR/T 0171-2020 appendix A is informative.

pub(crate) mod amount;
pub(crate) mod card;
pub(crate) mod day;
pub(crate) mod email;
pub(crate) mod identity;
pub(crate) mod name;
pub(crate) mod phone;
