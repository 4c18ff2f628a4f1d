//! `huiyin text ask`: answers out of a file of questions and answers.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use clap::{Args, ValueEnum};
use office::exchange::{Format, Header, Row, read};
use serde_json::json;
use text::ask::{AskRule, Asker, Basis, Calibration, Entry, Knowledge, Reply};

use super::input::Encoding;
use super::rows::{FileFormat, FileHeader, Packing, RowFile};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{ListFormat, Table};

/// What the columns may be called; case, blanks and punctuation do not matter.
const QUESTION: &[&str] = &["question", "wording", "query"];
const ANSWER: &[&str] = &["answer"];
const ID: &[&str] = &["id", "intent_id", "standard_question"];
/// The column of further wordings, apart by line breaks or vertical bars.
const WORDINGS: &[&str] = &["wordings"];

/// Options of `huiyin text ask`.
#[derive(Debug, Args)]
pub struct Ask {
    /// Questions and answers: .xlsx, .csv, .tsv, .jsonl (the last three also as .gz or .zst) or .parquet with a column `question`, and `answer`, `id` (rows with the same one are
    /// wordings of one standard question) and `wordings` (apart by `|` or line breaks) where there are such
    #[arg(long, value_name = "FILE")]
    knowledge: PathBuf,
    /// What is asked; may be given several times, the knowledge is learned once
    #[arg(long, value_name = "TEXT", required = true)]
    query: Vec<String>,
    /// The least share of right answers among those given; where that cannot be promised the reply is "I don't know"
    #[arg(long, value_name = "SHARE", default_value_t = 0.9, value_parser = share)]
    precision: f64,
    /// The share of all questions that the knowledge has no answer to, as far as one can tell
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = share)]
    strangers: f64,
    /// How many standard questions are shown for each query
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    limit: u8,
    /// How the replies are printed
    #[arg(long, default_value = "table")]
    format: AskFormat,
}

/// How replies are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AskFormat {
    /// Aligned columns; how sure the answers are goes to standard error.
    Table,
    /// One object: how sure the answers are, and the replies.
    Json,
}

impl Ask {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let knowledge = self.knowledge(shell, console)?;
        let rule = AskRule {
            precision_min: self.precision,
            stranger_share: self.strangers,
            threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        };
        let asker = Asker::train(&knowledge, &rule).map_err(|error| {
            Failure::mistaken(error).context(format!("failed to learn `{}`", self.knowledge.display()))
        })?;
        let replies: Vec<(&str, Reply)> =
            self.query.iter().map(|query| (query.as_str(), asker.ask(query, self.limit.into()))).collect();
        match self.format {
            AskFormat::Json => {
                let shown = json!({
                    "calibration": calibration(asker.calibration()),
                    "replies": replies.iter().map(|(query, reply)| shown(&knowledge, query, reply)).collect::<Vec<_>>(),
                });
                console.print(&format!("{shown:#}"))
            }
            AskFormat::Table => {
                console.note(&sentence(asker.calibration(), &knowledge));
                print_table(&knowledge, &replies, console)
            }
        }
    }

    /// Reads the knowledge; rows that cannot be used are told and passed over.
    fn knowledge(&self, shell: &Shell, console: &mut dyn Console) -> Outcome<Knowledge> {
        let path = shell.path(&self.knowledge);
        let mut gathered = Gathered::default();
        let name = self.knowledge.to_str().unwrap_or_default();
        let (packing, plain) = Packing::of(name);
        let ending = Path::new(plain).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if packing != Packing::None || matches!(ending.to_ascii_lowercase().as_str(), "tsv" | "parquet") {
            let file = RowFile::new(&self.knowledge, Encoding::Auto, FileHeader::Names, shell)?;
            let names = file.columns()?;
            let header = Arc::new(Header::new(names.clone()));
            let keys_differ = file.format() == FileFormat::JsonLines;
            file.read(&names, &mut |row| {
                let (cells, fault) = match row.cells {
                    Ok(cells) => (cells.iter().map(ToString::to_string).collect(), None),
                    Err(why) => (Vec::new(), Some(why)),
                };
                let row = Row { line: row.number, bytes: 0, header: Arc::clone(&header), cells, fault };
                // A file without questions is refused below, after its rows.
                let _is_of_use = gathered.take(&row, keys_differ, console);
                Ok(())
            })?;
        } else {
            let format = Format::of(&path).map_err(Failure::mistaken)?;
            let keys_differ = matches!(format, Format::Jsonl);
            read(&path, format, &mut |row| gathered.take(&row, keys_differ, console))
                .map_err(Failure::mistaken)?;
        }
        match gathered.lacking {
            Some(names) => Err(Failure::mistake(format!(
                "`{}` has no column `question`, only `{names}`",
                self.knowledge.display()
            ))),
            None => Ok(Knowledge::of(gathered.rows)),
        }
    }
}

/// Rows of knowledge read so far.
#[derive(Default)]
struct Gathered {
    rows: Vec<text::ask::Row>,
    /// The columns, where none of them is a question.
    lacking: Option<String>,
}

impl Gathered {
    /// Takes a row of the file; rows that cannot be used are told. Where keys differ from row to row, one may lack what
    /// another has.
    fn take(&mut self, row: &Row, keys_differ: bool, console: &mut dyn Console) -> ControlFlow<()> {
        match rows_of(row) {
            _ if row.fault.is_some() => {
                let fault = row.fault.as_deref().unwrap_or_default();
                console.note(&format!("line {} is passed over: {fault}", row.line));
            }
            Some(found) => self.rows.extend(found),
            None if keys_differ => {
                console.note(&format!("line {} is passed over: it has no `question`", row.line));
            }
            None => {
                self.lacking = Some(row.header.names().join("`, `"));
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

/// A row of the file as rows of knowledge: its question and its further wordings.
fn rows_of(row: &Row) -> Option<Vec<text::ask::Row>> {
    let cell = |names: &[&str]| position(&row.header, names).map(|at| row.cell(at).trim().to_owned());
    let question = cell(QUESTION)?;
    let answer = cell(ANSWER).unwrap_or_default();
    let wordings = cell(WORDINGS).unwrap_or_default();
    let id = cell(ID).filter(|id| !id.is_empty());
    // Wordings of a row without identifier and answer still belong to its question.
    let id = id.or_else(|| (answer.is_empty() && !wordings.is_empty()).then(|| format!("line {}", row.line)));
    let questions = std::iter::once(question.as_str()).chain(wordings.split(['|', '\n']));
    let one = |question: &str| text::ask::Row {
        id: id.clone(),
        question: question.to_owned(),
        answer: answer.clone(),
    };
    Some(questions.map(one).collect())
}

fn position(header: &Header, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| header.position(name))
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a share from 0 to 1, as in `0.9`".to_owned())
}

fn shown(knowledge: &Knowledge, query: &str, reply: &Reply) -> serde_json::Value {
    let answer =
        reply.matches.first().filter(|_| reply.answered).map(|found| entry(knowledge, found.entry).2);
    let matches = reply.matches.iter().map(|found| {
        let (id, question, answer) = entry(knowledge, found.entry);
        json!({
            "id": id,
            "question": question,
            "answer": answer,
            "nearest_wording": wording(knowledge, found.entry, found.wording),
            "confidence": found.confidence,
        })
    });
    json!({
        "query": query,
        "answered": reply.answered,
        "answer": answer,
        "matches": matches.collect::<Vec<_>>(),
    })
}

fn print_table(knowledge: &Knowledge, replies: &[(&str, Reply)], console: &mut dyn Console) -> Outcome {
    let mut table = Table::new(&["query", "reply", "confidence", "id", "question", "answer"]);
    for (query, reply) in replies {
        for (place, found) in reply.matches.iter().enumerate() {
            let (id, question, answer) = entry(knowledge, found.entry);
            let told = if reply.answered && place == 0 { "answer" } else { "perhaps" };
            table.push([
                (*query).to_owned(),
                told.to_owned(),
                format!("{:.3}", found.confidence),
                id.to_owned(),
                one_line(question),
                one_line(answer),
            ]);
        }
        if !reply.answered {
            console.note(&format!("`{query}`: I don't know"));
        }
    }
    table.print(ListFormat::Table, console)
}

fn entry(knowledge: &Knowledge, place: usize) -> (&str, &str, &str) {
    let found = knowledge.entries.get(place);
    found.map_or(("", "", ""), |entry: &Entry| (&entry.id, entry.question(), &entry.answer))
}

fn wording(knowledge: &Knowledge, place: usize, wording: usize) -> &str {
    let found = knowledge.entries.get(place).and_then(|entry| entry.wordings.get(wording));
    found.map_or("", String::as_str)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn calibration(calibration: &Calibration) -> serde_json::Value {
    let measured = |figure: f64| (calibration.basis == Basis::Wordings).then_some(figure);
    json!({
        "basis": match calibration.basis {
            Basis::Wordings => "wordings",
            Basis::Strangers => "strangers",
            Basis::Nothing => "nothing",
        },
        "asked": calibration.asked,
        "threshold": calibration.threshold,
        "accuracy": measured(calibration.accuracy),
        "precision": measured(calibration.precision),
        "coverage": measured(calibration.coverage),
        "strangers_refused": (calibration.basis != Basis::Nothing).then_some(calibration.refused),
    })
}

fn sentence(calibration: &Calibration, knowledge: &Knowledge) -> String {
    let entries = knowledge.entries.len();
    let threshold = calibration.threshold;
    match calibration.basis {
        Basis::Wordings if threshold > 1.0 => format!(
            "{entries} standard questions; of {} wordings held out, {:.1} % came first, and from no confidence on are answers as \
             often right as asked for: every reply is \"I don't know\"; a lower `--precision` allows more",
            calibration.asked,
            100.0 * calibration.accuracy,
        ),
        Basis::Wordings => format!(
            "{entries} standard questions; of {} wordings held out, {:.1} % came first and {:.1} % are answered from a \
             confidence of {threshold:.3} on, of all answers {:.1} % right; {:.1} % of unknown questions are refused",
            calibration.asked,
            100.0 * calibration.accuracy,
            100.0 * calibration.coverage,
            100.0 * calibration.precision,
            100.0 * calibration.refused,
        ),
        Basis::Strangers => format!(
            "{entries} standard questions with one wording each: precision cannot be measured; answers begin at a confidence of \
             {threshold:.3}, which {:.1} % of unknown questions do not reach",
            100.0 * calibration.refused,
        ),
        Basis::Nothing => format!(
            "{entries} standard question: nothing can be measured; answers begin at a confidence of {threshold:.3}"
        ),
    }
}
