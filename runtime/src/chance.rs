//! Cheap random numbers for shares of requests and for ids that no one may guess from others by accident: no secrets.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

use gwc_artifact::Share;

/// The numbers of one core (xorshift64*, Vigna 2016).
#[derive(Debug)]
pub(crate) struct Chance(Cell<u64>);

impl Default for Chance {
    fn default() -> Self {
        Chance(Cell::new(RandomState::new().hash_one(0_u8) | 1))
    }
}

impl Chance {
    /// The next number, never 0.
    pub(crate) fn next(&self) -> u64 {
        let mut state = self.0.get();
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.0.set(state);
        state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below another one that is small. The upper half of the next number is the better one.
    pub(crate) fn below(&self, end: u64) -> u64 {
        (self.next() >> 32) % end
    }

    /// Whether the next request is one of the share.
    pub(crate) fn takes(&self, share: Share) -> bool {
        share == Share::ALL || self.below(Share::ALL.millionths) < share.millionths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_about_as_large_as_it_should_be() {
        let chance = Chance::default();
        let taken = |millionths| (0..100_000).filter(|_| chance.takes(Share { millionths })).count();
        assert_eq!(taken(1_000_000), 100_000);
        assert!((8_000..12_000).contains(&taken(100_000)), "{}", taken(100_000));
        assert!(taken(1) < 20);
    }
}
