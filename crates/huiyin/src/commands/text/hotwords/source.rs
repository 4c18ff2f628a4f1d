//! The file as a corpus.

use text::hotwords::{Corpus, Document};

use super::Hotwords;
use super::tally::Tally;
use crate::commands::text::rows::{FileHeader, RowFile};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// A file that is read twice.
pub struct Source {
    file: RowFile,
    /// Date, text and groups.
    columns: Vec<String>,
    tally: Tally,
}

impl Source {
    /// The file the options name.
    pub fn new(options: &Hotwords, shell: &Shell) -> Outcome<Self> {
        let header = if options.no_header { FileHeader::None } else { FileHeader::Names };
        let columns = [&options.date_column, &options.text_column].into_iter().chain(&options.group_column);
        Ok(Self {
            file: RowFile::new(&options.input, options.encoding, header, shell)?,
            columns: columns.cloned().collect(),
            tally: Tally::default(),
        })
    }

    /// Tells what could not be used of the file.
    pub fn tell(&self, console: &mut dyn Console) -> Outcome {
        self.tally.tell(self.file.name(), &self.columns[0], console)
    }
}

impl Corpus for Source {
    type Error = Failure;

    fn read(&mut self, visit: &mut dyn FnMut(Document<'_>)) -> Result<(), Failure> {
        let mut tally = Tally::default();
        tally.replaced = self.file.read(&self.columns, &mut |row| {
            tally.take(row, visit);
            Ok(())
        })?;
        self.tally = tally;
        Ok(())
    }
}
