//! Who depends on whom, as cargo sees it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand};

/// Packages by name. All versions of a package are one node: a rule names a package, whichever its version.
pub struct Graph {
    members: BTreeSet<String>,
    edges: BTreeSet<Edge>,
}

/// From, to, and for what.
pub type Edge = (String, String, Kind);

/// For what a dependency is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// For the crate itself or its build script.
    Ships,
    /// For its tests and benchmarks.
    Tests,
}

impl Kind {
    /// Where such a dependency is found, to end a sentence with.
    pub fn place(self) -> &'static str {
        match self {
            Kind::Ships => "",
            Kind::Tests => " in its tests",
        }
    }

    fn of(kind: DependencyKind) -> Kind {
        match kind {
            DependencyKind::Development => Kind::Tests,
            _ => Kind::Ships,
        }
    }
}

impl Graph {
    /// Asks cargo for the graph of the workspace at `root`, as it is for this platform.
    ///
    /// Without the platform cargo would first download what only other platforms need.
    pub fn read(root: &Path) -> Result<Graph> {
        let metadata = MetadataCommand::new()
            .manifest_path(root.join("Cargo.toml"))
            .other_options(["--filter-platform".to_owned(), host()?])
            .exec()
            .context("failed to read the workspace with `cargo metadata`")?;
        let resolve = metadata.resolve.as_ref().context("`cargo metadata` resolved nothing")?;
        let names: BTreeMap<_, _> =
            metadata.packages.iter().map(|package| (&package.id, package.name.to_string())).collect();
        let mut edges = BTreeSet::new();
        for node in &resolve.nodes {
            for dependency in &node.deps {
                for kind in &dependency.dep_kinds {
                    edges.insert((
                        names[&node.id].clone(),
                        names[&dependency.pkg].clone(),
                        Kind::of(kind.kind),
                    ));
                }
            }
        }
        // What a manifest declares counts even while a feature or a platform leaves it out.
        for package in metadata.workspace_packages() {
            for dependency in &package.dependencies {
                edges.insert((package.name.to_string(), dependency.name.clone(), Kind::of(dependency.kind)));
            }
        }
        let members = metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect();
        Ok(Graph { members, edges })
    }

    /// The crates of the workspace.
    pub fn members(&self) -> &BTreeSet<String> {
        &self.members
    }

    /// The edges between crates of the workspace.
    pub fn inner_edges(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|(from, to, _)| self.members.contains(from) && self.members.contains(to))
    }

    /// The shortest way from one package to another through what ships, both included.
    pub fn path(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut waiting = VecDeque::from([from]);
        while let Some(here) = waiting.pop_front() {
            if here == to {
                let mut path: Vec<String> =
                    std::iter::successors(Some(here), |step| came_from.get(step).copied())
                        .map(str::to_owned)
                        .collect();
                path.reverse();
                return Some(path);
            }
            for (_, next, kind) in self.edges.iter().filter(|edge| edge.0 == here) {
                if *kind == Kind::Ships && next != from && !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, here);
                    waiting.push_back(next);
                }
            }
        }
        None
    }

    /// A graph from edges written `a -> b` (ships) and `a ~> b` (tests), with commas between.
    #[cfg(test)]
    pub fn forged(members: &[&str], edges: &str) -> Graph {
        let edge = |text: &str| {
            let (kind, arrow) = if text.contains("~>") { (Kind::Tests, "~>") } else { (Kind::Ships, "->") };
            let (from, to) = text.split_once(arrow).expect("an edge is `a -> b` or `a ~> b`");
            (from.trim().to_owned(), to.trim().to_owned(), kind)
        };
        let edges = edges.split(',').filter(|text| !text.trim().is_empty()).map(edge).collect();
        Graph { members: members.iter().map(|name| (*name).to_owned()).collect(), edges }
    }
}

fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output =
        Command::new(rustc).args(["--print", "host-tuple"]).output().context("failed to start `rustc`")?;
    anyhow::ensure!(output.status.success(), "`rustc --print host-tuple` ended with {}", output.status);
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
