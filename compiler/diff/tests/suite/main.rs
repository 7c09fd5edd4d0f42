//! The comparison of two gateways, against what really happens to requests.

mod alone;
mod build;
mod cases;
mod coverage;
mod credentials;
mod growth;
mod observe;
mod property;
mod random;
mod reached;
mod requests;
mod routers;
mod upstreams;
mod widened;
mod witnessed;
