//! Servers under load.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gwc_artifact::encode;

use crate::gateway::{Policies, gateway};
use crate::written;

pub(crate) const BODY: &str = r#"{"object":"list","data":[{"id":"m-small","object":"model","owned_by":"acme"},{"id":"m-large","object":"model","owned_by":"acme"}]}"#;
pub(crate) const PATH: &str = "/v1/models";

/// Where the proxy runs, and where all else does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cores {
    proxy: usize,
    rest: usize,
}

impl Cores {
    pub(crate) fn of_machine() -> Cores {
        let last = std::thread::available_parallelism().map_or(0, |cores| cores.get() - 1);
        Cores { proxy: last, rest: 0 }
    }
}

/// A server under load, stopped when dropped.
pub(crate) struct Proxy {
    name: &'static str,
    address: SocketAddr,
    process: Child,
}

impl Proxy {
    fn start(name: &'static str, address: SocketAddr, core: usize, command: &[&str]) -> Proxy {
        let process = Command::new("taskset")
            .args(["-c", &core.to_string()])
            .args(command)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("taskset starts");
        let proxy = Proxy { name, address, process };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(started.elapsed() < Duration::from_secs(10), "{name} does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        proxy
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What answers the same to each request.
    pub(crate) fn backend(directory: &Path, cores: Cores) -> Proxy {
        let answer = format!("default_type application/json; location / {{ return 200 '{BODY}'; }}");
        Proxy::from_nginx("backend", directory, cores.rest, "access_log off;", &answer)
    }

    /// nginx in front of a backend; with `policies`, those it has itself.
    pub(crate) fn nginx(directory: &Path, backend: SocketAddr, cores: Cores, policies: bool) -> Proxy {
        let at = directory.display();
        let (http, location) = match policies {
            false => ("access_log off;".to_owned(), ""),
            true => (
                format!(
                    "limit_req_zone $binary_remote_addr zone=z:1m rate=1000000r/s;
                     access_log {at}/nginx-access.log combined buffer=32k flush=1s;"
                ),
                "limit_req zone=z burst=1000000 nodelay; add_header Referrer-Policy no-referrer;
                 add_header Strict-Transport-Security max-age=31536000; add_header X-Frame-Options DENY;
                 add_header X-Content-Type-Options nosniff; add_header X-Request-Id $request_id;",
            ),
        };
        let http =
            format!("{http} upstream b {{ server {backend}; keepalive 256; keepalive_requests 100000000; }}");
        let pass = format!(
            "location / {{ proxy_pass http://b; proxy_http_version 1.1; proxy_set_header Connection \"\"; \
             proxy_set_header X-Forwarded-For $remote_addr; {location} }}"
        );
        Proxy::from_nginx("nginx", directory, cores.proxy, &http, &pass)
    }

    fn from_nginx(name: &'static str, directory: &Path, core: usize, http: &str, server: &str) -> Proxy {
        let (address, at) = (free_address(), directory.display());
        let config = format!(
            "daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 20000; error_log /dev/null crit;
             pid {at}/{name}.pid; events {{ worker_connections 10000; }}
             http {{ keepalive_requests 100000000; keepalive_timeout 300s;
             client_body_temp_path {at}/cb; proxy_temp_path {at}/pt; fastcgi_temp_path {at}/ft;
             uwsgi_temp_path {at}/ut; scgi_temp_path {at}/st;
             {http} server {{ listen {address}; {server} }} }}"
        );
        let file = written(directory, &format!("{name}.conf"), config);
        Proxy::start(name, address, core, &["nginx", "-p", &directory.to_string_lossy(), "-c", &file])
    }

    /// The gateway in front of a backend.
    pub(crate) fn gwr(
        directory: &Path,
        gwr: &Path,
        backend: SocketAddr,
        cores: Cores,
        policies: Policies,
    ) -> Proxy {
        let bytes = encode(&gateway(backend, policies)).expect("a gateway that can be encoded");
        let file = written(directory, "gateway.gwa", bytes);
        let (address, admin) = (free_address(), free_address().to_string());
        let (listen, log) =
            (address.to_string(), directory.join("access.log").to_string_lossy().into_owned());
        let (log, admin) = match policies {
            Policies::None => ("off", "off"),
            Policies::All => (log.as_str(), admin.as_str()),
        };
        let gwr = gwr.to_string_lossy();
        let options = ["--listen", &listen, "--workers", "1", "--access-log", log, "--admin", admin];
        Proxy::start("gwr", address, cores.proxy, &[&[gwr.as_ref(), &file], options.as_slice()].concat())
    }

    /// Asks once, and wants the backend's answer.
    pub(crate) fn check(&self) {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        let request = format!("GET {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("an open connection");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(BODY), "{}: {answer}", self.name);
    }

    /// Microseconds of CPU for each request, under load from one core.
    pub(crate) fn measure(&self, cores: Cores, secs: u32) -> f64 {
        let before = self.run_time();
        let report = self.load(cores, secs);
        let used = self.run_time() - before;
        let line = report.lines().find(|line| line.contains("requests in")).expect("wrk counts requests");
        let requests: f64 =
            line.split_whitespace().next().and_then(|count| count.parse().ok()).expect("a count");
        used / 1000.0 / requests
    }

    /// Load from 64 connections; what wrk reports.
    pub(crate) fn load(&self, cores: Cores, secs: u32) -> String {
        let url = format!("http://{}{PATH}", self.address);
        let load = Command::new("taskset")
            .args(["-c", &cores.rest.to_string(), "wrk", "-t1", "-c64", &format!("-d{secs}s"), &url])
            .output()
            .expect("wrk runs");
        let report = String::from_utf8_lossy(&load.stdout).into_owned();
        assert!(!report.contains("Non-2xx") && !report.contains("Socket errors"), "{}: {report}", self.name);
        report
    }

    /// Nanoseconds the scheduler has given to the process. `taskset` becomes the command, so its id is the proxy's.
    fn run_time(&self) -> f64 {
        let tasks =
            std::fs::read_dir(format!("/proc/{}/task", self.process.id())).expect("a running process");
        let times =
            tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok());
        times.filter_map(|time| time.split(' ').next()?.parse::<f64>().ok()).sum()
    }

    /// Resident memory, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("a running process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the field");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port")
}

pub(crate) fn is_installed(tool: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(tool).is_file()))
}
