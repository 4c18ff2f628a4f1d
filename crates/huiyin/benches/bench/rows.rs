//! Files to import, their rows of our own making: with the columns of the public complaint database, and with the 68
//! columns in which banks report.

use std::path::Path;

use office::exchange::Profile;

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
pub fn complaints(file: &Path, rows: u64) {
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

/// What stands in columns of the 68, by their first name; the others stay empty.
const ORDER: [(&str, &str); 16] = [
    ("工单状态", "已办结"),
    ("投诉受理渠道", "电话"),
    ("投诉受理日期", "2025-11-03"),
    ("办结日期", "2025-11-14 17:05:00"),
    ("投诉内容", "本人于十月办理分期，客服未告知手续费，请退还。"),
    ("投诉业务类别", "信用卡"),
    ("投诉原因", "因定价收费引起的投诉"),
    ("投诉请求", "退还手续费"),
    ("处理情况", "已与客户协商"),
    ("投诉人数", "1"),
    ("性别", "女"),
    ("国籍", "中国"),
    ("省", "浙江省"),
    ("市", "杭州市"),
    ("产品（服务）大类", "信用卡"),
    ("产品（服务）小类", "账单分期"),
];

/// Writes `rows` rows of the 68 columns, each of another person with name, identity number and telephone.
pub fn orders(file: &Path, rows: u64) {
    let profile = Profile::load("bank68").unwrap();
    let header: Vec<&str> = profile.columns.iter().map(|column| column.name()).collect();
    let own = |field: &str| {
        profile.columns.iter().position(|column| match column.keep {
            Some(office::exchange::Keep::Person(found)) => found == field,
            _ => false,
        })
    };
    let number = header.iter().position(|name| *name == "工单号").unwrap();
    let [name, identity, phone] = ["name", "id_number", "phone"].map(|field| own(field).unwrap());
    let mut row: Vec<String> = header
        .iter()
        .map(|name| ORDER.iter().find(|(column, _)| column == name).map_or("", |(_, value)| value).to_owned())
        .collect();
    let mut writer = csv::Writer::from_path(file).unwrap();
    writer.write_record(&header).unwrap();
    for place in 0..rows {
        row[number] = format!("GD{place:08}");
        row[name] = ["周敏", "李强", "王芳", "陈杰", "刘洋"][(place % 5) as usize].to_owned();
        row[identity] = format!("E{place:08}");
        row[phone] = format!("138{place:08}");
        writer.write_record(&row).unwrap();
    }
    writer.flush().unwrap();
}
