//! What tells callers apart, as a store that replicas share sees it: alike in every process, and nothing of a caller.

use std::hash::Hasher;

/// The first 16 bytes of the BLAKE3 of what `identify` hashes, in hexadecimal digits: callers cannot choose two that are
/// alike.
pub(crate) fn digest(identify: impl FnOnce(&mut Digest)) -> String {
    let mut digest = Digest(blake3::Hasher::new());
    identify(&mut digest);
    digest.0.finalize().to_hex()[..32].to_owned()
}

/// BLAKE3 as the hash of the standard library.
pub(crate) struct Digest(blake3::Hasher);

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0.finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}
