//! `huiyin import calls`: transcripts of a telephone system become masked calls.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use office::{CallInput, CallTurn, CallsKept};
use serde_json::json;

use super::init;
use super::text::{Encoding, FileHeader, RowFile};
use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};

/// Calls kept in one go.
const BATCH: usize = 500;
/// Rows that cannot be used are told one by one up to so many.
const TOLD_MAX: u64 = 5;

/// Options of `huiyin import calls`.
#[derive(Debug, Args)]
pub struct Calls {
    /// The file: .csv, .tsv or .jsonl, each also as .gz or .zst, or .parquet. A row is a call or a turn of one: rows with one
    /// call's reference that follow each other are its turns, in order
    file: PathBuf,
    /// The column of the call's reference, by which it is kept once
    #[arg(long, value_name = "NAME", default_value = "call")]
    call_column: String,
    /// The column of its beginning, as in 2026-03-02T10:15:00+08:00; without a zone it is that of the office
    #[arg(long, value_name = "NAME", default_value = "started_at")]
    start_column: String,
    /// The column of who speaks: `agent` (or `坐席`, `客服`) is one of the institution, everybody else is not
    #[arg(long, value_name = "NAME", default_value = "speaker")]
    speaker_column: String,
    /// The column of what is said; of JSON also a list of turns, each with `speaker` and `text`
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,
    /// How the file is encoded; `auto` takes GB18030 where the beginning is no UTF-8
    #[arg(long, default_value = "auto")]
    encoding: Encoding,
    /// The code of the institution whose calls they are [default: the first institution]
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    calls: Vec<CallInput>,
    rows: u64,
    refused: u64,
}

impl Calls {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.writing().await?;
        let code = match &self.institution {
            Some(code) => code.clone(),
            None => init::ensure_institution(&office, None).await?,
        };
        let institution = office.organisation().tree.by_code(&code).ok_or_else(|| {
            Failure::mistake(format!(
                "there is no institution `{code}`; `huiyin institution list` names them"
            ))
        })?;
        let file = RowFile::new(&self.file, self.encoding, FileHeader::Names, shell)?;
        let reading = self.read(&file, &office.book().zone, console)?;
        let total = reading.calls.len() as u64;
        let mut kept = CallsKept::default();
        let mut calls = reading.calls;
        while !calls.is_empty() {
            let rest = calls.split_off(calls.len().min(BATCH));
            let batch = office.keep_calls(&operator(), institution, calls).await?;
            kept.kept += batch.kept;
            kept.known += batch.known;
            kept.cut += batch.cut;
            calls = rest;
            let done = kept.kept + kept.known;
            console.progress(Progress { what: "calls".to_owned(), done, total: Some(total) });
        }
        let result = json!({
            "rows": reading.rows,
            "refused": reading.refused,
            "calls": total,
            "kept": kept.kept,
            "known": kept.known,
            "cut": kept.cut,
        });
        console.print(&result.to_string())?;
        match total == 0 && 0 < reading.refused {
            true => Err(Failure::mistake(format!("no row of `{}` is a call", self.file.display()))),
            false => Ok(()),
        }
    }

    fn read(&self, file: &RowFile, zone: &TimeZone, console: &mut dyn Console) -> Outcome<Reading> {
        let columns = [&self.call_column, &self.start_column, &self.speaker_column, &self.text_column];
        let mut reading = Reading::default();
        // A call whose turns do not follow each other is one all the same.
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let replaced = file.read(&columns.map(Clone::clone), &mut |row| {
            reading.rows += 1;
            let found = row.cells.and_then(|cells| turns_of(cells, zone));
            match found {
                Ok((reference, started_at, mut turns)) => {
                    let place = *places.entry(reference.clone()).or_insert_with(|| {
                        reading.calls.push(CallInput { reference, started_at, turns: Vec::new() });
                        reading.calls.len() - 1
                    });
                    if let Some(call) = reading.calls.get_mut(place) {
                        call.started_at = call.started_at.min(started_at);
                        call.turns.append(&mut turns);
                    }
                }
                Err(why) => {
                    reading.refused += 1;
                    if reading.refused <= TOLD_MAX {
                        console.note(&format!("`{}` row {}: {why}", file.name(), row.number));
                    }
                }
            }
            Ok(())
        })?;
        if TOLD_MAX < reading.refused {
            console.note(&format!("{} rows were refused in all", reading.refused));
        }
        if 0 < replaced {
            console.note(&format!("{replaced} places are no characters of the encoding and stand as U+FFFD"));
        }
        Ok(reading)
    }
}

/// Reference, beginning and turns of a row.
fn turns_of(cells: &[&str], zone: &TimeZone) -> Result<(String, Timestamp, Vec<CallTurn>), String> {
    let [reference, started, speaker, text] = cells else { return Err("it lacks columns".to_owned()) };
    let reference = reference.trim();
    if reference.is_empty() {
        return Err("it names no call".to_owned());
    }
    let started_at = moment(started.trim(), zone).ok_or_else(|| {
        "its beginning is no time: expected one such as 2026-03-02T10:15:00+08:00".to_owned()
    })?;
    let list = text.trim_start().starts_with('[').then(|| serde_json::from_str::<Vec<CallTurn>>(text));
    let turns = match list {
        Some(Ok(turns)) => turns,
        _ => vec![CallTurn { speaker: speaker.trim().to_owned(), text: (*text).to_owned() }],
    };
    Ok((reference.to_owned(), started_at, turns))
}

/// A moment with its zone, or as the office's clock shows it.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let civil: DateTime = text.replace('/', "-").parse().ok()?;
    zone.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_turns_or_whole_calls() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let (reference, started, turns) =
            turns_of(&[" c1 ", "2026-03-02 10:15:00", "customer", "年费"], &zone).unwrap();
        assert_eq!((reference.as_str(), started.to_string().as_str()), ("c1", "2026-03-02T02:15:00Z"));
        assert_eq!(turns[0].speaker, "customer");
        let list = r#"[{"speaker":"agent","text":"您好"},{"speaker":"customer","text":"年费"}]"#;
        let (_, started, turns) = turns_of(&["c2", "2026-03-02T10:15:00+08:00", "", list], &zone).unwrap();
        assert_eq!((started.to_string().as_str(), turns.len()), ("2026-03-02T02:15:00Z", 2));
        // A mark at the beginning is not yet a list.
        assert_eq!(turns_of(&["c3", "2026-03-02T10:15:00Z", "x", "[笑] 年费"], &zone).unwrap().2.len(), 1);
        assert!(turns_of(&["", "2026-03-02T10:15:00Z", "x", "y"], &zone).is_err());
        assert!(turns_of(&["c4", "yesterday", "x", "y"], &zone).is_err());
    }
}
