//! Code sets: what ships, what may be given to a case, what leads where.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use domain::code::{Axis, CodeError, CodeRef, CodeSets, LoadError, Relation};
use expect_test::{Expect, expect};
use jiff::civil::{Date, date};
use proptest::prelude::*;

static SHIPPED: LazyLock<CodeSets> = LazyLock::new(|| CodeSets::shipped().unwrap());

fn shipped() -> CodeSets {
    SHIPPED.clone()
}

fn code(text: &str) -> CodeRef {
    text.parse().unwrap()
}

#[track_caller]
fn check<T: std::fmt::Debug, E: std::fmt::Display>(result: Result<T, E>, expected: Expect) {
    expected.assert_eq(&result.map_or_else(|error| error.to_string(), |value| format!("{value:?}")));
}

const DAY: Date = date(2026, 11, 23);

#[test]
fn what_ships() {
    let mut list = String::new();
    for set in shipped().iter() {
        let leaves = set.codes().iter().filter(|code| code.is_leaf).count();
        let day = |day: Option<Date>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        let period = format!("{}–{}", day(set.valid_from()), day(set.valid_to()));
        list += &format!(
            "{}@{} {} {} {}/{}\n",
            set.id(),
            set.version(),
            set.axis(),
            period,
            leaves,
            set.codes().len()
        );
    }
    expect![[r#"
        jrt0169-channel@2018 channel 2018-09-04–… 11/13
        jrt0169-business@2018 business 2018-09-04–… 74/88
        jrt0169-reason@2018 reason 2018-09-04–… 13/13
        cn-source@1 source …–… 7/7
        cn-grade@1 grade …–… 3/3
        cn-urgency@1 urgency …–… 3/3
        cn-sensitivity@1 sensitivity …–… 8/8
        cn-demand@1 demand …–… 7/7
        cn-major-ground@2020 major-ground 2020-03-01–… 3/3
        cn-consumer-right@2022 consumer-right 2023-03-01–… 8/8
        credit-verification@2 verification …–… 5/5
        credit-correction@2 correction …–… 2/2
        credit-annotation@2 annotation …–… 5/5
        credit-location-person@2 location …–… 22/22
        credit-location-enterprise@2 location …–… 23/23
        cfpb-product@2011 product 2011-07-21–2017-04-23 53/62
        cfpb-product@2017 product 2017-04-24–2023-08-24 48/57
        cfpb-product@2023 product 2023-08-25–… 56/67
        cfpb-issue@2011 issue 2011-07-21–2017-04-23 125/136
        cfpb-issue@2017 issue 2017-04-24–2023-08-24 285/333
        cfpb-issue@2023 issue 2023-08-25–… 285/333
        cfpb-response@2011 response 2011-07-21–… 8/8
        cfpb-public-response@2015 public-response …–… 10/10
        cfpb-submitted-via@2011 submitted-via 2011-07-21–… 7/7
        cfpb-tag@2011 tag 2011-07-21–… 3/3
        uk-fca-product@2016 product …–… 35/40
        uk-fca-cause@2016 reason …–… 10/13
    "#]]
    .assert_eq(&list);
}

#[test]
fn every_code_of_a_superseded_version_leads_somewhere() {
    let sets = shipped();
    for set in sets.iter() {
        let Some(next) = set.successor() else { continue };
        for code in set.codes() {
            let crossings = sets.crosswalk(&code.reference, next).unwrap();
            assert!(!crossings.is_empty(), "{}", code.reference);
        }
    }
}

#[test]
fn the_chinese_sets_are_named_in_both_languages_and_their_codes_are_provisional() {
    for set in shipped().iter().filter(|set| !set.id().starts_with("cfpb-issue")) {
        for code in set.codes() {
            assert!(!code.name_zh.is_empty() && !code.name_en.is_empty(), "{}", code.reference);
            if set.id().starts_with("jrt0169") {
                assert!(code.code().starts_with("prov:") && code.official.is_none(), "{}", code.reference);
            }
        }
    }
}

#[test]
fn a_leaf_of_the_valid_version_is_accepted() {
    let sets = shipped();
    for (text, axis) in [
        ("jrt0169-channel@2018:prov:A01033", Axis::Channel),
        ("jrt0169-business@2018:prov:B03026", Axis::Business),
        ("jrt0169-reason@2018:prov:C07", Axis::Reason),
        ("cn-grade@1:GRD-03", Axis::Grade),
        ("credit-verification@2:1", Axis::Verification),
        ("cfpb-product@2023:mortgage.fha_mortgage", Axis::Product),
        // The CFPB leaves sub-products open.
        ("cfpb-product@2023:mortgage", Axis::Product),
        ("uk-fca-cause@2016:DISP-C-GAC-2", Axis::Reason),
    ] {
        assert_eq!(sets.validate(&code(text), DAY, true), Ok(()), "{text}");
        assert_eq!(sets.axis_of(&code(text)), Ok(axis));
    }
}

#[test]
fn everything_else_is_refused_with_what_was_expected() {
    let sets = shipped();
    check(
        sets.validate(&code("jrt0169@2018:prov:B01"), DAY, false).map_err(|error| match error {
            CodeError::UnknownSet { set, .. } => format!("unknown set {set}"),
            other => other.to_string(),
        }),
        expect!["unknown set jrt0169"],
    );
    check(
        sets.validate(&code("jrt0169-business@2026:prov:B01"), DAY, false),
        expect![
            "code `jrt0169-business@2026:prov:B01`: code set `jrt0169-business` has no version `2026`, expected one of `2018`"
        ],
    );
    check(
        sets.validate(&code("jrt0169-business@2018:prov:B0302"), DAY, true),
        expect![
            "code `jrt0169-business@2018:prov:B0302` has codes below it in `jrt0169-business` version `2018`, expected one of them, as `prov:B03021`, `prov:B03022`, `prov:B03023`"
        ],
    );
    check(sets.validate(&code("jrt0169-business@2018:prov:B0302"), DAY, false), expect!["()"]);
    check(
        sets.validate(&code("jrt0169-business@2018:prov:C07"), DAY, true),
        expect![
            "code `jrt0169-business@2018:prov:C07`: code set `jrt0169-business` version `2018` has no such code, expected one such as `prov:B01`"
        ],
    );
    check(
        sets.validate(&code("cfpb-product@2011:payday_loan"), DAY, true),
        expect![
            "code `cfpb-product@2011:payday_loan`: code set `cfpb-product` version `2011` is not valid on 2026-11-23, expected a code of version `2023`"
        ],
    );
    check(
        sets.validate(&code("cfpb-product@2023:payday_loan"), DAY, true),
        expect![
            "code `cfpb-product@2023:payday_loan`: code set `cfpb-product` version `2023` has no such code, expected a code of this version (it is one of version `2011`)"
        ],
    );
    check(
        sets.validate(&code("jrt0169-reason@2018:prov:C07"), date(2018, 9, 3), true),
        expect![
            "code `jrt0169-reason@2018:prov:C07`: code set `jrt0169-reason` version `2018` is not valid on 2018-09-03, expected a day on which a version is valid"
        ],
    );
}

#[test]
fn what_was_recorded_stays_readable() {
    let sets = shipped();
    let old = sets.resolve(&code("cfpb-product@2011:consumer_loan.vehicle_loan")).unwrap();
    assert_eq!((old.name_zh.as_str(), old.name_en.as_str()), ("车辆贷款", "Vehicle loan"));
}

#[test]
fn sets_are_chosen_by_name_or_axis_and_day() {
    let sets = shipped();
    let version = |id: &str, day| sets.set_for(id, day).map(|set| set.version().to_owned());
    assert_eq!(version("cfpb-product", date(2015, 1, 1)).as_deref(), Some("2011"));
    assert_eq!(version("cfpb-product", date(2023, 8, 24)).as_deref(), Some("2017"));
    assert_eq!(version("cfpb-product", date(2023, 8, 25)).as_deref(), Some("2023"));
    assert_eq!(version("cfpb-product", date(2010, 1, 1)), None);
    assert_eq!(sets.set_for(Axis::Reason, DAY).unwrap().id(), "jrt0169-reason");
    let ids: Vec<&str> = sets.sets_on(Axis::Reason, DAY).map(|set| set.id()).collect();
    assert_eq!(ids, ["jrt0169-reason", "uk-fca-cause"]);
}

#[test]
fn codes_are_found_by_name() {
    let sets = shipped();
    let set = sets.set_for(Axis::Business, DAY).unwrap();
    let find = |label: &str, parent| set.by_label(label, parent).map(|code| code.code().to_owned());
    assert_eq!(find("信用卡", None).as_deref(), Some("prov:B0302"));
    assert_eq!(find("credit CARD", Some("prov:B03")).as_deref(), Some("prov:B0302"));
    assert_eq!(find("其他", None).as_deref(), Some("prov:B99"), "the topmost of that name");
    assert_eq!(find("其他", Some("prov:B0302")).as_deref(), Some("prov:B03029"));
    assert_eq!(find("没有这一类", None), None);
    let path: Vec<&str> = set.path("prov:B03029").iter().map(|code| code.shown_zh()).collect();
    assert_eq!(path, ["银行卡", "信用卡", "其他"]);
    let reasons = sets.set_for(Axis::Reason, DAY).unwrap();
    assert_eq!(reasons.by_label("定价收费", None).unwrap().code(), "prov:C07");
    assert_eq!(set.children(Some("prov:B03")).count(), 3);
}

#[test]
fn crosswalks_lead_on() {
    let sets = shipped();
    let lead = |text: &str, to| {
        let crossings = sets.crosswalk(&code(text), to).unwrap();
        crossings
            .iter()
            .map(|crossing| format!("{} {}", crossing.relation, crossing.to.code()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lead("cfpb-product@2011:payday_loan", "2017"),
        [
            "broader payday_loan_title_loan_or_personal_loan",
            "close payday_loan_title_loan_or_personal_loan.payday_loan",
        ]
    );
    assert_eq!(
        lead("cfpb-product@2011:credit_card", "2023"),
        ["related credit_card", "related prepaid_card"]
    );
    assert_eq!(lead("cfpb-product@2017:mortgage", "2017"), ["exact mortgage"]);
    check(
        sets.crosswalk(&code("cfpb-product@2023:mortgage"), "2011"),
        expect![
            "code `cfpb-product@2023:mortgage`: no crosswalk leads from version `2023` of `cfpb-product` to `2011`, expected one of `2023`"
        ],
    );
    assert!(Relation::Broader.carries_figures() && !Relation::Narrower.carries_figures());
}

#[test]
fn issues_are_listed_by_product() {
    let sets = shipped();
    let issues = sets
        .get("cfpb-issue", "2011")
        .unwrap()
        .paired_with(&code("cfpb-product@2011:debt_collection.medical"));
    let names: BTreeSet<&str> = issues.iter().map(|issue| issue.name_en.as_str()).collect();
    assert!(names.contains("Communication tactics") && !names.contains("Late fee"), "{names:?}");
}

#[test]
fn official_codes_come_from_a_licensed_copy() {
    let sets = shipped();
    let load = |text| sets.load_official("jrt0169-reason", "2018", "official.csv", text);
    let loaded = load("\u{feff}code,official_code,name\nprov:C01,X901,any\nprov:C02,X902,any\n").unwrap();
    let set = loaded.get("jrt0169-reason", "2018").unwrap();
    assert_eq!(set.get("prov:C01").unwrap().official.as_deref(), Some("X901"));
    assert_eq!(set.by_official("X902").unwrap().code(), "prov:C02");
    assert_eq!(
        sets.get("jrt0169-reason", "2018").unwrap().by_official("X902"),
        None,
        "the others are untouched"
    );
    let again =
        loaded.load_official("jrt0169-reason", "2018", "again.csv", "code,official_code\nprov:C03,X901\n");
    let fault = |result: Result<CodeSets, LoadError>| result.map(|_| ());
    check(
        fault(again),
        expect![
            "`again.csv` line 1, field `official_code`: `X901` is the official code of `prov:C01` already, expected a row for that one too"
        ],
    );
    check(
        fault(load("code,number\n")),
        expect![
            "`official.csv` line 1, field `official_code`: the column is missing, expected a header with code,official_code"
        ],
    );
    check(
        fault(load("code,official_code\nprov:C01,X901\nprov:Z01,X902\n")),
        expect![
            "`official.csv` line 3, field `code`: `prov:Z01` is unknown, expected a code of `jrt0169-reason@2018`"
        ],
    );
    check(
        fault(load("code,official_code\nprov:C01,\n")),
        expect!["`official.csv` line 2, field `official_code`: `` is no code, expected one without blanks"],
    );
    check(
        fault(load("code,official_code\nprov:C01,X901\nprov:C02,X901\n")),
        expect!["`official.csv` line 3, field `official_code`: `X901` stands here twice"],
    );
    check(
        fault(load("code,official_code\nprov:C01\n")),
        expect!["`official.csv` line 2, field `.`: the row has 1 values, expected 2 as in the header"],
    );
    check(
        fault(sets.load_official("jrt0169", "2018", "official.csv", ""))
            .map_err(|error| error.problem[..34].to_owned()),
        expect!["there is no code set `jrt0169@2018"],
    );
}

const MANIFEST: &str = r#"[[set]]
id = "own"
version = "1"
axis = "source"
file = "own.csv"
title_zh = "自有"
title_en = "Own"
source = "ourselves"
licence = "ours"
"#;

const HEADER: &str = "code,parent,level,name_zh,name_en,also_known_as,official_code,verified,note\n";

#[track_caller]
fn check_own(manifest: &str, rows: &str, expected: Expect) {
    let text = format!("{HEADER}{rows}");
    check(
        CodeSets::load(("sets.toml", manifest), &[("own.csv", &text)]).map(|sets| sets.iter().count()),
        expected,
    );
}

#[test]
fn an_institution_adds_its_own_sets() {
    check_own(MANIFEST, "a,,1,甲,A,,,yes,\nb,a,2,乙,B,Bee|Be,,no,from memory\n", expect!["1"]);
    let own = CodeSets::load(("sets.toml", MANIFEST), &[("own.csv", &format!("{HEADER}a,,1,甲,A,,,yes,\n"))])
        .unwrap();
    let all = shipped().with(own);
    assert_eq!(all.validate(&code("own@1:a"), DAY, true), Ok(()));
    assert_eq!(
        all.set_for(Axis::Source, DAY).unwrap().id(),
        "cn-source",
        "the shipped set stays the first of its axis"
    );
}

#[test]
fn a_fault_in_a_file_is_named_with_its_place() {
    check_own(
        MANIFEST,
        "b,a,2,乙,B,,,yes,\n",
        expect!["`own.csv` line 2, field `parent`: `a` is unknown, expected the code of a row above"],
    );
    check_own(
        MANIFEST,
        "a,,2,甲,A,,,yes,\n",
        expect!["`own.csv` line 2, field `level`: `2` does not follow from the parent, expected `1`"],
    );
    check_own(
        MANIFEST,
        "a,,1,甲,A,,,yes,\na,,1,乙,B,,,yes,\n",
        expect!["`own.csv` line 3, field `code`: `a` stands here twice"],
    );
    check_own(
        MANIFEST,
        "a,,1,甲,A,,,yes,\nb,,1,乙,a,,,yes,\n",
        expect!["`own.csv` line 3, field `name_en`: two codes of one parent bear the name `a`"],
    );
    check_own(
        MANIFEST,
        "a b,,1,甲,A,,,yes,\n",
        expect!["`own.csv` line 2, field `code`: `a b` is no code, expected 1 to 120 bytes without blanks"],
    );
    check_own(
        MANIFEST,
        "a,,1,甲,A,,,maybe,\n",
        expect!["`own.csv` line 2, field `verified`: `maybe` is neither, expected `yes` or `no`"],
    );
    check_own(
        &MANIFEST.replace("source\"\nfile", "sauce\"\nfile"),
        "",
        expect![
            "`sets.toml` line 4, field `set[0].axis`: unknown variant `sauce`, expected one of `channel`, `business`, `reason`, `product`, `issue`, `source`, `grade`, `urgency`, `sensitivity`, `demand`, `major-ground`, `consumer-right`, `verification`, `correction`, `annotation`, `location`, `response`, `public-response`, `submitted-via`, `tag`"
        ],
    );
    check_own(
        &MANIFEST.replace("own.csv", "none.csv"),
        "",
        expect![
            "`sets.toml` line 5, field `set[0].file`: there is no file `none.csv`, expected it beside the manifest"
        ],
    );
    check_own(
        &format!("{MANIFEST}successor = \"2\"\n"),
        "",
        expect![
            "`sets.toml` line 10, field `set[0].successor`: there is a successor, expected a crosswalk to it"
        ],
    );
    check_own(
        &MANIFEST.repeat(2),
        "",
        expect!["`sets.toml` line 12, field `set[1].version`: `1` stands here twice"],
    );
    let second = MANIFEST.replace("version = \"1\"", "version = \"2\"");
    check_own(
        &format!("{MANIFEST}{second}"),
        "",
        expect![
            "`sets.toml` line 10, field `set[1].valid_from`: the period overlaps with version `1`, expected one version a day"
        ],
    );
    check_own(
        &format!("{MANIFEST}valid_from = \"2026-02-30\"\n"),
        "",
        expect![
            "`sets.toml` line 10, field `set[0].valid_from`: parsed date is not valid: parameter 'day' for `2026-02` is invalid, must be in range `1..=28`"
        ],
    );
}

#[test]
fn references_are_written_in_one_line() {
    let reference = code("jrt0169-business@2018:prov:B0302");
    assert_eq!(
        (reference.set(), reference.version(), reference.code()),
        ("jrt0169-business", "2018", "prov:B0302")
    );
    assert_eq!(serde_json::to_string(&reference).unwrap(), r#""jrt0169-business@2018:prov:B0302""#);
    assert_eq!(serde_json::from_str::<CodeRef>(r#""jrt0169-business@2018:prov:B0302""#).unwrap(), reference);
    check(
        "no reference".parse::<CodeRef>(),
        expect![
            "`no reference` is not a code reference: it has no `@`, expected `set@version:code`, as in `jrt0169-business@2018:prov:B0302`"
        ],
    );
    check(
        serde_json::from_str::<CodeRef>(r#""a@1:b c""#),
        expect![
            "`a@1:b c` is not a code reference: the code is empty, too long or has blanks, expected `set@version:code`, as in `jrt0169-business@2018:prov:B0302` at line 1 column 9"
        ],
    );
}

proptest! {
    #[test]
    fn a_reference_is_read_back(set in "[a-z][a-z0-9-]{0,20}", version in "[0-9]{4}", code in "[!-~甲-龥]{1,30}") {
        let reference = CodeRef::new(&set, &version, &code).unwrap();
        prop_assert_eq!((reference.set(), reference.version(), reference.code()), (&*set, &*version, &*code));
        prop_assert_eq!(&reference.to_string().parse::<CodeRef>().unwrap(), &reference);
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = text.parse::<CodeRef>();
        let _ = SHIPPED.load_official("jrt0169-reason", "2018", "any.csv", &text);
        let _ = CodeSets::load(("any.toml", &text), &[("own.csv", &text)]);
    }
}

/// Every label in the public CFPB records resolves to a code of the version valid on the day of receipt.
#[test]
fn labels_of_the_public_records_resolve() {
    let shared = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let events = std::fs::read(shared.join("cfpb_events_2015/events.csv")).ok();
    let narratives =
        Command::new("zstd").arg("-dcq").arg(shared.join("cfpb_narratives/complaints.csv.zst")).output();
    let narratives = narratives.ok().filter(|output| output.status.success()).map(|output| output.stdout);
    let sets = shipped();
    for (name, bytes) in [("cfpb_events_2015", events), ("cfpb_narratives", narratives)] {
        let Some(bytes) = bytes else {
            println!("skipped: {name} is not here or cannot be read");
            continue;
        };
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let header = reader.headers().unwrap().clone();
        let (mut rows, mut labels) = (0, BTreeSet::new());
        for record in reader.records() {
            let record = record.unwrap();
            let value = |column: &str| {
                let place = header.iter().position(|name| name == column);
                place.and_then(|place| record.get(place)).unwrap_or_default().to_owned()
            };
            rows += 1;
            labels.insert((
                value("date_received"),
                value("product"),
                value("sub_product"),
                value("issue"),
                value("sub_issue"),
            ));
        }
        for (received, product, sub_product, issue, sub_issue) in &labels {
            let days: Vec<Date> = match received.parse() {
                Ok(day) => vec![day],
                // Without a day any version will do.
                Err(_) => vec![date(2015, 1, 1), date(2020, 1, 1), DAY],
            };
            let found = days.iter().any(|&day| {
                resolves(&sets, "cfpb-product", product, sub_product, day)
                    && resolves(&sets, "cfpb-issue", issue, sub_issue, day)
            });
            assert!(found, "{received} {product} / {sub_product}: {issue} / {sub_issue}");
        }
        println!("{name}: {rows} rows, {} different days and labels, all resolved", labels.len());
    }
}

fn resolves(sets: &CodeSets, set: &str, label: &str, below: &str, day: Date) -> bool {
    if label.is_empty() {
        return true;
    }
    let Some(set) = sets.set_for(set, day) else { return false };
    let Some(top) = set.by_label(label, None).filter(|code| code.level == 1) else { return false };
    let leaf = if below.is_empty() { Some(top) } else { set.by_label(below, Some(top.code())) };
    leaf.is_some_and(|leaf| sets.validate(&leaf.reference, day, false).is_ok())
}
