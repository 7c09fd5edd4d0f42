//! What a verified credential costs: CPU time of `gwr` for a request with a repeated RS256 token beside one without a
//! credential, in one run; and its memory while a million distinct tokens come, valid and forged.
//!
//! Both requests are answered by the gateway itself, so the difference is the credential: its header, the search among
//! verified tokens, and the identity. They take turns within a repetition, and the difference is taken inside each, so
//! that what else the machine does touches both.
//!
//! ```sh
//! cargo bench --profile dist -p gwc-runtime --bench credentials -- [--reps 15] [--requests 40000] [--distinct 1000000]
//! ```
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "../token/tests/suite/signer.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is of tests")]
mod signer;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use gwc_artifact::{
    Algorithm, Auth, AuthKind, Backend, Credential, Endpoint, FixedResponse, Forward, ForwardHeaders,
    ForwardQuery, Gateway, HeaderNames, Method, Minted, MintedHeader, PathPattern, Respond, Set, Shared,
    encode,
};
use signer::Issued;

/// How many requests a connection sends before it reads.
const BATCH: usize = 50;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, usual: usize| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(usual)
    };
    if cfg!(debug_assertions) {
        println!("skipped: a debug build says nothing; use --release");
        return;
    }
    let (reps, requests) = (number("--reps", 15).clamp(1, 100), number("--requests", 40_000).max(BATCH));
    let issued = Issued::new();
    let gwr = Gwr::start(&issued);
    repeated(&gwr, &issued, reps, requests);
    distinct(&gwr, &issued, number("--distinct", 1_000_000));
}

/// The cost of a token that was verified before.
fn repeated(gwr: &Gwr, issued: &Issued, reps: usize, requests: usize) {
    let token = issued.signed(&claims("u1"));
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let cases = [("/open", ""), ("/open", bearer.as_str()), ("/user", bearer.as_str())];
    cases.iter().for_each(|(path, header)| _ = gwr.cost(path, header, BATCH));
    let turns: Vec<[f64; 3]> = (0..reps)
        .map(|turn| {
            let mut costs = [0.0; 3];
            for at in 0..3 {
                // Each is the first as often as the others.
                let case = (turn + at) % 3;
                costs[case] = gwr.cost(cases[case].0, cases[case].1, requests);
            }
            costs
        })
        .collect();
    println!(
        "a repeated RS256 token of {} bytes, {reps} repetitions of {requests} requests; min/median/max",
        token.len()
    );
    println!(
        "no credential          {} us of CPU for each request",
        spread(turns.iter().map(|turn| turn[0]))
    );
    println!("an unread header       {} us", spread(turns.iter().map(|turn| turn[1])));
    println!("a verified token       {} us", spread(turns.iter().map(|turn| turn[2])));
    println!("verified - none        {} us", spread(turns.iter().map(|turn| turn[2] - turn[0])));
    println!("verified - unread      {} us", spread(turns.iter().map(|turn| turn[2] - turn[1])));
    println!("ratio to none          {}", spread(turns.iter().map(|turn| turn[2] / turn[0])));
}

/// The memory while distinct tokens come: as many forged as valid ones.
fn distinct(gwr: &Gwr, issued: &Issued, count: usize) {
    let mut stream = BufReader::new(TcpStream::connect(gwr.address).expect("a connection"));
    println!("{count} distinct valid tokens and {count} forged ones; resident memory of gwr");
    println!("{:>9} tokens {:>7} KiB", 0, gwr.resident());
    let (mut sent, step) = (0, (count / 10).max(1));
    while sent < count {
        let batch = BATCH.min(count - sent);
        let (mut heads, mut statuses) = (String::new(), Vec::with_capacity(2 * batch));
        for at in sent..sent + batch {
            let header = r#"{"alg":"EdDSA","kid":"ed","typ":"JWT"}"#;
            let valid = issued.token(Algorithm::EdDsa, header, &claims(&format!("u{at}")));
            let (message, signature) = valid.rsplit_once('.').expect("three parts");
            let changed = if signature.starts_with('A') { 'B' } else { 'A' };
            let forged = format!("{message}.{changed}{}", &signature[1..]);
            for (token, status) in [(valid.as_str(), 200), (forged.as_str(), 401)] {
                heads += &request("/user", &format!("Authorization: Bearer {token}\r\n"));
                statuses.push(status);
            }
        }
        send(&mut stream, &heads);
        statuses.into_iter().for_each(|status| assert_eq!(response(&mut stream), status));
        if (sent + batch) / step > sent / step {
            println!("{:>9} tokens {:>7} KiB", 2 * (sent + batch), gwr.resident());
        }
        sent += batch;
    }
}

fn claims(subject: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    format!(
        r#"{{"iss":"https://id.example.com","aud":"api","sub":"{subject}","exp":{},"owner":"acme","roles":["member","admin"],"email":"{subject}@example.com"}}"#,
        now + 36_000
    )
}

fn request(path: &str, header: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n")
}

/// The status of the next response.
fn response(stream: &mut Stream) -> u16 {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(stream.read_line(&mut head).expect("a response") > 0, "gwr closed the connection");
    }
    let head = head.to_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let length: usize = length.and_then(|length| length.parse().ok()).expect("a length");
    stream.read_exact(&mut vec![0; length]).expect("a body");
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

/// A connection whose answers are read with few system calls.
type Stream = BufReader<TcpStream>;

fn send(stream: &mut Stream, heads: &str) {
    stream.get_mut().write_all(heads.as_bytes()).expect("an open connection");
}

/// `gwr` with one worker, and the key set of its issuer; stopped when dropped.
struct Gwr {
    address: SocketAddr,
    process: Child,
    _directory: tempfile::TempDir,
}

impl Gwr {
    fn start(issued: &Issued) -> Gwr {
        let directory = tempfile::tempdir().expect("a directory");
        let keys = publish(issued.jwks());
        let file = directory.path().join("gateway.gwa");
        std::fs::write(&file, encode(&gateway(keys)).expect("a gateway that can be encoded"))
            .expect("a file");
        let address = free_address();
        let process = command(&file, address).spawn().expect("gwr starts");
        let gwr = Gwr { address, process, _directory: directory };
        let started = Instant::now();
        let bearer = format!("Authorization: Bearer {}\r\n", issued.signed(&claims("u0")));
        while gwr.status(&bearer) != Some(200) {
            assert!(started.elapsed() < Duration::from_secs(30), "gwr serves no token");
            std::thread::sleep(Duration::from_millis(20));
        }
        gwr
    }

    fn status(&self, header: &str) -> Option<u16> {
        let mut stream = BufReader::new(TcpStream::connect(self.address).ok()?);
        send(&mut stream, &request("/user", header));
        Some(response(&mut stream))
    }

    /// Microseconds of CPU for each of as many requests.
    fn cost(&self, path: &str, header: &str, requests: usize) -> f64 {
        let mut stream = BufReader::new(TcpStream::connect(self.address).expect("a connection"));
        let one = request(path, header);
        send(&mut stream, &one);
        assert_eq!(response(&mut stream), 200, "{path}");
        let batch = one.repeat(BATCH);
        let before = self.run_time();
        for _ in 0..requests / BATCH {
            send(&mut stream, &batch);
            (0..BATCH).for_each(|_| assert_eq!(response(&mut stream), 200, "{path}"));
        }
        (self.run_time() - before) / 1000.0 / ((requests / BATCH) * BATCH) as f64
    }

    /// Nanoseconds the scheduler has given to the process.
    fn run_time(&self) -> f64 {
        let tasks =
            std::fs::read_dir(format!("/proc/{}/task", self.process.id())).expect("a running process");
        let times =
            tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok());
        times.filter_map(|time| time.split(' ').next()?.parse::<f64>().ok()).sum()
    }

    /// KiB of memory.
    fn resident(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a figure");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Gwr {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(artifact: &Path, address: SocketAddr) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwr"));
    let listen = address.to_string();
    command.arg(artifact).args(["--listen", &listen, "--workers", "1", "--access-log", "off"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Serves a document on loopback for as long as the process runs.
fn publish(document: String) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{document}",
                document.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn free_address() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port")
}

/// A public endpoint, and one that requires a token and mints headers from it.
fn gateway(keys: SocketAddr) -> Gateway {
    let minted = |header: &str, claim: &str| MintedHeader {
        header: header.to_owned(),
        value: Minted::First(vec![claim.to_owned()]),
    };
    let headers =
        [("X-User-Id", "sub"), ("X-Org-Id", "owner"), ("X-Roles", "roles"), ("X-User-Email", "email")];
    let mut jwt = signer::check(&signer::asymmetric());
    (jwt.jwks_url, jwt.allow_http) = (format!("http://{keys}/jwks"), true);
    jwt.headers = headers.map(|(header, claim)| minted(header, claim)).to_vec().into();
    Gateway {
        name: "bench".to_owned(),
        stripped: HeaderNames::of(headers.map(|(header, _)| header)),
        auth: vec![Auth::new("iam", AuthKind::Jwt(jwt))],
        endpoints: vec![
            endpoint("/open", Credential::Public),
            endpoint("/user", Credential::AnyOf(vec!["iam".into()])),
        ],
        ..Gateway::default()
    }
}

fn endpoint(path: &str, credential: Credential) -> Endpoint {
    let path = PathPattern::parse(path).expect("a path");
    let response = FixedResponse { status: 200, headers: Set::default(), body: "ok".into() };
    Endpoint {
        id: Endpoint::stable_id(Method::Get, &path),
        method: Method::Get,
        path,
        hosts: Set::default(),
        credential,
        rate_limit: Shared::default(),
        forward: Forward {
            headers: ForwardHeaders::All,
            query: ForwardQuery::All,
            credentials: true,
            minted: Set::default(),
        }
        .into(),
        backend: Backend::Respond(Respond::Fixed(response.into())),
        timeouts: Shared::default(),
        stream: gwc_artifact::Stream::None,
        policies: Shared::default(),
        require: Shared::default(),
        ip: Shared::default(),
    }
}

fn spread(samples: impl Iterator<Item = f64>) -> String {
    let mut samples: Vec<f64> = samples.collect();
    samples.sort_by(f64::total_cmp);
    let (min, median, max) = (samples[0], samples[samples.len() / 2], samples[samples.len() - 1]);
    format!("{min:.2}/{median:.2}/{max:.2}")
}
