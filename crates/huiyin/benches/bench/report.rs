//! The report: figures as they come, and at the end the table of what the house must reach.

use std::fmt::Display;

/// What a figure is held to.
#[derive(Clone, Copy)]
pub enum Bar {
    /// This or more.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
    /// Nothing at all.
    Nothing,
}

impl Bar {
    fn holds(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(bar) => figure >= bar,
            Self::Below(bar) => figure < bar,
            Self::Nothing => figure == 0.0,
        }
    }

    fn shown(self) -> String {
        match self {
            Self::AtLeast(bar) => format!(">= {bar}"),
            Self::Below(bar) => format!("< {bar}"),
            Self::Nothing => "0".to_owned(),
        }
    }
}

/// A figure beside its bar.
struct Row {
    what: String,
    figure: f64,
    bar: Bar,
}

impl Row {
    fn held(&self) -> bool {
        self.bar.holds(self.figure)
    }

    fn shown(&self) -> String {
        let figure = match self.figure {
            figure if figure.fract() == 0.0 || figure >= 100.0 => format!("{figure:.0}"),
            figure if figure < 1.0 => format!("{figure:.4}"),
            figure => format!("{figure:.1}"),
        };
        let held = if self.held() { "held" } else { "NOT HELD" };
        format!("{:<76} {figure:>14} {:>11} {held:>9}", self.what, self.bar.shown())
    }
}

/// What was measured against a bar so far.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// A figure that must reach a bar.
    pub fn bar(&mut self, what: impl Into<String>, figure: f64, bar: Bar) {
        let row = Row { what: what.into(), figure, bar };
        println!("{}", row.shown());
        self.rows.push(row);
    }

    /// The table, and whether every bar was reached.
    pub fn finish(&self) -> bool {
        println!("\n{:<76} {:>14} {:>11}", "what must be reached", "figure", "bar");
        self.rows.iter().for_each(|row| println!("{}", row.shown()));
        let missed = self.rows.iter().filter(|row| !row.held()).count();
        println!("{} of {} bars held", self.rows.len() - missed, self.rows.len());
        missed == 0
    }
}

/// What is measured next.
pub fn heading(what: impl Display) {
    println!("\n{what}");
}

/// A figure that stands beside others and has no bar of its own.
pub fn detail(what: impl Display, figure: impl Display) {
    println!("  {:<74} {figure:>14}", what.to_string());
}
