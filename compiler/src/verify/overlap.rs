//! Sides whose paths may overlap in more ways than can be looked at.

use gwc_diff::{Comparison, Side, TooLarge};

/// Compares all classes of requests; where paths overlap in more ways than can be looked at, endpoint by endpoint, and answers
/// why, unless both sides choose among endpoints alike.
pub(super) fn of_all(before: &Side, after: &Side) -> (Comparison, Option<TooLarge>) {
    match gwc_diff::compare(before, after) {
        Ok(found) => (found, None),
        Err(limit) => {
            let found = gwc_diff::compare_endpoints(before, after);
            (found, (!gwc_diff::choose_alike(before, after)).then_some(limit))
        }
    }
}
