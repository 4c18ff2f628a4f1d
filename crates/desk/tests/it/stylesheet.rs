//! The stylesheet: every contrast recomputed from its values by WCAG 2.2, and every class of the templates known to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

/// The stylesheet without its comments.
static STYLESHEET: LazyLock<String> = LazyLock::new(|| {
    let text = include_str!("../../assets/huiyin.css");
    let parts = text.split("/*");
    parts.map(|part| part.split_once("*/").map_or(part, |(_, after)| after)).collect()
});

/// The grounds that status colours have of their own.
const GROUNDS: [&str; 4] = ["page", "surface", "sunken", "accent-soft"];

/// The custom properties of the first block that begins after `start`.
fn block(start: &str) -> BTreeMap<String, String> {
    let from = STYLESHEET.find(start).unwrap_or_else(|| panic!("the stylesheet has no `{start}`"));
    let body = &STYLESHEET[from..];
    let body = &body[body.find('{').unwrap() + 1..body.find('}').unwrap()];
    let declarations =
        body.split(';').filter_map(|declaration| declaration.rsplit_once("--").map(|(_, found)| found));
    declarations
        .filter_map(|declaration| declaration.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance(values: &BTreeMap<String, String>, name: &str) -> f64 {
    let value = values.get(name).unwrap_or_else(|| panic!("no value `--{name}`"));
    let channel = |at: usize| {
        let part = u8::from_str_radix(&value[at..at + 2], 16)
            .unwrap_or_else(|_| panic!("`--{name}: {value}` is no colour"));
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(values: &BTreeMap<String, String>, one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(values, one), luminance(values, other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The worst contrast of a colour over grounds.
#[track_caller]
fn check(values: &BTreeMap<String, String>, ink: &str, grounds: &[&str], least: f64) {
    for ground in grounds {
        let found = contrast(values, ink, ground);
        assert!(found >= least, "`--{ink}` on `--{ground}` has {found:.2}, needs {least}");
    }
}

fn check_palette(values: &BTreeMap<String, String>) {
    let text = 4.5;
    for ink in ["ink", "ink-2", "ink-3", "accent", "accent-strong"] {
        check(values, ink, &GROUNDS, text);
    }
    for status in ["late", "soon", "done", "hold"] {
        check(values, status, &GROUNDS, text);
        check(values, status, &[&format!("{status}-soft")], text);
        check(values, "ink", &[&format!("{status}-soft")], text);
    }
    check(values, "on-accent", &["accent", "accent-strong"], text);
    check(values, "ink", &["ramp-1", "ramp-2", "ramp-3"], text);
    check(values, "on-accent", &["ramp-4", "ramp-5"], text);
    for mark in ["edge", "focus"] {
        check(values, mark, &GROUNDS, 3.0);
    }
    for chart in ["chart-1", "chart-2", "chart-3", "chart-4", "chart-rest"] {
        check(values, chart, &["page", "surface"], 3.0);
    }
}

#[test]
fn every_pair_of_the_light_palette_can_be_read() {
    check_palette(&block(":root {"));
}

#[test]
fn every_pair_of_the_dark_palette_can_be_read() {
    check_palette(&block(r#":root[data-theme="dark"]"#));
}

#[test]
fn the_two_ways_to_the_dark_palette_give_the_same() {
    assert_eq!(block(r#":root[data-theme="dark"]"#), block(r#":root:not([data-theme="light"])"#));
}

#[test]
fn a_pair_that_cannot_be_read_is_found() {
    let mut values = block(":root {");
    values.insert("ink-3".to_owned(), "#9aa69f".to_owned());
    let found = std::panic::catch_unwind(|| check_palette(&values));
    assert!(found.is_err(), "a grey on white that nobody can read passed");
}

#[test]
fn the_stylesheet_stays_within_what_bank_browsers_know() {
    for newer in [
        "light-dark(",
        "color-mix(",
        "@layer",
        "@scope",
        "@starting-style",
        "popover",
        "@import",
        "http:",
        "https:",
    ] {
        assert!(
            !STYLESHEET.contains(newer),
            "`{newer}` is newer than Chromium 108, or comes from another host"
        );
    }
    assert_eq!(STYLESHEET.matches('{').count(), STYLESHEET.matches('}').count(), "braces do not match");
}

/// Classes that carry no looks: names for scripts and tests.
const BARE: [&str; 0] = [];

#[test]
fn every_class_of_a_template_has_its_looks() {
    let mut used = BTreeSet::new();
    classes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut used);
    assert!(used.len() > 20, "the templates were not found");
    let unknown: Vec<_> = used
        .iter()
        .filter(|class| !BARE.contains(&class.as_str()))
        .filter(|class| !STYLESHEET.contains(&format!(".{class}")))
        .collect();
    assert!(unknown.is_empty(), "classes without looks: {unknown:?}");
}

/// Every literal class in the templates of a folder; parts that a template computes are left out.
fn classes(folder: &Path, used: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            classes(&path, used);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for attribute in text.split("class=\"").skip(1) {
            let mut value = attribute;
            let mut literal = String::new();
            // Up to the closing quote, stepping over `{{ … }}` and `{% … %}`, which may hold quotes of their own.
            while let Some(letter) = value.chars().next() {
                let closing = if value.starts_with("{{") { "}}" } else { "%}" };
                if value.starts_with("{{") || value.starts_with("{%") {
                    // What touches a computed part is a computed class.
                    literal.push(if value.starts_with("{{") { '\u{0}' } else { ' ' });
                    value = &value[value.find(closing).map_or(value.len(), |at| at + 2)..];
                } else if letter == '"' {
                    break;
                } else {
                    literal.push(letter);
                    value = &value[letter.len_utf8()..];
                }
            }
            used.extend(
                literal.split_whitespace().filter(|class| !class.contains('\u{0}')).map(str::to_owned),
            );
        }
    }
}
