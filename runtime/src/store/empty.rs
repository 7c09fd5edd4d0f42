//! Counts that are known to be used up: a caller far over a limit costs no round trip.
//!
//! What a store has refused stays refused until the time it named, because nothing gives a token back.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Instant;

/// How many are known, in each half.
const HALF: usize = 16_384;

/// What one core knows.
#[derive(Debug, Default)]
pub(super) struct Empty {
    halves: RefCell<Halves>,
}

/// When the young half is full it becomes the old one: forgotten counts cost a round trip, and nothing else.
#[derive(Debug, Default)]
struct Halves {
    young: HashMap<String, Instant>,
    old: HashMap<String, Instant>,
}

impl Empty {
    /// When there is one of the count again, if it is known to be used up.
    pub(super) fn until(&self, key: &str, now: Instant) -> Option<Instant> {
        let halves = self.halves.borrow();
        let until = halves.young.get(key).or_else(|| halves.old.get(key))?;
        (*until > now).then_some(*until)
    }

    /// The count is used up until then.
    pub(super) fn keep(&self, key: &str, until: Instant) {
        let halves = &mut *self.halves.borrow_mut();
        if halves.young.len() >= HALF {
            halves.old = std::mem::take(&mut halves.young);
        }
        halves.young.insert(key.to_owned(), until);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_used_up_is_known_until_then_and_bounded() {
        let (empty, now) = (Empty::default(), Instant::now());
        let then = now + Duration::from_secs(1);
        empty.keep("a", then);
        assert_eq!(empty.until("a", now), Some(then));
        assert_eq!(empty.until("a", then), None);
        assert_eq!(empty.until("b", now), None);
        for number in 0..100_000 {
            empty.keep(&number.to_string(), then);
        }
        let halves = empty.halves.borrow();
        assert!(halves.young.len() + halves.old.len() <= 2 * HALF);
    }
}
