//! Sets of questions, as they lie beside the repository.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use csv::StringRecord;
use text::ask::Row;

/// What to learn and what to ask.
pub struct Set {
    /// What is always known.
    pub rows: Vec<Row>,
    /// Questions, each with the identifier of its standard question; none for what nobody knows.
    pub queries: Vec<(String, Option<String>)>,
    /// In how many turns the queries are held out, and known in the others; 0 where they are never known.
    pub folds: usize,
}

fn shared(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(path)
}

fn table(path: &str) -> Option<Vec<StringRecord>> {
    let path = shared(path);
    let bytes = match path.extension().is_some_and(|extension| extension == "zst") {
        true => Command::new("zstd").arg("-dcq").arg(&path).output().ok()?.stdout,
        false => std::fs::read(&path).ok()?,
    };
    csv::Reader::from_reader(bytes.as_slice()).records().collect::<Result<_, _>>().ok()
}

fn lines(path: &str) -> Option<Vec<serde_json::Value>> {
    let text = std::fs::read_to_string(shared(path)).ok()?;
    text.lines().map(serde_json::from_str).collect::<Result<_, _>>().ok()
}

fn row(id: &str, question: &str, answer: &str) -> Row {
    Row { id: Some(id.to_owned()), question: question.to_owned(), answer: answer.to_owned() }
}

/// Wordings of customers to 300 standard questions, in five turns.
pub fn ths_faq() -> Option<Set> {
    let rows = table("ths_faq/faq.csv")?.iter().map(|line| row(&line[0], &line[1], "")).collect();
    let queries =
        table("ths_faq/queries.csv")?.into_iter().map(|line| (line[0].to_owned(), Some(line[1].to_owned())));
    Some(Set { rows, queries: scattered(queries.collect()), folds: 5 })
}

/// Questions on one loan that mean the same, brought together over pairs: groups of 5 to 40, in five turns.
pub fn bq_corpus() -> Option<Set> {
    let mut parents: BTreeMap<String, String> = BTreeMap::new();
    fn root(parents: &BTreeMap<String, String>, text: &str) -> String {
        let mut at = text;
        while let Some(next) = parents.get(at).filter(|next| next.as_str() != at) {
            at = next;
        }
        at.to_owned()
    }
    for line in table("bq_corpus/pairs.csv.zst")?.iter().filter(|line| &line[2] == "1") {
        let (one, other) = (root(&parents, &line[0]), root(&parents, &line[1]));
        parents.entry(line[0].to_owned()).or_insert_with(|| one.clone());
        parents.entry(line[1].to_owned()).or_insert_with(|| other.clone());
        parents.insert(one, other);
    }
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for text in parents.keys() {
        groups.entry(root(&parents, text)).or_default().push(text.clone());
    }
    groups.retain(|_, texts| (5..=40).contains(&texts.len()));
    let queries = groups
        .iter()
        .flat_map(|(id, texts)| texts.iter().map(move |text| (text.clone(), Some(id.clone()))))
        .collect();
    Some(Set { rows: Vec::new(), queries: scattered(queries), folds: 5 })
}

/// English questions to a bank and what they ask for, in five turns.
pub fn banking77() -> Option<Set> {
    let queries = table("banking77/train.csv")?
        .iter()
        .map(|line| (line[0].to_owned(), Some(line[1].to_owned())))
        .collect();
    Some(Set { rows: Vec::new(), queries: scattered(queries), folds: 5 })
}

/// Pages of a bank in traditional characters, with queries of its customers; and, of every page with several questions, the
/// last one as a query.
pub fn esun_bank_faq() -> Option<Set> {
    let mut set = Set { rows: Vec::new(), queries: Vec::new(), folds: 0 };
    for page in lines("esun_bank_faq/faq_docs.jsonl")? {
        let id = page["doc_id"].to_string();
        let questions = page["qa"].as_array()?;
        for (position, question) in questions.iter().enumerate() {
            let words = question["question"].as_str()?;
            let answers: Vec<&str> =
                question["answers"].as_array()?.iter().filter_map(|one| one.as_str()).collect();
            if position > 0 && position + 1 == questions.len() {
                set.queries.push((words.to_owned(), Some(id.clone())));
            } else {
                set.rows.push(row(&id, words, &answers.join("\n")));
            }
        }
    }
    for line in lines("esun_bank_faq/queries.jsonl")? {
        set.queries.push((line["query"].as_str()?.to_owned(), Some(line["gold_doc_id"].to_string())));
    }
    Some(set)
}

/// English pages of a bank, one question each: asked with every third word left out, and every fifth page unknown.
pub fn bank_faq_en() -> Option<Set> {
    let mut set = Set { rows: Vec::new(), queries: Vec::new(), folds: 0 };
    for (position, line) in table("bank_faq_en/faq.csv")?.iter().enumerate() {
        let words = line[2].split(' ').enumerate().filter(|(place, _)| place % 3 != position % 3);
        let query = words.map(|(_, word)| word).collect::<Vec<_>>().join(" ");
        if position % 5 == 0 {
            set.queries.push((line[2].to_owned(), None));
        } else {
            set.rows.push(row(&line[0], &line[2], &line[3]));
            set.queries.push((query, Some(line[0].to_owned())));
        }
    }
    Some(set)
}

/// The same questions in an order that has nothing to do with what they mean.
fn scattered(mut queries: Vec<(String, Option<String>)>) -> Vec<(String, Option<String>)> {
    let key = |text: &str| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(5)
        })
    };
    queries.sort_by_cached_key(|(query, _)| key(query));
    queries
}
