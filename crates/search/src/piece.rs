//! One word or phrase as the engine is asked for it, and as it is pointed out in what was found.

use std::ops::Range;

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use text::fold::{Folded, Run, fold};
use text::segment::Segmenter;
use text::stem;

use crate::adjacent::Adjacent;
use crate::schema::Fields;
use crate::token::{LOOSE_CHARS, loose, pairs};

/// How many characters of a run of Chinese characters are looked for; what follows is left out.
const RUN_CHARS_MAX: usize = 40;

/// Words of the dictionary up to so many characters are terms wherever their characters stand together.
const SHORT_CHARS_MAX: usize = 3;

/// What is pointed out in a hit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Folded runs of Chinese characters.
    pub runs: Vec<Vec<char>>,
    /// Stems.
    pub stems: Vec<String>,
}

type Asked = Box<dyn Query>;

fn term(field: Field, text: &str, record: IndexRecordOption) -> Asked {
    Box::new(TermQuery::new(Term::from_field_text(field, text), record))
}

fn all(mut queries: Vec<Asked>) -> Option<Asked> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::intersection(queries))),
    }
}

fn any(mut queries: Vec<Asked>) -> Option<Asked> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::union(queries))),
    }
}

/// A word as it was typed, which may be several runs; nothing where it has no letter.
pub(crate) fn word(fields: &Fields, typed: &str, sought: &mut Sought) -> Option<Asked> {
    if let Some(case) = number(fields, typed) {
        return Some(case);
    }
    let folded = fold(typed);
    let runs = folded.runs().into_iter().map(|run| {
        let range = run.range();
        match run {
            Run::Word(_) => latin(fields, &folded.slice(range), sought),
            Run::Han(_) => han(fields, &folded, range, sought),
        }
    });
    all(runs.collect())
}

/// A case by its whole number.
fn number(fields: &Fields, typed: &str) -> Option<Asked> {
    let typed = text::normalise(typed.trim()).into_string().to_ascii_uppercase();
    let number: domain::id::Number = typed.parse().ok()?;
    Some(term(fields.number, number.as_str(), IndexRecordOption::Basic))
}

/// Letters and figures. Figures alone are the end of a number too, as people read it out.
fn latin(fields: &Fields, word: &str, sought: &mut Sought) -> Asked {
    let stem = stem(word);
    let words = term(fields.words, &stem, IndexRecordOption::WithFreqs);
    sought.stems.push(stem);
    match word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse::<u64>().ok()).flatten() {
        Some(case_id) => {
            let case = fields.case_term(domain::id::CaseId(case_id));
            let case: Asked = Box::new(TermQuery::new(case, IndexRecordOption::Basic));
            Box::new(BooleanQuery::union(vec![words, case]))
        }
        None => words,
    }
}

/// A word of the dictionary. It is found wherever its characters stand together, since cutting text into words errs (of
/// 被盗刷 it may make 被盗 and 刷), and fits better where it stands as a word: 年费 in 当年费用 comes last.
fn known(fields: &Fields, word: &str) -> Asked {
    let as_word = term(fields.words, word, IndexRecordOption::WithFreqs);
    let loosely = |field, text: &str| -> Asked {
        Box::new(ConstScoreQuery::new(term(field, text, IndexRecordOption::Basic), 0.0))
    };
    match word.chars().count() {
        // Wherever it stands as a word, it stands as a pair: counting need not read both.
        2 => Box::new(BooleanQuery::new(vec![
            (Occur::Must, loosely(fields.pairs, word)),
            (Occur::Should, as_word),
        ])),
        LOOSE_CHARS => Box::new(BooleanQuery::union(vec![as_word, loosely(fields.words, &loose(word))])),
        _ => as_word,
    }
}

/// A run of Chinese characters. A [word of the dictionary](known) is looked for as that and, where it is two others, as
/// both of them. Any other run is found where its characters stand together, or where all of its words stand.
fn han(fields: &Fields, folded: &Folded, range: Range<usize>, sought: &mut Sought) -> Asked {
    let range = range.start..range.end.min(range.start + RUN_CHARS_MAX);
    let run = folded.slice(range.clone());
    sought.runs.push(folded.chars[range.clone()].to_vec());
    let as_word = |word: &str| term(fields.words, word, IndexRecordOption::WithFreqs);
    if range.len() == 1 {
        return Box::new(BooleanQuery::union(vec![
            as_word(&run),
            term(fields.pairs, &run, IndexRecordOption::Basic),
        ]));
    }
    let is_known = Segmenter::standard().knows(&run);
    if is_known && range.len() <= SHORT_CHARS_MAX {
        return known(fields, &run);
    }
    // Single characters say little by themselves, and in the text they may be part of a word.
    let words: Vec<&str> =
        Segmenter::standard().parts(&run).into_iter().filter(|word| word.chars().nth(1).is_some()).collect();
    let covered = words.iter().map(|word| word.chars().count()).sum::<usize>();
    let mut ways: Vec<Asked> = match is_known && covered == range.len() && words.len() > 1 {
        true => vec![as_word(&run)],
        false => exactly(fields, &fold(&run)).into_iter().collect(),
    };
    if covered * 2 >= range.len() && words.len() > 1 {
        sought.runs.extend(words.iter().map(|word| word.chars().collect()));
        ways.extend(all(words.into_iter().map(|word| known(fields, word)).collect()));
    }
    any(ways).unwrap_or_else(|| Box::new(EmptyQuery))
}

/// A phrase: its characters and words exactly one after the other.
pub(crate) fn phrase(fields: &Fields, typed: &str, sought: &mut Sought) -> Option<Asked> {
    let folded = fold(typed);
    for run in folded.runs() {
        let range = run.range();
        match run {
            Run::Han(_) => sought.runs.push(folded.chars[range].to_vec()),
            Run::Word(_) => sought.stems.push(stem(&folded.slice(range))),
        }
    }
    exactly(fields, &folded)
}

fn exactly(fields: &Fields, folded: &Folded) -> Option<Asked> {
    let mut terms: Vec<(usize, Term)> = Vec::new();
    for (place, pair) in pairs(folded) {
        if !pair.is_rest {
            terms.push((place, Term::from_field_text(fields.pairs, &pair.into_text())));
        }
    }
    terms.truncate(RUN_CHARS_MAX);
    match terms.len() {
        0 => None,
        1 => terms
            .pop()
            .map(|(_, term)| -> Asked { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) }),
        _ => Some(Box::new(Adjacent::new(terms))),
    }
}
