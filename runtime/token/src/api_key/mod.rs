//! API keys: a file of records, each with the SHA-256 of one key.
//!
//! A key is a random text of 200 bits or so, so one round of SHA-256 keeps it secret: there is nothing to guess. A reader
//! of the file learns the owners of keys, and no key.

mod digest;
mod record;
mod refused;

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::SHA256;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;

pub use digest::Digest;
pub use record::{KeyRecord, RecordError};
pub use refused::ApiKeyRefused;

/// How many bytes a file of records may have.
const MAX_FILE: usize = 64 * 1024 * 1024;
/// How many records a file may have.
const MAX_RECORDS: usize = 500_000;
/// The longest text that is taken for a key, in bytes.
const MAX_KEY: usize = 512;

/// The records of a file.
#[derive(Debug, Default)]
pub struct ApiKeys {
    hasher: RandomState,
    /// By a keyed hash of the digest, which does not tell how far a guess was right.
    records: HashMap<u64, Vec<KeyRecord>>,
}

/// Why a file is refused, as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It has too many bytes or records.
    TooLarge,
    /// A line is no record; lines are counted from 1.
    Line(usize, RecordError),
    /// Two lines have one `hash`, or one `id`.
    Duplicate(usize, &'static str),
    /// A record names a limit that the gateway does not have.
    Limit(usize),
}

impl ApiKeys {
    /// Reads records, one a line. Empty lines are left out. `limits` are the names that a record may have as its `limits`.
    ///
    /// # Errors
    /// If anything of it cannot be read: a file is used as a whole or not at all, because a line that is left out could be
    /// the one that revokes a key.
    pub fn parse(file: &[u8], limits: &[String]) -> Result<ApiKeys, Unreadable> {
        if file.len() > MAX_FILE {
            return Err(Unreadable::TooLarge);
        }
        let mut keys = ApiKeys::default();
        let mut ids: HashMap<String, ()> = HashMap::new();
        for (at, line) in file.split(|byte| *byte == b'\n').enumerate() {
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            if ids.len() == MAX_RECORDS {
                return Err(Unreadable::TooLarge);
            }
            let number = at + 1;
            let record = KeyRecord::parse(line).map_err(|error| Unreadable::Line(number, error))?;
            if record.limit.as_ref().is_some_and(|limit| !limits.contains(limit)) {
                return Err(Unreadable::Limit(number));
            }
            if ids.insert(record.id.clone(), ()).is_some() {
                return Err(Unreadable::Duplicate(number, "id"));
            }
            let slot = keys.records.entry(keys.hasher.hash_one(record.hash)).or_default();
            if slot.iter().any(|known| known.hash == record.hash) {
                return Err(Unreadable::Duplicate(number, "hash"));
            }
            slot.push(record);
        }
        Ok(keys)
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.values().map(Vec::len).sum()
    }

    /// Whether there is no record: every key is refused.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The record of a key that passes at this time, in seconds since 1970.
    ///
    /// # Errors
    /// Why the key does not pass.
    pub fn verify(&self, key: &str, now: u64) -> Result<&KeyRecord, ApiKeyRefused> {
        let hash = key_digest(key).ok_or(ApiKeyRefused::Unknown)?;
        let slot = self.records.get(&self.hasher.hash_one(hash)).map_or(&[][..], Vec::as_slice);
        let same = |record: &&KeyRecord| verify_slices_are_equal(&record.hash, &hash).is_ok();
        let record = slot.iter().find(same).ok_or(ApiKeyRefused::Unknown)?;
        record.passes(now).map(|()| record)
    }
}

/// The SHA-256 of a key; none of a text that is too long for one.
pub fn key_digest(key: &str) -> Option<Digest> {
    (key.len() <= MAX_KEY).then(|| digest(key.as_bytes()))
}

/// The SHA-256 of bytes.
pub fn digest(bytes: &[u8]) -> Digest {
    let mut digest = Digest::default();
    digest.copy_from_slice(aws_lc_rs::digest::digest(&SHA256, bytes).as_ref());
    digest
}

/// A new key behind a prefix: 40 characters of 5 random bits each. No two of the characters look alike.
///
/// # Errors
/// If the system has no random numbers.
pub fn random_key(prefix: &str) -> Result<String, Unspecified> {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 40];
    rand::fill(&mut bytes)?;
    let text = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    Ok(prefix.chars().chain(text).collect())
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::TooLarge => {
                write!(f, "it has more than {MAX_RECORDS} records or {} MiB", MAX_FILE >> 20)
            }
            Unreadable::Line(line, error) => write!(f, "line {line}: {error}"),
            Unreadable::Duplicate(line, name) => write!(f, "line {line}: duplicate `{name}`"),
            Unreadable::Limit(line) => {
                write!(f, "line {line}: `limits` names no rate limit of the gateway with only a `total`")
            }
        }
    }
}

impl std::error::Error for Unreadable {}
