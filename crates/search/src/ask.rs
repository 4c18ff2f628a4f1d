//! From what was typed to what the engine is asked.

use std::ops::Bound;

use domain::id::{InstitutionId, UserId};
use domain::matter::{Channel, Kind, Status};
use jiff::civil::Date;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::days::{Days, Direction, days};
use crate::facet::Narrowing;
use crate::find::Reach;
use crate::piece::{self, Sought};
use crate::schema::{Fields, Mark, day_number};
use crate::syntax::{Clause, Field, What, clauses};
use crate::without::Without;

/// What names mean at this office.
pub trait Vocabulary {
    /// The date at the office.
    fn today(&self) -> Date;
    /// The word behind what a page calls a kind, a status or a channel, in any language; `open` and `ended` are statuses too.
    fn word(&self, field: Field, label: &str) -> Option<String>;
    /// The institutions an institution's code or name stands for, those below it too.
    fn institutions(&self, label: &str) -> Vec<InstitutionId>;
    /// A member of staff; `me` is who asks.
    fn handler(&self, label: &str) -> Option<UserId>;
    /// The codes that a code or its name stands for.
    fn codes(&self, label: &str) -> Vec<String>;
}

/// A question, read.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    clauses: Vec<(bool, Condition)>,
    /// What facets are narrowed to.
    pub narrowing: Narrowing,
    /// Conditions that were not understood and are searched as words instead.
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone)]
enum Condition {
    Word(String),
    Phrase(String),
    Handler(Option<UserId>),
    Codes(Vec<String>),
    Mark(Mark, bool),
    Days(Field, Days),
    Kinds(Vec<Kind>),
    Statuses(Vec<Status>),
    Channels(Vec<Channel>),
    Institutions(Vec<InstitutionId>),
}

impl Asked {
    /// Reads what was typed. Whatever it is, it is a question.
    pub fn read(typed: &str, vocabulary: &dyn Vocabulary) -> Self {
        let mut asked = Self::default();
        for clause in clauses(typed) {
            asked.add(clause, vocabulary);
        }
        asked
    }

    /// All of some words, and no fields: what lists are narrowed to by a text.
    pub fn words(typed: &str) -> Self {
        let clauses =
            typed.split_whitespace().map(|word| (false, Condition::Word(word.to_owned()))).collect();
        Self { clauses, ..Self::default() }
    }

    /// Besides, a mark that is borne or not.
    pub fn and_mark(&mut self, mark: Mark, bears: bool) {
        self.clauses.push((false, Condition::Mark(mark, bears)));
    }

    /// Besides, who handles it.
    pub fn and_handler(&mut self, handler: UserId) {
        self.clauses.push((false, Condition::Handler(Some(handler))));
    }

    /// Besides, the days of a field that holds a day, where they have an end.
    pub fn and_days(&mut self, field: Field, days: Days) {
        if days != Days::default() {
            self.clauses.push((false, Condition::Days(field, days)));
        }
    }

    /// Whether it asks for nothing: then nothing is found.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.narrowing == Narrowing::default()
    }

    fn add(&mut self, clause: Clause, vocabulary: &dyn Vocabulary) {
        let condition = match clause.what {
            What::Word(word) => Condition::Word(word),
            What::Phrase(phrase) => Condition::Phrase(phrase),
            What::Field(field, value) => match condition(field, &value, vocabulary) {
                Some(condition) => condition,
                None => {
                    self.unknown.push(clause.typed.clone());
                    Condition::Word(clause.typed)
                }
            },
        };
        let narrowing = &mut self.narrowing;
        match condition {
            // What facets show is narrowed beside the question, so that each can count without itself.
            Condition::Kinds(kinds) if !clause.negated => narrowing.kinds.extend(kinds),
            Condition::Statuses(statuses) if !clause.negated => narrowing.statuses.extend(statuses),
            Condition::Channels(channels) if !clause.negated => narrowing.channels.extend(channels),
            Condition::Institutions(found) if !clause.negated => narrowing.institutions.extend(found),
            other => self.clauses.push((clause.negated, other)),
        }
    }

    /// The question for the engine, without what facets are narrowed to, and what is pointed out in its hits. The reader's
    /// reach is a condition like any other: whoever matches without it does not exist.
    pub(crate) fn query(&self, fields: &Fields, reach: &Reach) -> (Box<dyn Query>, Sought, bool) {
        let mut sought = Sought::default();
        let (mut parts, mut unwanted) = (Vec::new(), Vec::new());
        let mut scored = false;
        for (negated, condition) in &self.clauses {
            let mut ignored = Sought::default();
            let pointed = if *negated { &mut ignored } else { &mut sought };
            let Some((query, scores)) = condition.query(fields, pointed) else { continue };
            scored |= scores && !negated;
            match (negated, scores) {
                (true, _) => unwanted.push(query),
                (false, true) => parts.push(query),
                (false, false) => parts.push(unscored(query)),
            }
        }
        if parts.is_empty() && unwanted.is_empty() && self.narrowing == Narrowing::default() {
            return (Box::new(EmptyQuery), sought, false);
        }
        parts.extend(reach.query(fields).map(unscored));
        let wanted = all(parts);
        match unwanted.is_empty() {
            true => (wanted, sought, scored),
            false => (Box::new(Without { wanted, unwanted }), sought, scored),
        }
    }
}

/// Narrows a question to what is chosen among facets.
pub(crate) fn narrowed(query: Box<dyn Query>, narrowing: &Narrowing) -> Box<dyn Query> {
    let mut parts = vec![query];
    if *narrowing != Narrowing::default() {
        parts.push(unscored(crate::facet::filter(narrowing)));
    }
    all(parts)
}

/// All of some conditions; everything where there is none.
fn all(mut parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match parts.len() {
        0 => Box::new(AllQuery),
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::intersection(parts)),
    }
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

impl Reach {
    /// A question within reach.
    pub(crate) fn narrowed(&self, query: Box<dyn Query>, fields: &Fields) -> Box<dyn Query> {
        all([query].into_iter().chain(self.query(fields).map(unscored)).collect())
    }

    fn query(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        match self {
            Self::All => None,
            Self::Institutions(_) => Some(self.terms(fields)),
        }
    }

    fn terms(&self, fields: &Fields) -> Box<dyn Query> {
        let Self::Institutions(institutions) = self else { return Box::new(AllQuery) };
        let term = |id: &InstitutionId| Term::from_field_u64(fields.institution, id.0);
        match institutions.as_slice() {
            [] => Box::new(EmptyQuery),
            [one] => Box::new(TermQuery::new(term(one), IndexRecordOption::Basic)),
            several => Box::new(TermSetQuery::new(several.iter().map(term))),
        }
    }
}

impl Condition {
    /// The query, and whether it says how well a case fits; nothing where no letter was typed.
    fn query(&self, fields: &Fields, sought: &mut Sought) -> Option<(Box<dyn Query>, bool)> {
        let texts = |field, texts: &[String]| -> Box<dyn Query> {
            Box::new(TermSetQuery::new(texts.iter().map(|text| Term::from_field_text(field, text))))
        };
        let chosen = |narrowing: Narrowing| Some((crate::facet::filter(&narrowing), false));
        match self {
            Self::Word(word) => Some((piece::word(fields, word, sought)?, true)),
            Self::Phrase(phrase) => Some((piece::phrase(fields, phrase, sought)?, true)),
            Self::Handler(Some(handler)) => {
                let term = Term::from_field_u64(fields.handler, handler.0);
                Some((Box::new(TermQuery::new(term, IndexRecordOption::Basic)), false))
            }
            Self::Handler(None) => Some((Box::new(EmptyQuery), false)),
            Self::Codes(codes) => Some((texts(fields.code, codes), false)),
            Self::Mark(mark, bears) => {
                let marked = texts(fields.mark, &[<&str>::from(*mark).to_owned()]);
                let parts = |occur| vec![(Occur::Must, unscored(Box::new(AllQuery))), (occur, marked)];
                Some((
                    Box::new(BooleanQuery::new(parts(if *bears { Occur::Must } else { Occur::MustNot }))),
                    false,
                ))
            }
            Self::Days(field, days) => {
                let field = if *field == Field::Due { fields.due } else { fields.received };
                let bound = |day: Option<Date>| match day {
                    Some(day) => Bound::Included(Term::from_field_i64(field, day_number(day))),
                    None => Bound::Unbounded,
                };
                // An open end still asks for a date.
                let from = match days.from {
                    None if days.until.is_none() => Bound::Included(Term::from_field_i64(field, i64::MIN)),
                    from => bound(from),
                };
                Some((Box::new(RangeQuery::new(from, bound(days.until))), false))
            }
            Self::Kinds(kinds) => chosen(Narrowing { kinds: kinds.clone(), ..Narrowing::default() }),
            Self::Statuses(found) => chosen(Narrowing { statuses: found.clone(), ..Narrowing::default() }),
            Self::Channels(found) => chosen(Narrowing { channels: found.clone(), ..Narrowing::default() }),
            Self::Institutions(found) => Some((Reach::Institutions(found.clone()).terms(fields), false)),
        }
    }
}

/// What a field with a value asks; nothing where the value says nothing.
fn condition(field: Field, value: &str, vocabulary: &dyn Vocabulary) -> Option<Condition> {
    let word = |value: &str| vocabulary.word(field, value).unwrap_or_else(|| value.to_lowercase());
    let yes = || match value.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "是" | "有" => Some(true),
        "no" | "n" | "false" | "0" | "否" | "无" => Some(false),
        _ => None,
    };
    let each = || value.split([',', '、']).map(str::trim).filter(|one| !one.is_empty());
    fn read<T: std::str::FromStr>(words: impl Iterator<Item = String>) -> Option<Vec<T>> {
        let read: Option<Vec<T>> = words.map(|word| word.parse().ok()).collect();
        read.filter(|read| !read.is_empty())
    }
    match field {
        Field::Kind => read(each().map(word)).map(Condition::Kinds),
        Field::Channel => read(each().map(word)).map(Condition::Channels),
        Field::Status => match word(value).as_str() {
            "open" => Some(Condition::Mark(Mark::Ended, false)),
            "ended" => Some(Condition::Mark(Mark::Ended, true)),
            _ => read(each().map(word)).map(Condition::Statuses),
        },
        Field::Due => {
            days(value, Direction::Ahead, vocabulary.today()).map(|days| Condition::Days(field, days))
        }
        Field::Received => {
            days(value, Direction::Back, vocabulary.today()).map(|days| Condition::Days(field, days))
        }
        Field::Handler if matches!(value, "none" | "无") => Some(Condition::Mark(Mark::Unassigned, true)),
        // Nobody of that name handles nothing: whether there is such a name is not told.
        Field::Handler => Some(Condition::Handler(vocabulary.handler(value))),
        Field::Code => Some(Condition::Codes(vocabulary.codes(value)))
            .filter(|found| !matches!(found, Condition::Codes(codes) if codes.is_empty())),
        Field::Institution => {
            let found: Vec<InstitutionId> = each().flat_map(|one| vocabulary.institutions(one)).collect();
            (!found.is_empty()).then_some(Condition::Institutions(found))
        }
        Field::Urgent => yes().map(|bears| Condition::Mark(Mark::Urgent, bears)),
        Field::Major => yes().map(|bears| Condition::Mark(Mark::Major, bears)),
        Field::Paused => yes().map(|bears| Condition::Mark(Mark::Paused, bears)),
        Field::Number => Some(Condition::Word(value.to_owned())),
    }
}
