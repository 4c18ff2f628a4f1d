//! The texts, read where they lie, and which part each is held out with.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// A set of texts with labels.
pub struct Set {
    pub name: &'static str,
    pub texts: Vec<Text>,
    /// How many parts there are; one means that part 0 is held out of the rest once.
    pub parts: usize,
    /// The label of texts that no code fits.
    pub out_of_scope: Option<&'static str>,
}

/// One text.
pub struct Text {
    pub text: String,
    pub label: String,
    /// With which part it is held out.
    pub part: usize,
}

/// Reads a set by the name of its folder.
pub fn read(name: &'static str) -> Result<Set, String> {
    match name {
        "banking77" => {
            let rows = rows(&bytes("banking77/train.csv")?, &["text", "category"])?;
            Ok(spread(name, rows, 10))
        }
        "cfpb_narratives" => {
            let packed = folder().join("cfpb_narratives/complaints.csv.zst");
            let unpacked = Command::new("zstd").arg("-dc").arg(&packed).output();
            let unpacked = unpacked.map_err(|error| format!("`zstd` does not run: {error}"))?;
            if !unpacked.status.success() {
                return Err(format!("`{}` cannot be unpacked", packed.display()));
            }
            Ok(spread(name, rows(&unpacked.stdout, &["narrative", "product_group"])?, 5))
        }
        _ => {
            let rows = rows(&bytes("clinc150/utterances.csv")?, &["text", "intent", "split"])?;
            let texts = rows.into_iter().map(|row| {
                let [text, label, split] = <[String; 3]>::try_from(row).unwrap_or_default();
                Text { text, label, part: usize::from(!split.ends_with("val")) }
            });
            Ok(Set { name, texts: texts.collect(), parts: 1, out_of_scope: Some("oos") })
        }
    }
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"))
}

fn bytes(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(folder().join(path)).map_err(|error| format!("`../shared/data/{path}`: {error}"))
}

fn rows(bytes: &[u8], columns: &[&str]) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().map_err(|error| error.to_string())?.clone();
    let place = |column: &&str| {
        head.iter().position(|name| name == *column).ok_or_else(|| format!("there is no column `{column}`"))
    };
    let places: Vec<usize> = columns.iter().map(place).collect::<Result<_, _>>()?;
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.map_err(|error| error.to_string())?;
        Ok(places.iter().map(|&place| record.get(place).unwrap_or_default().to_owned()).collect())
    };
    reader.records().map(row).collect()
}

/// Spreads the texts of each label evenly over the parts, in an order that depends on the texts alone.
fn spread(name: &'static str, rows: Vec<Vec<String>>, parts: usize) -> Set {
    let mut by_label: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    for row in rows {
        let [text, label] = <[String; 2]>::try_from(row).unwrap_or_default();
        let mixed = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        by_label.entry(label).or_default().push((mixed.rotate_left(32), text));
    }
    let mut texts = Vec::new();
    for (shift, (label, mut own)) in by_label.into_iter().enumerate() {
        own.sort();
        for (index, (_, text)) in own.into_iter().enumerate() {
            texts.push(Text { text, label: label.clone(), part: (index + shift) % parts });
        }
    }
    Set { name, texts, parts, out_of_scope: None }
}
