//! A KrakenD that serves. Dropping it ends it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gwc_tests::krakend::free_port;
use serde_json::Value;

/// A process that is not ready by then is broken: this limit is for a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// A port that was free may be taken by another program before the process listens.
const ATTEMPTS: usize = 3;

/// The process, and where it listens.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Process {
    /// Starts the binary with a configuration for a port, and waits until its health answers; none where it ends before.
    pub(crate) fn start(binary: &Path, configuration: impl Fn(u16) -> Value) -> Option<Process> {
        (0..ATTEMPTS).find_map(|_| {
            let port = free_port();
            Process::spawn(binary, &configuration(port), port).ready()
        })
    }

    fn spawn(binary: &Path, configuration: &Value, port: u16) -> Process {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("krakend.json");
        std::fs::write(&file, configuration.to_string()).expect("a file");
        let child = Command::new(binary)
            .args(["run", "-c"])
            .arg(&file)
            .current_dir(folder.path())
            .env("USAGE_DISABLE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", binary.display()));
        Process { address: (Ipv4Addr::LOCALHOST, port).into(), child, _folder: folder }
    }

    fn ready(mut self) -> Option<Process> {
        let end = Instant::now() + PATIENCE;
        while self.child.try_wait().expect("a child").is_none() {
            if self.is_healthy() {
                return Some(self);
            }
            assert!(Instant::now() < end, "the process neither ends nor is ready");
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Whether its own health path answers: it listens before that.
    fn is_healthy(&self) -> bool {
        self.health().is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }

    fn health(&self) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(b"GET /__health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
