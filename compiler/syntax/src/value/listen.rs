//! Where a gateway listens: `8080`, `127.0.0.1:8080`, `[::1]:8080`.

use std::net::{IpAddr, SocketAddr};

/// Reads a port, or an address and a port.
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_listen(text: &str) -> Result<(Option<IpAddr>, u16), String> {
    let fail =
        || "expected a port from 1 to 65535, or an IP address and a port such as `127.0.0.1:8080`".to_owned();
    if text.starts_with('0') && text.parse::<u16>().is_ok_and(|port| port > 0) {
        return Err("expected a port without a leading zero".to_owned());
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // A leading zero is octal to some readers of YAML and decimal to others.
        let port = text.parse::<u16>().ok().filter(|_| !text.starts_with('0'));
        return port.map(|port| (None, port)).ok_or_else(fail);
    }
    let socket: SocketAddr = text.parse().map_err(|_| fail())?;
    if socket.port() == 0 {
        return Err(fail());
    }
    Ok((Some(socket.ip()), socket.port()))
}
