//! `gwc diff` as a process: the 133 endpoints of `routes/hanzo` against an edit of them beside `nginx -t` on as many
//! locations, then growing gateways against a local edit, with the growth against n log n and the peak memory.
//!
//! It prints figures and judges nothing, but for the bars of the 133: 50 ms, and of 10,000: 5 s and 1 GiB.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod process;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use process::{command, cpu_time, text};

const GWC: &str = env!("CARGO_BIN_EXE_gwc");
const ROUTES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../routes/hanzo");
const RUNS: usize = 15;
/// Endpoints of a service: two prefixes, three methods and two paths, as in the bench of the compiler.
const PER_SERVICE: usize = 10;

fn main() {
    let scratch = tempfile::tempdir().expect("a temporary folder can be made");
    production(scratch.path());
    println!("{:>9}  {:>10}  {:>10}  {:>14}  {:>9}", "endpoints", "wall", "CPU", "growth", "peak");
    let mut rows: Vec<f64> = Vec::new();
    for count in [100, 1_000, 10_000] {
        let (before, after) = (scratch.path().join("before"), scratch.path().join("after"));
        generate(&before, count, "5s");
        generate(&after, count, "6s");
        let (wall, cpu) = measure(text(&before), text(&after), 3);
        rows.push(cpu.as_secs_f64() / (count as f64 * (count as f64).ln()));
        let growth = match rows[..] {
            [first, .., above, this] => format!("{:.2} (all {:.2})", this / above, this / first),
            [above, this] => format!("{:.2}", this / above),
            _ => "-".to_owned(),
        };
        println!("{count:>9}  {}  {}  {growth:>14}  {:>5} MiB", shown(wall), shown(cpu), peak());
    }
    println!("bars: 10,000 endpoints below 5 s and 1024 MiB");
}

/// `routes/hanzo` against itself with one edit.
fn production(scratch: &Path) {
    let (before, after) = (scratch.join("hanzo"), scratch.join("edited"));
    for to in [&before, &after] {
        fs::create_dir_all(to).expect("a folder can be made");
        for entry in fs::read_dir(ROUTES).expect("the routes can be read").filter_map(Result::ok) {
            if entry.path().is_file() {
                fs::copy(entry.path(), to.join(entry.file_name())).expect("a file can be copied");
            }
        }
    }
    let file = after.join("services.yaml");
    let edited = fs::read_to_string(&file).map(|text| text.replacen("auth: public", "auth: iam", 1));
    fs::write(&file, edited.expect("the routes have services")).expect("a file can be written");
    let lock = fs::read_to_string(before.join("endpoints.lock")).expect("the lock file can be read");
    let endpoints: Vec<&str> =
        lock.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let (wall, cpu) = measure(text(&before), text(&after), RUNS);
    println!(
        "gwc diff, {0} against {0} endpoints: wall {1}, CPU {2} (bar: 50 ms)",
        endpoints.len(),
        shown(wall),
        shown(cpu)
    );
    if let Some(mut nginx) = process::nginx(scratch, &endpoints) {
        let rival = median((0..RUNS).map(|_| cpu_time(&mut nginx)).collect());
        let ratio = cpu.as_secs_f64() / rival.as_secs_f64();
        println!("nginx -t, as many locations: CPU {}; gwc diff takes {ratio:.2} of it", shown(rival));
    }
}

/// Medians of the wall time and the CPU time of a comparison.
fn measure(before: &str, after: &str, runs: usize) -> (Duration, Duration) {
    let mut diff = command(GWC, &["diff", before, after]);
    let mut walls = Vec::new();
    let cpus = (0..runs).map(|_| cpu_time(&mut diff)).collect();
    for _ in 0..runs {
        let started = Instant::now();
        assert!(diff.status().is_ok_and(|status| status.success()), "the comparison works");
        walls.push(started.elapsed());
    }
    (median(walls), median(cpus))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The most memory that any child has had so far, in MiB; the gateways grow, so it is that of the last.
fn peak() -> i64 {
    getrusage(UsageWho::RUSAGE_CHILDREN).expect("children can be asked about").max_rss() / 1024
}

fn shown(time: Duration) -> String {
    format!("{:>7.1} ms", time.as_secs_f64() * 1e3)
}

/// A gateway of so many endpoints, whose last service has a timeout.
fn generate(folder: &Path, count: usize, timeout: &str) {
    let services = count / PER_SERVICE;
    let mut file = String::from("gateway: large\ntargets: [gwr]\nupstreams:\n");
    for number in 0..services {
        let _ = writeln!(file, "  u{number}: http://u{number}:8080");
    }
    file += "auth: { iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } } }\n";
    let mut routes = String::from("services:\n");
    for number in 0..services {
        let timeout = if number + 1 == services { timeout } else { "5s" };
        let _ = writeln!(
            routes,
            "  s{number}: {{ at: [/s{number}, /v1/s{number}], rewrite_prefix: /, upstream: u{number}, auth: iam, timeout: {timeout}, \
             paths: {{ \"/items/{{id}}\": GET PUT DELETE, /items: GET POST }} }}"
        );
    }
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(folder.join("gateway.yaml"), file).expect("a file can be written");
    fs::write(folder.join("services.yaml"), routes).expect("a file can be written");
}
