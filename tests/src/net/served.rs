//! A gateway that serves: in a thread of the test, or as the `gwr` command in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use gwc_artifact::Gateway;
use gwc_runtime::{AdminAddress, Options, ReloadHandle, Server};

use super::client::{Answer, Wire};
use super::gateway::artifact;
use super::loopback::loopback;

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
        Served::listening(gateway, Options::default())
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
        let metrics = self.admin("/metrics").text();
        let found = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        found.map(|value| value.parse().expect("a number"))
    }

    /// Waits until a series has a value: what is counted at the end of a request may be later than its answer.
    ///
    /// # Panics
    /// If it does not come to have it.
    #[track_caller]
    pub fn expect_metric(&self, series: &str, value: f64) {
        let end = Instant::now() + Duration::from_secs(20);
        while self.metric(series) != Some(value) {
            let metrics = || self.admin("/metrics").text();
            assert!(Instant::now() < end, "{series} is not {value} in\n{}", metrics());
            std::thread::sleep(Duration::from_millis(10));
        }
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

/// The `gwr` command at work. Dropping it kills it.
pub struct Child {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its admin listener is, if it has one.
    pub admin: Option<SocketAddr>,
    process: std::process::Child,
    _directory: Option<tempfile::TempDir>,
}

impl Child {
    /// Starts `gwr` with the gateway's artifact and waits until it listens.
    pub fn start(gwr: &Path, gateway: &Gateway, arguments: &[&str]) -> Child {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("gateway.gwa");
        std::fs::write(&file, gwc_artifact::encode(gateway).expect("a gateway that can be encoded"))
            .expect("a file");
        let mut child = Child::start_file(gwr, &file, arguments);
        child._directory = Some(directory);
        child
    }

    /// Starts `gwr` with an artifact in a file and waits until it listens. It has no access log unless an argument says so.
    pub fn start_file(gwr: &Path, file: &Path, arguments: &[&str]) -> Child {
        let no_log = ["--access-log", "off"].into_iter().filter(|_| !arguments.contains(&"--access-log"));
        let mut process = Command::new(gwr)
            .arg(file)
            .args(["--listen", "127.0.0.1:0"])
            .args(no_log)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("gwr starts");
        let stderr = BufReader::new(process.stderr.take().expect("a pipe"));
        let (found, addresses) = mpsc::channel();
        std::thread::spawn(move || {
            // To its end, so that the process is never kept from writing.
            for line in stderr.lines().map_while(Result::ok) {
                let places = ["gwr: listening on ", "gwr: admin listener on "];
                if let Some(address) = places.iter().find_map(|place| line.strip_prefix(place)) {
                    let _ = found.send(address.parse().expect("an address"));
                }
            }
        });
        let next = || addresses.recv_timeout(Duration::from_secs(20)).expect("gwr listens");
        let address = next();
        let admin = arguments.contains(&"--admin").then(next);
        Child { address, admin, process, _directory: None }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The most memory the process ever had resident, in bytes.
    pub fn peak_memory(&self) -> u64 {
        self.status_kib("VmHWM:") * 1024
    }

    /// The memory the process has resident, in bytes.
    pub fn memory(&self) -> u64 {
        self.status_kib("VmRSS:") * 1024
    }

    /// The processor time all threads of the process have had.
    pub fn cpu_time(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.id())).expect("a running process");
        let times =
            tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok());
        Duration::from_nanos(times.filter_map(|time| time.split(' ').next()?.parse::<u64>().ok()).sum())
    }

    fn status_kib(&self, field: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("the field");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Sends a signal by name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").args(["-s", name, &self.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// Waits for the end of the process.
    pub fn wait(&mut self, longest: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + longest;
        while Instant::now() < end {
            if let Some(status) = self.process.try_wait().expect("a child") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
