//! What comes from outside the program: time and randomness. The binary has the real ones, tests have fixed ones.

use std::convert::Infallible;
use std::sync::Arc;

use jiff::Timestamp;
use rand_core::{TryCryptoRng, TryRng};

/// Time and randomness.
pub trait Surroundings: Send + Sync + 'static {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Fills a buffer with random bytes fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// A random source over [`Surroundings`], for those who take one.
pub struct Randomness(pub Arc<dyn Surroundings>);

impl TryRng for Randomness {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Randomness {}
