//! An artifact in memory, checked once, answered from without a copy.

use std::sync::Arc;

use zerocopy::FromBytes;

use crate::endpoint::Endpoint;
use crate::error::OpenError;
use crate::format::{Header, Section, SectionEntry};
use crate::frame;
use crate::gateway::Gateway;
use crate::matcher::{self, Match, Miss};
use crate::method::{Method, MethodSet};
use crate::normalise::Refusal;
use crate::tables::{Index, Places, Tables};
use crate::verify;

/// Why reading can not fail.
const CHECKED: &str = "`open` has checked every reference";

/// An artifact that has passed every check. Cloning shares the bytes.
#[derive(Debug, Clone)]
pub struct Artifact {
    bytes: Arc<[u8]>,
    places: Places,
}

/// One section of an artifact, as its table lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionInfo {
    /// The section's name; `unknown` for one this reader skips.
    pub name: &'static str,
    /// The section's number.
    pub id: u32,
    /// Where it begins in the file, in bytes.
    pub offset: usize,
    /// Its length, in bytes.
    pub length: usize,
    /// The number of its records.
    pub records: usize,
}

impl Artifact {
    /// Checks the bytes, all of them, and takes them.
    ///
    /// # Errors
    /// For anything that is no sound artifact of a format this crate reads; the error says what.
    pub fn open(bytes: impl Into<Arc<[u8]>>) -> Result<Artifact, OpenError> {
        let bytes = bytes.into();
        let header = frame::header(&bytes)?;
        let places = frame::places(frame::entries(header, &bytes)?, &bytes)?;
        verify::contents(&Tables::new(&bytes, &places))?;
        Ok(Artifact { bytes, places })
    }

    /// The format version of the file.
    pub fn format_version(&self) -> u16 {
        self.header().format.get()
    }

    /// The BLAKE3 of everything but the digest itself: equal for equal gateways.
    pub fn digest(&self) -> [u8; 32] {
        self.header().digest
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The sections in file order.
    pub fn sections(&self) -> Vec<SectionInfo> {
        let entries = frame::entries(self.header(), &self.bytes).expect(CHECKED);
        let name = |id: u32| {
            Section::ALL.iter().find(|(section, ..)| *section as u32 == id).map(|(_, name, _)| *name)
        };
        let info = |entry: &SectionEntry| SectionInfo {
            name: name(entry.id.get()).unwrap_or("unknown"),
            id: entry.id.get(),
            offset: entry.offset.get() as usize,
            length: entry.length.get() as usize,
            records: entry.records.get() as usize,
        };
        entries.iter().map(info).collect()
    }

    /// The whole gateway. `endpoints[i]` is what a [`Match`] with that index means.
    pub fn read(&self) -> Gateway {
        self.tables().gateway().expect(CHECKED)
    }

    /// How many endpoints there are.
    pub fn endpoint_count(&self) -> usize {
        self.tables().endpoints.len()
    }

    /// The endpoint at an index.
    pub fn endpoint(&self, index: usize) -> Option<Endpoint> {
        let tables = self.tables();
        Some(tables.endpoint(tables.endpoints.get(index)?).expect(CHECKED))
    }

    /// The endpoint that answers a request. `raw_path` is the path of the request target as it came, without query.
    /// Allocates nothing.
    ///
    /// # Errors
    /// The [`Miss`] says which of 400, 404 and 405 it is.
    #[inline]
    pub fn find<'p>(&self, method: Method, raw_path: &'p str) -> Result<Match<'p>, Miss> {
        matcher::find(Index::new(&self.bytes, &self.places), method, raw_path)
    }

    /// The methods a path answers; for requests whose method is none of [`Method`]: empty is 404, else 405.
    ///
    /// # Errors
    /// If the path is refused before it is matched.
    pub fn allowed(&self, raw_path: &str) -> Result<MethodSet, Refusal> {
        matcher::allowed(Index::new(&self.bytes, &self.places), raw_path)
    }

    fn header(&self) -> &Header {
        Header::ref_from_prefix(&self.bytes).expect(CHECKED).0
    }

    fn tables(&self) -> Tables<'_> {
        Tables::new(&self.bytes, &self.places)
    }
}
