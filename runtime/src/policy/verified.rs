//! Verified tokens: a signature costs more than a whole request, so each is checked once.
//!
//! Each core keeps its own. Two halves bound the memory: when the young half is full it becomes the old one, and the
//! unused entries of the old one are dropped. Rejected tokens are not kept, so they cannot fill it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::identity::Identity;

/// How many bytes one core keeps, in each half.
const HALF: usize = 4 * 1024 * 1024;

/// The verified tokens of one core.
#[derive(Default)]
pub(crate) struct Verified {
    hasher: RandomState,
    halves: RefCell<Halves>,
}

#[derive(Default)]
struct Halves {
    young: HashMap<u64, Entry, NoHash>,
    old: HashMap<u64, Entry, NoHash>,
    /// Bytes of the young half.
    size: usize,
}

/// By what a token was verified: another check, or other keys, may refuse it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct By {
    /// The check, which no other of the process has.
    pub(crate) check: u64,
    /// The generation of its keys.
    pub(crate) keys: u64,
}

struct Entry {
    token: Box<[u8]>,
    by: By,
    /// In seconds since 1970.
    until: u64,
    identity: Rc<Identity>,
}

impl Verified {
    /// The identity of a token that was verified by the same check and keys, and still passes.
    pub(crate) fn get(&self, token: &[u8], by: By, now: u64) -> Option<Rc<Identity>> {
        let hash = self.hasher.hash_one((token, by));
        let halves = &mut *self.halves.borrow_mut();
        if let Some(entry) = halves.young.get(&hash) {
            return entry.identity_of(token, by, now);
        }
        let entry = halves.old.remove(&hash)?;
        let identity = entry.identity_of(token, by, now)?;
        halves.add(hash, entry);
        Some(identity)
    }

    /// Keeps a token that was verified.
    pub(crate) fn keep(&self, token: &str, by: By, until: u64, identity: &Rc<Identity>) {
        let token = token.as_bytes();
        let hash = self.hasher.hash_one((token, by));
        let entry = Entry { token: token.into(), by, until, identity: Rc::clone(identity) };
        self.halves.borrow_mut().add(hash, entry);
    }
}

impl Halves {
    fn add(&mut self, hash: u64, entry: Entry) {
        self.size += entry.size();
        if self.size > HALF {
            self.size = entry.size();
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, entry);
    }
}

impl Entry {
    /// The hash is not the token: all of it is compared.
    fn identity_of(&self, token: &[u8], by: By, now: u64) -> Option<Rc<Identity>> {
        (self.by == by && now < self.until && *self.token == *token).then(|| Rc::clone(&self.identity))
    }

    fn size(&self) -> usize {
        self.token.len() + self.identity.size() + 128
    }
}

/// The keys are hashes already.
#[derive(Default, Clone, Copy)]
struct NoHash;

struct Same(u64);

impl BuildHasher for NoHash {
    type Hasher = Same;

    fn build_hasher(&self) -> Same {
        Same(0)
    }
}

impl std::hash::Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BY: By = By { check: 1, keys: 1 };

    #[test]
    fn a_token_passes_until_its_time_by_its_check_and_keys() {
        let verified = Verified::default();
        let identity = Rc::new(Identity::default());
        verified.keep("token", BY, 100, &identity);
        assert!(verified.get(b"token", BY, 99).is_some());
        assert!(verified.get(b"token", BY, 100).is_none());
        assert!(verified.get(b"tokem", BY, 99).is_none());
        assert!(verified.get(b"token", By { check: 2, ..BY }, 99).is_none());
        assert!(verified.get(b"token", By { keys: 2, ..BY }, 99).is_none());
    }

    #[test]
    fn memory_is_bounded_and_what_is_used_stays() {
        let verified = Verified::default();
        let identity = Rc::new(Identity::default());
        verified.keep("used", BY, 100, &identity);
        for count in 0..200_000 {
            verified.keep(&format!("{count:01000}"), BY, 100, &identity);
            if count % 1_000 == 0 {
                assert!(verified.get(b"used", BY, 0).is_some(), "{count}");
            }
        }
        let halves = verified.halves.borrow();
        let size = |half: &HashMap<u64, Entry, NoHash>| half.values().map(Entry::size).sum::<usize>();
        assert!(size(&halves.young) + size(&halves.old) <= 2 * HALF);
    }
}
