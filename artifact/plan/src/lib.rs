//! What a gateway does with a request, as plain values: the runtime executes them, the compiler reads them.
//!
//! A [`Plan`] holds everything that is decided about one endpoint before any request is there. [`decide()`] returns what
//! happens to a class of requests, and [`find`] which plan a request meets. The runtime builds its tables from the
//! same plans and calls the same functions, so the decision that `gwc` shows is the one that is executed.
//!
//! Nothing here knows sockets, clocks, HTTP libraries or how a gateway is written.
#![forbid(unsafe_code)]

mod plan;
pub use plan::{Answerer, Plan, Planner, Route, plans};
mod decide;
pub use decide::{Decision, Destination, Forwarding, RequestClass, Routed, decide};
mod matching;
pub use matching::{Found, Refused, find};
pub mod address;
mod hosts;
pub use hosts::HostPlan;
mod credentials;
pub use credentials::{Check, CheckKind, CredentialPlan};
mod source;
pub use source::{Misread, Source};
mod limits;
pub use limits::{LimitKey, LimitPhase, LimitPlan, LimitRule, LimitScope, of_credential};
mod headers;
pub use headers::{
    HeaderDecision, HeaderPlan, Passing, ReservedHeaders, StripReason, Stripped, is_of_handshake,
};
mod query;
pub use query::QueryPlan;
pub mod connection;
pub mod drain;
pub mod identity;
mod names;
pub use names::NameSet;
mod percent;
pub use percent::decoded;
pub mod redirect;
