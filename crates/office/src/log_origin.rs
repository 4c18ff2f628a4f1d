//! The name of the log, and when it gets another: a database restored from an older copy must not grow a second tree under
//! the name of the first.

use ledger::{Checkpoint, Frontier, ReadPlan, TreeHead};
use store::Head;

use crate::ledger_work::ledger_error;
use crate::{FormerLog, Office, OfficeError, checkpoint_file, checkpoints};

/// The setting that holds the name of the log.
const ORIGIN_SETTING: &str = "ledger_origin";

impl Office {
    /// The log's name. The first caller of a new installation gives it one.
    pub async fn origin(&self) -> Result<String, OfficeError> {
        match self.store.setting(ORIGIN_SETTING).await? {
            Some(origin) => Ok(origin),
            None => self.name_log(None).await,
        }
    }

    /// Compares the record with the newest checkpoint outside it, before anything is written. Where the record does not
    /// hold what that attests, it was restored from an older copy, or is another one: then it goes on as a new log, and the
    /// log it was is returned. The checkpoints of that one stay in the file.
    ///
    /// # Errors
    /// When the file of checkpoints is damaged or signed by another key.
    pub async fn resume_log(&self) -> Result<Option<FormerLog>, OfficeError> {
        let _turn = self.sealing.lock().await;
        let former = self.left_behind().await?;
        if former.is_some() {
            let head = self.store.head().await?;
            let before = self.store.setting(ORIGIN_SETTING).await?;
            let origin = self.name_log(before.as_deref()).await?;
            self.sign_head(&origin, &head).await?;
        } else {
            self.origin().await?;
        }
        Ok(former)
    }

    /// The log of the newest checkpoint outside the record, where the record cannot go on with it.
    ///
    /// # Errors
    /// When the file of checkpoints is damaged or signed by another key.
    pub async fn left_behind(&self) -> Result<Option<FormerLog>, OfficeError> {
        let file = checkpoint_file(&self.data_dir);
        let Some(newest) = checkpoints::newest(&file, self.signer.verifying_key())? else { return Ok(None) };
        let head = self.store.head().await?;
        let same_name = self.store.setting(ORIGIN_SETTING).await?.as_deref() == Some(newest.origin());
        if same_name && self.passes_through(&newest.head(), &head).await? {
            return Ok(None);
        }
        let (origin, size) = (newest.origin().to_owned(), newest.head().size);
        Ok(Some(FormerLog { origin, size, kept: head.size }))
    }

    /// Whether the stored tree had this head when it had its size.
    async fn passes_through(&self, attested: &TreeHead, head: &Head) -> Result<bool, OfficeError> {
        if attested.size >= head.size {
            return Ok((attested.size, attested.root) == (head.size, head.root));
        }
        let subtrees = self.read_hashes(&ReadPlan::frontier(attested.size)).await?;
        let frontier = Frontier::resume(self.store.hash_algorithm(), attested.size, subtrees);
        Ok(frontier.map_err(ledger_error)?.root() == attested.root)
    }

    /// Gives the log a name in the place of the one it had; of several processes that do, the first is right.
    async fn name_log(&self, before: Option<&str>) -> Result<String, OfficeError> {
        let mut bytes = [0; 8];
        self.surroundings.fill(&mut bytes);
        let random: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let origin = format!("huiyin.example/{random}");
        Ok(self.store.setting_replace(ORIGIN_SETTING, before, &origin).await?)
    }

    /// Signs a head and keeps the checkpoint.
    pub(crate) async fn sign_head(&self, origin: &str, head: &Head) -> Result<(), OfficeError> {
        let tree = TreeHead { size: head.size, root: head.root };
        let checkpoint = Checkpoint::new(origin, tree, self.store.hash_algorithm()).map_err(ledger_error)?;
        let signed = checkpoint.sign(&self.signer).map_err(ledger_error)?;
        // The file first: a checkpoint the database knows is also outside it. Signing one size twice does no harm.
        let file = checkpoint_file(&self.data_dir);
        checkpoints::append_newer(&file, &checkpoint, &signed, self.signer.verifying_key())?;
        Ok(self.store.checkpoint_put(head.size, &signed).await?)
    }
}
