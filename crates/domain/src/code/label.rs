//! Names of codes as they occur in imported files.

/// Brings a label to the form in which labels are compared: small letters, single blanks, straight apostrophes.
pub(super) fn fold(label: &str) -> String {
    let mut folded = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for character in word.chars() {
            match character {
                '‘' | '’' => folded.push('\''),
                '–' | '—' => folded.push('-'),
                _ => folded.extend(character.to_lowercase()),
            }
        }
    }
    folded
}
