//! The upstreams of a gateway, and the connections each core keeps to them.

pub(crate) mod host;
pub(crate) mod named;
pub(crate) mod addresses;
pub(crate) mod address_pools;
pub(crate) mod check;
pub(crate) mod state;
pub(crate) mod pool;
pub(crate) mod dial;
pub(crate) mod upload;
pub(crate) mod wakes;
mod io;
pub(crate) mod breaker;
pub(crate) mod retries;
