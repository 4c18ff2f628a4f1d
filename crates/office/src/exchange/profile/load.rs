//! Reading a profile and checking that it makes sense, before a single row is read.

use std::collections::BTreeMap;
use std::path::Path;

use domain::matter::{Channel, Kind, Liability, Outcome};
use domain::organisation::Level;
use jiff::tz::TimeZoneDatabase;
use serde::Deserialize;
use toml::Spanned;

use super::meaning::Told;
use super::{Column, DateFormats, EndedInTime, Keep, Meaning, Profile, Template};
use crate::exchange::read::fold;

/// A profile that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The file cannot be read.
    #[error("profile `{file}` cannot be read: {reason}")]
    File {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// It says something that cannot be.
    #[error("profile `{file}` line {line}, field `{field}`: {problem}")]
    Field {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The field as a path, `column[2].keep`.
        field: String,
        /// What is wrong there and what was expected.
        problem: String,
    },
    /// There is no profile of that name.
    #[error("there is no profile `{name}`: expected one of {known}, or the name of a .toml file")]
    Unknown {
        /// The name.
        name: String,
        /// The profiles that ship.
        known: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    profile: Spanned<String>,
    kind: Kind,
    #[serde(default)]
    regimes: Vec<String>,
    #[serde(default = "other")]
    channel: Channel,
    zone: Spanned<String>,
    dates: Vec<Spanned<String>>,
    #[serde(default)]
    subject: Vec<Spanned<String>>,
    #[serde(default)]
    narrative: Vec<Spanned<String>>,
    #[serde(default)]
    outcome_when_answered: Option<Spanned<Outcome>>,
    #[serde(default)]
    ended: Option<EndedFile>,
    #[serde(default)]
    column: Vec<Spanned<ColumnFile>>,
}

fn other() -> Channel {
    Channel::Other
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndedFile {
    in_time_column: Spanned<String>,
    in_time_word: String,
    in_time_days: u16,
    #[serde(default)]
    not_before_column: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnFile {
    names: Vec<Spanned<String>>,
    #[serde(default)]
    keep: Option<Spanned<String>>,
    #[serde(default)]
    keep_sentence: Option<Spanned<String>>,
    #[serde(default)]
    means: Vec<Spanned<String>>,
    #[serde(default)]
    values: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    other_values: bool,
}

/// Where something is wrong: an offset, the path of the field, what was expected.
type Fault = (usize, String, String);

impl Profile {
    /// A profile by name, or of a file whose name ends in `.toml`.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn load(name: &str) -> Result<Self, ProfileError> {
        if let Some(shipped) = Self::shipped(name) {
            return shipped;
        }
        if !name.ends_with(".toml") {
            let known = Self::shipped_names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(ProfileError::Unknown { name: name.to_owned(), known });
        }
        let text = std::fs::read_to_string(Path::new(name))
            .map_err(|error| ProfileError::File { file: name.to_owned(), reason: error.to_string() })?;
        Self::parse(name, &text)
    }

    /// Reads a profile from its text; `file` is for errors.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        let at = |offset: usize, field: &str, problem: String| {
            let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let field = if field.is_empty() { "." } else { field }.to_owned();
            ProfileError::Field { file: file.to_owned(), line, field, problem }
        };
        let toml_error = |field: &str, error: &toml::de::Error| {
            at(error.span().map_or(0, |span| span.start), field, error.message().to_owned())
        };
        let deserializer = toml::Deserializer::parse(text).map_err(|error| toml_error("", &error))?;
        let read: ProfileFile = serde_path_to_error::deserialize(deserializer)
            .map_err(|error| toml_error(&error.path().to_string(), error.inner()))?;
        profile(read).map_err(|(offset, field, problem)| at(offset, &field, problem))
    }
}

fn profile(file: ProfileFile) -> Result<Profile, Fault> {
    let name = file.profile.get_ref().clone();
    let is_name = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-' || letter == '_'
    };
    if name.is_empty() || name.len() > 40 || !name.chars().all(is_name) {
        return Err(fault(&file.profile, "profile", "expected 1 to 40 small letters, digits, `-` or `_`"));
    }
    // The table built into the program: a profile reads the same on every machine.
    let zone = TimeZoneDatabase::bundled().get(file.zone.get_ref()).map_err(|_| {
        fault(
            &file.zone,
            "zone",
            format!("`{}`: expected the name of a time zone such as `Asia/Shanghai`", file.zone.get_ref()),
        )
    })?;
    let dates = dates(&file.dates, &file.zone)?;
    let columns = columns(&file.column, file.kind)?;
    let mut profile = Profile {
        name,
        kind: file.kind,
        regimes: file.regimes,
        channel: file.channel,
        zone,
        dates,
        subject: Vec::new(),
        narrative: Vec::new(),
        outcome_when_answered: None,
        ended: None,
        columns,
    };
    if let Some(outcome) = &file.outcome_when_answered {
        check_outcome(*outcome.get_ref(), file.kind)
            .map_err(|problem| fault(outcome, "outcome_when_answered", problem))?;
        profile.outcome_when_answered = Some(*outcome.get_ref());
    }
    profile.subject = templates(&file.subject, "subject", &profile)?;
    profile.narrative = templates(&file.narrative, "narrative", &profile)?;
    profile.ended = file.ended.map(|ended| ended_in_time(ended, &profile)).transpose()?;
    let has = |meaning: &Meaning| profile.meaning(meaning).next().is_some();
    let keeps = |words| profile.columns.iter().any(|column| column.keep == Some(Keep::Text(words)));
    if !has(&Meaning::At(super::meaning::Moment::ReceivedAt)) {
        return Err(fault(&file.profile, "column", "no column means `received_at`: expected one"));
    }
    if profile.subject.is_empty() && !keeps(super::Words::Subject) {
        return Err(fault(
            &file.profile,
            "subject",
            "expected a template such as `{product}: {issue}`, or a column kept as `text.subject`",
        ));
    }
    Ok(profile)
}

fn fault<T>(place: &Spanned<T>, field: impl Into<String>, problem: impl Into<String>) -> Fault {
    (place.span().start, field.into(), problem.into())
}

fn dates(written: &[Spanned<String>], otherwise: &Spanned<String>) -> Result<DateFormats, Fault> {
    if written.is_empty() {
        return Err(fault(otherwise, "dates", "expected at least one format such as `%Y-%m-%d`"));
    }
    let formats = written.iter().map(|format| format.get_ref().clone()).collect();
    DateFormats::new(formats).map_err(|(position, problem)| {
        let place = written.get(position).unwrap_or(otherwise);
        fault(place, format!("dates[{position}]"), problem)
    })
}

fn templates(written: &[Spanned<String>], field: &str, profile: &Profile) -> Result<Vec<Template>, Fault> {
    let parse = |(position, text): (usize, &Spanned<String>)| {
        Template::parse(text.get_ref(), |name| profile.position(name))
            .map_err(|problem| fault(text, format!("{field}[{position}]"), problem))
    };
    written.iter().enumerate().map(parse).collect()
}

fn ended_in_time(file: EndedFile, profile: &Profile) -> Result<EndedInTime, Fault> {
    let position = |name: &Spanned<String>, field: &str| {
        let found = profile.position(name.get_ref());
        found.ok_or_else(|| fault(name, field, format!("`{}` is no column of this profile", name.get_ref())))
    };
    Ok(EndedInTime {
        column: position(&file.in_time_column, "ended.in_time_column")?,
        word: file.in_time_word,
        days: file.in_time_days,
        not_before: file
            .not_before_column
            .map(|name| position(&name, "ended.not_before_column"))
            .transpose()?,
    })
}

fn columns(files: &[Spanned<ColumnFile>], kind: Kind) -> Result<Vec<Column>, Fault> {
    let mut columns: Vec<Column> = Vec::with_capacity(files.len());
    let mut names: Vec<String> = Vec::new();
    for (position, file) in files.iter().enumerate() {
        let path = |field: &str| format!("column[{position}].{field}");
        for name in &file.get_ref().names {
            let folded = fold(name.get_ref());
            if folded.is_empty() || names.contains(&folded) {
                let problem = format!(
                    "`{}` is empty or names an earlier column: expected a name of its own",
                    name.get_ref()
                );
                return Err(fault(name, path("names"), problem));
            }
        }
        names.extend(file.get_ref().names.iter().map(|name| fold(name.get_ref())));
        let column = column(file, kind, &path)?;
        let twice = columns.iter().any(|other| column.keep.is_some() && other.keep == column.keep);
        if twice {
            return Err(fault(
                file,
                path("keep"),
                "an earlier column is kept there: expected a place of its own",
            ));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn column(file: &Spanned<ColumnFile>, kind: Kind, path: &dyn Fn(&str) -> String) -> Result<Column, Fault> {
    let place = file;
    let file = file.get_ref();
    if file.names.is_empty() {
        return Err(fault(place, path("names"), "expected at least one name"));
    }
    let keep = |written: &Spanned<String>, field| {
        let expected = "expected `particular.NAME`, `person.FIELD` or `text.NAME`";
        Keep::parse(written.get_ref())
            .ok_or_else(|| fault(written, path(field), format!("`{}`: {expected}", written.get_ref())))
    };
    let means = file.means.iter().map(|written| {
        let expected = "expected a meaning such as `external_id`, `received_at`, `outcome` or `code.SET`";
        let meaning = written.get_ref().parse::<Meaning>();
        meaning.map_err(|()| fault(written, path("means"), format!("`{}`: {expected}", written.get_ref())))
    });
    // In the order of the file: of several values for one word an export writes the first.
    let mut values: Vec<_> = file.values.iter().collect();
    values.sort_by_key(|(_, word)| word.span().start);
    let column = Column {
        names: file.names.iter().map(|name| name.get_ref().clone()).collect(),
        keep: file.keep.as_ref().map(|written| keep(written, "keep")).transpose()?,
        keep_sentence: match &file.keep_sentence {
            Some(written) => match keep(written, "keep_sentence")? {
                Keep::Text(words) => Some(words),
                _ => {
                    return Err(fault(
                        written,
                        path("keep_sentence"),
                        "expected `text.NAME`: sentences are sealed",
                    ));
                }
            },
            None => None,
        },
        means: means.collect::<Result<_, _>>()?,
        values: values.into_iter().map(|(value, word)| (value.clone(), word.get_ref().clone())).collect(),
        other_values: file.other_values,
    };
    let has_word = column.means.iter().any(Meaning::is_word);
    for (value, word) in &file.values {
        let known = |meaning: &Meaning| check_word(meaning, word.get_ref(), kind);
        let problem =
            match column.means.iter().filter(|meaning| meaning.is_word()).map(known).find_map(Result::err) {
                Some(problem) => problem,
                None if !has_word => {
                    "a table of values belongs to a meaning that has words, such as `outcome`".to_owned()
                }
                None => continue,
            };
        return Err(fault(word, path(&format!("values.{value}")), problem));
    }
    Ok(column)
}

/// Whether a word belongs to what it is to tell. An empty word tells nothing.
fn check_word(meaning: &Meaning, word: &str, kind: Kind) -> Result<(), String> {
    if word.is_empty() {
        return Ok(());
    }
    let expect = |known: bool, expected: &str| {
        if known { Ok(()) } else { Err(format!("`{word}`: expected {expected}")) }
    };
    match meaning {
        Meaning::Channel => expect(word.parse::<Channel>().is_ok(), "a channel such as `hotline`"),
        Meaning::Outcome => match word.parse::<Outcome>() {
            Ok(outcome) => check_outcome(outcome, kind),
            Err(_) => expect(false, &outcomes(kind)),
        },
        Meaning::Liability => {
            expect(word.parse::<Liability>().is_ok(), "`liable`, `partly_liable` or `not_liable`")
        }
        Meaning::Satisfaction => {
            expect(word.parse().is_ok_and(|number: u8| (1..=5).contains(&number)), "1 to 5")
        }
        Meaning::CalledBack => expect(matches!(word, "yes" | "no"), "`yes` or `no`"),
        Meaning::Told(Told::InstitutionLevel) => {
            expect(word.parse::<Level>().is_ok(), "a level such as `branch`")
        }
        Meaning::Told(Told::State) => expect(matches!(word, "open" | "ended"), "`open` or `ended`"),
        // Beside `yes` and `no` also an outcome that only an answer brings.
        Meaning::Answered => {
            expect(matches!(word, "yes" | "no") || word.parse::<Outcome>().is_ok(), "`yes` or `no`")
        }
        _ => Ok(()),
    }
}

fn check_outcome(outcome: Outcome, kind: Kind) -> Result<(), String> {
    if kind.outcomes().contains(&outcome) {
        Ok(())
    } else {
        Err(format!("`{outcome}`: expected {}", outcomes(kind)))
    }
}

fn outcomes(kind: Kind) -> String {
    let words = kind.outcomes().iter().map(|outcome| format!("`{outcome}`")).collect::<Vec<_>>();
    format!("an outcome of `{kind}`: {}", words.join(", "))
}
