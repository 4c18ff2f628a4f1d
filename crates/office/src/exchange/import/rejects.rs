//! The rows that were refused: `FILE.rejects.csv` beside the file, with the columns of the file, the line and the reason,
//! so that they can be corrected and imported from there.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::exchange::formula;
use crate::exchange::read::Row;

/// A file of refused rows. It is made with the first of them, in place of one from an earlier run.
pub(super) struct Rejects {
    path: PathBuf,
    file: Option<csv::Writer<BufWriter<File>>>,
    width: usize,
}

impl Rejects {
    /// The file of refused rows beside a file.
    pub fn beside(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push(".rejects.csv");
        Self { path: name.into(), file: None, width: 0 }
    }

    /// Where it lies, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.file.is_some().then_some(self.path.as_path())
    }

    /// The file it would be.
    pub fn name(&self) -> &Path {
        &self.path
    }

    /// Writes a row with the reason.
    pub fn add(&mut self, row: &Row, reason: &str) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                self.width = row.header.names().len().max(1);
                none.insert(begin(&self.path, row, self.width)?)
            }
        };
        // What stood beyond the named columns is found by the line.
        let cells = (0..self.width).map(|position| formula::neutralise(row.cell(position)).into_owned());
        let line = row.line.to_string();
        let record: Vec<String> = cells.chain([line, formula::neutralise(reason).into_owned()]).collect();
        file.write_record(&record).map_err(io::Error::from)
    }

    /// Hands what was written to the disk, so that an interrupted import leaves it.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), csv::Writer::flush)
    }
}

fn begin(path: &Path, row: &Row, width: usize) -> io::Result<csv::Writer<BufWriter<File>>> {
    // The rows are as personal as the file they come from: nobody else reads them. A file of an earlier run, or a link that
    // somebody laid there, is taken away and not written into.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    let mut file = BufWriter::new(file);
    // By this sign spreadsheet programs know that it is UTF-8.
    file.write_all("\u{feff}".as_bytes())?;
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    let names = (0..width).map(|position| row.header.names().get(position).map_or("row", String::as_str));
    let names = names.map(|name| formula::neutralise(name).into_owned());
    let header: Vec<String> = names.chain(["line".to_owned(), "reason".to_owned()]).collect();
    file.write_record(&header).map_err(io::Error::from)?;
    Ok(file)
}
