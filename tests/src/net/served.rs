//! A gateway that serves in a thread of the test.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use gwc_artifact::Gateway;
use gwc_runtime::{AdminAddress, Options, ReloadHandle, Server};

use super::client::{Answer, Wire};
use super::gateway::artifact;
use super::loopback::loopback;
use super::metrics;

/// A gateway served by threads of the test. Dropping it stops it.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    /// All addresses that it listens on.
    pub addresses: Vec<SocketAddr>,
    /// Where its admin listener is, if it has one.
    pub admin: Option<SocketAddr>,
    /// To reload and to drain it.
    pub handle: ReloadHandle,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Served {
    /// Serves with one worker.
    pub fn start(gateway: &Gateway) -> Served {
        Served::start_with(gateway, Options::default())
    }

    /// Serves with these options, on loopback.
    pub fn start_with(gateway: &Gateway, options: Options) -> Served {
        Served::listening(gateway, Options { listen: vec![loopback()], ..options })
    }

    /// Serves on the listeners of the gateway. Port 0 takes a free one.
    pub fn as_declared(gateway: &Gateway) -> Served {
        Served::as_declared_with(gateway, Options::default())
    }

    /// The same, with these options.
    pub fn as_declared_with(gateway: &Gateway, options: Options) -> Served {
        Served::listening(gateway, options)
    }

    fn listening(gateway: &Gateway, options: Options) -> Served {
        let workers = options.workers.or(std::num::NonZeroUsize::new(1));
        let options = Options { workers, ..options };
        let server = Server::bind(artifact(gateway), options).expect("a gateway that starts");
        let (addresses, handle) = (server.addresses().to_vec(), server.handle());
        let admin = server.admin_address();
        let thread = std::thread::spawn(move || server.run());
        Served { address: addresses[0], addresses, admin, handle, thread: Some(thread) }
    }

    /// Serves with one worker and an admin listener.
    pub fn with_admin(gateway: &Gateway) -> Served {
        Served::start_with(gateway, Options { admin: AdminAddress::At(loopback()), ..Options::default() })
    }

    /// The answer of the admin listener.
    pub fn admin(&self, path: &str) -> Answer {
        Wire::connect(self.admin.expect("an admin listener")).get(path)
    }

    /// The value of one series of `/metrics`, as it is written there; nothing if there is no such series.
    pub fn metric(&self, series: &str) -> Option<f64> {
        metrics::value(self.admin.expect("an admin listener"), series)
    }

    /// Waits until a series has a value: what is counted at the end of a request may be later than its answer.
    ///
    /// # Panics
    /// If it does not come to have it.
    #[track_caller]
    pub fn expect_metric(&self, series: &str, value: f64) {
        metrics::expect(self.admin.expect("an admin listener"), series, value);
    }

    /// Waits until it has ended by itself, after a drain.
    pub fn join(mut self) {
        let thread = self.thread.take().expect("joined once");
        thread.join().expect("no panic").expect("a clean end");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.handle.stop();
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.expect("no panic").expect("a clean end");
            }
        }
    }
}
