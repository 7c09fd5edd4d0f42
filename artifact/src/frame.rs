//! The check of a file's frame: header, digest, and where the sections are.

use std::ops::Range;

use zerocopy::FromBytes;

use crate::error::OpenError;
use crate::format::{ALIGN, FORMAT, Header, KNOWN_FLAGS, MAGIC, Section, SectionEntry};
use crate::tables::Places;
use crate::write::digest;

/// The header, if the bytes are a whole and undamaged artifact of a format this crate reads.
pub(crate) fn header(bytes: &[u8]) -> Result<&Header, OpenError> {
    // The version is looked at as soon as it is there: all formats agree on the first eight bytes.
    let [m, a, g, i, low, high, ..] = bytes else { return Err(OpenError::NotAnArtifact) };
    if [*m, *a, *g, *i] != MAGIC {
        return Err(OpenError::NotAnArtifact);
    }
    match u16::from_le_bytes([*low, *high]) {
        FORMAT => {}
        0 => return Err(OpenError::UnknownFormat { found: 0 }),
        found => return Err(OpenError::NewerFormat { found, known: FORMAT }),
    }
    let found = bytes.len() as u64;
    let length = OpenError::Length { stated: size_of::<Header>() as u64, found };
    let (header, _) = Header::ref_from_prefix(bytes).map_err(|_| length)?;
    let unknown = header.flags.get() & !KNOWN_FLAGS;
    if unknown != 0 {
        return Err(OpenError::UnknownFeatures { flags: unknown });
    }
    if header.length.get() != found {
        return Err(OpenError::Length { stated: header.length.get(), found });
    }
    if header.digest != digest(bytes) {
        return Err(OpenError::Digest);
    }
    match header.reserved {
        [0, ..] if header.reserved == [0; 12] => Ok(header),
        _ => Err(OpenError::Malformed { section: "header", index: None, reason: "reserved bytes are not 0" }),
    }
}

/// The lines of the section table.
pub(crate) fn entries<'a>(header: &Header, bytes: &'a [u8]) -> Result<&'a [SectionEntry], OpenError> {
    let rest = bytes.get(size_of::<Header>()..).unwrap_or_default();
    let count = header.sections.get() as usize;
    <[SectionEntry]>::ref_from_prefix_with_elems(rest, count)
        .map(|(entries, _)| entries)
        .map_err(|_| table(count, "the file is too short for its table"))
}

/// Where the sections are. They fill the file in the order of their numbers, with zeros up to the next multiple of
/// [`ALIGN`] between them; those with unknown numbers are skipped.
pub(crate) fn places(entries: &[SectionEntry], bytes: &[u8]) -> Result<Places, OpenError> {
    let mut places: Places = std::array::from_fn(|_| 0..0);
    let mut end = size_of::<Header>() + size_of_val(entries);
    let mut last = 0;
    for (i, entry) in entries.iter().enumerate() {
        if entry.id.get() <= last {
            return Err(table(i, "sections are not in the order of their numbers"));
        }
        last = entry.id.get();
        let place = next(end, entry, bytes).map_err(|reason| table(i, reason))?;
        end = place.end;
        if let Some((section, _, size)) = Section::ALL.get(last as usize - 1) {
            if Some(place.len()) != size.checked_mul(entry.records.get() as usize) {
                return Err(table(i, "length and number of records do not agree"));
            }
            places[section.position()] = place;
        }
    }
    if !padded(end..bytes.len(), bytes) {
        return Err(table(entries.len(), "there is something after the last section"));
    }
    match Section::ALL
        .iter()
        .find(|(section, ..)| !entries.iter().any(|entry| entry.id.get() == *section as u32))
    {
        Some((section, ..)) => Err(fail(*section, "the section is missing")),
        None => Ok(places),
    }
}

/// The place of a section whose predecessor ends at `end`.
fn next(end: usize, entry: &SectionEntry, bytes: &[u8]) -> Result<Range<usize>, &'static str> {
    let start = entry.offset.get() as usize;
    let place = start..start.checked_add(entry.length.get() as usize).ok_or("the section is too long")?;
    if place.end > bytes.len() {
        return Err("the section reaches beyond the file");
    }
    match start == end.next_multiple_of(ALIGN) && padded(end..start, bytes) {
        true => Ok(place),
        false => Err("the section does not begin where the one before it ends"),
    }
}

/// Whether a gap between sections is as short as it can be, and zero.
fn padded(gap: Range<usize>, bytes: &[u8]) -> bool {
    gap.end == gap.start.next_multiple_of(ALIGN)
        && bytes.get(gap).is_some_and(|gap| gap.iter().all(|b| *b == 0))
}

fn table(index: usize, reason: &'static str) -> OpenError {
    OpenError::Malformed { section: "table", index: Some(index), reason }
}

pub(crate) fn fail(section: Section, reason: &'static str) -> OpenError {
    OpenError::Malformed { section: section.name(), index: None, reason }
}
