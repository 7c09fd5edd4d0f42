//! The `gwr` command in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use gwc_artifact::Gateway;

use super::metrics;

/// The `gwr` command at work. Dropping it kills it.
pub struct Child {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its admin listener is, if it has one.
    pub admin: Option<SocketAddr>,
    process: std::process::Child,
    log: Arc<Mutex<String>>,
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
        let log = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&log);
        std::thread::spawn(move || {
            // To its end, so that the process is never kept from writing.
            for line in stderr.lines().map_while(Result::ok) {
                *written.lock().expect("no panic") += &format!("{line}\n");
                let places = ["gwr: listening on ", "gwr: admin listener on "];
                if let Some(address) = places.iter().find_map(|place| line.strip_prefix(place)) {
                    let _ = found.send(address.parse().expect("an address"));
                }
            }
        });
        let next = || addresses.recv_timeout(Duration::from_secs(20)).expect("gwr listens");
        let address = next();
        let admin = arguments.contains(&"--admin").then(next);
        Child { address, admin, process, log, _directory: None }
    }

    /// The value of one series of `/metrics`, as it is written there; nothing if there is no such series.
    pub fn metric(&self, series: &str) -> Option<f64> {
        metrics::value(self.admin.expect("an admin listener"), series)
    }

    /// Waits until a series has a value.
    ///
    /// # Panics
    /// If it does not come to have it.
    #[track_caller]
    pub fn expect_metric(&self, series: &str, value: f64) {
        metrics::expect(self.admin.expect("an admin listener"), series, value);
    }

    /// Waits until its log has this text, and returns how often it has it.
    ///
    /// # Panics
    /// If it does not come to have it.
    #[track_caller]
    pub fn expect_logged(&self, text: &str) -> usize {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let log = self.log.lock().expect("no panic").clone();
            if log.contains(text) {
                return log.matches(text).count();
            }
            assert!(Instant::now() < end, "`{text}` is not in\n{log}");
            std::thread::sleep(Duration::from_millis(10));
        }
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
