//! What the filing pages offer to choose from.

use domain::code::Axis;
use domain::organisation::Level;

use super::chrome::Choice;
use super::draft::Draft;
use crate::Desk;
use crate::locale::Words;
use crate::staff::shown::{code_name, institution_name};

/// The codes of the institutions that take in what consumers file: the one that is set, else every active head office and
/// every active centre that stands directly under one.
pub(crate) fn institutions(desk: &Desk) -> Vec<String> {
    let organisation = desk.office.organisation();
    let tree = &organisation.tree;
    let set =
        tree.by_code(&desk.settings.intake_institution).and_then(|id| tree.get(id)).filter(|set| set.active);
    if let Some(set) = set {
        return vec![set.code.clone()];
    }
    let takes_in = tree.iter().map(|(_, institution)| institution).filter(|institution| {
        institution.active && matches!(institution.level, Level::HeadOffice | Level::Centre)
    });
    takes_in.map(|institution| institution.code.clone()).collect()
}

/// The institutions to choose from; empty where there is no choice.
pub(crate) fn institution_choices(desk: &Desk, draft: &Draft, words: &Words) -> Vec<Choice> {
    let codes = institutions(desk);
    if codes.len() < 2 {
        return Vec::new();
    }
    let choice = |code: &String| Choice::new(code, name_of(desk, code, words), *code == draft.institution);
    codes.iter().map(choice).collect()
}

/// The name of an institution, by its code.
pub(crate) fn name_of(desk: &Desk, code: &str, words: &Words) -> String {
    let organisation = desk.office.organisation();
    let id = organisation.tree.by_code(code);
    id.map(|id| institution_name(&organisation, id, words)).unwrap_or_default()
}

/// The lines of business to choose from: the top classes of the standard in force.
pub(crate) fn business_choices(desk: &Desk, draft: &Draft, words: &Words) -> Vec<Choice> {
    let book = desk.office.book();
    let set = book.codes.sets_on(Axis::Business, desk.office.today()).next();
    let classes = set.into_iter().flat_map(|set| set.children(None));
    classes
        .map(|class| Choice::new(class.code(), code_name(class, words), class.code() == draft.business))
        .collect()
}

/// The label of the class that was chosen, as the standard writes it.
pub(crate) fn business_label(desk: &Desk, draft: &Draft) -> Option<String> {
    let book = desk.office.book();
    let set = book.codes.sets_on(Axis::Business, desk.office.today()).next()?;
    set.get(&draft.business).map(|class| class.shown_zh().to_owned())
}
