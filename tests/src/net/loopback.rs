//! Where tests listen.

use std::net::SocketAddr;

/// A free port of this machine, for this machine alone.
pub fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}
