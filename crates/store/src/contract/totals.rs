//! Tallies and figures, against the model.

use std::cmp::Reverse;

use domain::id::InstitutionId;

use super::Engine;
use super::lists::{single_filters, written};
use super::model;
use super::sample::{INSTITUTIONS, TODAY, at, day};
use crate::{CaseFilter, Scope};

/// For every filter, over everything and over a part.
pub async fn tallies_agree_with_the_model(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 20, 250).await;
    let part = Scope::Institutions(vec![InstitutionId(1), InstitutionId(3)]);
    for filter in single_filters() {
        for scope in [&Scope::All, &part] {
            let tally = store.case_tally(scope, &filter, TODAY).await.expect("tallies");
            assert_eq!(tally, model::tally(&kept, scope, &filter, TODAY), "{scope:?} {filter:?}");
        }
    }
}

/// Most late first; only those with open cases, only those in scope.
pub async fn tallies_by_institution_agree_with_the_model(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 21, 120).await;
    let part = Scope::Institutions(vec![InstitutionId(2), InstitutionId(5), InstitutionId(2)]);
    for scope in [&Scope::All, &part] {
        for limit in [1, 3, 100] {
            let mut expected: Vec<_> = (1..=INSTITUTIONS)
                .map(InstitutionId)
                .map(|id| {
                    let own = CaseFilter { institutions: vec![id], ..CaseFilter::default() };
                    (id, model::tally(&kept, scope, &own, TODAY))
                })
                .filter(|(_, tally)| 0 < tally.open)
                .collect();
            expected.sort_by_key(|(id, tally)| (Reverse(tally.late), Reverse(tally.open), *id));
            expected.truncate(limit);
            let limit = u32::try_from(limit).unwrap_or_default();
            let tallies = store.tally_by_institution(scope, TODAY, limit).await.expect("tallies");
            assert_eq!(tallies, expected, "{scope:?}");
        }
    }
}

/// For whole and half days, empty and long periods.
pub async fn figures_agree_with_the_model(engine: &impl Engine) {
    let store = engine.open().await;
    let kept = written(&*store, 22, 300).await;
    let part = Scope::Institutions(vec![InstitutionId(4)]);
    let periods = [(0, 400), (0, 1), (3, 3), (10, 40), (399, 400)];
    for scope in [&Scope::All, &part] {
        for (from, until) in periods {
            for half_day in [0, 43_200] {
                let (from, until) = (at(from * 86_400 + half_day), at(until * 86_400 + half_day));
                for today in [TODAY, day(-30), day(30)] {
                    let figures = store.figures(scope, from, until, today).await.expect("figures");
                    assert_eq!(
                        figures,
                        model::figures(&kept, scope, from, until, today),
                        "{scope:?} {from} {until}"
                    );
                }
            }
        }
    }
}
