//! What a reader may not see is not there.

use domain::id::InstitutionId;
use search::{Document, Found, Reach};

use crate::world::{case, place, shown};

#[test]
fn nothing_of_a_hidden_case_shows() {
    let hidden = Document { institution_id: InstitutionId(9), ..case(1, &["积分"]) };
    let place = place(&[hidden, case(2, &["积分"])]);
    let theirs = Reach::Institutions(vec![InstitutionId(1), InstitutionId(3)]);
    for typed in
        ["积分", "kind:complaint", "-年费", "number:1", "1", "\"积分\"", "TS-2026-0000001", "handler:none"]
    {
        let found = place.found(typed, &theirs);
        assert!(found.hits.iter().all(|hit| hit.case_id.0 == 2), "{typed}");
        assert!(found.total <= 1, "{typed}");
        assert!(found.facets.institutions.iter().all(|(id, _)| *id == InstitutionId(1)), "{typed}");
        assert!(found.facets.kinds.iter().all(|(_, count)| *count == 1), "{typed}");
    }
    assert_eq!(place.found("number:1", &theirs), Found::default());
    assert_eq!(shown(&place.found("积分", &theirs)), ["[积分]"]);
    assert_eq!(place.found("积分", &Reach::Institutions(Vec::new())), Found::default());
    assert_eq!(place.found("积分", &Reach::All).total, 2);
}

#[test]
fn a_case_that_moves_leaves_no_trace_where_it_was() {
    let place = place(&[case(1, &["积分"])]);
    let moved = Document { institution_id: InstitutionId(9), ..case(1, &["积分"]) };
    crate::world::put(&place.index, &[moved]);
    assert_eq!(place.found("积分", &Reach::Institutions(vec![InstitutionId(1)])), Found::default());
    assert_eq!(place.found("积分", &Reach::Institutions(vec![InstitutionId(9)])).total, 1);
}
