//! Opening connections: addresses of names are cached for a short time, and a name server that fails does not remove the
//! addresses that it gave before.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::Instant;

/// How long a resolved name is taken as it was.
const FRESH: Duration = Duration::from_secs(10);
/// How long it is taken for want of a newer answer.
const STALE: Duration = Duration::from_secs(600);

/// The addresses of one core's upstream hosts.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    known: RefCell<HashMap<String, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    addresses: Vec<IpAddr>,
    at: Instant,
}

impl Resolver {
    /// Opens a connection to the host, trying its addresses one after the other.
    pub(crate) async fn dial(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for address in self.resolve(host, port).await? {
            match connect(SocketAddr::new(address, port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<IpAddr>> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let known = self.known.borrow().get(host).cloned();
        if let Some(known) = known.as_ref().filter(|known| known.at.elapsed() < FRESH) {
            return Ok(known.addresses.clone());
        }
        match lookup_host((host, port)).await {
            Ok(found) => {
                let addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
                let known = Known { addresses: addresses.clone(), at: Instant::now() };
                self.known.borrow_mut().insert(host.to_owned(), known);
                Ok(addresses)
            }
            Err(error) => match known.filter(|known| known.at.elapsed() < STALE) {
                Some(known) => Ok(known.addresses),
                // What the system's resolver fails with has no kind of its own.
                None => Err(io::Error::new(io::ErrorKind::NotFound, error)),
            },
        }
    }
}

/// Opens a connection that sends small pieces at once.
pub(crate) async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
