//! The key that a form bears, so that sending it twice does once what it says.

use office::{Caller, OfficeError, OnceRequest};

use super::typed::Typed;
use crate::Desk;

/// The name of the field.
pub(crate) const NAME: &str = "key";

/// A key nobody used before.
pub(crate) fn fresh(desk: &Desk) -> String {
    let mut bytes = [0; 16];
    desk.office.surroundings().fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The caller under the key of a form: what they do next is done once. The same form with other content, as after going
/// back, is another request.
pub(crate) async fn once(
    desk: &Desk,
    caller: &Caller,
    address: &str,
    typed: &Typed,
) -> Result<Caller, OfficeError> {
    let Some(key) = typed.get(NAME) else { return Ok(caller.clone()) };
    let of_content = |(name, _): &&(String, String)| name != NAME && name != "form_token";
    let content: Vec<_> = typed.0.iter().filter(of_content).collect();
    let asked =
        serde_json::to_string(&content).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
    let key = format!("{key}\0{asked}");
    desk.office.once(caller.clone(), &OnceRequest { address, key: &key, asked: &asked }).await
}
