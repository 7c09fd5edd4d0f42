//! The comparison of two gateways, against what really happens to requests.

mod alone;
mod build;
mod cases;
mod observe;
mod property;
mod random;
mod reached;
mod witnessed;
