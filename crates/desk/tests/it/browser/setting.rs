//! How somebody sees the pages and works them.

use desk::{Locales, Missing, Words};
use domain::clock::Language;
use serde_json::{Value, json};

/// What somebody works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// A mouse, and the keyboard for typing.
    Mouse,
    /// The keyboard alone.
    Keys,
}

/// One way to see and to work.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Stands in the names of pictures.
    pub name: &'static str,
    pub language: Language,
    /// Of the window, in CSS pixels.
    pub width: u32,
    /// How far the page is zoomed in: the window is so many times as wide in pixels of the screen.
    pub zoom: u32,
    /// Whether scripts run.
    pub script: bool,
    pub dark: bool,
    /// Whether the system imposes its own colours.
    pub forced_colors: bool,
    /// Whether large type was asked for.
    pub large: bool,
    pub hand: Hand,
}

/// A laptop with everything as it comes.
pub const LAPTOP: Setting = Setting {
    name: "1440",
    language: Language::Zh,
    width: 1440,
    zoom: 1,
    script: true,
    dark: false,
    forced_colors: false,
    large: false,
    hand: Hand::Mouse,
};

/// A telephone likewise.
pub const PHONE: Setting = Setting { name: "390", width: 390, ..LAPTOP };

/// Both languages at both widths, with scripts and without, in both palettes; the keyboard alone on the narrowest window,
/// zoomed in as far as it goes, under the system's colours.
pub const ALL: [Setting; 10] = [
    LAPTOP,
    PHONE,
    Setting { name: "1440-plain", script: false, dark: true, ..LAPTOP },
    Setting { name: "390-plain", script: false, dark: true, ..PHONE },
    Setting { name: "1440-en", language: Language::En, dark: true, ..LAPTOP },
    Setting { name: "390-en", language: Language::En, dark: true, ..PHONE },
    Setting { name: "1440-en-plain", language: Language::En, script: false, ..LAPTOP },
    Setting { name: "390-en-plain", language: Language::En, script: false, ..PHONE },
    Setting { name: "320-keys", width: 320, forced_colors: true, hand: Hand::Keys, ..LAPTOP },
    Setting {
        name: "zoom-en-keys",
        language: Language::En,
        width: 320,
        zoom: 4,
        script: false,
        hand: Hand::Keys,
        ..LAPTOP
    },
];

impl Setting {
    /// The language as a tag.
    pub fn tag(&self) -> &'static str {
        desk::locale::tag(self.language)
    }

    /// What the pages say for a key.
    pub fn t(&self, key: &str) -> String {
        let locales = Locales::shipped(Missing::Stops).unwrap();
        let words: &Words = locales.words(self.language);
        words.t(key)
    }

    /// What brings the browser there.
    pub fn commands(&self) -> [(&'static str, Value); 3] {
        let palette = if self.dark { "dark" } else { "light" };
        let forced = if self.forced_colors { "active" } else { "none" };
        let height = if self.width < 1_000 { 844 } else { 900 };
        [
            (
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": self.width, "height": height, "deviceScaleFactor": self.zoom, "mobile": false }),
            ),
            (
                "Emulation.setEmulatedMedia",
                json!({ "features": [
                    { "name": "prefers-color-scheme", "value": palette },
                    { "name": "forced-colors", "value": forced },
                ] }),
            ),
            ("Emulation.setScriptExecutionDisabled", json!({ "value": !self.script })),
        ]
    }
}
