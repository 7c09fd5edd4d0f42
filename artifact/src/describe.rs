//! The policy types in words: what `FORMAT.md` lists, and the fingerprint by which a reader knows its own types.

use std::sync::LazyLock;

use crate::codec::Encoded;
use crate::gateway::Gateway;
use crate::types::Types;

/// The policy types as `FORMAT.md` lists them, in Markdown.
pub fn describe_types() -> String {
    types().full()
}

/// Types that are encoded differently have different fingerprints, whatever their docs say.
pub(crate) fn fingerprint() -> [u8; 16] {
    static FINGERPRINT: LazyLock<[u8; 16]> = LazyLock::new(|| {
        let mut first = [0; 16];
        first.copy_from_slice(&blake3::hash(types().bare().as_bytes()).as_bytes()[..16]);
        first
    });
    *FINGERPRINT
}

fn types() -> Types {
    let mut types = Types::default();
    Gateway::describe(&mut types);
    types
}
