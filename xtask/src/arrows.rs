//! `cargo xtask arrows`: which crate imports which.
//!
//! Arrows go down only. Two tables say so: [`ARROWS`] for the crates of this workspace, [`BOUNDARIES`] for what
//! comes from outside. A new crate is one new row; a new arrow is a decision, made here and explained in
//! ARCHITECTURE.md.

mod graph;

use anyhow::{Result, bail};
use graph::{Graph, Kind};

/// What one crate may import from this workspace.
struct Row {
    name: &'static str,
    /// What ships with it.
    may_import: &'static [&'static str],
    /// What its tests may import besides, to build a whole out of parts.
    tests_may_import: &'static [&'static str],
}

/// The house from the roof to the ground: a row names only crates of the rows below it.
const ARROWS: &[Row] = &[
    Row {
        name: "huiyin",
        may_import: &[
            "desk",
            "office",
            "store-sqlite",
            "store-postgres",
            "store",
            "vault",
            "courier",
            "ledger",
            "text",
            "sim",
            "domain",
        ],
        tests_may_import: &["load"],
    },
    // A client, from outside: it knows the API and the texts of the simulated year.
    Row { name: "load", may_import: &["sim", "domain"], tests_may_import: &[] },
    // No SQL and no rules: desk sees the record through office, and speaks the domain's words.
    Row {
        name: "desk",
        may_import: &["office", "domain"],
        tests_may_import: &["store-sqlite", "store", "vault", "courier", "ledger", "sim"],
    },
    // Office knows the store as a trait; an engine joins it in tests only.
    Row {
        name: "office",
        may_import: &["store", "vault", "courier", "ledger", "search", "text", "domain"],
        tests_may_import: &["store-sqlite", "sim"],
    },
    Row { name: "store-sqlite", may_import: &["store", "ledger", "domain"], tests_may_import: &[] },
    // Its own tests turn on what starts a server for them.
    Row {
        name: "store-postgres",
        may_import: &["store", "ledger", "domain"],
        tests_may_import: &["store-postgres"],
    },
    Row { name: "store", may_import: &["ledger", "domain"], tests_may_import: &[] },
    Row { name: "vault", may_import: &[], tests_may_import: &[] },
    // Its own tests turn on the servers they talk to.
    Row { name: "courier", may_import: &[], tests_may_import: &["courier"] },
    Row { name: "ledger", may_import: &[], tests_may_import: &[] },
    Row { name: "search", may_import: &["text", "domain"], tests_may_import: &[] },
    Row { name: "text", may_import: &[], tests_may_import: &[] },
    Row { name: "sim", may_import: &["domain"], tests_may_import: &[] },
    Row { name: "domain", may_import: &[], tests_may_import: &[] },
    Row { name: "xtask", may_import: &[], tests_may_import: &[] },
];

/// What some crates must not know of the world outside.
struct Boundary {
    crates: &'static [&'static str],
    reach: Reach,
    must_not_import: &'static [&'static str],
    why: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// In its own manifest.
    Direct,
    /// Anywhere below it.
    Tree,
}

const BOUNDARIES: &[Boundary] = &[
    Boundary {
        crates: &["domain", "ledger", "text", "sim"],
        reach: Reach::Tree,
        must_not_import: &["tokio", "async-trait", "axum", "hyper", "rusqlite", "sqlx"],
        why: "rules and proofs are pure, so that every decision can be replayed and tested without a machine around it",
    },
    Boundary {
        crates: &["office", "store"],
        reach: Reach::Tree,
        must_not_import: &["axum", "rusqlite", "sqlx"],
        why: "use cases serve pages, API, jobs and command line alike, over any engine",
    },
    Boundary {
        crates: &["desk"],
        reach: Reach::Direct,
        must_not_import: &["rusqlite", "sqlx", "store-sqlite", "store-postgres"],
        why: "a page never names a database type",
    },
];

/// Reads the workspace's graph from cargo and reports every arrow that is not allowed.
pub fn run() -> Result<()> {
    let graph = Graph::read(&crate::workspace_root())?;
    let findings = findings(&graph, ARROWS, BOUNDARIES);
    if !findings.is_empty() {
        bail!("{} arrows are not allowed\n  {}", findings.len(), findings.join("\n  "));
    }
    eprintln!(
        "{} crates, {} arrows between them, all go down",
        graph.members().len(),
        graph.inner_edges().count()
    );
    Ok(())
}

fn findings(graph: &Graph, arrows: &[Row], boundaries: &[Boundary]) -> Vec<String> {
    let mut findings = unmatched_rows(graph, arrows);
    findings.extend(forbidden_arrows(graph, arrows));
    findings.extend(boundaries.iter().flat_map(|boundary| crossings(graph, boundary)));
    findings
}

/// Crates without a row, and rows without a crate.
fn unmatched_rows(graph: &Graph, arrows: &[Row]) -> Vec<String> {
    let has_row = |member: &&String| arrows.iter().any(|row| row.name == member.as_str());
    let crates = graph.members().iter().filter(|member| !has_row(member));
    let rows = arrows.iter().filter(|row| !graph.members().contains(row.name));
    crates
        .map(|member| format!("crate `{member}` has no row in ARROWS"))
        .chain(
            rows.map(|row| {
                format!("ARROWS has a row for `{}`, which is no crate of the workspace", row.name)
            }),
        )
        .collect()
}

fn forbidden_arrows(graph: &Graph, arrows: &[Row]) -> Vec<String> {
    let mut findings = Vec::new();
    for (from, to, kind) in graph.inner_edges() {
        let Some(row) = arrows.iter().find(|row| row.name == from) else { continue };
        let in_tests = *kind == Kind::Tests && row.tests_may_import.contains(&to.as_str());
        if !in_tests && !row.may_import.contains(&to.as_str()) {
            findings.push(format!("`{from}` must not import `{to}`{}", kind.place()));
        }
    }
    findings
}

fn crossings(graph: &Graph, boundary: &Boundary) -> Vec<String> {
    let mut findings = Vec::new();
    for name in boundary.crates {
        for forbidden in boundary.must_not_import {
            let path = graph.path(name, forbidden);
            let crossing = path.filter(|path| boundary.reach == Reach::Tree || path.len() == 2);
            if let Some(path) = crossing {
                findings.push(format!(
                    "`{name}` must not reach `{forbidden}` ({}): {}",
                    path.join(" → "),
                    boundary.why
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A house of three rows, small enough to forge edges in.
    const THREE: &[Row] = &[
        Row { name: "desk", may_import: &["office"], tests_may_import: &[] },
        Row { name: "office", may_import: &["domain"], tests_may_import: &["desk"] },
        Row { name: "domain", may_import: &[], tests_may_import: &[] },
    ];
    const MEMBERS: &[&str] = &["desk", "office", "domain"];

    fn check(edges: &str, boundaries: &[Boundary], expected: &[&str]) {
        let findings = findings(&Graph::forged(MEMBERS, edges), THREE, boundaries);
        assert_eq!(findings, expected);
    }

    #[test]
    fn arrows_that_go_down_are_fine() {
        check("desk -> office, office -> domain, office ~> desk", &[], &[]);
    }

    #[test]
    fn an_arrow_that_goes_up_is_found() {
        check("desk -> office, office -> desk", &[], &["`office` must not import `desk`"]);
        check("domain -> office", &[], &["`domain` must not import `office`"]);
    }

    #[test]
    fn an_arrow_that_skips_a_storey_is_found() {
        check("desk -> domain", &[], &["`desk` must not import `domain`"]);
    }

    #[test]
    fn tests_have_an_allowance_of_their_own() {
        check("domain ~> office", &[], &["`domain` must not import `office` in its tests"]);
    }

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_are_found() {
        let graph = Graph::forged(&["desk", "office", "attic"], "");
        assert_eq!(
            findings(&graph, THREE, &[]),
            [
                "crate `attic` has no row in ARROWS",
                "ARROWS has a row for `domain`, which is no crate of the workspace"
            ]
        );
    }

    #[test]
    fn a_boundary_is_crossed_at_any_depth() {
        let pure =
            [Boundary { crates: &["domain"], reach: Reach::Tree, must_not_import: &["tokio"], why: "pure" }];
        check("domain -> jiff, office -> tokio, domain ~> tokio", &pure, &[]);
        check(
            "domain -> jiff, jiff -> tower, tower -> tokio",
            &pure,
            &["`domain` must not reach `tokio` (domain → jiff → tower → tokio): pure"],
        );
    }

    #[test]
    fn a_direct_boundary_looks_at_the_manifest_alone() {
        let direct =
            [Boundary { crates: &["desk"], reach: Reach::Direct, must_not_import: &["sqlx"], why: "plain" }];
        check("desk -> office, office -> sqlx", &direct, &[]);
        check("desk -> sqlx", &direct, &["`desk` must not reach `sqlx` (desk → sqlx): plain"]);
    }

    #[test]
    fn the_table_itself_goes_down_only() {
        for (storey, row) in ARROWS.iter().enumerate() {
            for name in row.may_import {
                let below = ARROWS[storey + 1..].iter().any(|lower| lower.name == *name);
                assert!(below, "`{}` names `{name}`, which has no row below it", row.name);
            }
        }
    }

    /// Whoever sees no arrow at all finds nothing forbidden: the reader of the real graph must not be blind.
    #[test]
    fn the_real_graph_is_seen_and_goes_down() {
        let graph = Graph::read(&crate::workspace_root()).unwrap();
        let has = |from: &str, to: &str, kind| {
            graph.inner_edges().any(|edge| *edge == (from.into(), to.into(), kind))
        };
        assert!(has("desk", "office", Kind::Ships));
        assert!(has("office", "store-sqlite", Kind::Tests));
        let deep = graph.path("huiyin", "libsqlite3-sys").expect("the program stands on SQLite");
        assert!(deep.len() >= 4, "{deep:?}");
        assert_eq!(findings(&graph, ARROWS, BOUNDARIES), Vec::<String>::new());
    }
}
