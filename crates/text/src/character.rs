//! What one character stands for: the table under normalising and under the scanner.

/// What becomes of a character when text is normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    /// Stays as it is.
    Keep,
    /// Becomes another character.
    Character(char),
    /// Becomes several characters.
    Characters(&'static str),
    /// Becomes one space, and only one for a run of them.
    Space,
    /// Vanishes: it has no appearance of its own.
    Nothing,
}

/// How two groups of digits are held apart in writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// Any blank inside a line.
    Space,
    /// Any hyphen, dash or underscore.
    Dash,
    /// A full stop or a middle dot.
    Dot,
    /// A round bracket, as around an area code.
    Bracket,
    /// What a speaker says while going on: a pause or a word of hesitation.
    Hesitation,
}

/// Folds one character the way NFKC would in the cases that occur in letters to a bank.
///
/// Chinese punctuation (，：；！？（）) is left alone, although NFKC would fold it: in Chinese text it is the right form,
/// and telling it from the Latin marks helps segmentation. Symbols that occur inside identifiers and amounts are folded.
pub(crate) fn fold(character: char) -> Fold {
    match character {
        '\n' | ' '..='~' => Fold::Keep,
        '\t' | '\u{b}' | '\u{c}' => Fold::Space,
        _ if separator(character) == Some(Separator::Space) => Fold::Space,
        _ if is_ignorable(character) || character.is_control() => Fold::Nothing,
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => narrow(character),
        '＠' | '＋' | '．' | '／' | '＃' | '％' | '＆' | '＝' | '＊' | '＄' | '＿' => {
            narrow(character)
        }
        '￥' => Fold::Character('¥'),
        '・' | '•' | '‧' | '∙' | '⋅' => Fold::Character('·'),
        '‐'..='―' | '−' | '﹘' | '﹣' | '－' => Fold::Character('-'),
        '‘' | '’' | '＇' => Fold::Character('\''),
        'ﬀ' => Fold::Characters("ff"),
        'ﬁ' => Fold::Characters("fi"),
        'ﬂ' => Fold::Characters("fl"),
        '㎡' => Fold::Characters("m2"),
        '㎏' => Fold::Characters("kg"),
        '№' => Fold::Characters("No"),
        '℃' => Fold::Characters("°C"),
        '²' => Fold::Character('2'),
        '³' => Fold::Character('3'),
        _ => match digit(character) {
            Some(value) => Fold::Character(char::from(b'0' + value)),
            None => Fold::Keep,
        },
    }
}

/// The value of a decimal digit: ASCII, full width, mathematical or Arabic-Indic.
pub(crate) fn digit(character: char) -> Option<u8> {
    let value = match character {
        '0'..='9' => u32::from(character) - u32::from('0'),
        '０'..='９' => u32::from(character) - u32::from('０'),
        '\u{660}'..='\u{669}' => u32::from(character) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(character) - 0x6f0,
        '\u{1d7ce}'..='\u{1d7ff}' => (u32::from(character) - 0x1d7ce) % 10,
        _ => return None,
    };
    u8::try_from(value).ok()
}

/// The value of a digit spelled in Chinese characters, as telephone and card numbers are read out: simple, formal and
/// traditional forms, and 幺 for one.
pub(crate) fn spoken_digit(character: char) -> Option<u8> {
    Some(match character {
        '零' | '〇' | '○' => 0,
        '一' | '幺' | '壹' => 1,
        '二' | '贰' | '貳' | '弍' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The character as ASCII, full-width forms narrowed; `None` when it has no ASCII form.
pub(crate) fn ascii(character: char) -> Option<u8> {
    match character {
        '\0'..='\u{7f}' => u8::try_from(character).ok(),
        '！'..='～' => u8::try_from(u32::from(character) - 0xfee0).ok(),
        _ => digit(character).map(|value| b'0' + value),
    }
}

/// Whether the character separates groups of digits, and how.
pub(crate) fn separator(character: char) -> Option<Separator> {
    match character {
        ' '
        | '\t'
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => Some(Separator::Space),
        '-' | '_' | '‐'..='―' | '−' | '﹘' | '﹣' | '－' | '＿' => Some(Separator::Dash),
        '.' | '．' | '·' | '・' | '•' | '‧' | '∙' | '⋅' => Some(Separator::Dot),
        '(' | ')' | '（' | '）' => Some(Separator::Bracket),
        _ => None,
    }
}

/// Characters that show nothing: zero-width, direction marks, soft hyphen, variation selectors, the keycap frame.
pub(crate) fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether the character is a Chinese character (the unified blocks; 〇 is one).
pub fn is_han(character: char) -> bool {
    matches!(character, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// The code point of a character of three bytes in UTF-8.
pub(crate) const fn code_point(first: u8, second: u8, third: u8) -> u32 {
    (first as u32 & 0xf) << 12 | (second as u32 & 0x3f) << 6 | third as u32 & 0x3f
}

/// The digits of a text, in half width; everything else is left out.
pub(crate) fn digits_of(text: &str) -> Vec<u8> {
    text.chars().filter_map(digit).collect()
}

/// Digits as text.
pub(crate) fn digits_to_text(digits: &[u8]) -> String {
    digits.iter().map(|&value| char::from(b'0' + value)).collect()
}

fn narrow(character: char) -> Fold {
    ascii(character).map_or(Fold::Keep, |byte| Fold::Character(char::from(byte)))
}
