//! An artifact in memory: checked once, its index used as it lies, its policies decoded.

use std::sync::Arc;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::build::{Built, build};
use crate::canonical;
use crate::check;
use crate::codec::{Encoded, Reader, Writer};
use crate::endpoint::Endpoint;
use crate::error::{EncodeError, OpenError};
use crate::gateway::Gateway;
use crate::header::{self, Header, Parts, Places};
use crate::index::{Edge, Index, Node};
use crate::matcher::{self, Match, Miss};
use crate::method::{Method, MethodSet};
use crate::path_check::Refusal;
use crate::semantics::Semantics;
use crate::walk;

/// The bytes of a gateway: the same for the same gateway, whatever the order of what has none.
///
/// # Errors
/// For what an artifact cannot hold: duplicates, names that are not defined, paths that no request can have, limits and
/// timeouts of 0.
pub fn encode(gateway: &Gateway) -> Result<Vec<u8>, EncodeError> {
    let gateway = canonical::sorted(gateway);
    check::gateway(&gateway)?;
    let Built { nodes, edges, labels } = build(&gateway.endpoints);
    let mut policy = Writer::default();
    gateway.write(&mut policy);
    let parts = Parts {
        semantics: gateway.semantics,
        nodes: (nodes.as_bytes(), size_of::<Node>()),
        edges: (edges.as_bytes(), size_of::<Edge>()),
        labels: &labels,
        policy: &policy.bytes,
    };
    let reason = || "it is larger than 4 GiB".to_owned();
    header::file(&parts)
        .ok_or_else(|| EncodeError::Invalid { item: "the gateway".to_owned(), reason: reason() })
}

/// An artifact that has passed every check. Cloning shares everything.
#[derive(Debug, Clone)]
pub struct Artifact {
    bytes: Arc<[u8]>,
    places: Places,
    gateway: Arc<Gateway>,
}

/// One part of an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionInfo {
    /// What it holds.
    pub name: &'static str,
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
    /// For anything that is not exactly what [`encode`] writes of some gateway; the error names the reason.
    pub fn open(bytes: impl Into<Arc<[u8]>>) -> Result<Artifact, OpenError> {
        let bytes = bytes.into();
        let header = Header::check(&bytes)?;
        let places = header.places(size_of::<Node>(), size_of::<Edge>())?;
        let mut input = Reader::new(&bytes[places.policy.clone()]);
        let gateway = Gateway::read(&mut input).and_then(|gateway| input.finish().map(|()| gateway));
        let gateway = gateway.map_err(|error| OpenError::Policy { at: error.at, reason: error.reason })?;
        if header.semantics() != Some(gateway.semantics) {
            return Err(OpenError::Header { reason: "its semantics are not those of the gateway" });
        }
        check::gateway(&gateway).map_err(OpenError::Gateway)?;
        walk::index(index(&bytes, &places), &gateway.endpoints)
            .map_err(|(node, reason)| OpenError::Index { node, reason })?;
        Ok(Artifact { bytes, places, gateway: Arc::new(gateway) })
    }

    /// The format of the file.
    pub fn format_version(&self) -> u16 {
        self.header().format()
    }

    /// The program that wrote the file, with its version.
    pub fn writer(&self) -> &str {
        self.header().writer()
    }

    /// Whose rules the gateway follows.
    pub fn semantics(&self) -> Semantics {
        self.gateway.semantics
    }

    /// The BLAKE3 of everything but the digest itself: equal for equal gateways of one writer.
    pub fn digest(&self) -> [u8; 32] {
        self.header().digest
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The parts behind the header, in file order.
    pub fn sections(&self) -> [SectionInfo; 4] {
        let Places { nodes, edges, labels, policy } = &self.places;
        let section = |name, place: &std::ops::Range<usize>, size| SectionInfo {
            name,
            offset: place.start,
            length: place.len(),
            records: place.len() / size,
        };
        [
            section("nodes", nodes, size_of::<Node>()),
            section("edges", edges, size_of::<Edge>()),
            section("labels", labels, 1),
            SectionInfo { records: 1, ..section("policy", policy, 1) },
        ]
    }

    /// The whole gateway. `endpoints[i]` is what a [`Match`] with that index means.
    pub fn gateway(&self) -> &Arc<Gateway> {
        &self.gateway
    }

    /// The endpoint at an index.
    pub fn endpoint(&self, index: usize) -> Option<&Endpoint> {
        self.gateway.endpoints.get(index)
    }

    /// The endpoint that answers a request. `raw_path` is the path of the request target as it came, without query.
    /// `HEAD` meets the endpoint of `GET` where the path has none of its own, unless the semantics are KrakenD's.
    /// Allocates nothing.
    ///
    /// # Errors
    /// The [`Miss`] tells 400, 404 and 405 apart.
    #[inline]
    pub fn find<'p>(&self, method: Method, raw_path: &'p str) -> Result<Match<'p>, Miss> {
        matcher::find(index(&self.bytes, &self.places), self.semantics(), method, raw_path)
    }

    /// The methods a path answers, those included that no endpoint declares; for requests whose method is not a [`Method`]: empty is 404, else 405.
    ///
    /// # Errors
    /// If the path is refused before it is matched.
    pub fn allowed(&self, raw_path: &str) -> Result<MethodSet, Refusal> {
        matcher::allowed(index(&self.bytes, &self.places), self.semantics(), raw_path)
    }

    fn header(&self) -> &Header {
        Header::ref_from_prefix(&self.bytes).expect("`open` has read it").0
    }
}

#[inline]
fn index<'a>(bytes: &'a [u8], places: &Places) -> Index<'a> {
    Index {
        nodes: records(bytes, &places.nodes),
        edges: records(bytes, &places.edges),
        labels: bytes.get(places.labels.clone()).unwrap_or_default(),
    }
}

/// A part as records; `open` has checked that it is a whole number of them.
#[inline]
fn records<'a, T: FromBytes + Immutable + KnownLayout>(
    bytes: &'a [u8],
    place: &std::ops::Range<usize>,
) -> &'a [T] {
    let part = bytes.get(place.clone());
    part.and_then(|part| <[T]>::ref_from_bytes(part).ok()).unwrap_or_default()
}
