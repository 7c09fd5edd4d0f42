//! Growing sections while an artifact is written.

use std::collections::HashMap;
use std::hash::Hash;

use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromZeros, Immutable, IntoBytes};

use crate::error::EncodeError;
use crate::format::{ALIGN, FORMAT, Header, MAGIC, Section, SectionEntry};

/// Records that are kept once, numbered in the order they are first asked for.
pub(crate) struct Interned<T> {
    numbers: HashMap<T, u32>,
    pub(crate) records: Vec<T>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Interned { numbers: HashMap::new(), records: Vec::new() }
    }
}

impl<T: Eq + Hash + Copy> Interned<T> {
    pub(crate) fn number(&mut self, record: T) -> U32 {
        let records = &mut self.records;
        let number = *self.numbers.entry(record).or_insert_with(|| {
            records.push(record);
            (records.len() - 1) as u32
        });
        number.into()
    }
}

/// Sequences that are kept once, one after the other: strings as bytes, lists as numbers.
pub(crate) struct Pool<T> {
    numbers: HashMap<Box<[T]>, u32>,
    pub(crate) offsets: Vec<U32>,
    pub(crate) items: Vec<T>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Pool { numbers: HashMap::new(), offsets: vec![U32::ZERO], items: Vec::new() }
    }
}

impl<T: Eq + Hash + Copy> Pool<T> {
    pub(crate) fn number(&mut self, sequence: &[T]) -> u32 {
        if let Some(number) = self.numbers.get(sequence) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.items.extend_from_slice(sequence);
        self.offsets.push((self.items.len() as u32).into());
        self.numbers.insert(sequence.into(), number);
        number
    }

    /// Offset and length of a sequence that may be new.
    pub(crate) fn place(&mut self, sequence: &[T]) -> (U32, U32) {
        let number = self.number(sequence) as usize;
        (self.offsets[number], (sequence.len() as u32).into())
    }
}

/// The file: header and table first, then the sections as they come.
pub(crate) struct File {
    bytes: Vec<u8>,
    entries: Vec<SectionEntry>,
}

impl File {
    pub(crate) fn new() -> File {
        let head = size_of::<Header>() + Section::ALL.len() * size_of::<SectionEntry>();
        File { bytes: vec![0; head.next_multiple_of(ALIGN)], entries: Vec::new() }
    }

    /// Appends a section. Sections come in the order of their numbers.
    pub(crate) fn section<T: IntoBytes + Immutable>(&mut self, section: Section, records: &[T]) {
        let contents = records.as_bytes();
        self.entries.push(SectionEntry {
            id: (section as u32).into(),
            offset: (self.bytes.len() as u32).into(),
            length: (contents.len() as u32).into(),
            records: (records.len() as u32).into(),
        });
        self.bytes.extend_from_slice(contents);
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGN), 0);
    }

    /// The finished file, sealed with its digest. `Err` if its places do not fit their numbers.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, EncodeError> {
        // Sections are shorter than the file: if this fits, no number above was cut off.
        if u32::try_from(self.bytes.len()).is_err() {
            let reason = "it is larger than 4 GiB".to_owned();
            return Err(EncodeError::Invalid { item: "the gateway".to_owned(), reason });
        }
        let header = Header {
            magic: MAGIC,
            format: FORMAT.into(),
            length: U64::new(self.bytes.len() as u64),
            sections: (self.entries.len() as u32).into(),
            ..Header::new_zeroed()
        };
        let table = size_of::<Header>();
        self.bytes[..table].copy_from_slice(header.as_bytes());
        self.bytes[table..][..size_of_val(&self.entries[..])].copy_from_slice(self.entries.as_bytes());
        let digest = digest(&self.bytes);
        self.bytes[table - digest.len()..table].copy_from_slice(&digest);
        Ok(self.bytes)
    }
}

/// The BLAKE3 of a file without the digest in its header.
pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    let end = size_of::<Header>();
    let start = end - blake3::OUT_LEN;
    let mut hasher = blake3::Hasher::new();
    hasher.update(bytes.get(..start).unwrap_or_default());
    hasher.update(bytes.get(end..).unwrap_or_default());
    *hasher.finalize().as_bytes()
}
