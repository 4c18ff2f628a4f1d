//! The lists of the API at a record of some size, under each single filter that it offers.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::asking::{Asker, encoded};
use crate::report::Report;

/// What a list must not take, in milliseconds.
const BAR: f64 = 50.0;

/// Asks for the list under every filter of the API by itself, with values that find much, little and nothing.
pub fn measure(asker: &Asker<'_>, today: Date, report: &mut Report) {
    let day = |days: i64| today.saturating_add(days.days()).to_string();
    let described = asker.read("/api/v1/openapi.json").json();
    let filters: Vec<(&str, Vec<String>)> = vec![
        ("kind", words(&["complaint", "praise"])),
        (
            "status",
            words(&["closed", "received", "accepted", "investigating", "help_asked", "material_asked"]),
        ),
        ("institution", words(&["HQ", "B1", "B1-3"])),
        ("assignee", words(&["li", "wang", "none"])),
        ("code", words(&["mortgage", "prov:B03", "jrt0169-reason@2018:prov:C07"])),
        ("due_from", vec![day(0), day(5), day(400)]),
        ("due_to", vec![day(0), day(400), day(-3_000)]),
        ("received_from", vec![day(-2), day(-60), day(-3_000)]),
        ("received_until", vec![day(0), day(-700), day(-3_000)]),
        ("channel", words(&["hotline", "online", "nfra", "media"])),
        ("urgent", words(&["true", "false"])),
        ("major", words(&["true", "false"])),
        ("ended", words(&["true", "false"])),
        ("paused", words(&["true", "false"])),
        ("feedback_owed", words(&["true", "false"])),
        ("text", words(&["TS-20", "Mortgage", "信用卡", "nothing like it", "0001"])),
    ];
    let offered = described["paths"]["/api/v1/cases"]["get"]["parameters"].as_array().unwrap().clone();
    for name in offered.iter().filter_map(|parameter| parameter["name"].as_str()) {
        let place = ["order", "cursor", "before", "limit", "as_of", "log_size"].contains(&name);
        let measured = filters.iter().any(|(filter, _)| *filter == name);
        assert!(place || measured, "the API offers the filter `{name}`, which is not measured");
    }
    let mut paths = vec![("no filter".to_owned(), "/api/v1/cases?limit=50".to_owned())];
    paths.push(("order=newest".to_owned(), "/api/v1/cases?limit=50&order=newest".to_owned()));
    for (name, values) in filters {
        for value in values {
            let path = format!("/api/v1/cases?limit=50&{name}={}", encoded(&value));
            paths.push((format!("{name}={value}"), path));
        }
    }
    asker.measure("list of the API", &paths, BAR, report);
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
