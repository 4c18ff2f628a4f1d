//! What a file that somebody hands in must not look like. This is no scanner of viruses: whatever has no place in material to
//! a complaint (programs, macros, scripts, what swells or cannot be looked into) is refused by what it is made of.

use std::io::Cursor;

use memchr::memmem;

/// How much an archive may hold unpacked, in bytes: ten of the largest files.
const UNPACKED_BYTES_MAX: u64 = 200 * 1024 * 1024;

/// Ends of names of what runs where somebody opens it, and of archives within an archive, which hide it.
const ENDINGS: [&str; 25] = [
    "7z", "apk", "bat", "cmd", "com", "dll", "exe", "gz", "hta", "jar", "js", "jse", "lnk", "msi", "ps1",
    "rar", "reg", "scr", "sh", "tar", "vbe", "vbs", "wsf", "xll", "zip",
];

/// Where Office documents keep their macros.
const MACROS: &str = "vbaproject.bin";

/// What makes a PDF do something by itself. Other files within one are taken: electronic invoices carry their data so.
const ACTIVE_PDF: [&[u8]; 2] = [b"/JavaScript", b"/Launch"];

/// What every scanner of viruses is tried out with (EICAR), in two parts so that none finds it here.
const TEST_VIRUS: [&[u8]; 2] = [b"EICAR-STANDARD", b"-ANTIVIRUS-TEST-FILE!"];

/// The code of the reason and the reason in words.
pub(crate) type Suspicion = (&'static str, &'static str);

/// Why a file of a type is not taken; nothing where it looks harmless.
pub(crate) fn suspicion(name: &str, content: &[u8], media_type: &str) -> Option<Suspicion> {
    if memmem::find(content, &TEST_VIRUS.concat()).is_some() {
        return Some(("file_infected", "the file looks infected"));
    }
    match media_type {
        "application/zip" => in_archive(content),
        "application/pdf" => {
            let active = ACTIVE_PDF.iter().any(|part| memmem::find(content, part).is_some());
            active.then_some(("file_active", "the PDF holds scripts"))
        }
        _ if is_program(name) => Some(("file_program", "the file is a program")),
        _ => None,
    }
}

fn in_archive(content: &[u8]) -> Option<Suspicion> {
    let damaged = ("file_damaged", "the archive cannot be read");
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(content)) else { return Some(damaged) };
    let mut unpacked_bytes = 0_u64;
    for at in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(at) else { return Some(damaged) };
        if entry.encrypted() {
            return Some(("file_locked", "the archive is locked by a password"));
        }
        let Ok(name) = entry.name().map(|name| name.to_lowercase()) else { return Some(damaged) };
        if is_program(&name) || name.ends_with(MACROS) {
            return Some(("file_program", "the archive holds programs, macros or other archives"));
        }
        unpacked_bytes = unpacked_bytes.saturating_add(entry.size());
    }
    (unpacked_bytes > UNPACKED_BYTES_MAX)
        .then_some(("file_swells", "the archive holds more than 200 MiB unpacked"))
}

fn is_program(name: &str) -> bool {
    // Some systems open a file whose name goes on with dots and blanks as if it did not.
    let name = name.trim_end_matches(['.', ' ']).to_lowercase();
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, content) in entries {
            writer.start_file(*name, stored).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn code(name: &str, content: &[u8], media_type: &str) -> Option<&'static str> {
        suspicion(name, content, media_type).map(|(code, _)| code)
    }

    #[test]
    fn documents_and_pictures_are_taken() {
        let document = archive(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
        assert_eq!(code("a.docx", &document, "application/zip"), None);
        assert_eq!(code("a.pdf", b"%PDF-1.7 /Type /Page", "application/pdf"), None);
        assert_eq!(code("a.txt", "没有告诉我".as_bytes(), "text/plain"), None);
        assert_eq!(code("a.exe.png", b"\x89PNG", "image/png"), None);
    }

    #[test]
    fn what_runs_or_hides_is_not() {
        for name in ["word/vbaProject.bin", "付款凭证.PDF.EXE", "a.js", "inner.zip", "a.lnk. "] {
            assert_eq!(
                code("a.zip", &archive(&[(name, b"x")]), "application/zip"),
                Some("file_program"),
                "{name}"
            );
        }
        assert_eq!(code("a.bat", b"echo", "text/plain"), Some("file_program"));
        assert_eq!(code("a.pdf", b"%PDF-1.7 /S/JavaScript/JS(x)", "application/pdf"), Some("file_active"));
        let mut virus = b"X5O!P%@AP".to_vec();
        virus.extend(TEST_VIRUS.concat());
        assert_eq!(code("a.txt", &virus, "text/plain"), Some("file_infected"));
        assert_eq!(code("a.zip", &archive(&[("a.txt", &virus)]), "application/zip"), Some("file_infected"));
        assert_eq!(code("a.zip", b"PK\x03\x04 and no more", "application/zip"), Some("file_damaged"));
    }
}
