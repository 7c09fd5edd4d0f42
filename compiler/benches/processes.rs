//! CPU time of whole processes, one beside the other: `gwc check` on the 133 endpoints of `routes/hanzo`, `nginx -t` on
//! as many locations, and KrakenD's own checks of what gwc makes of those routes where `GWC_KRAKEND` names its binary.
//!
//! Machines differ and are shared: only the ratios count. The runs take turns, and each ratio is that of two medians.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod process;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use process::{command, cpu_time, text};

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
    let nginx = process::nginx(scratch.path(), &endpoints);
    let nginx = nginx.map(|command| Rival { name: "nginx -t, as many locations", command, bar: Some(2.0) });
    let mut rivals: Vec<Rival> = nginx.into_iter().collect();
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
