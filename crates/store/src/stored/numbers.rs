//! The numbers under which kinds and statuses are stored. A number once given is never given again.

use domain::matter::{Kind, Status};

/// The number of a kind.
pub const fn kind_number(kind: Kind) -> i64 {
    match kind {
        Kind::Complaint => 1,
        Kind::Enquiry => 2,
        Kind::Objection => 3,
        Kind::Suggestion => 4,
        Kind::Praise => 5,
        Kind::TipOff => 6,
        Kind::Petition => 7,
    }
}

/// The kind of a number.
pub const fn kind_of(number: i64) -> Option<Kind> {
    Some(match number {
        1 => Kind::Complaint,
        2 => Kind::Enquiry,
        3 => Kind::Objection,
        4 => Kind::Suggestion,
        5 => Kind::Praise,
        6 => Kind::TipOff,
        7 => Kind::Petition,
        _ => return None,
    })
}

/// The number of a status.
pub const fn status_number(status: Status) -> i64 {
    match status {
        Status::Received => 1,
        Status::Accepted => 2,
        Status::Investigating => 3,
        Status::HelpAsked => 4,
        Status::Transferred => 5,
        Status::MaterialAsked => 6,
        Status::InMediation => 7,
        Status::InAppraisal => 8,
        Status::AwaitingApproval => 9,
        Status::Decided => 10,
        Status::Answered => 11,
        Status::Unreachable => 12,
        Status::Marked => 13,
        Status::Verifying => 14,
        Status::UnderReview => 15,
        Status::Reopened => 16,
        Status::FeedbackOwed => 17,
        Status::Closed => 18,
        Status::CalledBack => 19,
        Status::Declined => 20,
        Status::Withdrawn => 21,
        Status::Merged => 22,
        Status::ReferredOn => 23,
    }
}

/// The status of a number.
pub const fn status_of(number: i64) -> Option<Status> {
    Some(match number {
        1 => Status::Received,
        2 => Status::Accepted,
        3 => Status::Investigating,
        4 => Status::HelpAsked,
        5 => Status::Transferred,
        6 => Status::MaterialAsked,
        7 => Status::InMediation,
        8 => Status::InAppraisal,
        9 => Status::AwaitingApproval,
        10 => Status::Decided,
        11 => Status::Answered,
        12 => Status::Unreachable,
        13 => Status::Marked,
        14 => Status::Verifying,
        15 => Status::UnderReview,
        16 => Status::Reopened,
        17 => Status::FeedbackOwed,
        18 => Status::Closed,
        19 => Status::CalledBack,
        20 => Status::Declined,
        21 => Status::Withdrawn,
        22 => Status::Merged,
        23 => Status::ReferredOn,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_kind_and_status_is_read_back_from_its_number() {
        for kind in Kind::iter() {
            assert_eq!(kind_of(kind_number(kind)), Some(kind));
        }
        for status in Status::iter() {
            assert_eq!(status_of(status_number(status)), Some(status));
        }
    }
}
