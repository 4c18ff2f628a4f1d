//! Text messages as files in a folder, for demonstrations and for offices that send them by hand. Each is a file that only
//! its owner may read, and appears whole.

use std::fs::{DirBuilder, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use crate::{Fault, FaultKind, Taken, TextMessage, TextMessages};

/// A folder that takes text messages.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder; made with the first message.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }
}

#[async_trait]
impl TextMessages for Folder {
    async fn send(&self, message: &TextMessage<'_>) -> Result<Taken, Fault> {
        let name = file_name(message.id);
        let text = format!(
            "to: {}\nid: {}\ntemplate: {}\n\n{}\n",
            message.to, message.id, message.template, message.text
        );
        let folder = self.0.clone();
        let file = name.clone();
        let written = tokio::task::spawn_blocking(move || write(&folder, &file, &text)).await;
        match written {
            Ok(Ok(())) => Ok(Taken { reference: Some(name) }),
            _ => Err(Fault::passing(FaultKind::Folder)),
        }
    }
}

/// The same message has the same file.
fn file_name(id: &str) -> String {
    let safe = id.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' });
    safe.collect::<String>() + ".txt"
}

fn write(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.as_file().set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name))?;
    Ok(())
}
