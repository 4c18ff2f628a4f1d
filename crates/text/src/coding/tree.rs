//! Classes under their parents: a probability of the whole is the sum of its parts.

use std::collections::BTreeMap;

/// Codes and the parent of each; a code without an entry stands at the top.
pub type Parents = BTreeMap<String, String>;

/// No tree is deeper.
pub(super) const LEVELS_MAX: usize = 16;

/// The nodes over the classes of an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tree {
    nodes: Vec<String>,
    /// Of each class, its nodes from the top down; the last is the class itself.
    paths: Vec<Vec<u32>>,
}

impl Tree {
    /// The tree over classes; a circle among parents ends where it would close.
    pub(super) fn over(classes: &[String], parents: &Parents) -> Self {
        let mut nodes: Vec<String> = Vec::new();
        let mut places: BTreeMap<String, u32> = BTreeMap::new();
        let mut paths = Vec::with_capacity(classes.len());
        for class in classes {
            let mut upwards = vec![class];
            while let Some(parent) = upwards.last().and_then(|code| parents.get(*code)) {
                if upwards.contains(&parent) || upwards.len() == LEVELS_MAX {
                    break;
                }
                upwards.push(parent);
            }
            let place = |code: &String| {
                *places.entry(code.clone()).or_insert_with(|| {
                    nodes.push(code.clone());
                    (nodes.len() - 1) as u32
                })
            };
            paths.push(upwards.into_iter().rev().map(place).collect());
        }
        Self { nodes, paths }
    }

    /// A tree of its parts; `None` where a path is empty, too long, or leads nowhere.
    pub(super) fn from_parts(nodes: Vec<String>, paths: Vec<Vec<u32>>) -> Option<Self> {
        let sound = |path: &Vec<u32>| {
            (1..=LEVELS_MAX).contains(&path.len()) && path.iter().all(|&node| (node as usize) < nodes.len())
        };
        paths.iter().all(sound).then_some(Self { nodes, paths })
    }

    pub(super) fn nodes(&self) -> &[String] {
        &self.nodes
    }

    pub(super) fn paths(&self) -> &[Vec<u32>] {
        &self.paths
    }

    /// How many levels there are.
    pub(super) fn depth(&self) -> usize {
        self.paths.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The node a class belongs to on a level; a class that stands higher is its own.
    pub(super) fn node(&self, class: usize, level: usize) -> Option<u32> {
        let path = self.paths.get(class)?;
        path.get(level).or(path.last()).copied()
    }

    /// Whether a node says more than that most things are possible: it is a class, or a parent of half of them at most.
    pub(super) fn narrows(&self, node: u32) -> bool {
        let classes = self.paths.iter().filter(|path| path.contains(&node)).count();
        classes <= 1 || 2 * classes <= self.paths.len()
    }

    /// The code of a node.
    pub(super) fn code(&self, node: u32) -> &str {
        self.nodes.get(node as usize).map_or("", String::as_str)
    }

    /// The most probable node of a level with its probability; of equal ones the first.
    pub(super) fn best(&self, probabilities: &[f32], level: usize) -> Option<(u32, f32)> {
        let mut sums = vec![0_f32; self.nodes.len()];
        for (class, probability) in probabilities.iter().enumerate() {
            if let Some(sum) = self.node(class, level).and_then(|node| sums.get_mut(node as usize)) {
                *sum += probability;
            }
        }
        let best = sums.iter().enumerate().reduce(|best, next| if best.1 < next.1 { next } else { best })?;
        Some((best.0 as u32, best.1.min(1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|&code| code.to_owned()).collect()
    }

    #[test]
    fn parents_are_the_sum_of_their_leaves() {
        let parents: Parents = [("card.fee", "card"), ("card.lost", "card")]
            .map(|(code, parent)| (code.into(), parent.into()))
            .into();
        let tree = Tree::over(&strings(&["card.fee", "card.lost", "loan"]), &parents);
        let probabilities = [0.3, 0.25, 0.45];
        let named = |level| tree.best(&probabilities, level).map(|(node, sum)| (tree.code(node), sum));
        assert_eq!(named(1), Some(("loan", 0.45)));
        assert_eq!(named(0), Some(("card", 0.55)));
        assert_eq!(tree.depth(), 2);
    }

    #[test]
    fn a_parent_of_most_classes_says_nothing() {
        let parents: Parents =
            ["card.fee", "card.lost", "card.limit"].map(|code| (code.into(), "card".into())).into();
        let tree = Tree::over(&strings(&["card.fee", "card.limit", "card.lost", "loan"]), &parents);
        let narrow: Vec<&str> = (0..)
            .zip(tree.nodes())
            .filter(|(node, _)| tree.narrows(*node))
            .map(|(_, code)| code.as_str())
            .collect();
        assert_eq!(narrow, ["card.fee", "card.limit", "card.lost", "loan"]);
    }

    #[test]
    fn a_circle_of_parents_ends() {
        let parents: Parents =
            [("a", "b"), ("b", "a")].map(|(code, parent)| (code.into(), parent.into())).into();
        assert_eq!(Tree::over(&strings(&["a"]), &parents).paths(), [vec![0, 1]]);
    }
}
