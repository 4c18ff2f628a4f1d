//! The usual way to do it: one regular expression for each kind. It finds less (no check digits, no reading out, no surnames)
//! and is here for its speed only.

use regex::Regex;

const PATTERNS: [&str; 10] = [
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]",
    r"\d(?:[ -]?\d){12,18}",
    r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}",
    r"0\d{2,3}[ -]?\d{7,8}",
    r"[1-9ANY]\d{7}[0-9A-HJ-NP-RT-UW-Y]{10}",
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][· -]?[A-HJ-NP-Z0-9]{5,6}",
    r"(?:护照|護照|passport)[^\n]{0,6}?[A-Z]{1,2}\d{7,8}",
    r"(?:我叫|姓名[：:]|联系人[：:]|经办人|本人|我是)\p{Han}{2,4}|\p{Han}{2,3}(?:先生|女士)|[Mm]y name is [A-Z]\w+ [A-Z]\w+",
    r"(?:地址|家住|住在|寄到)[^\n]{0,20}(?:区|县)[^，。\n]{0,30}(?:号|室|栋)",
];

/// One expression of all patterns, so that it too goes through the text once.
pub struct Regexes {
    all: Regex,
}

impl Default for Regexes {
    #[allow(clippy::expect_used, reason = "the patterns are constants")]
    fn default() -> Self {
        let all = PATTERNS.map(|pattern| format!("(?:{pattern})")).join("|");
        Self { all: Regex::new(&all).expect("the patterns are well formed") }
    }
}

impl Regexes {
    /// How many places it finds.
    pub fn count(&self, text: &str) -> usize {
        self.all.find_iter(text).count()
    }
}
