//! CPU time of whole processes, one beside the other: `gwc check` on the 133 endpoints of `routes/hanzo`, `nginx -t` on
//! as many locations, and KrakenD's own checks of what gwc makes of those routes where `GWC_KRAKEND` names its binary.
//!
//! Machines differ and are shared: only the ratios count. The runs take turns, and each ratio is that of two medians.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};

const GWC: &str = env!("CARGO_BIN_EXE_gwc");
const ROUTES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../routes/hanzo");
const SCHEMA: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/conformance/krakend-schema/v2.13.krakend.json");
const RUNS: usize = 31;

/// A command to measure beside `gwc check`.
struct Rival {
    name: &'static str,
    command: Command,
    /// How much of its time `gwc check` may take.
    bar: Option<f64>,
}

fn main() {
    let scratch = tempfile::tempdir().expect("a temporary folder can be made");
    let lock = fs::read_to_string(format!("{ROUTES}/endpoints.lock")).expect("the lock file can be read");
    let endpoints: Vec<&str> =
        lock.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut own = command(GWC, &["check", ROUTES]);
    let mut rivals: Vec<Rival> = nginx(scratch.path(), &endpoints).into_iter().collect();
    rivals.extend(krakend(scratch.path()));
    let (own, others) = measure(&mut own, &mut rivals);
    println!("CPU time of whole processes, user and system, median of {RUNS} runs that take turns");
    println!("{:>32}  {:>9}  {:>8}  bar", "", "CPU", "gwc's");
    println!("{:>32}  {}", format!("gwc check, {} endpoints", endpoints.len()), shown(own));
    for (rival, time) in rivals.iter().zip(others) {
        let ratio = own.as_secs_f64() / time.as_secs_f64();
        let bar = rival.bar.map_or_else(String::new, |bar| {
            format!("at most {bar:.2}: {}", if ratio <= bar { "met" } else { "missed" })
        });
        println!("{:>32}  {}  {ratio:>8.3}  {bar}", rival.name, shown(time));
    }
}

fn shown(time: Duration) -> String {
    format!("{:>6.2} ms", time.as_secs_f64() * 1e3)
}

/// The medians of `gwc` and of each rival.
fn measure(own: &mut Command, rivals: &mut [Rival]) -> (Duration, Vec<Duration>) {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); rivals.len() + 1];
    for _ in 0..RUNS {
        times[0].push(cpu_time(own));
        for (rival, times) in rivals.iter_mut().zip(&mut times[1..]) {
            times.push(cpu_time(&mut rival.command));
        }
    }
    let mut medians = times.into_iter().map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let own = medians.next().unwrap_or_default();
    (own, medians.collect())
}

/// What a run of the command costs, all its threads and children included. A run before it is not counted, so that
/// nobody pays for the caches that another program has just emptied.
fn cpu_time(command: &mut Command) -> Duration {
    let mut run = || command.status().expect("what ran once runs again");
    run();
    let before = spent();
    run();
    spent() - before
}

/// The CPU time of all children that have ended.
fn spent() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("children can be asked about");
    [usage.user_time(), usage.system_time()]
        .map(|time| Duration::new(time.tv_sec().unsigned_abs(), time.tv_usec().unsigned_abs() as u32 * 1000))
        .into_iter()
        .sum()
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// `nginx -t` on one location for each endpoint, with a limit, a timeout and headers as the endpoints have them.
fn nginx(scratch: &Path, endpoints: &[&str]) -> Option<Rival> {
    let path = scratch.join("nginx.conf");
    fs::write(&path, nginx_config(scratch, endpoints)).expect("the configuration can be written");
    let (path, prefix) = (text(&path), text(scratch));
    let programs = ["nginx", "/usr/sbin/nginx"];
    let arguments = ["-t", "-q", "-p", prefix, "-c", path];
    let Some(program) = programs.into_iter().find(|program| command(program, &arguments).status().is_ok())
    else {
        println!("skipped: nginx is not installed");
        return None;
    };
    let tried = command(program, &arguments).stderr(Stdio::inherit()).status();
    assert!(tried.is_ok_and(|status| status.success()), "nginx takes its configuration");
    Some(Rival { name: "nginx -t, as many locations", command: command(program, &arguments), bar: Some(2.0) })
}

fn nginx_config(scratch: &Path, endpoints: &[&str]) -> String {
    let folder = scratch.display();
    let mut text = format!(
        "pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{ }}\nhttp {{\n  access_log off;\n  \
         limit_req_zone $binary_remote_addr zone=each:1m rate=100r/s;\n"
    );
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let _ = writeln!(text, "  {kind}_temp_path {folder}/{kind};");
    }
    let _ = writeln!(text, "  server {{\n    listen unix:{folder}/socket;");
    for (number, endpoint) in endpoints.iter().enumerate() {
        let path = endpoint.split(' ').nth(1).expect("a line of the lock file names a path");
        let path = path.replace(['{', '}'], "_");
        let prefix = path.trim_end_matches('*');
        let _ = writeln!(
            text,
            "    location /{number}{prefix} {{\n      limit_req zone=each burst=100 nodelay;\n      proxy_read_timeout 30s;\n      \
             proxy_set_header X-Request-ID $request_id;\n      proxy_pass http://127.0.0.1:8000{prefix};\n    }}"
        );
    }
    text + "  }\n}\n"
}

/// What KrakenD's own tools take for the file that is built of the same routes.
fn krakend(scratch: &Path) -> Vec<Rival> {
    let Some(program) = std::env::var_os("GWC_KRAKEND").map(PathBuf::from) else {
        println!("skipped: GWC_KRAKEND names no krakend binary");
        return Vec::new();
    };
    let (program, dist) = (text(&program), scratch.join("dist"));
    let built = command(GWC, &["build", ROUTES, "-o", text(&dist)]).status();
    assert!(built.is_ok_and(|status| status.success()), "the routes can be built");
    let config = dist.join("hanzo/krakend.json");
    let config = text(&config);
    let mut rivals = Vec::new();
    if Path::new(SCHEMA).is_file() {
        let linted = ["check", "-s", SCHEMA, "-c", config];
        let tried = command(program, &linted).status();
        assert!(tried.is_ok_and(|status| status.success()), "KrakenD takes the file");
        rivals.push(Rival { name: "krakend check -s", command: command(program, &linted), bar: None });
    } else {
        println!("skipped: there is no schema of KrakenD at {SCHEMA}");
    }
    // It has something to say about any file, and says so with its exit code.
    rivals.push(Rival {
        name: "krakend audit",
        command: command(program, &["audit", "-c", config]),
        bar: Some(0.1),
    });
    rivals
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is UTF-8")
}
