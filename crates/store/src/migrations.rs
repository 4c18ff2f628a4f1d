//! Which steps bring a database to the schema of this release, forward only. Each engine has the steps in its own SQL and
//! its own way of running them; what the steps are and which a database lacks is said here.

use crate::StoreError;

/// The steps of an engine, by [`crate::migrations!`].
#[derive(Debug, Clone, Copy)]
pub struct Migrations(pub &'static [&'static str]);

/// Every step in the SQL of the engine that asks, in order: from the folder `migrations` beside its sources. Step n brings
/// a database from schema version n-1 to n; it never changes once released.
#[macro_export]
macro_rules! migrations {
    () => {
        $crate::Migrations(&[
            include_str!("../migrations/0001_record.sql"),
            include_str!("../migrations/0002_done_requests.sql"),
            include_str!("../migrations/0003_jobs.sql"),
            include_str!("../migrations/0004_person_states.sql"),
            include_str!("../migrations/0005_messages.sql"),
            include_str!("../migrations/0006_views.sql"),
            include_str!("../migrations/0007_case_lists.sql"),
            include_str!("../migrations/0008_channels.sql"),
            include_str!("../migrations/0009_access.sql"),
            include_str!("../migrations/0010_hearing.sql"),
        ])
    };
}

impl Migrations {
    /// The newest schema version this release knows.
    const fn known(self) -> i64 {
        self.0.len() as i64
    }

    /// The steps a database lacks, each with the version it leads to. `found` is its version, 0 where it has no tables of ours;
    /// it `is_ours` where these are all it has.
    ///
    /// # Errors
    /// When it is somebody else's, or of a newer release.
    pub fn missing(
        self,
        found: i64,
        is_ours: bool,
    ) -> Result<impl Iterator<Item = (i64, &'static str)>, StoreError> {
        if !is_ours || !(0..=self.known()).contains(&found) {
            return Err(StoreError::Schema { found, known: self.known() });
        }
        Ok((1..).zip(self.0.iter().copied()).skip_while(move |(step, _)| *step <= found))
    }

    /// Refuses a database that cannot be used as it is: somebody else's, of another release, or without tables of ours.
    ///
    /// # Errors
    /// When it cannot.
    pub fn require_none_missing(self, found: i64, is_ours: bool) -> Result<(), StoreError> {
        match is_ours && found == self.known() {
            true => Ok(()),
            false => Err(StoreError::Schema { found, known: self.known() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: Migrations = Migrations(&["one", "two", "three"]);

    #[test]
    fn a_database_goes_forward_from_where_it_is_and_never_back() {
        let missing = |found, is_ours| {
            let steps = THREE.missing(found, is_ours).map(Iterator::collect::<Vec<_>>);
            steps.map_err(|error| error.to_string())
        };
        assert_eq!(missing(0, true).unwrap(), [(1, "one"), (2, "two"), (3, "three")]);
        assert_eq!(missing(2, true).unwrap(), [(3, "three")]);
        assert_eq!(missing(3, true).unwrap(), []);
        assert!(missing(4, true).is_err() && missing(-1, true).is_err() && missing(0, false).is_err());
        assert!(THREE.require_none_missing(3, true).is_ok());
        for (found, is_ours) in [(0, true), (2, true), (4, true), (3, false)] {
            assert!(THREE.require_none_missing(found, is_ours).is_err(), "{found} {is_ours}");
        }
    }
}
