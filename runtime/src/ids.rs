//! Ids of requests: 16 digits that are the core's, and 16 that count.

use std::hash::{BuildHasher, RandomState};

use hyper::header::HeaderValue;

/// Hexadecimal digits.
const DIGITS: &[u8; 16] = b"0123456789abcdef";
/// How many digits at the end are counted at each id; those before change once in 65536 ids.
const FAST: usize = 4;

/// The ids of one core. The digits of the last id are kept, because most of the next one's are the same.
#[derive(Debug)]
pub(crate) struct Ids {
    count: u64,
    digits: [u8; 32],
}

impl Default for Ids {
    fn default() -> Self {
        Ids::of(RandomState::new().hash_one(0))
    }
}

impl Ids {
    fn of(seed: u64) -> Ids {
        let mut digits = [b'0'; 32];
        write(seed, &mut digits[..16]);
        Ids { count: 0, digits }
    }

    /// An id that no other request has.
    pub(crate) fn next(&mut self) -> HeaderValue {
        let at = if self.count & 0xffff == 0 { 16 } else { 32 - FAST };
        write(self.count, &mut self.digits[at..]);
        self.count = self.count.wrapping_add(1);
        HeaderValue::from_bytes(&self.digits).unwrap_or(HeaderValue::from_static("-"))
    }
}

/// Fills a place with the last digits of a number.
fn write(mut number: u64, digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number & 15) as usize];
        number >>= 4;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_seed_and_the_count() {
        let mut ids = Ids::of(0x0123_4567_89ab_cdef);
        for count in 0..0x2_0002_u64 {
            assert_eq!(ids.next(), format!("0123456789abcdef{count:016x}"));
        }
    }
}
