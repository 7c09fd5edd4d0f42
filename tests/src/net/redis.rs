//! A Redis server of a test, on loopback and without a disk.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gwc_artifact::{RedisStore, Store, StoreError};

use super::loopback::loopback;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server at work. Dropping it kills it.
pub struct Redis {
    /// Where it listens, also after [`Redis::restart`].
    pub address: SocketAddr,
    program: PathBuf,
    options: Vec<String>,
    folder: tempfile::TempDir,
    process: Option<Child>,
}

impl Redis {
    /// Starts the program with these options, and waits until it answers.
    pub fn start(program: &Path, options: &[&str]) -> Redis {
        // The port is free now; a server that finds it taken does not answer, and the test fails.
        let address = TcpListener::bind(loopback()).expect("a free port").local_addr().expect("an address");
        let mut redis = Redis {
            address,
            program: program.to_owned(),
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            folder: tempfile::tempdir().expect("a folder"),
            process: None,
        };
        redis.restart();
        redis
    }

    /// Kills the server; what it held is lost unless the options keep it.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Starts the server again, at the same address.
    pub fn restart(&mut self) {
        self.kill();
        let port = self.address.port().to_string();
        let process = Command::new(&self.program)
            .args(["--bind", "127.0.0.1", "--port", &port, "--save", "", "--appendonly", "no", "--dir"])
            .arg(self.folder.path())
            .args(&self.options)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("redis-server starts");
        self.process = Some(process);
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(self.address).is_err() {
            assert!(Instant::now() < end, "redis-server does not listen");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends a signal by name, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let id = self.process.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// What it answers to a command: the lines of the answer, without lengths.
    pub fn ask(&self, command: &str) -> Vec<String> {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("an open socket");
        let mut reader = BufReader::new(stream);
        write!(reader.get_mut(), "{command}\r\n").expect("it reads");
        let mut lines = Vec::new();
        read(&mut reader, &mut lines);
        lines
    }

    /// How often scripts were run on it.
    pub fn scripts(&self) -> u64 {
        let stats = self.ask("INFO commandstats").join("\n");
        let calls = |line: &str| {
            let (name, rest) = line.split_once(":calls=")?;
            ["cmdstat_evalsha", "cmdstat_eval"].contains(&name).then_some(())?;
            rest.split(',').next()?.parse::<u64>().ok()
        };
        stats.lines().filter_map(calls).sum()
    }

    /// It as the store of a gateway.
    pub fn store(&self, on_error: StoreError) -> Store {
        Store::Redis(RedisStore {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            database: 0,
            user: None,
            password: None,
            // Far more than an answer takes on a busy machine; what is tested is what comes of one that never arrives.
            timeout: Duration::from_secs(2),
            on_error,
        })
    }
}

/// Reads one answer of the protocol of Redis (RESP2).
fn read(reader: &mut BufReader<TcpStream>, lines: &mut Vec<String>) {
    let mut head = String::new();
    reader.read_line(&mut head).expect("an answer");
    let (kind, rest) = head.trim_end().split_at(1);
    match kind {
        "*" => (0..rest.parse::<usize>().unwrap_or(0)).for_each(|_| read(reader, lines)),
        "$" => {
            let length: usize = rest.parse().expect("a length");
            let mut text = vec![0; length + 2];
            reader.read_exact(&mut text).expect("all of it");
            let text = String::from_utf8_lossy(&text[..length]).into_owned();
            lines.extend(text.lines().map(str::to_owned));
        }
        _ => lines.push(rest.to_owned()),
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
