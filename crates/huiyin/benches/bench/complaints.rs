//! Files in the layout of the public complaint database, their rows of our own making: a third with a story, one in ten
//! of these last weeks, most ended.

use std::io::{BufWriter, Write};
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value};

const COLUMNS: [&str; 18] = [
    "Date received",
    "Product",
    "Sub-product",
    "Issue",
    "Sub-issue",
    "Consumer complaint narrative",
    "Company public response",
    "Company",
    "State",
    "ZIP code",
    "Tags",
    "Consumer consent provided?",
    "Submitted via",
    "Date sent to company",
    "Company response to consumer",
    "Timely response?",
    "Consumer disputed?",
    "Complaint ID",
];

/// Over how many days the older rows lie, and how many of the last days belong to the newer ones.
const DAYS: (u64, u64) = (1_800, 45);

/// Product, sub-product, issue and sub-issue as the database named them from 2017 to 2023.
const MATTERS: [[&str; 4]; 5] = [
    ["Checking or savings account", "Checking account", "Managing an account", "Problem accessing account"],
    [
        "Credit card or prepaid card",
        "General-purpose credit card or charge card",
        "Closing your account",
        "Company closed your account",
    ],
    ["Debt collection", "Credit card debt", "Attempts to collect debt not owed", "Debt was paid"],
    ["Mortgage", "Conventional home mortgage", "Trouble during payment process", ""],
    [
        "Credit reporting, credit repair services, or other personal consumer reports",
        "Credit reporting",
        "Incorrect information on your report",
        "",
    ],
];

const SENTENCES: [&str; 5] = [
    "I called the bank on XX/XX/XXXX and was told that the matter would be looked at.",
    "Nobody has written to me since, although I asked twice.",
    "The amount of {$120.00} was taken from my account without my consent.",
    "I want the fee refunded and the record put right.",
    "The person on the line could not tell me who decides.",
];

const STATES: [&str; 6] = ["TX", "CA", "NY", "FL", "WA", "OH"];

/// Writes `rows` rows as CSV, the last received on the day before `today`.
pub fn csv(file: &Path, rows: u64, today: Date) {
    let mut writer = csv::Writer::from_path(file).unwrap();
    writer.write_record(COLUMNS).unwrap();
    for row in 0..rows {
        writer.write_record(cells(row, today)).unwrap();
    }
    writer.flush().unwrap();
}

/// Writes the same rows as JSON, an object a line.
pub fn jsonl(file: &Path, rows: u64, today: Date) {
    let mut writer = BufWriter::new(std::fs::File::create(file).unwrap());
    for row in 0..rows {
        let pairs = COLUMNS.iter().zip(cells(row, today));
        let filled = pairs.filter(|(_, cell)| !cell.is_empty());
        let object: Map<String, Value> =
            filled.map(|(name, cell)| ((*name).to_owned(), Value::String(cell))).collect();
        writeln!(writer, "{}", Value::Object(object)).unwrap();
    }
    writer.flush().unwrap();
}

fn cells(row: u64, today: Date) -> [String; COLUMNS.len()] {
    let newer = row % 10 == 9;
    let ago = if newer { row * 7 % DAYS.1 + 1 } else { row * 37 % DAYS.0 + DAYS.1 };
    let day = today.saturating_sub(i64::try_from(ago).unwrap().days()).to_string();
    let [product, sub_product, issue, sub_issue] = MATTERS[(row / 2 % 5) as usize];
    let story = match row % 3 {
        0 => (0..6 + row % 7).map(|at| SENTENCES[((row + at) % 5) as usize]).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    let response = match (newer, row % 4) {
        (true, 0 | 1) => "In progress",
        (_, 0) => "Closed with explanation",
        (_, 1) => "Closed with monetary relief",
        (_, 2) => "Closed with non-monetary relief",
        _ if row % 40 == 3 => "Untimely response",
        _ => "Closed without relief",
    };
    let timely = if response == "Untimely response" { "No" } else { "Yes" };
    [
        day.as_str(),
        product,
        sub_product,
        issue,
        sub_issue,
        &story,
        "",
        &format!("BANK NUMBER {}", row % 400),
        STATES[(row % 6) as usize],
        "750XX",
        "",
        "N/A",
        ["Web", "Phone", "Postal mail", "Referral"][(row % 4) as usize],
        &day,
        response,
        timely,
        "N/A",
        &(2_000_000 + row).to_string(),
    ]
    .map(str::to_owned)
}
