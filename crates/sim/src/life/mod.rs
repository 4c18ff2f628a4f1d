//! How matters go: one module a kind, and what kinds have in common.

mod after;
mod complaint;
mod ending;
mod enquiry;
mod intake;
mod objection;
mod other;
mod period;
mod work;

use domain::matter::Kind;
use jiff::civil::Date;

use crate::bank::{Part, Unit};
use crate::dice::Dice;
use crate::person::Person;
use crate::plan::Action;
use crate::scene::Scene;
use crate::script::{Script, Stage};
use crate::season;
use crate::texts::{Family, Home, Season, Trait};

/// Where a staged case stands on the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Halt {
    Received,
    Accepted,
    Transferred,
    Investigating,
    HelpAsked,
    MaterialAsked,
    Mediation,
    Appraisal,
    DeclineAsked,
    RekindAsked,
    PaymentAsked,
    ExtensionAsked,
    MajorAsked,
    Decided,
    Answered,
    Unreachable,
    FeedbackOwed,
    Reopened,
    UnderReview,
    Marked,
    Verifying,
}

/// Where the first and the second case of a day so many days before the last shall stand at the end: all states, and
/// among what is in work some that are due soon, due today and late.
pub(crate) fn staged(age_days: i32, order: u64) -> Option<Halt> {
    let pair = match age_days {
        0 => [Halt::Received, Halt::Received],
        1 => [Halt::Accepted, Halt::Transferred],
        2 => [Halt::MajorAsked, Halt::Accepted],
        3 => [Halt::MaterialAsked, Halt::Marked],
        4 => [Halt::DeclineAsked, Halt::HelpAsked],
        5 => [Halt::PaymentAsked, Halt::RekindAsked],
        6 => [Halt::Transferred, Halt::Investigating],
        7 => [Halt::Verifying, Halt::MaterialAsked],
        8 => [Halt::Appraisal, Halt::Decided],
        9 => [Halt::HelpAsked, Halt::PaymentAsked],
        10 => [Halt::FeedbackOwed, Halt::Unreachable],
        11 => [Halt::ExtensionAsked, Halt::Investigating],
        12 => [Halt::Mediation, Halt::Decided],
        13 => [Halt::Investigating, Halt::Answered],
        14 => [Halt::HelpAsked, Halt::Decided],
        15 => [Halt::Investigating, Halt::Decided],
        16 => [Halt::Investigating, Halt::HelpAsked],
        17 => [Halt::Decided, Halt::Reopened],
        18 => [Halt::Verifying, Halt::Mediation],
        19 => [Halt::UnderReview, Halt::Marked],
        20 => [Halt::Verifying, Halt::UnderReview],
        _ => return None,
    };
    pair.get(usize::try_from(order).unwrap_or(usize::MAX)).copied()
}

/// A matter that is about to come in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    /// Its place among the matters of the year, from 1.
    pub order: u64,
    pub day: Date,
    pub halt: Option<Halt>,
}

/// How many of a thousand matters are of each kind.
const KINDS: [(Kind, u32); 7] = [
    (Kind::Complaint, 620),
    (Kind::Enquiry, 220),
    (Kind::Objection, 60),
    (Kind::Suggestion, 38),
    (Kind::Praise, 30),
    (Kind::TipOff, 17),
    (Kind::Petition, 15),
];

/// Streams of chance: arrivals draw from the upper half, cases that come out of others from their keys below.
const ARRIVALS: u64 = 1 << 63;

/// Writes what is done about a matter from receipt to end, and about what comes out of it.
pub(crate) fn live(stage: Stage<'_>, arrival: &Arrival) -> Vec<Action> {
    let mut dice = Dice::new(stage.world.seed, ARRIVALS | arrival.order);
    let kind = match arrival.halt {
        Some(Halt::Marked | Halt::Verifying) => Kind::Objection,
        Some(_) => Kind::Complaint,
        None => dice
            .weighted(KINDS.iter().map(|(kind, weight)| (kind, *weight)))
            .copied()
            .unwrap_or(Kind::Complaint),
    };
    match kind {
        Kind::Complaint => complaint::complain(stage, dice, arrival),
        Kind::Enquiry => enquiry::enquire(stage, dice, arrival),
        Kind::Objection => objection::object(stage, dice, arrival),
        Kind::Suggestion => other::suggest(stage, dice, arrival),
        Kind::Praise => other::praise(stage, dice, arrival),
        Kind::TipOff => other::tip_off(stage, dice, arrival),
        Kind::Petition => other::petition(stage, dice, arrival),
    }
}

/// Sets a story's stage: somebody, somewhere, with something to tell.
fn begin<'w>(
    stage: Stage<'w>,
    mut dice: Dice,
    arrival: &Arrival,
    family: &Family,
    english: bool,
) -> Script<'w> {
    let fillers = &stage.world.texts.fillers;
    let elderly = family.traits.contains(&Trait::Elderly);
    let person = Person::new(&mut dice, fillers, i64::from(arrival.day.year()), elderly, english);
    let mut scene = Scene::new(&mut dice, fillers, family, &person, arrival.day, english);
    let unit = home(stage, &mut dice, family.home);
    let house = &stage.world.house;
    // Every story happens somewhere: at the unit's own counter or, of a centre, at some branch.
    let place = match family.home {
        Home::Branch => unit,
        _ => house.unit(Part::SubBranch, &mut dice),
    };
    let place = house.institution(place);
    scene.set(
        "city",
        if english { place.name_en.split(' ').next().unwrap_or_default() } else { &place.region.city },
    );
    scene.set("branch", if english { &place.name_en } else { &place.name_zh });
    let key = stage.fresh_key();
    let mut script = Script::new(stage, dice, key, person, scene, unit);
    script.halt = arrival.halt;
    script
}

/// The institution a family's matters belong to. Of what happens at a branch most lies with the sub-branch.
fn home(stage: Stage<'_>, dice: &mut Dice, home: Home) -> Unit {
    let part = match home {
        Home::Card => Part::Card,
        Home::Loan => Part::Loan,
        Home::Wealth => Part::Wealth,
        Home::Remote => Part::Remote,
        Home::Head => Part::Head,
        Home::Branch if dice.chance(600) => Part::SubBranch,
        Home::Branch => Part::Branch,
    };
    stage.world.house.unit(part, dice)
}

/// One family by weight and season.
fn pick_family<'a>(
    dice: &mut Dice,
    families: impl Iterator<Item = &'a Family> + Clone,
    day: Date,
) -> Option<&'a Family> {
    let weigh = |family: &Family| match family.season {
        Season::Any | Season::Outage => family.weight,
        Season::Epidemic if season::is_epidemic(day) => family.weight,
        Season::Epidemic => 0,
        Season::Sales if season::is_sales(day) => family.weight * 4,
        Season::Sales => family.weight,
    };
    dice.weighted(families.map(|family| (family, weigh(family))))
}
