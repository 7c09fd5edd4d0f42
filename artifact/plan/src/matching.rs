//! Which plan a request meets, or why none.

use std::fmt;

use gwc_artifact::{Artifact, Match, Method, MethodSet, Miss, Refusal, Semantics};

/// What a request meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'p> {
    /// An endpoint.
    Endpoint(Match<'p>),
    /// The gateway answers an `OPTIONS` that no endpoint has: 204, with these methods in `Allow`.
    Methods(MethodSet),
}

/// Why a request meets no endpoint. Nothing of it reaches an upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The path is spelled so that two programs could read it differently.
    Path(Refusal),
    /// No endpoint has the path.
    NoEndpoint,
    /// Endpoints have the path, but with these methods only.
    OtherMethod(MethodSet),
    /// The endpoint does not answer the host.
    OtherHost,
}

impl Refused {
    /// The status of the response.
    pub fn status(self) -> u16 {
        match self {
            Refused::Path(_) => 400,
            Refused::NoEndpoint | Refused::OtherHost => 404,
            Refused::OtherMethod(_) => 405,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Path(refusal) => refusal.as_str(),
            // A client is not told which hosts there are.
            Refused::NoEndpoint | Refused::OtherHost => "no endpoint has the path",
            Refused::OtherMethod(_) => "no endpoint has the method",
        })
    }
}

impl From<Miss> for Refused {
    fn from(miss: Miss) -> Refused {
        match miss {
            Miss::NotFound => Refused::NoEndpoint,
            Miss::MethodNotAllowed(allowed) => Refused::OtherMethod(allowed),
            Miss::Refused(refusal) => Refused::Path(refusal),
        }
    }
}

/// What a request meets: an endpoint, which is the index of its plan and what the path's parameters match, or the list
/// of methods. `method` is any method of HTTP, also one that no endpoint can have; `raw_path` is the path as it came,
/// without query. Allocates nothing.
///
/// # Errors
/// If no endpoint has the method and path.
pub fn find<'p>(artifact: &Artifact, method: &str, raw_path: &'p str) -> Result<Found<'p>, Refused> {
    match Method::parse(method) {
        Some(method) => match artifact.find(method, raw_path) {
            Ok(found) => Ok(Found::Endpoint(found)),
            Err(Miss::MethodNotAllowed(methods))
                if method == Method::Options && artifact.semantics() == Semantics::Gwr =>
            {
                Ok(Found::Methods(methods))
            }
            Err(miss) => Err(miss.into()),
        },
        None => Err(match artifact.allowed(raw_path) {
            Ok(MethodSet::EMPTY) => Refused::NoEndpoint,
            Ok(allowed) => Refused::OtherMethod(allowed),
            Err(refusal) => Refused::Path(refusal),
        }),
    }
}
