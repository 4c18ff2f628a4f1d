//! Rebuilding the read models from the events, with equal result.

mod cases;
mod channels;
mod organisation;

use std::sync::Arc;

pub(crate) use self::cases::CaseBatches;
use crate::organise::Organisation;
use crate::{Office, OfficeError};

/// What a rebuild did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Cases written.
    pub cases: u64,
    /// Events read.
    pub events: u64,
}

impl Office {
    /// Writes the read models anew from the events and the vault. Until it ends everybody sees the old ones, and an
    /// interruption leaves them; masked copies are made anew, so better masking reaches old cases this way.
    pub async fn rebuild(&self, mut progress: impl FnMut(Rebuilt) + Send) -> Result<Rebuilt, OfficeError> {
        let rows = self.organisation_rows().await?;
        let channels = self.channel_rows().await?;
        let mut done = Rebuilt { cases: 0, events: rows.events + channels.events };
        let organisation = Organisation::from_rows(&rows.institutions, rows.users.clone())?;
        // From here on nobody reads what is being written.
        let mut rebuilding = self.store.rebuild_views().await?;
        rebuilding.write(rows.changes()?).await?;
        rebuilding.write(channels.changes()).await?;
        let mut batches = CaseBatches::new(self, Arc::new(organisation));
        while let Some(batch) = batches.next().await? {
            done.cases += batch.len() as u64;
            done.events += batch.iter().map(|rows| rows.events).sum::<u64>();
            rebuilding.write(batch.into_iter().flat_map(|rows| rows.changes).collect()).await?;
            progress(done);
        }
        rebuilding.finish().await?;
        self.reload_organisation().await?;
        Ok(done)
    }
}
