//! How a gateway is operated.

use std::net::IpAddr;

use crate::codec::Encoded;

/// What operators see of a gateway. None of it decides how a request is answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encoded)]
pub struct Operations {
    /// Where metrics, readiness and the list of endpoints are read; nowhere if absent.
    pub admin: Option<AdminListener>,
}

/// The address and port of the admin listener.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct AdminListener {
    /// The address; `None` is every address of the machine.
    pub address: Option<IpAddr>,
    /// The TCP port.
    pub port: u16,
}
