//! Opening connections: addresses of names are cached for a short time, and a name server that fails does not remove the
//! addresses that it gave before.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::error;
use crate::lookup::Lookup;

/// How long the addresses of a name are used before it is resolved again.
const FRESH: Duration = Duration::from_secs(10);
/// The same, if no connection could be opened to any of them: what listened there may have moved.
const DOUBTED: Duration = Duration::from_secs(1);
/// How long they are used while no name server gives newer ones.
const STALE: Duration = Duration::from_secs(600);

/// The addresses of one core's upstream hosts.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    lookup: Lookup,
    known: RefCell<HashMap<String, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    addresses: Vec<IpAddr>,
    /// When a name server gave them.
    given: Instant,
    /// When the name was resolved last, with or without success.
    asked: Instant,
    /// Whether a connection could not be opened since then.
    is_doubted: bool,
}

impl Known {
    fn is_due(&self) -> bool {
        self.asked.elapsed() >= if self.is_doubted { DOUBTED } else { FRESH }
    }
}

/// An attempt to connect to the addresses of a name. One that is given up, because it takes too long, has failed too.
struct Attempt<'r> {
    resolver: &'r Resolver,
    host: &'r str,
    has_succeeded: bool,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.has_succeeded
            && let Some(known) = self.resolver.known.borrow_mut().get_mut(self.host)
        {
            known.is_doubted = true;
        }
    }
}

impl Resolver {
    pub(crate) fn new(lookup: Lookup) -> Resolver {
        Resolver { lookup, known: RefCell::default() }
    }

    /// Opens a connection to the host, trying its addresses one after the other.
    pub(crate) async fn dial(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let addresses = self.resolve(host).await?;
        let mut attempt = Attempt { resolver: self, host, has_succeeded: false };
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for address in addresses {
            match connect(SocketAddr::new(address, port)).await {
                Ok(stream) => {
                    attempt.has_succeeded = true;
                    return Ok(stream);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let Some(known) = self.known(host) else { return self.ask(host).await };
        if !known.is_due() {
            return Ok(known.addresses);
        }
        self.begin(host);
        Ok(self.ask(host).await.unwrap_or(known.addresses))
    }

    /// What is known of a name, unless it is too old.
    fn known(&self, host: &str) -> Option<Known> {
        let known = self.known.borrow();
        known.get(host).filter(|known| known.given.elapsed() < STALE).cloned()
    }

    /// The name is being resolved again. Other requests use what is known meanwhile, and after a failure for as long as
    /// after a success: a name server that hangs delays one request and not all.
    fn begin(&self, host: &str) {
        if let Some(known) = self.known.borrow_mut().get_mut(host) {
            known.asked = Instant::now();
            known.is_doubted = false;
        }
    }

    async fn ask(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let addresses = self.lookup.addresses(host).await.map_err(|error| {
            match error::is_out_of_descriptors(&error) {
                true => error,
                // What the system's resolver fails with has no kind of its own.
                false => io::Error::new(io::ErrorKind::NotFound, error),
            }
        })?;
        let now = Instant::now();
        let known = Known { addresses: addresses.clone(), given: now, asked: now, is_doubted: false };
        self.known.borrow_mut().insert(host.to_owned(), known);
        Ok(addresses)
    }
}

/// Opens a connection that sends small pieces at once.
pub(crate) async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::time::advance;

    use super::*;

    /// What a name server answers, and how often it was asked.
    type Answers = Arc<Mutex<(Result<IpAddr, i32>, usize)>>;

    fn resolver(first: &str) -> (Resolver, Answers) {
        let answers: Answers = Arc::new(Mutex::new((Ok(first.parse().unwrap()), 0)));
        let known = Arc::clone(&answers);
        let lookup = Lookup::by(move |_| {
            let (answer, asked) = &mut *known.lock().unwrap();
            *asked += 1;
            answer.map(|address| vec![address]).map_err(io::Error::from_raw_os_error)
        });
        (Resolver::new(lookup), answers)
    }

    async fn resolved(resolver: &Resolver) -> String {
        let addresses = resolver.resolve("a.test").await.unwrap();
        addresses.iter().map(IpAddr::to_string).collect()
    }

    /// An attempt to connect that is given up.
    fn give_up(resolver: &Resolver) {
        drop(Attempt { resolver, host: "a.test", has_succeeded: false });
    }

    #[tokio::test(start_paused = true)]
    async fn a_name_is_resolved_again_after_a_while_and_sooner_if_its_addresses_fail() {
        let (resolver, answers) = resolver("10.0.0.1");
        assert_eq!(resolved(&resolver).await, "10.0.0.1");
        answers.lock().unwrap().0 = Ok("10.0.0.2".parse().unwrap());
        advance(FRESH - DOUBTED).await;
        assert_eq!(resolved(&resolver).await, "10.0.0.1");
        give_up(&resolver);
        assert_eq!(resolved(&resolver).await, "10.0.0.2");
        give_up(&resolver);
        answers.lock().unwrap().0 = Ok("10.0.0.3".parse().unwrap());
        assert_eq!(resolved(&resolver).await, "10.0.0.2", "not for each request");
        advance(DOUBTED).await;
        assert_eq!(resolved(&resolver).await, "10.0.0.3");
        advance(FRESH - DOUBTED).await;
        resolved(&resolver).await;
        assert_eq!(answers.lock().unwrap().1, 3);
        advance(DOUBTED).await;
        resolved(&resolver).await;
        assert_eq!(answers.lock().unwrap().1, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_name_server_the_known_addresses_are_used_for_a_while() {
        let (resolver, answers) = resolver("10.0.0.1");
        assert_eq!(resolved(&resolver).await, "10.0.0.1");
        answers.lock().unwrap().0 = Err(111);
        advance(FRESH).await;
        for _ in 0..10 {
            assert_eq!(resolved(&resolver).await, "10.0.0.1");
        }
        assert_eq!(answers.lock().unwrap().1, 2, "one request asks, and not all");
        advance(STALE - FRESH).await;
        let error = resolver.resolve("a.test").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        answers.lock().unwrap().0 = Ok("10.0.0.2".parse().unwrap());
        assert_eq!(resolved(&resolver).await, "10.0.0.2", "at once");
    }

    /// The gateway is to blame for it, not the name.
    #[tokio::test]
    async fn a_name_that_no_descriptor_is_left_for_is_not_unknown() {
        const EMFILE: i32 = 24;
        let (resolver, answers) = resolver("10.0.0.1");
        answers.lock().unwrap().0 = Err(EMFILE);
        assert!(error::is_out_of_descriptors(&resolver.resolve("a.test").await.unwrap_err()));
    }

    #[tokio::test]
    async fn only_an_attempt_that_fails_makes_the_addresses_doubted() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (resolver, _answers) = resolver("127.0.0.1");
        let is_doubted = || resolver.known.borrow()["a.test"].is_doubted;
        assert!(resolver.dial("a.test", port).await.is_ok());
        assert!(!is_doubted());
        drop(listener);
        assert_eq!(resolver.dial("a.test", port).await.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        assert!(is_doubted());
    }
}
