//! What builds of the gateway with different features cost, beside the first of them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::gateway::Policies;
use crate::proxy::{Cores, Proxy};
use crate::{Wanted, spread};

/// A program, and what it is called here.
pub(crate) struct Build {
    name: String,
    file: PathBuf,
}

/// What was measured of a build.
struct Costs {
    /// KiB after load.
    memory: u64,
    /// Microseconds for a request, in each repetition.
    cpu: Vec<f64>,
}

impl Build {
    /// Reads `NAME=FILE`.
    pub(crate) fn read(text: &str) -> Option<Build> {
        let (name, file) = text.split_once('=')?;
        Some(Build { name: name.to_owned(), file: PathBuf::from(file) })
    }
}

/// The builds take turns within a repetition, and the ratio is taken inside each.
pub(crate) fn compare(directory: &Path, wanted: &Wanted, backend: SocketAddr, cores: Cores) {
    let start = |build: &Build| Proxy::gwr(directory, &build.file, backend, cores, Policies::None);
    let proxies: Vec<Proxy> = wanted.builds.iter().map(start).collect();
    let mut costs: Vec<Costs> = proxies.iter().map(|proxy| loaded(proxy, cores)).collect();
    for turn in 0..wanted.reps as usize {
        for place in 0..proxies.len() {
            let at = (turn + place) % proxies.len();
            costs[at].cpu.push(proxies[at].measure(cores, wanted.secs));
        }
    }
    println!(
        "builds of gwr that only forward, 64 connections, {} repetitions of {} s",
        wanted.reps, wanted.secs
    );
    println!(
        "  build   size in MiB   resident in KiB   CPU for each request beside `{}`, min/median/max",
        wanted.builds[0].name
    );
    for (build, cost) in wanted.builds.iter().zip(&costs) {
        let bytes = std::fs::metadata(&build.file).expect("a program").len();
        let ratios = cost.cpu.iter().zip(&costs[0].cpu).map(|(own, first)| own / first);
        let (name, size) = (&build.name, bytes as f64 / (1024.0 * 1024.0));
        println!("  {name:7} {size:<13.2} {:<17} {}", cost.memory, spread(ratios, 2));
    }
}

fn loaded(proxy: &Proxy, cores: Cores) -> Costs {
    proxy.check();
    proxy.load(cores, 3);
    Costs { memory: proxy.memory(), cpu: Vec::new() }
}
