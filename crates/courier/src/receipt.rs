//! What a gateway says later: that a message arrived, or did not.

use serde::Deserialize;
use serde_json::Value;

use crate::gateway::{GatewayError, check_pointer, word};

/// How a gateway says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptSettings {
    /// Where the list of receipts stands, as a JSON pointer; empty where the body itself is one receipt or a list.
    #[serde(default)]
    pub items: String,
    /// Where a receipt holds the gateway's number of the message, or the identifier it was given, as a JSON pointer.
    pub reference: String,
    /// Where it says what became of it, as a JSON pointer.
    pub status: String,
    /// The values that mean that it arrived.
    pub delivered: Vec<Value>,
    /// The values that mean that nothing is known yet; all others mean that it did not arrive.
    #[serde(default)]
    pub pending: Vec<Value>,
}

/// One receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Of which message: the gateway's number of it, or the identifier it was given.
    pub reference: String,
    /// Whether it arrived.
    pub delivered: bool,
}

/// A body that holds no receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not JSON.
    #[error("expected JSON")]
    NotJson,
    /// No list where one is expected.
    #[error("expected receipts where the settings say")]
    NoReceipts,
}

impl ReceiptSettings {
    /// Refuses settings that cannot be used.
    ///
    /// # Errors
    /// [`GatewayError::Pointer`].
    pub fn check(&self) -> Result<(), GatewayError> {
        [&self.items, &self.reference, &self.status]
            .into_iter()
            .try_for_each(|pointer| check_pointer(pointer))
    }

    /// Reads what a gateway sent. What names no message or says nothing final is left out.
    ///
    /// # Errors
    /// [`ReceiptError`] where the body is none of the kind.
    pub fn read(&self, body: &[u8]) -> Result<Vec<Receipt>, ReceiptError> {
        let said: Value = serde_json::from_slice(body).map_err(|_| ReceiptError::NotJson)?;
        let items = said.pointer(&self.items).ok_or(ReceiptError::NoReceipts)?;
        let items = match items {
            Value::Array(items) => items.as_slice(),
            Value::Object(_) => std::slice::from_ref(items),
            _ => return Err(ReceiptError::NoReceipts),
        };
        let receipt = |item: &Value| {
            let status = item.pointer(&self.status)?;
            let reference = item.pointer(&self.reference).and_then(word)?;
            let delivered = self.delivered.contains(status);
            (delivered || !self.pending.contains(status)).then_some(Receipt { reference, delivered })
        };
        Ok(items.iter().filter_map(receipt).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_are_read_one_or_many() {
        let settings = ReceiptSettings {
            items: "/reports".to_owned(),
            reference: "/id".to_owned(),
            status: "/state".to_owned(),
            delivered: vec!["DELIVRD".into(), 0.into()],
            pending: vec!["ACCEPTD".into()],
        };
        let read = |body: &str| settings.read(body.as_bytes());
        let receipt = |reference: &str, delivered| Receipt { reference: reference.to_owned(), delivered };
        let many = r#"{"reports":[{"id":7,"state":"DELIVRD"},{"id":"8","state":0},{"id":"9","state":"UNDELIV"},
            {"id":"10","state":"ACCEPTD"},{"state":"DELIVRD"},{"id":"11"},{"id":{},"state":0}]}"#;
        assert_eq!(read(many), Ok(vec![receipt("7", true), receipt("8", true), receipt("9", false)]));
        assert_eq!(read(r#"{"reports":{"id":"8","state":0}}"#), Ok(vec![receipt("8", true)]));
        assert_eq!(read(r#"{"reports":"x"}"#), Err(ReceiptError::NoReceipts));
        assert_eq!(read("[]"), Err(ReceiptError::NoReceipts));
        assert_eq!(read("reports=1"), Err(ReceiptError::NotJson));
    }
}
