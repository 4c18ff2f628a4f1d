//! Templates of replies, every version of each. An event names a version by its digest; the words stand here alone.

use async_trait::async_trait;
use domain::id::InstitutionId;
use jiff::Timestamp;

use crate::{Scope, StoreError};

/// A version of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTemplateRow {
    /// Which.
    pub template_id: u64,
    /// Its version, from 1 on. One that was written does not change.
    pub version: u32,
    /// The institution that may use it, with all below.
    pub institution_id: InstitutionId,
    /// The word of the kind of matter it answers; empty for any.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Its words, with fields.
    pub text: String,
    /// Whether it may be chosen.
    pub active: bool,
    /// When it was set.
    pub set_at: Timestamp,
}

/// Reading templates of replies.
#[async_trait]
pub trait ReplyTemplates: Send + Sync {
    /// The newest version of every template of the institutions in a scope, by name.
    async fn reply_templates(&self, scope: &Scope) -> Result<Vec<ReplyTemplateRow>, StoreError>;
    /// The newest version of a template.
    async fn reply_template(&self, template_id: u64) -> Result<Option<ReplyTemplateRow>, StoreError>;
}
