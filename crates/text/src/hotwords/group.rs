//! Which touch-points, products or units a phrase concentrates in.

use std::collections::BTreeMap;

use super::report::Scenario;
use super::statistic::likelihood_ratio;

/// Values told apart in a column; further ones are counted with nobody's.
const VALUES_MAX: usize = 4096;
/// Fewer documents are no concentration.
const DOCUMENTS_MIN: u32 = 3;
/// Below this likelihood ratio a concentration may be chance (one in a thousand, χ² with one degree of freedom).
const RATIO_MIN: f64 = 10.83;
/// Scenarios given for a phrase.
const SCENARIOS_MAX: usize = 5;

/// Documents of the window by group value, and by phrase and group value.
pub(super) struct Groups {
    columns: Vec<Column>,
    /// Documents of the window with each phrase.
    documents: Vec<u32>,
    all: u32,
}

#[derive(Default)]
struct Column {
    /// The number of each value.
    values: BTreeMap<String, usize>,
    totals: Vec<u32>,
    /// By phrase and value.
    counts: BTreeMap<(u16, usize), u32>,
}

impl Groups {
    pub(super) fn new(columns: usize, phrases: usize) -> Self {
        let columns = std::iter::repeat_with(Column::default).take(columns).collect();
        Self { columns, documents: vec![0; phrases], all: 0 }
    }

    /// Adds a document of the window.
    pub(super) fn add<'a>(&mut self, values: impl Iterator<Item = &'a str>, phrases: &[u16]) {
        self.all += 1;
        for phrase in phrases {
            self.documents[usize::from(*phrase)] += 1;
        }
        for (column, value) in self.columns.iter_mut().zip(values) {
            let Some(value) = column.number(value) else { continue };
            column.totals[value] += 1;
            for phrase in phrases {
                *column.counts.entry((*phrase, value)).or_default() += 1;
            }
        }
    }

    /// Where a phrase concentrates, the strongest first. `names` are those of the columns.
    pub(super) fn scenarios(&self, phrase: usize, names: &[String]) -> Vec<Scenario> {
        let documents = f64::from(self.documents[phrase]);
        let all = f64::from(self.all);
        let Ok(number) = u16::try_from(phrase) else { return Vec::new() };
        let mut found = Vec::new();
        for (column, name) in self.columns.iter().zip(names) {
            for (value, &place) in &column.values {
                let count = column.counts.get(&(number, place)).copied().unwrap_or(0);
                let total = f64::from(column.totals[place]);
                let with = f64::from(count);
                let ratio = likelihood_ratio(with, documents, total - with, all - documents);
                if count < DOCUMENTS_MIN || ratio < RATIO_MIN {
                    continue;
                }
                let share = with / documents;
                found.push((
                    ratio,
                    Scenario {
                        column: name.clone(),
                        value: crate::mask(value),
                        documents: count,
                        share,
                        lift: share * all / total,
                    },
                ));
            }
        }
        found.sort_by(|one, other| other.0.total_cmp(&one.0));
        found.into_iter().take(SCENARIOS_MAX).map(|(_, scenario)| scenario).collect()
    }
}

impl Column {
    fn number(&mut self, value: &str) -> Option<usize> {
        if value.is_empty() {
            return None;
        }
        if let Some(number) = self.values.get(value) {
            return Some(*number);
        }
        if VALUES_MAX <= self.values.len() {
            return None;
        }
        self.values.insert(value.to_owned(), self.totals.len());
        self.totals.push(0);
        Some(self.totals.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_told_by_where_it_concentrates() {
        let mut groups = Groups::new(2, 2);
        for number in 0..200 {
            let phrases: &[u16] = if number % 10 == 0 { &[0, 1] } else { &[1] };
            let channel = if number % 10 == 0 { "app" } else { "branch" };
            groups.add([channel, ""].into_iter(), phrases);
        }
        let names = ["channel".to_owned(), "unit".to_owned()];
        let found = groups.scenarios(0, &names);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].value.as_str(), found[0].documents), ("app", 20));
        assert!((found[0].lift - 10.0).abs() < 1e-9 && (found[0].share - 1.0).abs() < 1e-9);
        assert!(groups.scenarios(1, &names).is_empty());
    }
}
