//! Texts in our own words with the codes of JR/T 0169 that they show, for teaching a model to suggest codes.
//!
//! A text is put together of what shows its business, its channel and its reason, each in words that leave the others open,
//! and of what stands around them; or it is the story of a family of the simulated year. Every phrase belongs to one of
//! [`PARTS`] parts, and a text takes all its phrases from one: a model that learnt from the other parts has heard none of
//! them. What it says of such texts is what it makes of new words, not what it remembers.

use std::collections::BTreeMap;

use domain::code::CodeRef;
use jiff::civil::date;
use serde::Deserialize;

use crate::YearError;
use crate::code::{Set, code};
use crate::dice::Dice;
use crate::person::Person;
use crate::scene::Scene;
use crate::texts::{Family, Texts};

/// Into how many parts the phrases fall.
pub const PARTS: usize = 5;

/// What a text shows on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A code.
    Code(CodeRef),
    /// Nothing: whoever reads it could not tell a code either.
    Nothing,
    /// Something perhaps: its words were not written to leave the axis open.
    Unsure,
}

/// A text with what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The text.
    pub text: String,
    /// Where the business was done.
    pub channel: Shown,
    /// The business.
    pub business: Shown,
    /// Why it is complained of.
    pub reason: Shown,
    /// The part that its phrases are from, below [`PARTS`].
    pub part: usize,
}

/// Words that show one code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    /// What the thing is called.
    terms: Vec<String>,
    /// Sentences.
    said: Vec<String>,
    /// The reason that all of them imply.
    reason: Option<String>,
    /// Beginnings of businesses that it is told of; empty means all.
    #[serde(default)]
    with: Vec<String>,
}

/// What stands around.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frames {
    opening: Vec<String>,
    trouble: Vec<String>,
    #[serde(rename = "where")]
    place: Vec<String>,
    why: Vec<String>,
    ending: Vec<String>,
    nothing: Vec<String>,
}

type Axis = BTreeMap<String, Phrases>;

struct Book {
    texts: Texts,
    channels: Axis,
    businesses: Axis,
    reasons: Axis,
    frames: Frames,
}

fn read<T: serde::de::DeserializeOwned>(file: &'static str, text: &str) -> Result<T, YearError> {
    toml::from_str(text).map_err(|error| YearError::Data { file, problem: error.to_string() })
}

impl Book {
    fn read() -> Result<Self, YearError> {
        Ok(Self {
            texts: Texts::read()?,
            channels: read("wordings/channel.toml", include_str!("../data/wordings/channel.toml"))?,
            businesses: read("wordings/business.toml", include_str!("../data/wordings/business.toml"))?,
            reasons: read("wordings/reason.toml", include_str!("../data/wordings/reason.toml"))?,
            frames: read("wordings/frames.toml", include_str!("../data/wordings/frames.toml"))?,
        })
    }
}

/// Texts from a seed. The same seed gives the same texts.
///
/// # Errors
/// Never with the tables that ship; the damaged file is named.
pub fn wordings(seed: u64, count: usize) -> Result<Vec<Wording>, YearError> {
    let book = Book::read()?;
    let made = (0..count).map(|index| Writer::new(&book, seed, index).wording());
    Ok(made.collect())
}

/// A text whose reader has coded it, for trying a model: written apart from the phrases that models learn from, in the
/// longer sentences of those who complain.
///
/// # Errors
/// Never with the table that ships; the damaged file is named.
pub fn trial() -> Result<Vec<Wording>, YearError> {
    let damaged = |problem: String| YearError::Data { file: "wordings/trial.csv", problem };
    let mut rows = csv::Reader::from_reader(include_str!("../data/wordings/trial.csv").as_bytes());
    let rows = rows.deserialize::<(String, String, String, String)>();
    rows.map(|row| {
        let (text, channel, business, reason) = row.map_err(|error| damaged(error.to_string()))?;
        let shown = |set, short: &str| match short {
            "-" => Ok(Shown::Nothing),
            _ => code(set, short).map(Shown::Code).ok_or_else(|| damaged(format!("no code `{short}`"))),
        };
        Ok(Wording {
            channel: shown(Set::Channel, &channel)?,
            business: shown(Set::Business, &business)?,
            reason: shown(Set::Reason, &reason)?,
            text,
            part: 0,
        })
    })
    .collect()
}

/// Writes one text.
struct Writer<'b> {
    book: &'b Book,
    dice: Dice,
    scene: Scene,
    part: usize,
}

impl<'b> Writer<'b> {
    fn new(book: &'b Book, seed: u64, index: usize) -> Self {
        let mut dice = Dice::new(seed, index as u64);
        // The day only fills the gaps.
        let day = date(2026, 3, 2);
        let person = Person::new(&mut dice, &book.texts.fillers, i64::from(day.year()), false, false);
        let family = dice.pick(&book.texts.complaints);
        let mut scene = family.map_or_else(Scene::default, |family| {
            Scene::new(&mut dice, &book.texts.fillers, family, &person, day, false)
        });
        for (slot, value) in [("city", "滨海市"), ("branch", "滨海城东支行"), ("unit", "信用卡中心")]
        {
            scene.set(slot, value);
        }
        Self { book, dice, scene, part: index % PARTS }
    }

    fn wording(mut self) -> Wording {
        match self.dice.below(100) {
            0..4 => self.about_nothing(),
            4..24 => self.of_a_family(),
            24..34 => self.of_one_axis(),
            _ => self.of_parts(),
        }
    }

    /// One of those phrases that are of this text's part.
    fn of_part<'t>(&mut self, phrases: &'t [String]) -> Option<&'t str> {
        let own: Vec<&String> = phrases.iter().skip(self.part).step_by(PARTS).collect();
        self.dice.pick(&own).map(|phrase| phrase.as_str())
    }

    fn frame<'t>(&mut self, frames: &'t [String]) -> &'t str {
        self.dice.pick_text(frames)
    }

    fn about_nothing(mut self) -> Wording {
        let (book, ending) = (self.book, self.dice.chance(300));
        let mut text = self.of_part(&book.frames.nothing).unwrap_or_default().to_owned();
        if ending {
            text.push_str(self.frame(&book.frames.ending));
        }
        self.done(&text, [Shown::Nothing, Shown::Nothing, Shown::Nothing])
    }

    /// A story of the simulated year. Where a family has several channels or reasons, its text may show any of them.
    fn of_a_family(mut self) -> Wording {
        let book = self.book;
        let stories = book.texts.complaints.iter().enumerate().flat_map(|(number, family)| {
            (0..family.story.len()).map(move |variant| (number + variant, variant, family))
        });
        let own: Vec<(usize, usize, &Family)> =
            stories.filter(|(number, _, _)| number % PARTS == self.part).collect();
        let Some(&(_, variant, family)) = self.dice.pick(&own) else { return self.of_parts() };
        let product = self.dice.pick_text(&family.product).to_owned();
        self.scene.set("product", product);
        let subject = self.scene.say_variant(variant, &family.subject);
        let story = self.scene.say_variant(variant, &family.story);
        let claim = self.scene.say_variant(variant, &family.claim);
        let text = match self.dice.below(3) {
            0 => format!("{subject}。{story}{claim}"),
            1 => story,
            _ => format!("{story}{claim}"),
        };
        let only = |codes: &[String], set| match codes {
            [first, rest @ ..] if rest.iter().all(|code| code == first) => shown(set, first),
            _ => Shown::Unsure,
        };
        let channel = match self.channels_named(&text).as_slice() {
            [named] if family.channel.iter().any(|channel| channel == named) => shown(Set::Channel, named),
            _ => Shown::Unsure,
        };
        let reason = only(&family.reason, Set::Reason);
        self.done(&text, [channel, shown(Set::Business, &family.business), reason])
    }

    /// Somebody who says only where it was, what it is about, or why.
    fn of_one_axis(mut self) -> Wording {
        let book = self.book;
        let (axis, frames, set) = match self.dice.below(3) {
            0 => (&book.channels, &book.frames.place, Set::Channel),
            1 => (&book.businesses, &book.frames.trouble, Set::Business),
            _ => (&book.reasons, &book.frames.why, Set::Reason),
        };
        let Some((named, phrases)) = self.any(axis, |_, _| true) else { return self.about_nothing() };
        let (said, is_sentence) = self.say(phrases, frames, 500);
        let text = format!("{}{said}{}", self.frame(&book.frames.opening), self.frame(&book.frames.ending));
        let code = shown(set, named);
        let channels = self.channels_named(&text);
        let elsewhere = match channels.as_slice() {
            [] if is_sentence => Shown::Unsure,
            [] => Shown::Nothing,
            [named] => shown(Set::Channel, named),
            _ => Shown::Unsure,
        };
        let open = if is_sentence { Shown::Unsure } else { Shown::Nothing };
        let shown = match set {
            Set::Channel => [code, Shown::Nothing, Shown::Nothing],
            Set::Business => {
                let reason = phrases.reason.as_deref().map_or(open, |reason| shown(Set::Reason, reason));
                [elsewhere, code, reason]
            }
            _ => [elsewhere, if phrases.with.is_empty() { open } else { Shown::Unsure }, code],
        };
        self.done(&text, shown)
    }

    /// Business, mostly where, mostly why.
    fn of_parts(mut self) -> Wording {
        let book = self.book;
        let Some((business, phrases)) = self.business() else { return self.about_nothing() };
        let (about, is_sentence) = self.say(phrases, &book.frames.trouble, 300);
        let mut parts = vec![about.clone()];
        let channel = match self.channels_named(&about).as_slice() {
            [] if self.dice.chance(600) => match self.any(&book.channels, |_, _| true) {
                Some((channel, phrases)) => {
                    let (place, _) = self.say(phrases, &book.frames.place, 250);
                    let before = self.dice.chance(650);
                    parts.insert(usize::from(!before), place);
                    shown(Set::Channel, channel)
                }
                None => Shown::Unsure,
            },
            [] => Shown::Nothing,
            [named] => shown(Set::Channel, named),
            _ => Shown::Unsure,
        };
        let implied = phrases.reason.as_deref();
        let told = |code: &str, phrases: &Phrases| match implied {
            Some(implied) => code == implied,
            None => {
                // What is done to debtors and to data has businesses of its own.
                let fits = |with: &String| business.starts_with(with.as_str());
                (phrases.with.is_empty() && code != "C12") || phrases.with.iter().any(fits)
            }
        };
        let reason = if self.dice.chance(750) {
            match self.any(&book.reasons, told) {
                Some((reason, phrases)) => {
                    let (why, _) = self.say(phrases, &book.frames.why, 200);
                    let place = if self.dice.chance(850) { parts.len() } else { 0 };
                    parts.insert(place, why);
                    shown(Set::Reason, reason)
                }
                None => Shown::Unsure,
            }
        } else {
            match implied {
                Some(implied) => shown(Set::Reason, implied),
                None if is_sentence => Shown::Unsure,
                None => Shown::Nothing,
            }
        };
        let opening = self.frame(&book.frames.opening);
        let ending = self.frame(&book.frames.ending);
        let text = format!("{opening}{}{ending}", parts.concat());
        self.done(&text, [channel, shown(Set::Business, business), reason])
    }

    /// Half of the time as often as it is complained of, else each alike.
    fn business(&mut self) -> Option<(&'b str, &'b Phrases)> {
        let book = self.book;
        if self.dice.chance(500) {
            let shares = book.texts.shares.iter().map(|share| (share, share.weight));
            let share = self.dice.weighted(shares)?;
            return self.any(&book.businesses, |code, _| code.starts_with(&share.business));
        }
        self.any(&book.businesses, |_, _| true)
    }

    /// One of the codes of an axis that are told here.
    fn any(
        &mut self,
        axis: &'b Axis,
        told: impl Fn(&str, &Phrases) -> bool,
    ) -> Option<(&'b str, &'b Phrases)> {
        let codes: Vec<(&String, &Phrases)> =
            axis.iter().filter(|(code, phrases)| told(code, phrases)).collect();
        self.dice.pick(&codes).map(|(code, phrases)| (code.as_str(), *phrases))
    }

    /// Words for a code, and whether they are a sentence of its own; else they are one of its terms in a frame.
    fn say(&mut self, phrases: &'b Phrases, frames: &'b [String], terms_per_mille: u64) -> (String, bool) {
        let term = if self.dice.chance(terms_per_mille) { self.of_part(&phrases.terms) } else { None };
        if let Some(term) = term {
            self.scene.set("term", term);
            let frame = self.frame(frames);
            return (self.scene.fill(frame), false);
        }
        let said = self.of_part(&phrases.said).unwrap_or_default();
        (self.scene.fill(said), true)
    }

    /// The channels whose terms stand in a text.
    fn channels_named(&self, text: &str) -> Vec<&'b str> {
        let named = |phrases: &Phrases| phrases.terms.iter().any(|term| text.contains(term.as_str()));
        let channels = self.book.channels.iter().filter(|(_, phrases)| named(phrases));
        channels.map(|(code, _)| code.as_str()).collect()
    }

    fn done(self, text: &str, [channel, business, reason]: [Shown; 3]) -> Wording {
        Wording { text: self.scene.fill(text), channel, business, reason, part: self.part }
    }
}

fn shown(set: Set, short: &str) -> Shown {
    code(set, short).map_or(Shown::Unsure, Shown::Code)
}
