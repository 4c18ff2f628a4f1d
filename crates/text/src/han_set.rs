//! A set of Chinese characters that is asked in one look: a bit for each of the unified block.

const FIRST: u32 = 0x4e00;
const WORDS: usize = 0x5200 / 64;

/// A set of characters of the unified block, made when the program is compiled.
pub(crate) struct HanSet([u64; WORDS]);

impl HanSet {
    /// The characters of a text; blanks and line ends are left out.
    pub(crate) const fn of(text: &str) -> Self {
        Self::first(text, usize::MAX)
    }

    /// The first so many characters of a text.
    pub(crate) const fn first(text: &str, count: usize) -> Self {
        let bytes = text.as_bytes();
        let mut set = [0; WORDS];
        let (mut at, mut taken) = (0, 0);
        while at < bytes.len() && taken < count {
            if bytes[at] < 0x80 {
                at += 1;
                continue;
            }
            let index = crate::character::code_point(bytes[at], bytes[at + 1], bytes[at + 2]) - FIRST;
            set[index as usize / 64] |= 1 << (index % 64);
            at += 3;
            taken += 1;
        }
        Self(set)
    }

    /// Whether the character is one of them.
    pub(crate) fn contains(&self, character: char) -> bool {
        let index = u32::from(character).wrapping_sub(FIRST);
        self.0.get(index as usize / 64).is_some_and(|bits| bits >> (index % 64) & 1 == 1)
    }
}
