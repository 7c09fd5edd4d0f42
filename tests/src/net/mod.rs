//! A harness for what happens on the wire: gateways on loopback, upstreams that do as told, and clients that send
//! exact bytes. All of it is blocking code on threads, so that nothing of the runtime under test is used to judge it.

mod authority;
pub use authority::Authority;
mod child;
pub use child::Child;
mod client;
pub use client::{Answer, End, Wire, exchange, try_exchange};
mod gateway;
pub use gateway::{GatewayBuilder, artifact, compiled, compiled_from, endpoint};
mod issuer;
pub use issuer::{Issuer, SigningKey, now};
mod loopback;
pub use loopback::loopback;
mod metrics;
mod redis;
pub use redis::Redis;
mod served;
pub use served::Served;
mod upstream;
pub(crate) use upstream::header;
pub use upstream::{Received, Upstream};
