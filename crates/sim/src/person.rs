//! People who do not exist.

use domain::matter::PartyRole;

use crate::dice::Dice;
use crate::numbers;
use crate::plan::PersonPlan;
use crate::texts::Fillers;

/// A person with all their numbers, whether or not they give them.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub name: String,
    pub title: &'static str,
    pub phone: String,
    pub email: String,
    pub id_number: String,
    pub card: String,
    pub english: bool,
}

impl Person {
    /// Somebody.
    pub fn new(dice: &mut Dice, fillers: &Fillers, year: i64, elderly: bool, english: bool) -> Self {
        let female = dice.chance(480);
        let name = if english {
            dice.pick_text(&fillers.name_en).to_owned()
        } else {
            let given = if female { &fillers.given_female } else { &fillers.given_male };
            format!("{}{}", dice.pick_text(&fillers.surname), dice.pick_text(given))
        };
        let born = if elderly { year - dice.between(66, 86) } else { year - dice.between(21, 60) };
        let mailbox = ["example.com", "example.net", "example.org"];
        let length = if dice.chance(500) { 16 } else { 19 };
        Self {
            name,
            title: match (english, female) {
                (true, _) => "",
                (false, true) => "女士",
                (false, false) => "先生",
            },
            phone: numbers::phone(dice),
            email: format!(
                "{}{}@{}",
                ["hy", "user", "mail", "box"][dice.below(4) as usize],
                dice.between(10_000, 999_999),
                dice.pick(&mailbox).copied().unwrap_or("example.com")
            ),
            id_number: numbers::id_number(dice, born),
            card: numbers::card(dice, length),
            english,
        }
    }

    /// What they tell of themselves. Name and telephone always; the rest as it comes.
    pub fn plan(&self, dice: &mut Dice, city: &str) -> PersonPlan {
        PersonPlan {
            name: Some(self.name.clone()),
            phone: Some(self.phone.clone()),
            email: dice.chance(260).then(|| self.email.clone()),
            id_number: dice.chance(620).then(|| self.id_number.clone()),
            account: dice.chance(400).then(|| self.card.clone()),
            city: (!city.is_empty() && dice.chance(500)).then(|| city.to_owned()),
        }
    }

    /// What somebody tells who acts for another.
    pub fn plan_as(&self, role: PartyRole) -> PersonPlan {
        PersonPlan {
            name: Some(self.name.clone()),
            phone: Some(self.phone.clone()),
            id_number: (role != PartyRole::Representative).then(|| self.id_number.clone()),
            ..PersonPlan::default()
        }
    }
}
