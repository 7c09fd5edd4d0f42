//! An artifact in memory, checked once, answered from without a copy.

use std::sync::Arc;

use crate::error::OpenError;
use crate::gateway::{Endpoint, Gateway};
use crate::matcher::{Match, Miss};
use crate::method::{Method, MethodSet};
use crate::normalise::Refusal;

/// An artifact that has passed every check. Cloning shares the bytes.
#[derive(Debug, Clone)]
pub struct Artifact {
    bytes: Arc<[u8]>,
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

#[expect(
    clippy::unimplemented,
    unused_variables,
    reason = "the signatures are agreed on before the format lands"
)]
impl Artifact {
    /// Checks the bytes, all of them, and takes them.
    ///
    /// # Errors
    /// For anything that [`encode`](crate::encode) would not have written; the error says what.
    pub fn open(bytes: impl Into<Arc<[u8]>>) -> Result<Artifact, OpenError> {
        unimplemented!()
    }

    /// The format version of the file.
    pub fn format_version(&self) -> u16 {
        unimplemented!()
    }

    /// The BLAKE3 of everything but the digest itself: equal for equal gateways.
    pub fn digest(&self) -> [u8; 32] {
        unimplemented!()
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The sections in file order.
    pub fn sections(&self) -> Vec<SectionInfo> {
        unimplemented!()
    }

    /// The whole gateway. `endpoints[i]` is what a [`Match`] with that index means.
    pub fn read(&self) -> Gateway {
        unimplemented!()
    }

    /// How many endpoints there are.
    pub fn endpoint_count(&self) -> usize {
        unimplemented!()
    }

    /// The endpoint at an index.
    pub fn endpoint(&self, index: usize) -> Option<Endpoint> {
        unimplemented!()
    }

    /// The endpoint that answers a request. `raw_path` is the path of the request target as it came, without query.
    /// Allocates nothing.
    ///
    /// # Errors
    /// The [`Miss`] says which of 400, 404 and 405 it is.
    pub fn find<'p>(&self, method: Method, raw_path: &'p str) -> Result<Match<'p>, Miss> {
        unimplemented!()
    }

    /// The methods a path answers; for requests whose method is none of [`Method`]: empty is 404, else 405.
    ///
    /// # Errors
    /// If the path is refused before it is matched.
    pub fn allowed(&self, raw_path: &str) -> Result<MethodSet, Refusal> {
        unimplemented!()
    }
}
