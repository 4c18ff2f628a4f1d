//! The rules, each with the files it concerns.

use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::Finding;
use super::words::{LOCAL_FOLDERS, LOCK_SOURCE, REGISTRY_HOSTS, UNFINISHED, UNFINISHED_PROSE};

/// A rule and the files it concerns.
pub struct Rule {
    /// Whether the file at this path, relative to the root, is checked.
    pub concerns: fn(&str) -> bool,
    /// What is wrong in this text.
    pub check: fn(&str) -> Vec<Finding>,
}

pub const RULES: &[Rule] = &[
    Rule { concerns: |_| true, check: local_folders },
    Rule { concerns: |path| path != "Cargo.lock", check: registry_hosts },
    Rule { concerns: |path| path == "Cargo.lock", check: lock_sources },
    Rule { concerns: is_ours, check: unfinished },
    Rule { concerns: speaks_to_people, check: han_in_rust },
    Rule { concerns: is_template, check: han_in_template },
];

/// Data holds other people's words.
fn is_ours(path: &str) -> bool {
    !path.ends_with(".csv") && !path.ends_with(".jsonl") && path != "LICENSE"
}

/// Rust whose words reach a person and so must come from `locales/`. A file `tests.rs` is a test module.
fn speaks_to_people(path: &str) -> bool {
    let is_source = path.starts_with("crates/desk/src/") || path.starts_with("crates/huiyin/src/");
    is_source && path.ends_with(".rs") && !path.contains("/tests/") && !path.ends_with("/tests.rs")
}

fn is_template(path: &str) -> bool {
    path.starts_with("crates/desk/templates/") && path.ends_with(".html")
}

fn local_folders(text: &str) -> Vec<Finding> {
    by_line(text, |line| {
        let folder = LOCAL_FOLDERS.iter().find(|folder| names_from_the_top(line, folder))?;
        Some(format!("`{folder}` is a folder of one machine"))
    })
}

/// Whether the line names this folder by an absolute path: `a/b` does not name `/b`.
fn names_from_the_top(line: &str, folder: &str) -> bool {
    let continues =
        |before: &str| before.ends_with(|last: char| last.is_alphanumeric() || "._-}~".contains(last));
    line.match_indices(folder).any(|(at, _)| !continues(&line[..at]))
}

fn registry_hosts(text: &str) -> Vec<Finding> {
    by_line(text, |line| {
        let host = REGISTRY_HOSTS.iter().find(|host| line.contains(**host))?;
        Some(format!("`{host}` is a package registry: which one is used is the reader's own setting"))
    })
}

fn lock_sources(text: &str) -> Vec<Finding> {
    by_line(text, |line| {
        let source = line.strip_prefix("source = ")?.trim_matches('"');
        (source != LOCK_SOURCE).then(|| format!("`{source}` is not the public index"))
    })
}

fn unfinished(text: &str) -> Vec<Finding> {
    by_line(text, |line| {
        let marks = UNFINISHED.iter().find(|mark| has_word(line, mark));
        let prose = || has_word(&line.to_lowercase(), UNFINISHED_PROSE).then_some(&UNFINISHED_PROSE);
        let mark = marks.or_else(prose)?;
        Some(format!("`{mark}`: finish it, or open an issue and say here what holds today"))
    })
}

fn han_in_template(text: &str) -> Vec<Finding> {
    by_line(text, |line| {
        let han = line.chars().find(|char| is_han(*char))?;
        Some(format!("`{han}` in a template: words on screen come from `locales/`"))
    })
}

/// Han characters in code. Comments and test modules may hold them.
fn han_in_rust(text: &str) -> Vec<Finding> {
    match TokenStream::from_str(text) {
        Ok(tokens) => {
            let mut findings = Vec::new();
            han_in_tokens(tokens, &mut findings);
            findings
        }
        Err(error) => {
            vec![Finding { line: error.span().start().line, message: "this is not Rust".to_owned() }]
        }
    }
}

fn han_in_tokens(tokens: TokenStream, findings: &mut Vec<Finding>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                // `#!` opens the attribute of a whole file or block.
                let is_inner = tokens.next_if(|next| is_punct(next, '!')).is_some();
                let Some(TokenTree::Group(group)) =
                    tokens.next_if(|next| matches!(next, TokenTree::Group(_)))
                else {
                    continue;
                };
                let attribute = group.stream().to_string().replace(' ', "");
                if attribute == "cfg(test)" && is_inner {
                    return;
                } else if attribute == "cfg(test)" {
                    tokens.by_ref().find(ends_item);
                } else if !attribute.starts_with("doc=") {
                    han_in_tokens(group.stream(), findings);
                }
            }
            TokenTree::Group(group) => han_in_tokens(group.stream(), findings),
            TokenTree::Literal(literal) => findings.extend(han_in_literal(&literal)),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// An item ends with its body or, without one, with a semicolon.
fn ends_item(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace) || is_punct(token, ';')
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

fn han_in_literal(literal: &proc_macro2::Literal) -> Option<Finding> {
    let text = literal.to_string();
    let at = text.find(is_han)?;
    let line = literal.span().start().line + text[..at].matches('\n').count();
    let han = text[at..].chars().next()?;
    Some(Finding { line, message: format!("`{han}` in code: words a person sees come from `locales/`") })
}

/// The unified ideographs with their extensions and compatibility forms; punctuation is free.
fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

fn by_line(text: &str, check: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(index, line)| Some(Finding { line: index + 1, message: check(line)? })).collect()
}

/// Whether the line has this word, and not only as part of another.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        let goes_on = word.ends_with(is_part) && after.starts_with(is_part);
        !before.ends_with(is_part) && !goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that `super::super::check` finds something in.
    #[track_caller]
    fn check(path: &str, text: &str, expected: &[usize]) {
        let lines: Vec<usize> = super::super::check(path, text).iter().map(|finding| finding.line).collect();
        assert_eq!(lines, expected, "{path}: {text}");
    }

    #[test]
    fn folders_of_one_machine_are_found() {
        for folder in LOCAL_FOLDERS {
            check("README.md", &format!("fine\nsee {folder}x"), &[2]);
            check("data/a.csv", &format!("\"{folder}x\""), &[1]);
            check("README.md", &format!("https://example.org{folder}x and a{folder}b"), &[]);
        }
    }

    #[test]
    fn registry_hosts_are_found_everywhere_but_in_the_lock_file() {
        for host in REGISTRY_HOSTS {
            check("README.md", &format!("\nfrom https://{host}/x"), &[2]);
        }
        check("Cargo.lock", &format!("source = \"{LOCK_SOURCE}\""), &[]);
        check("Cargo.lock", "[[package]]\nsource = \"registry+https://mirror.example/index\"", &[2]);
    }

    #[test]
    fn unfinished_work_is_found() {
        for mark in UNFINISHED {
            check("crates/domain/src/lib.rs", &format!("fn later() {{ {mark}() }}"), &[1]);
            check("docs/a.md", &format!("my{mark}"), &[]);
        }
        check("docs/a.md", &format!("\nEnough {}.", UNFINISHED_PROSE.to_uppercase()), &[2]);
        check("docs/a.md", &format!("{}here", UNFINISHED_PROSE), &[]);
        check("data/a.csv", UNFINISHED_PROSE, &[]);
    }

    #[test]
    fn han_in_code_is_found() {
        check("crates/desk/src/lib.rs", "fn a() {\n  b(\"投诉\", '件')\n}", &[2, 2]);
        check("crates/huiyin/src/main.rs", "const A: &str = r#\"\n\n投诉\"#;", &[3]);
        check("crates/desk/src/lib.rs", "#[error(\"投诉\")]\nstruct A;", &[1]);
        check("crates/desk/src/lib.rs", "#[cfg(not(test))]\nconst A: &str = \"投诉\";", &[2]);
    }

    #[test]
    fn han_in_comments_tests_and_other_crates_is_free() {
        check("crates/desk/src/lib.rs", "//! 投诉\n/// 投诉\nfn a() {} // 投诉\n/* 投诉 */", &[]);
        check("crates/desk/src/lib.rs", "#[cfg(test)]\nmod tests { const A: &str = \"投诉\"; }", &[]);
        check("crates/desk/src/lib.rs", "#![cfg(test)]\nconst A: &str = \"投诉\";", &[]);
        check("crates/desk/src/queue/tests.rs", "const A: &str = \"投诉\";", &[]);
        check("crates/desk/tests/it/main.rs", "const A: &str = \"投诉\";", &[]);
        check("crates/sim/src/lib.rs", "const A: &str = \"投诉\";", &[]);
        check("locales/zh.ftl", "complaint = 投诉", &[]);
    }

    #[test]
    fn code_after_a_test_module_is_seen_again() {
        check("crates/desk/src/lib.rs", "#[cfg(test)] mod tests;\nconst A: &str = \"投诉\";", &[2]);
        check("crates/desk/src/lib.rs", "#[cfg(test)]\nmod tests {}\nconst A: &str = \"投诉\";", &[3]);
    }

    #[test]
    fn what_is_not_rust_is_found() {
        check("crates/desk/src/lib.rs", "fn a() {}\n}", &[2]);
    }

    #[test]
    fn han_in_a_template_is_found() {
        check("crates/desk/templates/case/page.html", "<p>\n投诉</p>", &[2]);
        check("crates/desk/templates/case/page.html", "<p>{{ words.t(\"complaint\") }}</p>", &[]);
    }
}
