//! The order of recorded times in the log: they rise with it, give or take what commands under way differ by.

use jiff::{SignedDuration, Timestamp};

/// How far a recorded time may lie behind the latest one before it, and ahead of the clock of whoever looks: a command is
/// decided before it is committed, and two machines' clocks differ.
pub const RECORDED_SLACK: SignedDuration = SignedDuration::from_mins(10);

/// Walks along the log and says which event cannot have been recorded when it says.
#[derive(Debug, Clone, Copy)]
pub struct Chronology {
    latest: i64,
    now: i64,
}

/// Why a recorded time cannot be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Anachronism {
    /// It lies too far behind an earlier event of the log.
    #[error("it says it was recorded at {}, behind an event of {}", shown(*recorded_at), shown(*latest))]
    Behind {
        /// What it says, in microseconds since 1970.
        recorded_at: i64,
        /// The latest before it.
        latest: i64,
    },
    /// It lies in the future.
    #[error("it says it was recorded at {}, and now is {}", shown(*recorded_at), shown(*now))]
    Ahead {
        /// What it says, in microseconds since 1970.
        recorded_at: i64,
        /// The clock.
        now: i64,
    },
}

impl Chronology {
    /// Begins behind an event recorded at `latest`, in microseconds since 1970; `i64::MIN` at the beginning of the log.
    pub fn after(latest: i64, now: Timestamp) -> Self {
        Self { latest, now: now.as_microsecond() }
    }

    /// The latest time so far, in microseconds since 1970.
    pub const fn latest(&self) -> i64 {
        self.latest
    }

    /// Takes the next event's time.
    ///
    /// # Errors
    /// When it cannot be true; the walk then stands where it stood.
    pub fn step(&mut self, recorded_at: i64) -> Result<(), Anachronism> {
        if is_behind(recorded_at, self.latest) {
            return Err(Anachronism::Behind { recorded_at, latest: self.latest });
        }
        if is_behind(self.now, recorded_at) {
            return Err(Anachronism::Ahead { recorded_at, now: self.now });
        }
        self.latest = self.latest.max(recorded_at);
        Ok(())
    }
}

/// Whether a moment lies further behind another than commands under way may. Both in microseconds since 1970.
pub fn is_behind(moment: i64, other: i64) -> bool {
    let slack = i64::try_from(RECORDED_SLACK.as_micros()).unwrap_or(i64::MAX);
    moment < other.saturating_sub(slack)
}

fn shown(moment: i64) -> String {
    Timestamp::from_microsecond(moment)
        .map_or_else(|_| format!("`{moment}`"), |moment| format!("{moment:.0}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_rise_give_or_take_the_slack() {
        let at = |minutes: i64| minutes * 60_000_000;
        let now = Timestamp::from_microsecond(at(100)).unwrap_or(Timestamp::MAX);
        let mut walk = Chronology::after(i64::MIN, now);
        for minutes in [0, 50, 40, 50, 110, 100] {
            assert_eq!(walk.step(at(minutes)), Ok(()), "{minutes}");
        }
        assert_eq!(walk.step(at(99)), Err(Anachronism::Behind { recorded_at: at(99), latest: at(110) }));
        assert_eq!(walk.step(at(111)), Err(Anachronism::Ahead { recorded_at: at(111), now: at(100) }));
        assert!(walk.step(i64::MAX).is_err() && walk.step(i64::MIN).is_err());
        assert_eq!(walk.latest(), at(110));
    }
}
