//! The sections of an artifact as slices of records.

use std::ops::Range;

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, KnownLayout};

use crate::error::OpenError;
use crate::format::{
    ApiKeyRecord, AuthRecord, EdgeRecord, EndpointRecord, ForwardRecord, HostRecord, Item, JwtRecord,
    ListenerRecord, Meta, NodeRecord, OtherPolicyRecord, RateLimitRecord, Section, TimeoutsRecord,
    UpstreamRecord,
};

/// Where each section of [`Section::ALL`] is.
pub(crate) type Places = [Range<usize>; Section::ALL.len()];

/// All sections. Each access is checked; what is out of range is an error that names the section.
#[derive(Clone, Copy)]
pub(crate) struct Tables<'a> {
    pub(crate) meta: &'a [Meta],
    pub(crate) listeners: &'a [ListenerRecord],
    pub(crate) upstreams: &'a [UpstreamRecord],
    pub(crate) hosts: &'a [HostRecord],
    pub(crate) auths: &'a [AuthRecord],
    pub(crate) jwts: &'a [JwtRecord],
    pub(crate) api_keys: &'a [ApiKeyRecord],
    pub(crate) rate_limits: &'a [RateLimitRecord],
    pub(crate) timeouts: &'a [TimeoutsRecord],
    pub(crate) forwards: &'a [ForwardRecord],
    pub(crate) endpoints: &'a [EndpointRecord],
    pub(crate) other_policies: &'a [OtherPolicyRecord],
    pub(crate) index: Index<'a>,
    pub(crate) list_offsets: &'a [U32],
    pub(crate) list_items: &'a [U32],
    pub(crate) string_offsets: &'a [U32],
}

/// What a lookup needs.
#[derive(Clone, Copy)]
pub(crate) struct Index<'a> {
    pub(crate) nodes: &'a [NodeRecord],
    pub(crate) edges: &'a [EdgeRecord],
    pub(crate) strings: &'a [u8],
}

/// A section as records; nothing if it is no whole number of them, which `open` has ruled out.
fn cast<'a, T: FromBytes + Immutable + KnownLayout>(
    bytes: &'a [u8],
    places: &Places,
    section: Section,
) -> &'a [T] {
    let place = places[section.position()].clone();
    bytes.get(place).and_then(|section| <[T]>::ref_from_bytes(section).ok()).unwrap_or_default()
}

impl<'a> Index<'a> {
    #[inline]
    pub(crate) fn new(bytes: &'a [u8], places: &Places) -> Index<'a> {
        Index {
            nodes: cast(bytes, places, Section::Nodes),
            edges: cast(bytes, places, Section::Edges),
            strings: cast(bytes, places, Section::Strings),
        }
    }

    /// The literal segment that leads to a node.
    #[inline]
    pub(crate) fn label(&self, node: &NodeRecord) -> Option<&'a [u8]> {
        let start = node.label.get() as usize;
        self.strings.get(start..start.checked_add(node.label_length.get() as usize)?)
    }
}

impl<'a> Tables<'a> {
    pub(crate) fn new(bytes: &'a [u8], places: &Places) -> Tables<'a> {
        Tables {
            meta: cast(bytes, places, Section::Meta),
            listeners: cast(bytes, places, Section::Listeners),
            upstreams: cast(bytes, places, Section::Upstreams),
            hosts: cast(bytes, places, Section::Hosts),
            auths: cast(bytes, places, Section::Auths),
            jwts: cast(bytes, places, Section::Jwts),
            api_keys: cast(bytes, places, Section::ApiKeys),
            rate_limits: cast(bytes, places, Section::RateLimits),
            timeouts: cast(bytes, places, Section::Timeouts),
            forwards: cast(bytes, places, Section::Forwards),
            endpoints: cast(bytes, places, Section::Endpoints),
            other_policies: cast(bytes, places, Section::OtherPolicies),
            index: Index::new(bytes, places),
            list_offsets: cast(bytes, places, Section::ListOffsets),
            list_items: cast(bytes, places, Section::ListItems),
            string_offsets: cast(bytes, places, Section::StringOffsets),
        }
    }

    /// The string of a number.
    pub(crate) fn string(&self, id: U32) -> Result<&'a str, OpenError> {
        let bytes = slice(self.string_offsets, id, self.index.strings).ok_or(malformed(
            Section::Strings,
            id,
            "no such string",
        ))?;
        std::str::from_utf8(bytes).map_err(|_| malformed(Section::Strings, id, "not UTF-8"))
    }

    /// The list of a number.
    pub(crate) fn list(&self, id: U32) -> Result<&'a [U32], OpenError> {
        slice(self.list_offsets, id, self.list_items).ok_or(malformed(Section::ListItems, id, "no such list"))
    }

    /// A list of strings.
    pub(crate) fn strings(&self, id: U32) -> Result<Vec<String>, OpenError> {
        self.list(id)?.iter().map(|item| self.string(*item).map(str::to_owned)).collect()
    }

    /// A list that is a path or a rewrite.
    pub(crate) fn items(
        &self,
        id: U32,
    ) -> Result<impl Iterator<Item = Result<Item, OpenError>> + Clone + 'a, OpenError> {
        let none = move || malformed(Section::ListItems, id, "neither literal, parameter nor tail");
        Ok(self.list(id)?.iter().map(move |item| Item::from_code(item.get()).ok_or_else(none)))
    }

    /// A string as the index has it: offset and length.
    pub(crate) fn string_place(&self, id: u32) -> Option<(u32, u32)> {
        let start = self.string_offsets.get(id as usize)?.get();
        let end = self.string_offsets.get(id as usize + 1)?.get();
        Some((start, end.checked_sub(start)?))
    }
}

/// Item `id` of what `offsets` cuts into pieces: one offset more than there are pieces.
fn slice<'a, T>(offsets: &[U32], id: U32, items: &'a [T]) -> Option<&'a [T]> {
    let id = usize::try_from(id.get()).ok()?;
    let start = offsets.get(id)?.get() as usize;
    let end = offsets.get(id.checked_add(1)?)?.get() as usize;
    items.get(start..end)
}

/// A record of a section, by its number.
pub(crate) fn record<T>(records: &[T], index: U32, section: Section) -> Result<&T, OpenError> {
    records.get(index.get() as usize).ok_or(malformed(section, index, "no such record"))
}

pub(crate) fn malformed(section: Section, index: U32, reason: &'static str) -> OpenError {
    OpenError::Malformed { section: section.name(), index: Some(index.get() as usize), reason }
}
