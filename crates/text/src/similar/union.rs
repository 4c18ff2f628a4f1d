//! Union-find: which entries hang together.

/// Disjoint sets of the numbers from 0; each is named after its smallest member.
#[derive(Debug, Clone, Default)]
pub(super) struct Union {
    parents: Vec<u32>,
}

impl Union {
    /// Adds a set of one and gives its member.
    pub fn push(&mut self) -> u32 {
        let member = self.parents.len() as u32;
        self.parents.push(member);
        member
    }

    /// The smallest member of a set, found by halving the path to it.
    pub fn find(&mut self, mut member: u32) -> u32 {
        loop {
            let parent = self.parents[member as usize];
            if parent == member {
                return member;
            }
            let above = self.parents[parent as usize];
            self.parents[member as usize] = above;
            member = above;
        }
    }

    /// The smallest member of a set, nothing changed.
    pub fn root(&self, mut member: u32) -> u32 {
        while self.parents[member as usize] != member {
            member = self.parents[member as usize];
        }
        member
    }

    /// Makes two sets one.
    pub fn unite(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }

    /// The sets of two and more members, each ascending, by their first.
    pub fn sets(&self) -> Vec<Vec<u32>> {
        let mut sets: Vec<Vec<u32>> = vec![Vec::new(); self.parents.len()];
        for member in 0..self.parents.len() as u32 {
            sets[self.root(member) as usize].push(member);
        }
        sets.retain(|set| set.len() > 1);
        sets
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        self.parents.capacity() * 4
    }
}
