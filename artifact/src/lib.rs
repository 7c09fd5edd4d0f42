//! The compiled gateway: the plain policy types, the file format, the route index and its matcher.
//!
//! This crate is the contract between the compiler and the runtime. [`Gateway`] states what a gateway does; [`encode()`]
//! makes it a file; [`Artifact::open`] checks such a file and answers from it. Compiler and runtime use the same
//! [`Artifact::find`], so what was proved of a request is what happens to it. The bytes are specified in `FORMAT.md`.
//!
//! It knows no YAML, no JSON and no sockets, and decides no policy: it finds the endpoint of a request.

mod gateway;
pub use gateway::{Gateway, Listener, OtherPolicy, PolicyScope, Protocol, Scheme, Upstream, UpstreamHost};
mod semantics;
pub use semantics::Semantics;
mod krakend;
pub use krakend::KrakendRouter;
mod endpoint;
pub use endpoint::{Backend, Credential, Endpoint, Forward, ForwardHeaders, ForwardQuery, Stream, Timeouts};
mod respond;
pub use respond::{FixedResponse, HeaderLine, Redirect, Respond};
mod cors;
pub use cors::{Cors, CorsHeaders, CorsMethods, OriginPattern, Origins};
mod header_names;
pub use header_names::HeaderNames;
mod header_edit;
pub use header_edit::HeaderEdit;
mod split;
pub use split::{SplitBy, SplitTarget};
mod upstream;
pub use upstream::{
    Balancing, Breaker, CertificateFiles, Ejection, Failure, HealthCheck, HostHeader, ListenerTls,
    Resolution, Retries, UpstreamHttp, UpstreamOptions, UpstreamTls,
};
mod bots;
pub use bots::Bots;
mod credential;
pub use credential::{ApiKey, CheckFailure, ExternalCheck, KeyCheck, KeyRecords, KeySource, NamedLimit};
mod policy;
pub use policy::{
    Algorithm, Audiences, Auth, AuthKind, Dialect, EndpointPolicy, Issuer, Jwt, KeyFailure, TokenSource,
};
mod limit;
pub use limit::{ClientKey, Limit, PerClient, Rate, RateLimit, Window};
mod balance;
pub use balance::{Balance, Usage, UsageSink};
mod priced;
pub use priced::{OnError, Period, Quota, QuotaKey};
mod store;
pub use store::{RedisStore, Secret, Store, StoreError};
mod minted;
pub use minted::{Bit, Minted, MintedHeader};
mod require;
pub use require::{ClaimValue, Literal, OneOf, Requirement};
mod network;
pub use network::{AddressRule, Network};
mod operations;
pub use operations::{
    AccessLog, AccessLogFormat, AdminListener, LogDestination, LogLevel, Operations, Share, Traces,
};
mod method;
pub use method::{Method, MethodSet};
mod path;
pub use path::{MAX_PARAMS, MAX_SEGMENTS, PathError, PathPattern, Segment};
mod template;
pub use template::{Piece, Template};
mod values;
pub use values::{Set, Shared, Text};
mod path_check;
pub use path_check::{MAX_PATH, Refusal};
mod matcher;
pub use matcher::{Match, Miss, Params};
mod artifact;
pub use artifact::{Artifact, SectionInfo, encode};
mod build;
mod canonical;
mod check;
mod check_credential;
mod check_policy;
mod check_traffic;
pub use check_traffic::HEADERS_OF_THE_CONNECTION;
mod conditions;
mod codec;
mod describe;
pub use describe::describe_types;
mod header;
pub use header::FORMAT;
mod index;
mod types;
mod walk;
mod error;
pub use error::{EncodeError, OpenError};
