//! The header of the file: format, writer, position of the parts, and the digest.

use std::ops::Range;

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, FromZeros, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::describe::fingerprint;
use crate::error::OpenError;
use crate::semantics::Semantics;

/// The first four bytes of every artifact.
const MAGIC: [u8; 4] = *b"GWCA";
/// The format this crate writes and reads. A later one has a higher number.
pub const FORMAT: u16 = 2;
/// The bits of [`Header::features`] that this crate understands.
const KNOWN_FEATURES: u64 = 0;
/// What this crate puts into [`Header::writer`].
const WRITER: &str = concat!("gwc ", env!("CARGO_PKG_VERSION"));

/// The first bytes of the file. All formats from 2 on agree on everything before `features`, so that a refusal can name
/// the writer.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Header {
    magic: [u8; 4],
    format: U16,
    semantics: u8,
    reserved: u8,
    /// Program and version, visible ASCII and spaces, filled up with zeros.
    writer: [u8; 24],
    /// Bits without which the file would be misread.
    features: U64,
    /// Of the whole file, in bytes.
    length: U64,
    /// Of the policy types.
    fingerprint: [u8; 16],
    /// How many there are.
    nodes: U32,
    edges: U32,
    /// In bytes.
    labels: U32,
    policy: U32,
    /// BLAKE3 of all bytes before it and of all bytes after it.
    pub(crate) digest: [u8; 32],
}

/// Where the parts of a file are.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    pub(crate) nodes: Range<usize>,
    pub(crate) edges: Range<usize>,
    pub(crate) labels: Range<usize>,
    pub(crate) policy: Range<usize>,
}

/// The parts of a file that is to be written.
pub(crate) struct Parts<'a> {
    pub(crate) semantics: Semantics,
    /// Records, with the size of one.
    pub(crate) nodes: (&'a [u8], usize),
    pub(crate) edges: (&'a [u8], usize),
    pub(crate) labels: &'a [u8],
    pub(crate) policy: &'a [u8],
}

/// The file, sealed with its digest; `None` if it is larger than 4 GiB, which its numbers cannot hold.
pub(crate) fn file(parts: &Parts<'_>) -> Option<Vec<u8>> {
    let sections = [parts.nodes.0, parts.edges.0, parts.labels, parts.policy];
    let length = sections.iter().map(|section| section.len()).sum::<usize>() + size_of::<Header>();
    u32::try_from(length).ok()?;
    let mut header = Header {
        magic: MAGIC,
        format: FORMAT.into(),
        semantics: parts.semantics as u8,
        length: (length as u64).into(),
        fingerprint: fingerprint(),
        nodes: ((parts.nodes.0.len() / parts.nodes.1) as u32).into(),
        edges: ((parts.edges.0.len() / parts.edges.1) as u32).into(),
        labels: (parts.labels.len() as u32).into(),
        policy: (parts.policy.len() as u32).into(),
        ..Header::new_zeroed()
    };
    header.writer[..WRITER.len()].copy_from_slice(WRITER.as_bytes());
    let mut bytes = Vec::with_capacity(length);
    bytes.extend_from_slice(header.as_bytes());
    sections.iter().for_each(|section| bytes.extend_from_slice(section));
    let digest = digest(&bytes);
    bytes[size_of::<Header>() - digest.len()..size_of::<Header>()].copy_from_slice(&digest);
    Some(bytes)
}

impl Header {
    /// The header, if the bytes are a whole and undamaged artifact that this crate can read.
    pub(crate) fn check(bytes: &[u8]) -> Result<&Header, OpenError> {
        // The format is looked at as soon as it is there: all formats agree on the first six bytes.
        let [m, a, g, i, low, high, ..] = bytes else { return Err(OpenError::NotAnArtifact) };
        if [*m, *a, *g, *i] != MAGIC {
            return Err(OpenError::NotAnArtifact);
        }
        let found = u16::from_le_bytes([*low, *high]);
        let header = Header::ref_from_prefix(bytes).map(|(header, _)| header).ok();
        let writer = || bytes.get(8..32).and_then(text).unwrap_or("an unknown version").to_owned();
        match found {
            FORMAT => {}
            0 => return Err(OpenError::UnknownFormat { found }),
            1..FORMAT => return Err(OpenError::OlderFormat { found, known: FORMAT }),
            _ => return Err(OpenError::NewerFormat { found, known: FORMAT, writer: writer() }),
        }
        let found = bytes.len() as u64;
        let header = header.ok_or(OpenError::Length { stated: size_of::<Header>() as u64, found })?;
        let unknown = header.features.get() & !KNOWN_FEATURES;
        if unknown != 0 {
            return Err(OpenError::UnknownFeatures { features: unknown, writer: writer() });
        }
        if header.length.get() != found {
            return Err(OpenError::Length { stated: header.length.get(), found });
        }
        if header.digest != digest(bytes) {
            return Err(OpenError::Digest);
        }
        if header.fingerprint != fingerprint() {
            return Err(OpenError::OtherTypes { format: FORMAT, writer: writer() });
        }
        if header.semantics().is_none() {
            return Err(OpenError::UnknownSemantics { found: header.semantics, writer: writer() });
        }
        match header.reserved == 0 && text(&header.writer).is_some() {
            true => Ok(header),
            false => Err(OpenError::Header { reason: "reserved bytes are not 0, or no writer is named" }),
        }
    }

    pub(crate) fn format(&self) -> u16 {
        self.format.get()
    }

    pub(crate) fn writer(&self) -> &str {
        text(&self.writer).unwrap_or_default()
    }

    pub(crate) fn semantics(&self) -> Option<Semantics> {
        [Semantics::Gwr, Semantics::Krakend].into_iter().find(|known| *known as u8 == self.semantics)
    }

    /// Where the parts are: one after the other, and nothing between or behind them.
    pub(crate) fn places(&self, node: usize, edge: usize) -> Result<Places, OpenError> {
        let wrong = OpenError::Header { reason: "its parts are not as long as the file" };
        let mut end = size_of::<Header>();
        let mut next = |count: U32, size: usize| {
            let start = end;
            end = (count.get() as usize).checked_mul(size).and_then(|length| start.checked_add(length))?;
            Some(start..end)
        };
        let mut places = || {
            Some(Places {
                nodes: next(self.nodes, node)?,
                edges: next(self.edges, edge)?,
                labels: next(self.labels, 1)?,
                policy: next(self.policy, 1)?,
            })
        };
        match places() {
            Some(places) if places.policy.end as u64 == self.length.get() => Ok(places),
            _ => Err(wrong),
        }
    }
}

/// A text that is filled up with zeros.
fn text(bytes: &[u8]) -> Option<&str> {
    let length = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (text, zeros) = bytes.split_at_checked(length)?;
    let shown = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    let sound = !text.is_empty() && text.iter().all(shown) && zeros.iter().all(|byte| *byte == 0);
    sound.then(|| std::str::from_utf8(text).ok()).flatten()
}

/// The BLAKE3 of a file without the digest in its header.
fn digest(bytes: &[u8]) -> [u8; 32] {
    let end = size_of::<Header>();
    let mut hasher = blake3::Hasher::new();
    hasher.update(bytes.get(..end - blake3::OUT_LEN).unwrap_or_default());
    hasher.update(bytes.get(end..).unwrap_or_default());
    *hasher.finalize().as_bytes()
}
