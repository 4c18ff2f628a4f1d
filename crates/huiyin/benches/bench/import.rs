//! A file with the columns of the public complaint database, its rows of our own making.

use std::path::Path;

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

/// Writes `rows` rows, a third of them with a story, as in the public file.
pub fn write(file: &Path, rows: u64) {
    let mut writer = csv::Writer::from_path(file).unwrap();
    writer.write_record(COLUMNS).unwrap();
    for row in 0..rows {
        let [product, sub_product, issue, sub_issue] = MATTERS[(row % 5) as usize];
        let day = format!("20{:02}-{:02}-{:02}", 18 + row % 5, row / 7 % 12 + 1, row / 3 % 28 + 1);
        let story = match row % 3 {
            0 => {
                (0..6 + row % 7).map(|at| SENTENCES[((row + at) % 5) as usize]).collect::<Vec<_>>().join(" ")
            }
            _ => String::new(),
        };
        let company = format!("BANK NUMBER {}", row % 400);
        let number = (2_000_000 + row).to_string();
        let (response, via) = (
            ["Closed with explanation", "Closed with monetary relief", "Closed with non-monetary relief"]
                [(row % 3) as usize],
            ["Web", "Phone", "Postal mail", "Referral"][(row % 4) as usize],
        );
        let record = [
            &day,
            product,
            sub_product,
            issue,
            sub_issue,
            &story,
            "",
            &company,
            "TX",
            "750XX",
            "",
            "N/A",
            via,
            &day,
            response,
            "Yes",
            "N/A",
            &number,
        ];
        writer.write_record(record).unwrap();
    }
    writer.flush().unwrap();
}
