//! A page of a list that is held in memory: which of its lines stand here, and where to go on.

use super::shown::thousands;
use super::typed::Typed;

/// Lines on a page.
const PAGE: usize = 40;

/// Where a page stands in its list.
pub(crate) struct Slice {
    /// How many lines there are.
    pub count: String,
    /// Which of them stand here, `41–80`; empty where all do.
    pub span: String,
    /// Goes back; empty where nothing is.
    pub previous: String,
    /// Goes on; empty where nothing is.
    pub next: String,
}

impl Slice {
    /// The page that an address names by `at`, and its lines.
    pub(crate) fn of<T>(path: &str, query: &Typed, all: impl IntoIterator<Item = T>) -> (Self, Vec<T>) {
        let all: Vec<T> = all.into_iter().collect();
        let count = all.len();
        let first = query.get("at").and_then(|at| at.parse().ok()).unwrap_or(0_usize).min(count);
        let last = first.saturating_add(PAGE).min(count);
        let joint = if path.contains('?') { '&' } else { '?' };
        let to = |at: usize| format!("{path}{joint}at={at}");
        let slice = Self {
            count: thousands(count as u64),
            span: match count > PAGE {
                true => format!("{}\u{2013}{}", thousands(first as u64 + 1), thousands(last as u64)),
                false => String::new(),
            },
            previous: if first > 0 { to(first.saturating_sub(PAGE)) } else { String::new() },
            next: if last < count { to(last) } else { String::new() },
        };
        (slice, all.into_iter().skip(first).take(PAGE).collect())
    }
}
