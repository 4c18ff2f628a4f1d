//! Another query code for somebody who lost theirs, once it was made sure at a counter or by calling back that it is them.

use domain::id::Number;
use domain::matter::{Command, Evidence, IdentityCheck, Step};
use serde::{Deserialize, Serialize};
use store::Change;

use crate::act::owner;
use crate::error::Findings;
use crate::intake::{PersonInput, query_code_from};
use crate::person::PersonData;
use crate::{Caller, Office, OfficeError};

/// How somebody was known to be the person of a case, and what they gave.
#[derive(Debug, Clone)]
pub struct CodeIssue {
    /// How it was made sure.
    pub check: IdentityCheck,
    /// What shows it, in words: which document was seen, where the recording lies.
    pub evidence: String,
    /// Their new telephone, where that is lost too. It takes the place of the one before, for one-time codes as well.
    pub phone: Option<String>,
}

/// A query code that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedCode {
    /// The code, shown once.
    pub query_code: String,
    /// The version of the case.
    pub version: u32,
}

impl Office {
    /// Issues another query code; the one before counts no more. `expected` is the version the caller read.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `evidence` where nothing shows who it was, and on `person.phone` where that is no
    /// telephone; [`OfficeError::Stale`] where the case has moved since.
    pub async fn issue_code(
        &self,
        caller: &Caller,
        number: &Number,
        expected: Option<u32>,
        issue: &CodeIssue,
    ) -> Result<IssuedCode, OfficeError> {
        if let Some(issued) = self.done_before(caller)? {
            return Ok(issued);
        }
        let _keys = self.key_use.read().await;
        let (case, row) = self.load_as_read(caller, number, expected).await?;
        caller.require_step(Step::IssueCode, &case, &self.organisation().tree)?;
        let mut findings = Findings::default();
        let phone = issue.phone.clone().filter(|phone| !phone.trim().is_empty());
        let phone_replaced = phone.is_some();
        let data =
            PersonData::from_input(&PersonInput { phone, ..PersonInput::default() }, false, &mut findings);
        let evidence = issue.evidence.trim();
        if evidence.is_empty() {
            findings.add("evidence", "missing", "say what shows that it is the person");
        }
        findings.finish()?;
        let person = owner(&case);
        let mut sealing = self.sealing(person, case.case_id, 1 + data.0.len() as u64).await?;
        self.seal_person(person, &data, &mut sealing)?;
        let evidence = Evidence::Words(sealing.words("evidence", evidence)?);
        let query_code = query_code_from(|bytes| self.surroundings.fill(bytes));
        let tags = self.query_code_tags(number, &query_code);
        sealing
            .changes
            .extend(tags.first().map(|tag| Change::QueryCode { case_id: case.case_id, tag: tag.0.to_vec() }));
        let command = Command::IssueCode { check: issue.check, evidence, phone_replaced };
        let (after, mut append, _) = self.decide(caller, &case, &row, &[command], sealing.changes)?;
        self.tell(caller, &after, &mut append).await?;
        let issued = IssuedCode { query_code, version: after.version };
        self.commit(caller, append, &issued).await?;
        Ok(issued)
    }
}
