//! One-time codes: that somebody holds the telephone they gave. Six digits by text message, good for five minutes, five
//! tries and one use. The record keeps a keyed digest; the code itself is never at rest.

use std::collections::BTreeMap;

use courier::{Fault, FaultKind, TextMessage};
use domain::id::Number;
use jiff::{SignedDuration, Timestamp};
use store::{OneTimeCode, TurnLimit};
use subtle::ConstantTimeEq;
use vault::Field;

use super::templates::{ONE_TIME_CODE, filled};
use crate::{FieldError, Office, OfficeError};

/// How long a code counts.
const LASTS: SignedDuration = SignedDuration::from_mins(5);
/// How often one code may be tried.
const TRIES_MAX: u32 = 5;
/// How long to wait for another code, in seconds.
const AGAIN_SECONDS: u64 = 60;
/// How many codes a case has at once, and after how many seconds another comes free: ten a day.
const A_DAY: (u32, u64) = (10, 8_640);
/// How many codes one network may ask for at once, and after how many seconds another comes free.
const A_NETWORK: (u32, u64) = (30, 60);

/// What the codes' digests are made of.
const CODE: Field = Field::new("one_time_code");

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSent {
    /// Until when it counts.
    pub expires_at: Timestamp,
    /// From when another may be asked for.
    pub again_at: Timestamp,
}

impl Office {
    /// The telephone that one-time codes of a case go to, masked; none where no gateway is set up or the person gave none.
    pub async fn one_time_code_phone(&self, number: &Number) -> Result<Option<String>, OfficeError> {
        if self.messaging().sms.is_none() {
            return Ok(None);
        }
        Ok(self.telephone_of(number).await?.map(|phone| text::mask_phone(&phone)))
    }

    /// Sends a one-time code to the telephone that the person of a case gave. The one before counts no more. For somebody
    /// who has shown number and query code before.
    ///
    /// # Errors
    /// [`OfficeError::Throttled`] within a minute of the last one, after ten in a day, or where one network asks for very
    /// many; [`OfficeError::NotFound`] where the case has no telephone; [`OfficeError::Unsent`] where the gateway did not
    /// take it.
    pub async fn one_time_code_send(&self, number: &Number, network: &str) -> Result<CodeSent, OfficeError> {
        let now = self.surroundings.now();
        let case_id = number.case_id();
        let messaging = self.messaging();
        let unsent = OfficeError::Unsent;
        let sms = messaging.sms.as_ref().ok_or(unsent(Fault::lasting(FaultKind::NotConfigured)))?;
        let phone = self.telephone_of(number).await?.ok_or(OfficeError::NotFound { what: "telephone" })?;
        for (key, (turns, seconds_each)) in [
            (format!("one-time-code:{case_id}"), (1, AGAIN_SECONDS)),
            (format!("one-time-code-day:{case_id}"), A_DAY),
            (format!("one-time-code-network:{network}"), A_NETWORK),
        ] {
            let limit = TurnLimit { key, turns, seconds_each };
            if let Some(seconds) = self.store.turn_take(limit, now).await? {
                return Err(OfficeError::Throttled { seconds });
            }
        }
        let code = six_digits(|bytes| self.surroundings.fill(bytes));
        let expires_at = now + LASTS;
        let tag = self.one_time_tag(number, &code);
        self.store.one_time_code_put(OneTimeCode { case_id, tag: tag.clone(), expires_at, tries: 0 }).await?;
        let template = messaging
            .templates
            .person(ONE_TIME_CODE)
            .ok_or(unsent(Fault::lasting(FaultKind::NotConfigured)))?;
        let values = BTreeMap::from([("number".to_owned(), number.to_string()), ("code".to_owned(), code)]);
        let text = filled(template.text.of(messaging.language), &values);
        let message = TextMessage {
            id: &format!("code-{case_id}-{}", now.as_microsecond()),
            to: &phone,
            template: template.sms.of(messaging.language),
            text: &text,
            values: &values,
        };
        if let Err(fault) = sms.send(&message).await {
            self.store.one_time_code_delete(case_id, &tag).await?;
            return Err(unsent(fault));
        }
        let again_at = now + SignedDuration::from_secs(AGAIN_SECONDS.cast_signed());
        Ok(CodeSent { expires_at, again_at })
    }

    /// Checks a one-time code. A right one works once.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on the field `code`: `one_time_code_wrong`, or `one_time_code_spent` where there is none
    /// that counts (never sent, used, expired, or tried five times).
    pub async fn one_time_code_check(&self, number: &Number, code: &str) -> Result<(), OfficeError> {
        let now = self.surroundings.now();
        let case_id = number.case_id();
        let wrong = |word, message| OfficeError::Invalid(vec![FieldError::new("code", word, message)]);
        let spent = || wrong("one_time_code_spent", "this code counts no more; ask for another");
        let digits: String = text::normalise(code).as_str().chars().filter(char::is_ascii_digit).collect();
        // Counted before it is looked at.
        let kept = self.store.one_time_code_try(case_id, TRIES_MAX, now).await?.ok_or_else(spent)?;
        let tag = self.one_time_tag(number, &digits);
        if !bool::from(kept.tag.ct_eq(&tag)) {
            return Err(match kept.tries < TRIES_MAX {
                true => wrong("one_time_code_wrong", "this is not the code that was sent"),
                false => spent(),
            });
        }
        match self.store.one_time_code_delete(case_id, &tag).await? {
            true => Ok(()),
            false => Err(spent()),
        }
    }

    /// The telephone the person of a case gave in it.
    async fn telephone_of(&self, number: &Number) -> Result<Option<String>, OfficeError> {
        let (case, _) = self.fold(number.case_id()).await?;
        let Some(person) = case.complainant().filter(|_| case.number == *number) else { return Ok(None) };
        let told = self.told_by(&case).await?;
        Ok(self.person_data(person, &told).await?.remove("phone"))
    }

    fn one_time_tag(&self, number: &Number, code: &str) -> Vec<u8> {
        self.keys().lasting_tag(CODE, &format!("{number}\u{0}{code}")).0.to_vec()
    }
}

/// Six digits, none likelier than another.
fn six_digits(mut fill: impl FnMut(&mut [u8])) -> String {
    /// The largest multiple of a million in 32 bits.
    const EVEN: u32 = 4_294_000_000;
    loop {
        let mut bytes = [0; 4];
        fill(&mut bytes);
        let number = u32::from_be_bytes(bytes);
        if number < EVEN {
            return format!("{:06}", number % 1_000_000);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_six_digits() {
        let mut next = [u32::MAX, 4_294_000_000, 4_293_000_007].into_iter();
        let code = six_digits(|bytes| bytes.copy_from_slice(&next.next().unwrap().to_be_bytes()));
        assert_eq!(code, "000007");
    }
}
