//! The process, its configuration and its log.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gwc_runtime::{AccessLog, AdminAddress, Options};
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, artifact, loopback};

use super::Moves;
use crate::watched::{NOWHERE, PATIENCE, Watched, open};

pub(super) const MOVES: &[Moves] = &[
    Moves {
        name: "time_and_what_is_open",
        metrics: &[
            "gwr_build_info",
            "gwr_uptime_seconds",
            "gwr_process_resident_memory_bytes",
            "gwr_process_open_fds",
            "gwr_process_max_fds",
            "gwr_process_threads",
        ],
        run: time_and_what_is_open,
    },
    Moves { name: "a_drain", metrics: &["gwr_ready"], run: a_drain },
    Moves {
        name: "reloads",
        metrics: &[
            "gwr_config_info",
            "gwr_config_reloads_total",
            "gwr_config_reload_failed_total",
            "gwr_config_last_reload_successful",
            "gwr_config_loaded_timestamp_seconds",
        ],
        run: reloads,
    },
    Moves {
        name: "a_log_that_cannot_be_written",
        metrics: &["gwr_access_log_failed_writes_total"],
        run: a_log_that_cannot_be_written,
    },
    Moves {
        name: "a_log_that_nobody_reads",
        metrics: &["gwr_access_log_dropped_lines_total"],
        run: a_log_that_nobody_reads,
    },
];

fn time_and_what_is_open() {
    let watched = Watched::start(&open(NOWHERE, |_| {}).build());
    let served = &watched.served;
    served.expect_metric(&format!("gwr_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1.0);
    served.expect_metric("gwr_uptime_seconds", 1.0);
    let value = |name: &str| served.metric(name).expect(name);
    assert!(value("gwr_process_resident_memory_bytes") > 1e6);
    assert!(value("gwr_process_threads") >= 3.0, "a core, the admin listener, and the keys");
    assert!(value("gwr_process_max_fds") > value("gwr_process_open_fds"));
    // Other tests of this process open files too: far more are open than they may have closed meanwhile.
    let before = value("gwr_process_open_fds");
    let files: Vec<_> = (0..400).map(|_| std::fs::File::open("/dev/null").expect("a file")).collect();
    assert!(value("gwr_process_open_fds") > before + 100.0, "{} more", files.len());
}

fn a_drain() {
    let gateway = open(NOWHERE, |_| {}).build();
    let options = Options { drain_delay: PATIENCE, ..Options::default() };
    let watched = Watched::start_with(&gateway, options);
    watched.served.expect_metric("gwr_ready", 1.0);
    watched.served.handle.drain();
    watched.served.expect_metric("gwr_ready", 0.0);
}

fn reloads() {
    let watched = Watched::start(&open(NOWHERE, |_| {}).build());
    let served = &watched.served;
    let infos = || -> Vec<String> {
        let metrics = served.admin("/metrics").text();
        metrics.lines().filter(|line| line.starts_with("gwr_config_info{")).map(str::to_owned).collect()
    };
    let loaded = served.metric("gwr_config_loaded_timestamp_seconds").expect("a time");
    let before = infos();
    served.handle.refused();
    served.expect_metric("gwr_config_reload_failed_total", 1.0);
    served.expect_metric("gwr_config_last_reload_successful", 0.0);
    std::thread::sleep(Duration::from_millis(1100));
    let other = GatewayBuilder::new().upstream("u", NOWHERE).route("GET /other", "u", "/").build();
    served.handle.swap(artifact(&other)).expect("it can be served");
    served.expect_metric("gwr_config_reloads_total", 1.0);
    served.expect_metric("gwr_config_last_reload_successful", 1.0);
    assert!(served.metric("gwr_config_loaded_timestamp_seconds").expect("a time") > loaded);
    let after = infos();
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before, after, "the digest is another one");
}

/// A gateway whose access log is at a path.
fn logging_to(path: &Path) -> Served {
    let (admin, access_log) = (AdminAddress::At(loopback()), AccessLog::File(path.to_owned()));
    Served::start_with(&open(NOWHERE, |_| {}).build(), Options { admin, access_log, ..Options::default() })
}

fn a_log_that_cannot_be_written() {
    // Every write to it fails as on a full disk.
    let served = logging_to(Path::new("/dev/full"));
    assert_eq!(Wire::connect(served.address).get("/none").status, 404);
    served.expect_metric("gwr_access_log_failed_writes_total", 1.0);
}

/// A pipe takes what it has room for. After that, the writer waits, and then its queue is full.
fn a_log_that_nobody_reads() {
    let place = tempfile::tempdir().expect("a folder");
    let pipe = place.path().join("access.log");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    // Both ends, so that neither side waits for the other.
    let both = OpenOptions::new().read(true).write(true).open(&pipe).expect("a pipe");
    let served = logging_to(&pipe);
    let path = format!("/{}", "a".repeat(8000));
    let mut wire = Wire::connect(served.address);
    let end = Instant::now() + 2 * PATIENCE;
    while served.metric("gwr_access_log_dropped_lines_total") == Some(0.0) {
        assert!(Instant::now() < end, "no line is dropped");
        (0..200).for_each(|_| assert_eq!(wire.get(&path).status, 404));
    }
    drop((wire, both));
}

/// A gateway with an upstream that answers.
pub(super) fn answering() -> (Upstream, Watched) {
    let upstream = Upstream::text("ok");
    let watched = Watched::start(&open(upstream.address, |_| {}).build());
    (upstream, watched)
}
