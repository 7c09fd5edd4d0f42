//! CPU time of the gateway for a proxied request, beside nginx, in one run.
//!
//! Both stand in front of the same backend (nginx, one worker, a small fixed answer), each with one worker pinned to
//! the last core; backend and load generator (wrk, 64 connections) are pinned to the first. The figure is the
//! scheduler's run time of the proxy's threads divided by the requests completed, not throughput: the load generator
//! takes as much of the machine as the proxy does. Proxies take turns within a repetition, and the ratio is taken
//! inside each, so that what else the machine does touches both.
//!
//! ```sh
//! cargo bench --profile dist -p gwc-runtime --bench proxy -- [--reps 7] [--secs 3] [--log]
//! ```
//! It skips with a message when nginx, wrk or taskset are not installed.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gwc_artifact::{
    Backend, Credential, Endpoint, Forward, ForwardHeaders, ForwardQuery, Gateway, Method, PathPattern,
    Scheme, Set, Shared, Stream, Template, Timeouts, Upstream, UpstreamHost, encode,
};

const BODY: &str = r#"{"object":"list","data":[{"id":"m-small","object":"model","owned_by":"acme"},{"id":"m-large","object":"model","owned_by":"acme"}]}"#;
const PATH: &str = "/v1/models";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, usual: u32| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(usual)
    };
    let (reps, secs) = (number("--reps", 7).clamp(1, 50), number("--secs", 3).clamp(1, 60));
    if let Some(tool) = ["nginx", "wrk", "taskset"].into_iter().find(|tool| !is_installed(tool)) {
        println!("skipped: `{tool}` is not installed");
        return;
    }
    if cfg!(debug_assertions) {
        println!("skipped: a debug build says nothing; use --release");
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let log = arguments.iter().any(|argument| argument == "--log");
    let (first, last) = (0, std::thread::available_parallelism().map_or(0, |cores| cores.get() - 1));
    let backend = Proxy::backend(directory.path(), first);
    let ours = Proxy::gwr(directory.path(), backend.address, last, log);
    let theirs = Proxy::nginx(directory.path(), backend.address, last);
    for proxy in [&ours, &theirs] {
        proxy.check();
        proxy.measure(first, 1);
    }
    let turns: Vec<[f64; 2]> = (0..reps)
        .map(|turn| match turn % 2 {
            0 => [ours.measure(first, secs), theirs.measure(first, secs)],
            _ => {
                let theirs = theirs.measure(first, secs);
                [ours.measure(first, secs), theirs]
            }
        })
        .collect();
    println!("GET, {} bytes, 64 connections, {reps} repetitions of {secs} s; min/median/max", BODY.len());
    println!("gwr    {} us of CPU for each request", spread(turns.iter().map(|turn| turn[0]), 1));
    println!("nginx  {} us", spread(turns.iter().map(|turn| turn[1]), 1));
    println!("ratio  {}", spread(turns.iter().map(|turn| turn[0] / turn[1]), 2));
}

/// A server under load, stopped when dropped.
struct Proxy {
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

    fn backend(directory: &Path, core: usize) -> Proxy {
        let answer = format!("default_type application/json; location / {{ return 200 '{BODY}'; }}");
        Proxy::from_nginx("backend", directory, core, "", &answer)
    }

    fn nginx(directory: &Path, backend: SocketAddr, core: usize) -> Proxy {
        let upstream =
            format!("upstream b {{ server {backend}; keepalive 256; keepalive_requests 100000000; }}");
        let pass = "location / { proxy_pass http://b; proxy_http_version 1.1; proxy_set_header Connection \"\"; \
                    proxy_set_header X-Forwarded-For $remote_addr; }";
        Proxy::from_nginx("nginx", directory, core, &upstream, pass)
    }

    fn from_nginx(name: &'static str, directory: &Path, core: usize, before: &str, server: &str) -> Proxy {
        let (address, at) = (free_address(), directory.display());
        let config = format!(
            "daemon off; master_process off; worker_processes 1; pid {at}/{name}.pid; error_log /dev/null crit;
             events {{ worker_connections 4096; }}
             http {{ access_log off; keepalive_requests 100000000; keepalive_timeout 300s;
             client_body_temp_path {at}/cb; proxy_temp_path {at}/pt; fastcgi_temp_path {at}/ft;
             uwsgi_temp_path {at}/ut; scgi_temp_path {at}/st;
             {before} server {{ listen {address}; {server} }} }}"
        );
        let file = directory.join(format!("{name}.conf"));
        std::fs::write(&file, config).expect("a file");
        let (directory, file) = (directory.to_string_lossy(), file.to_string_lossy());
        Proxy::start(name, address, core, &["nginx", "-p", &directory, "-c", &file])
    }

    fn gwr(directory: &Path, backend: SocketAddr, core: usize, log: bool) -> Proxy {
        let file = directory.join("gateway.gwa");
        std::fs::write(&file, encode(&gateway(backend)).expect("a gateway that can be encoded"))
            .expect("a file");
        let address = free_address();
        let (gwr, listen) = (env!("CARGO_BIN_EXE_gwr"), address.to_string());
        let access_log = if log { directory.join("access.log") } else { PathBuf::from("off") };
        let (file, access_log) = (file.to_string_lossy(), access_log.to_string_lossy());
        let options = ["--listen", &listen, "--workers", "1", "--access-log", &access_log];
        Proxy::start("gwr", address, core, &[&[gwr, file.as_ref()], options.as_slice()].concat())
    }

    /// Asks once, and wants the backend's answer.
    fn check(&self) {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        let request = format!("GET {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("an open connection");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(BODY), "{}: {answer}", self.name);
    }

    /// Microseconds of CPU for each request, under load from one core.
    fn measure(&self, core: usize, secs: u32) -> f64 {
        let before = self.run_time();
        let url = format!("http://{}{PATH}", self.address);
        let load = Command::new("taskset")
            .args(["-c", &core.to_string(), "wrk", "-t1", "-c64", &format!("-d{secs}s"), &url])
            .output()
            .expect("wrk runs");
        let used = self.run_time() - before;
        let report = String::from_utf8_lossy(&load.stdout).into_owned();
        assert!(!report.contains("Non-2xx") && !report.contains("Socket errors"), "{}: {report}", self.name);
        let line = report.lines().find(|line| line.contains("requests in")).expect("wrk counts requests");
        let requests: f64 =
            line.split_whitespace().next().and_then(|count| count.parse().ok()).expect("a count");
        used / 1000.0 / requests
    }

    /// Nanoseconds the scheduler has given to the process. `taskset` becomes the command, so its id is the proxy's.
    fn run_time(&self) -> f64 {
        let tasks =
            std::fs::read_dir(format!("/proc/{}/task", self.process.id())).expect("a running process");
        let times =
            tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok());
        times.filter_map(|time| time.split(' ').next()?.parse::<f64>().ok()).sum()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spread(samples: impl Iterator<Item = f64>, digits: usize) -> String {
    let mut samples: Vec<f64> = samples.collect();
    samples.sort_by(f64::total_cmp);
    let (min, median, max) = (samples[0], samples[samples.len() / 2], samples[samples.len() - 1]);
    format!("{min:.digits$}/{median:.digits$}/{max:.digits$}")
}

fn free_address() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port")
}

fn is_installed(tool: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(tool).is_file()))
}

/// One public endpoint that passes everything on, with every timeout set.
fn gateway(backend: SocketAddr) -> Gateway {
    let path = PathPattern::parse("/v1/*").expect("a path");
    let template = Template::parse("/v1/*", &path).expect("a template");
    let endpoint = Endpoint {
        id: Endpoint::stable_id(Method::Get, &path),
        method: Method::Get,
        path,
        hosts: Set::default(),
        credential: Credential::Public,
        rate_limit: Shared::default(),
        forward: Forward {
            headers: ForwardHeaders::All,
            query: ForwardQuery::All,
            credentials: true,
            minted: Set::default(),
        }
        .into(),
        backend: Backend::Upstream { upstream: "backend".into(), method: None, path: template },
        timeouts: Timeouts {
            connect: Some(Duration::from_secs(5)),
            first_byte: Some(Duration::from_secs(30)),
            idle: Some(Duration::from_secs(30)),
            total: Some(Duration::from_secs(120)),
        }
        .into(),
        stream: Stream::None,
        policies: Shared::default(),
        require: Shared::default(),
        ip: Shared::default(),
    };
    let host = UpstreamHost { scheme: Scheme::Http, host: backend.ip().to_string(), port: backend.port() };
    let upstream = Upstream {
        name: "backend".to_owned(),
        hosts: vec![host],
        accepts_keys: false,
        external: false,
        in_flight: None,
        ..Upstream::default()
    };
    Gateway {
        name: "bench".to_owned(),
        upstreams: vec![upstream],
        endpoints: vec![endpoint],
        ..Gateway::default()
    }
}
