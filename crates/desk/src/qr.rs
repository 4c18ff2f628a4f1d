//! A QR code (ISO/IEC 18004) as the path of an SVG: the press of pages draws it, no style and no script is needed.

use qrcode::{Color, EcLevel, QrCode};

/// How many light modules stand around, as scanners want it.
const QUIET: usize = 4;

/// A code to be scanned.
pub(crate) struct Qr {
    /// How many modules wide and high it is, the light ones around it included.
    pub size: usize,
    /// The dark modules, as the value of `d`.
    pub path: String,
}

/// The code of a text; none where the text is too long for one.
pub(crate) fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                path.push_str(&format!("M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len()));
            }
            x += run.len();
        }
    }
    Some(Qr { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_modules_are_drawn_and_nothing_else() {
        let drawn = qr("otpauth://totp/x?secret=ABC").unwrap();
        let code = QrCode::with_error_correction_level("otpauth://totp/x?secret=ABC", EcLevel::M).unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let runs: usize = drawn
            .path
            .split('M')
            .filter_map(|run| run.split_once('h')?.1.split_once('v')?.0.parse::<usize>().ok())
            .sum();
        assert_eq!((drawn.size, runs), (code.width() + 8, dark));
        // The finder in the corner: seven dark modules.
        assert!(drawn.path.starts_with("M4 4h7v1h-7z"), "{}", drawn.path);
        assert!(qr(&"x".repeat(4_000)).is_none());
    }
}
