//! Many people, one matter, a short time: a person should look.

use std::collections::{BTreeSet, HashMap};

use super::Record;

/// When a group calls for a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertRule {
    /// Distinct people, at least.
    pub people_min: usize,
    /// Within so many seconds.
    pub window_s: i64,
}

impl Default for AlertRule {
    /// Twenty people within a week.
    fn default() -> Self {
        Self { people_min: 20, window_s: 7 * 24 * 3600 }
    }
}

/// A group that calls for a look. It says that there are many; what it is, a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// When the threshold was first reached: the moment of the text that did.
    pub reached: i64,
    /// Distinct people in the fullest window.
    pub people: usize,
    /// First moment of the fullest window; of several, the earliest.
    pub from: i64,
    /// Last moment of the fullest window.
    pub to: i64,
    /// The documents of the fullest window, by moment.
    pub documents: Vec<u64>,
}

/// Looks at one group, in any order, whether enough distinct people spoke within one window. Somebody who speaks ten times
/// is one person.
pub fn alert(group: &[Record<'_>], rule: &AlertRule) -> Option<Alert> {
    let mut records: Vec<&Record<'_>> = group.iter().collect();
    records.sort_by_key(|record| (record.moment, record.document));
    let people_min = rule.people_min.max(1);
    let mut people: HashMap<u64, usize> = HashMap::new();
    let (mut start, mut reached, mut fullest) = (0, None, (0, 0..0));
    for (end, record) in records.iter().enumerate() {
        *people.entry(record.person).or_default() += 1;
        while record.moment.saturating_sub(records[start].moment) > rule.window_s.max(0) {
            if let Some(count) = people.get_mut(&records[start].person) {
                *count -= 1;
                if *count == 0 {
                    people.remove(&records[start].person);
                }
            }
            start += 1;
        }
        if people.len() >= people_min && reached.is_none() {
            reached = Some(record.moment);
        }
        if people.len() > fullest.0 {
            fullest = (people.len(), start..end + 1);
        }
    }
    let reached = reached?;
    // Later texts of the same people belong to the window too.
    let first = records.get(fullest.1.start)?;
    let window: Vec<&&Record<'_>> = records[fullest.1.start..]
        .iter()
        .take_while(|record| record.moment.saturating_sub(first.moment) <= rule.window_s.max(0))
        .collect();
    let mut seen = BTreeSet::new();
    let documents =
        window.iter().map(|record| record.document).filter(|document| seen.insert(*document)).collect();
    let to = window.last()?.moment;
    Some(Alert { reached, people: fullest.0, from: first.moment, to, documents })
}
