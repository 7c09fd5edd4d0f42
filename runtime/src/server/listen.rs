//! Binding: every thread has a listener of its own on the same port, and the kernel spreads connections over them.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

#[cfg(feature = "tls")]
use std::sync::Arc;

use gwc_artifact::{Listener, Protocol};
use socket2::{Domain, Protocol as Transport, Socket, Type};

#[cfg(feature = "tls")]
use crate::tls::listener::Certificates;

/// Connections that wait to be accepted.
const BACKLOG: i32 = 1024;

/// What is expected of the connections of a listener.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// Whether each begins with a PROXY protocol header.
    pub(super) proxy_protocol: bool,
    /// Its certificates.
    #[cfg(feature = "tls")]
    pub(super) tls: Option<Arc<Certificates>>,
}

/// A listener to be bound.
#[derive(Debug)]
pub(super) struct Wanted {
    address: SocketAddr,
    settings: Settings,
}

impl Wanted {
    /// A listener of plain HTTP.
    pub(super) fn plain(address: SocketAddr) -> Wanted {
        Wanted { address, settings: Settings::default() }
    }

    /// An artifact's listener. No address is every one, of IPv6 and of IPv4.
    ///
    /// # Errors
    /// What is wrong with its certificates.
    pub(super) fn of(listener: &Listener) -> Result<Wanted, String> {
        let Protocol::Http = listener.protocol;
        let settings = Settings {
            proxy_protocol: listener.proxy_protocol,
            #[cfg(feature = "tls")]
            tls: listener.tls.as_ref().map(|tls| Certificates::of(tls).map(Arc::new)).transpose()?,
        };
        #[cfg(not(feature = "tls"))]
        if listener.tls.is_some() {
            return Err("this build has no TLS".to_owned());
        }
        Ok(Wanted { address: socket_address(listener.address, listener.port), settings })
    }

    /// Its certificates.
    #[cfg(feature = "tls")]
    pub(super) fn certificates(&self) -> Option<Arc<Certificates>> {
        self.settings.tls.clone()
    }
}

/// No address is every one, of IPv6 and of IPv4.
pub(super) fn socket_address(address: Option<IpAddr>, port: u16) -> SocketAddr {
    SocketAddr::new(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)), port)
}

/// A listener that no other thread shares.
///
/// # Errors
/// If the address is taken, or cannot be bound.
pub(super) fn bind_alone(address: SocketAddr) -> io::Result<TcpListener> {
    match listen(address, false) {
        Err(error) if is_without_ipv6(address, &error) => listen(every_ipv4(address), false),
        bound => bound,
    }
}

/// Whether a machine without IPv6 is the reason that every address cannot be bound.
fn is_without_ipv6(address: SocketAddr, error: &io::Error) -> bool {
    address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED) && error.kind() != io::ErrorKind::AddrInUse
}

fn every_ipv4(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), address.port())
}

/// A listener of one worker.
pub(super) type Listening = (TcpListener, Settings);

/// Addresses as they were bound, and for each worker its listeners.
pub(super) type Bound = (Vec<SocketAddr>, Vec<Vec<Listening>>);

/// The addresses as they were bound, and for each worker a listener on every one of them.
///
/// # Errors
/// If an address is taken, by this or another process, or cannot be bound; with the address.
pub(super) fn bind(wanted: &[Wanted], workers: usize) -> Result<Bound, (SocketAddr, io::Error)> {
    let mut addresses = Vec::new();
    let mut listeners: Vec<Vec<Listening>> = (0..workers).map(|_| Vec::new()).collect();
    for wanted in wanted {
        let bound = bind_one(wanted, &mut listeners).map_err(|error| (wanted.address, error))?;
        addresses.push(bound);
    }
    Ok((addresses, listeners))
}

fn bind_one(wanted: &Wanted, listeners: &mut [Vec<Listening>]) -> io::Result<SocketAddr> {
    let address = wanted.address;
    // A shared port would also be shared with a second process started by mistake.
    let mut address = match listen(address, false) {
        Err(error) if is_without_ipv6(address, &error) => every_ipv4(address),
        probed => probed.map(|_| address)?,
    };
    for listeners in listeners {
        let listener = listen(address, true)?;
        address = listener.local_addr()?;
        listeners.push((listener, wanted.settings.clone()));
    }
    Ok(address)
}

fn listen(address: SocketAddr, shared: bool) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Transport::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(address.ip() != IpAddr::V6(Ipv6Addr::UNSPECIFIED))?;
    }
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(shared)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
