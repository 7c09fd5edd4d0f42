//! Responses that the gateway gives itself.

use crate::codec::Encoded;
use crate::template::Template;
use crate::values::{Set, Shared};

/// What the gateway answers itself.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum Respond {
    /// The health of the gateway's upstreams.
    Health = 1,
    /// 501: `gwr` does not support the endpoint, and the artifact was built with `--skip-unsupported`.
    NotImplemented = 2,
    /// Always the same.
    Fixed(Shared<FixedResponse>) = 3,
    /// Another place.
    Redirect(Redirect) = 4,
}

/// A response that is the same for every request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct FixedResponse {
    /// The status, from 200 to 599.
    pub status: u16,
    /// Its headers, each name once.
    pub headers: Set<HeaderLine>,
    /// The body, which is empty where the status allows none.
    pub body: String,
}

/// One line of a response.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct HeaderLine {
    /// The header, lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A redirect. The query of the request is added to the place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct Redirect {
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Scheme, host and port, such as `https://www.example.com`; empty for a path of the same host.
    pub origin: String,
    /// The path, as a function of the parameters of the request's path.
    pub path: Template,
}
