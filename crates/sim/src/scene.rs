//! One story: a family's templates with the gaps filled.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::dice::Dice;
use crate::numbers;
use crate::person::Person;
use crate::texts::{Family, Fillers};

/// What fills the gaps of this story's templates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scene {
    slots: BTreeMap<&'static str, String>,
    /// The money at stake, in cents.
    pub cents: i64,
}

impl Scene {
    /// The gaps of a family's story as this person tells it on that day.
    pub fn new(
        dice: &mut Dice,
        fillers: &Fillers,
        family: &Family,
        person: &Person,
        on: Date,
        english: bool,
    ) -> Self {
        let cents = cents(dice, family.money);
        let happened = on.saturating_sub(dice.between(2, 24).days());
        let again = happened.saturating_add(dice.between(1, 9).days()).min(on);
        let before = on.saturating_sub(dice.between(32, 400).days());
        let tail: String = person.card.chars().skip(person.card.len() - 4).collect();
        let fee = cents / dice.between(8, 30).max(1) / 10 * 10 + 50;
        let day =
            |date: Date| if english { day_en(date) } else { format!("{}月{}日", date.month(), date.day()) };
        let money = |cents: i64| {
            let written = numbers::yuan(cents);
            if english { format!("CNY {}", written.trim_end_matches('元')) } else { written }
        };
        let slots = BTreeMap::from([
            ("product", dice.pick_text(&family.product).to_owned()),
            ("amount", money(cents)),
            ("fee", money(fee)),
            ("principal", money(dice.between(2, 60) * 1_000_000)),
            ("date", day(happened)),
            ("date2", day(again)),
            ("received", day(on)),
            ("month", month(happened, english)),
            ("past", past(before, on, english)),
            ("moment", dice.pick_text(&fillers.moment).to_owned()),
            ("days", dice.between(3, 20).to_string()),
            ("times", dice.between(2, 6).to_string()),
            ("many", dice.between(8, 30).to_string()),
            ("minutes", dice.between(25, 120).to_string()),
            ("periods", ["3", "6", "12", "18", "24", "36"][dice.below(6) as usize].to_owned()),
            ("rate", format!("{}.{:02}%", dice.between(2, 6), dice.below(100))),
            ("app", dice.pick_text(&fillers.app).to_owned()),
            ("merchant", dice.pick_text(&fillers.merchant).to_owned()),
            ("relative", dice.pick_text(&fillers.relative).to_owned()),
            ("staffer", dice.pick_text(&fillers.staffer).to_owned()),
            ("agency", dice.pick_text(&fillers.agency).to_owned()),
            ("tail", tail),
            ("name", person.name.clone()),
            ("title", person.title.to_owned()),
            ("phone", person.phone.clone()),
            ("card", person.card.clone()),
            ("id", person.id_number.clone()),
            ("email", person.email.clone()),
            (
                "reference",
                format!("{}{:02}{:02}{:06}", on.year(), on.month(), on.day(), dice.below(1_000_000)),
            ),
        ]);
        Self { slots, cents }
    }

    /// Fills one more gap.
    pub fn set(&mut self, slot: &'static str, value: impl Into<String>) {
        self.slots.insert(slot, value.into());
    }

    /// The template of a variant, filled. Lists of one family are written side by side: the first subject goes with the
    /// first story, the second with the second.
    pub fn say_variant(&self, variant: usize, templates: &[String]) -> String {
        templates
            .get(variant % templates.len().max(1))
            .map(|template| self.fill(template))
            .unwrap_or_default()
    }

    /// One of the templates, filled.
    pub fn say(&self, dice: &mut Dice, templates: &[String]) -> String {
        self.fill(dice.pick_text(templates))
    }

    /// A template with its gaps filled. A gap that nothing fills stays visible, and a test looks for it.
    pub fn fill(&self, template: &str) -> String {
        let mut filled = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            match after.split_once('}') {
                Some((slot, after)) => {
                    match self.slots.get(slot) {
                        Some(value) => filled.push_str(value),
                        None => filled.push_str(&format!("{{{slot}}}")),
                    }
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

/// A month that lies back, so that nobody takes it for one to come.
fn past(before: Date, on: Date, english: bool) -> String {
    match (english, on.year() - before.year()) {
        (true, _) => format!("{} {}", month(before, true), before.year()),
        (false, 0) => month(before, false),
        (false, 1) => format!("去年{}", month(before, false)),
        (false, _) => format!("前年{}", month(before, false)),
    }
}

/// An amount between two bounds in CNY: small ones to the cent, large ones round.
fn cents(dice: &mut Dice, (low, high): (i64, i64)) -> i64 {
    let cents = dice.between(low * 100, high * 100);
    match cents {
        0..=200_000 => cents / 10 * 10,
        200_001..=2_000_000 => cents / 10_000 * 10_000,
        _ => cents / 100_000 * 100_000,
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn day_en(date: Date) -> String {
    format!("{} {}", date.day(), month(date, true))
}

fn month(date: Date, english: bool) -> String {
    if english {
        MONTHS.get(usize::from(date.month().unsigned_abs()) - 1).copied().unwrap_or_default().to_owned()
    } else {
        format!("{}月", date.month())
    }
}
