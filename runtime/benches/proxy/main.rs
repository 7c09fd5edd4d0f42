//! What the gateway costs beside nginx, in one run.
//!
//! Both stand in front of the same backend (nginx, one worker, a small fixed answer), each with one worker pinned to
//! the last core; backend and load generator (wrk, 64 connections) are pinned to the first. The figure is the
//! scheduler's run time of the proxy's threads divided by the requests completed, not throughput: the load generator
//! takes as much of the machine as the proxy does. Proxies take turns within a repetition, and the ratio is taken
//! inside each, so that what else the machine does touches both.
//!
//! ```sh
//! cargo bench --profile dist -p gwc-runtime --bench proxy -- [--reps 7] [--secs 3] [--gwr FILE] [bare|policies|memory|events]
//! ```
//! With `--build NAME=FILE`, which `.ci/features` repeats for each build, it compares builds of the gateway instead.
//! It skips with a message when nginx, wrk or taskset are not installed.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod events;
mod features;
mod gateway;
mod memory;
mod proxy;

use std::path::{Path, PathBuf};

use features::Build;
use gateway::Policies;
use proxy::{BODY, Cores, Proxy};

/// What the command line says.
struct Wanted {
    reps: u32,
    secs: u32,
    gwr: PathBuf,
    parts: Vec<String>,
    builds: Vec<Build>,
}

impl Wanted {
    fn read() -> Wanted {
        let arguments: Vec<String> = std::env::args().collect();
        let value = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name);
            at.and_then(|at| arguments.get(at + 1))
        };
        let number = |name, usual: u32| value(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
        let known = ["bare", "policies", "memory", "events"];
        let parts = arguments.iter().filter(|argument| known.contains(&argument.as_str())).cloned().collect();
        let builds = arguments.windows(2).filter(|pair| pair[0] == "--build");
        Wanted {
            builds: builds.filter_map(|pair| Build::read(&pair[1])).collect(),
            reps: number("--reps", 7).clamp(1, 50),
            secs: number("--secs", 3).clamp(1, 60),
            gwr: value("--gwr").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_gwr")), PathBuf::from),
            parts,
        }
    }

    fn has(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| wanted == part)
    }
}

fn main() {
    let wanted = Wanted::read();
    if let Some(tool) = ["nginx", "wrk", "taskset"].into_iter().find(|tool| !proxy::is_installed(tool)) {
        println!("skipped: `{tool}` is not installed");
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let cores = Cores::of_machine();
    let backend = Proxy::backend(directory.path(), cores);
    let (place, address) = (directory.path(), backend.address());
    // These programs are built already, whatever this one is built with.
    if !wanted.builds.is_empty() {
        features::compare(place, &wanted, address, cores);
        return;
    }
    if cfg!(debug_assertions) {
        println!("skipped: a debug build says nothing; use --profile dist");
        return;
    }
    if wanted.has("bare") {
        let ours = Proxy::gwr(place, &wanted.gwr, address, cores, Policies::None);
        compare("nothing but forwarding", &wanted, &ours, &Proxy::nginx(place, address, cores, false), cores);
    }
    if wanted.has("policies") {
        let ours = Proxy::gwr(place, &wanted.gwr, address, cores, Policies::All);
        let what = "limits, breaker, CORS, headers, metrics, request id, access log; nginx forwards";
        compare(what, &wanted, &ours, &Proxy::nginx(place, address, cores, false), cores);
        let what = "the same; nginx with a limit, headers and an access log of its own";
        compare(what, &wanted, &ours, &Proxy::nginx(place, address, cores, true), cores);
    }
    if wanted.has("memory") {
        memory::compare(place, &wanted.gwr, address, cores);
    }
    if wanted.has("events") {
        events::compare(place, &wanted.gwr, cores);
    }
}

/// CPU for each request, in turns.
fn compare(what: &str, wanted: &Wanted, ours: &Proxy, theirs: &Proxy, cores: Cores) {
    for proxy in [ours, theirs] {
        proxy.check();
        proxy.measure(cores, 1);
    }
    let turns: Vec<[f64; 2]> = (0..wanted.reps)
        .map(|turn| match turn % 2 {
            0 => [ours.measure(cores, wanted.secs), theirs.measure(cores, wanted.secs)],
            _ => {
                let theirs = theirs.measure(cores, wanted.secs);
                [ours.measure(cores, wanted.secs), theirs]
            }
        })
        .collect();
    println!("{what}");
    let (reps, secs) = (wanted.reps, wanted.secs);
    println!("  GET, {} bytes, 64 connections, {reps} repetitions of {secs} s; min/median/max", BODY.len());
    println!("  gwr    {} us of CPU for each request", spread(turns.iter().map(|turn| turn[0]), 1));
    println!("  nginx  {} us", spread(turns.iter().map(|turn| turn[1]), 1));
    println!("  ratio  {}", spread(turns.iter().map(|turn| turn[0] / turn[1]), 2));
}

fn spread(samples: impl Iterator<Item = f64>, digits: usize) -> String {
    let mut samples: Vec<f64> = samples.collect();
    samples.sort_by(f64::total_cmp);
    let (min, median, max) = (samples[0], samples[samples.len() / 2], samples[samples.len() - 1]);
    format!("{min:.digits$}/{median:.digits$}/{max:.digits$}")
}

/// Writes a file of the run.
fn written(directory: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let file = directory.join(name);
    std::fs::write(&file, bytes).expect("a file");
    file.to_string_lossy().into_owned()
}
