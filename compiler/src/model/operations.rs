//! How a gateway is operated.

use std::net::IpAddr;

use gwc_syntax::source::Spanned;

/// What operators see of a gateway.
#[derive(Debug, Clone, Default)]
pub struct Operations {
    /// Where the admin listener is.
    pub admin: Option<Spanned<AdminListener>>,
}

/// Address and port of the admin listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdminListener {
    /// All addresses when absent.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
}
