//! Codes of an authenticator: time-based one-time passwords (RFC 6238) as every authenticator makes them, that is with
//! HMAC-SHA-1, six digits and steps of thirty seconds. SHA-1 is safe in this place: nothing rests on collisions.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// How long a step is, in seconds (RFC 6238 section 4.1).
const STEP_SECONDS: i64 = 30;
/// How many steps before and after the present one count: clocks differ, and people type (section 5.2).
const STEPS_BESIDE: i64 = 1;
/// How long a secret is, in bytes: as long as the hash (RFC 4226 section 4, R6).
pub(crate) const SECRET_BYTES: usize = 20;
/// How many digits a code has.
pub(crate) const DIGITS: usize = 6;

/// The step of a moment.
pub(crate) fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP_SECONDS)
}

/// The step near a moment whose code this is; none where it is no code of these times.
pub(crate) fn step_of(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let present = step_at(now);
    // All are compared, so that the time taken does not tell which it was.
    (present - STEPS_BESIDE..=present + STEPS_BESIDE).fold(None, |found, step| {
        match bool::from(code(secret, step).as_bytes().ct_eq(typed.as_bytes())) {
            true => Some(step),
            false => found,
        }
    })
}

/// The code of a step (RFC 4226 section 5.3).
pub(crate) fn code(secret: &[u8], step: i64) -> String {
    #[expect(clippy::expect_used, reason = "an HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("any key length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().copied().unwrap_or_default() & 0xf);
    let bytes = digest.iter().skip(offset).take(4);
    let number = bytes.fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:0DIGITS$}", number % 10_u32.pow(DIGITS as u32))
}

/// Bytes as authenticators are told them: base 32 (RFC 4648), without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letter = |chunk: &[u8], place: usize| {
        let number =
            chunk.iter().chain(&[0; 5]).take(5).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        char::from(LETTERS[(number >> (35 - 5 * place) & 31) as usize])
    };
    let chunks = bytes.chunks(5);
    chunks
        .flat_map(|chunk| (0..(chunk.len() * 8).div_ceil(5)).map(move |place| letter(chunk, place)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 6238 appendix B has eight digits; its last six are the code of six.
    #[test]
    fn the_published_vectors_hold() {
        for (second, published) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000_i64, "65353130"),
        ] {
            let at = Timestamp::from_second(second).unwrap();
            assert_eq!(code(b"12345678901234567890", step_at(at)), published[2..], "{second}");
            assert_eq!(step_of(b"12345678901234567890", &published[2..], at), Some(step_at(at)));
        }
    }

    #[test]
    fn a_code_counts_half_a_minute_around_its_own() {
        let secret = b"12345678901234567890";
        let at = |second| Timestamp::from_second(second).unwrap();
        let code = code(secret, 100);
        for (second, counts) in [(2_969, false), (2_970, true), (3_000, true), (3_059, true), (3_060, false)]
        {
            assert_eq!(step_of(secret, &code, at(second)).is_some(), counts, "{second}");
        }
        for typed in ["", "12345", "1234567", "abcdef"] {
            assert_eq!(step_of(secret, typed, at(3_000)), None, "{typed}");
        }
    }

    // RFC 4648 section 10.
    #[test]
    fn base_32_is_as_published() {
        for (bytes, published) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), published);
        }
    }
}
