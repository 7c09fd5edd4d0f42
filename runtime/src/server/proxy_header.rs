//! The PROXY protocol: a load balancer in front writes the address of its client ahead of everything else.
//!
//! Only a trusted proxy may state an address. The header is read exactly, so that what follows it, a TLS handshake or a
//! request, is still unread. Format: HAProxy's `proxy-protocol.txt`, versions 1 and 2.

use std::io;
use std::net::IpAddr;

use ppp::{v1, v2};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use crate::worker::Worker;

/// The bytes of a version 2 header before its addresses.
const FIXED: usize = 16;
/// The longest line of version 1, with its end.
const LONGEST_LINE: usize = 107;
/// The longest version 2 header that is read, in bytes: addresses, and what a load balancer adds to them.
const LONGEST: usize = 4096;

/// The address of the client: the one in the header, or the peer's where the load balancer speaks for itself.
///
/// # Errors
/// If the peer is not a trusted proxy, sends no header in time, or one that cannot be read.
pub(super) async fn client<S>(worker: &Worker, stream: &mut S, peer: IpAddr) -> io::Result<IpAddr>
where
    S: AsyncRead + Unpin,
{
    let table = worker.table();
    if !table.gateway.trusted_proxies().iter().any(|network| network.contains(peer)) {
        return Err(invalid());
    }
    let stated = timeout(worker.options.head_timeout, read(stream)).await??;
    Ok(stated.map_or(peer, |address| address.to_canonical()))
}

/// Reads a header and nothing behind it; `None` where it states no address of a client.
async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Option<IpAddr>> {
    let mut header = vec![0; v2::PROTOCOL_PREFIX.len()];
    stream.read_exact(&mut header).await?;
    if header == v2::PROTOCOL_PREFIX {
        return binary(stream, header).await;
    }
    while !header.ends_with(b"\n") {
        if header.len() == LONGEST_LINE || !header.starts_with(b"PROXY ") {
            return Err(invalid());
        }
        header.push(stream.read_u8().await?);
    }
    let header = v1::Header::try_from(header.as_slice()).map_err(|_| invalid())?;
    Ok(match header.addresses {
        v1::Addresses::Tcp4(addresses) => Some(IpAddr::V4(addresses.source_address)),
        v1::Addresses::Tcp6(addresses) => Some(IpAddr::V6(addresses.source_address)),
        v1::Addresses::Unknown => None,
    })
}

async fn binary<S: AsyncRead + Unpin>(stream: &mut S, mut header: Vec<u8>) -> io::Result<Option<IpAddr>> {
    let signature = header.len();
    header.resize(FIXED, 0);
    stream.read_exact(&mut header[signature..]).await?;
    let length = FIXED + usize::from(u16::from_be_bytes([header[FIXED - 2], header[FIXED - 1]]));
    if length > LONGEST {
        return Err(invalid());
    }
    header.resize(length, 0);
    stream.read_exact(&mut header[FIXED..]).await?;
    let header = v2::Header::try_from(header.as_slice()).map_err(|_| invalid())?;
    Ok(match (header.command, header.addresses) {
        (v2::Command::Proxy, v2::Addresses::IPv4(addresses)) => Some(IpAddr::V4(addresses.source_address)),
        (v2::Command::Proxy, v2::Addresses::IPv6(addresses)) => Some(IpAddr::V6(addresses.source_address)),
        // A health check of the load balancer itself, or a client without an address of the Internet.
        _ => None,
    })
}

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of the bytes, and what is left of them.
    fn of(bytes: &[u8]) -> (Result<Option<String>, ()>, Vec<u8>) {
        let mut rest = bytes;
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = runtime.block_on(read(&mut rest));
        (read.map(|address| address.map(|address| address.to_string())).map_err(drop), rest.to_vec())
    }

    fn version_2(command: u8, family: u8, addresses: &[u8]) -> Vec<u8> {
        let length = u16::try_from(addresses.len()).unwrap().to_be_bytes();
        [v2::PROTOCOL_PREFIX, &[command, family], &length, addresses].concat()
    }

    #[test]
    fn both_versions_state_the_address_and_leave_the_rest() {
        let long = "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";
        let mut ipv6 = [0; 36];
        ipv6[15] = 1;
        for (header, stated) in [
            (b"PROXY TCP4 192.0.2.7 10.0.0.1 40000 443\r\n".to_vec(), Some("192.0.2.7")),
            (b"PROXY TCP6 2001:db8::7 ::1 40000 443\r\n".to_vec(), Some("2001:db8::7")),
            (long.as_bytes().to_vec(), Some("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")),
            (b"PROXY UNKNOWN\r\n".to_vec(), None),
            (version_2(0x21, 0x11, &[192, 0, 2, 7, 10, 0, 0, 1, 156, 64, 1, 187]), Some("192.0.2.7")),
            // With a value of the load balancer behind the addresses.
            (
                version_2(0x21, 0x11, &[192, 0, 2, 7, 10, 0, 0, 1, 156, 64, 1, 187, 4, 0, 1, 42]),
                Some("192.0.2.7"),
            ),
            (version_2(0x21, 0x21, &ipv6), Some("::1")),
            (version_2(0x20, 0x00, &[]), None),
            (version_2(0x20, 0x11, &[192, 0, 2, 7, 10, 0, 0, 1, 156, 64, 1, 187]), None),
            (version_2(0x21, 0x31, &[0; 216]), None),
        ] {
            let sent = [header.as_slice(), b"GET / HTTP/1.1\r\n"].concat();
            let expected = (Ok(stated.map(str::to_owned)), b"GET / HTTP/1.1\r\n".to_vec());
            assert_eq!(of(&sent), expected, "{:?}", String::from_utf8_lossy(&header));
        }
    }

    #[test]
    fn what_is_no_header_is_refused() {
        let endless = [b"PROXY TCP4 ".as_slice(), &[b'1'; 200]].concat();
        for bytes in [
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 10.0.0.1 40000\r\n".to_vec(),
            b"PROXY TCP4 2001:db8::7 10.0.0.1 40000 443\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 10.0.0.1 40000 443\n".to_vec(),
            b"proxy TCP4 192.0.2.7 10.0.0.1 40000 443\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7".to_vec(),
            endless,
            version_2(0x11, 0x11, &[192, 0, 2, 7, 10, 0, 0, 1, 156, 64, 1, 187]),
            version_2(0x2f, 0x11, &[192, 0, 2, 7, 10, 0, 0, 1, 156, 64, 1, 187]),
            version_2(0x21, 0x11, &[192, 0, 2, 7]),
            version_2(0x21, 0x11, &[0; 5000]),
            v2::PROTOCOL_PREFIX.to_vec(),
            Vec::new(),
        ] {
            assert!(of(&bytes).0.is_err(), "{:?}", String::from_utf8_lossy(&bytes));
        }
    }
}
