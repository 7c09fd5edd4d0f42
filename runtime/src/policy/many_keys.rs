//! Millions of callers: what is kept of them is bounded, and one that exceeds its limit beside them stays limited.
//!
//! A short form of 3 million runs by default. The long one:
//! `GWC_LIMIT_KEYS=50000000 CARGO_PROFILE_TEST_OPT_LEVEL=2 cargo test -p gwc-runtime --lib many_keys -- --nocapture`

use std::hash::Hash;
use std::process::Command;
use std::time::{Duration, Instant};

use gwc_artifact::{Limit, Rate, Window};

use super::buckets::{Bucket, Buckets};
use super::windows::Sliding;

/// Five requests in five seconds.
const COUNT: u64 = 5;
const PERIOD: u64 = 5;
/// The busy caller sends one request after this number of requests of others, each of which is a new caller.
const OTHERS: u64 = 1000;
/// The tables of all shards have 34 MiB for buckets and 66 MiB for windows. The allocator may need half as much again for
/// tables that grow, and 32 bytes for the requests of each caller with a window.
const MOST_FOR_BUCKETS: u64 = 51;
const MOST_FOR_WINDOWS: u64 = 131;
/// Set in the process that has no other test.
const ALONE: &str = "GWC_LIMIT_ALONE";

fn keys() -> u64 {
    std::env::var("GWC_LIMIT_KEYS").map_or(3_000_000, |text| text.parse().expect("a number of keys"))
}

/// The resident memory of this process, in MiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the field");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

/// Offers all keys within a microsecond each. Answers how many requests of the busy caller were admitted, and by how many
/// MiB the process has grown at most.
fn offer(buckets: &Buckets, mut take: impl FnMut(u64, Instant) -> bool) -> (u64, u64) {
    let (start, before) = (Instant::now(), resident());
    let (mut admitted, mut grown) = (0, 0);
    let busy = buckets.caller(|hash| "busy".hash(hash));
    for key in 0..=keys() {
        let now = start + Duration::from_micros(key);
        if key % OTHERS == 0 {
            admitted += u64::from(take(busy, now));
        }
        assert!(take(buckets.caller(|hash| key.hash(hash)), now), "the first request of caller {key}");
        if key % 500_000 == 0 {
            grown = grown.max(resident().saturating_sub(before));
        }
    }
    (admitted, grown)
}

/// One test, because the memory of one would be seen by another.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads the memory of the process from /proc")]
fn take_bounded_memory_and_forgive_no_busy_caller() {
    if std::env::var_os(ALONE).is_none() {
        return run_alone();
    }
    let rate = Rate { count: COUNT, period: Duration::from_secs(PERIOD) };
    let limit = |window| Limit { rate, burst: COUNT, window };
    let buckets = Buckets::new();
    let (bucket, sliding) = (Bucket::of(limit(Window::Bucket)), Sliding::of(limit(Window::Sliding)));
    let seconds = keys() / 1_000_000;

    let (admitted, grown) = offer(&buckets, |caller, now| buckets.take(bucket, caller, now).is_ok());
    eprintln!(
        "{} keys: buckets took {grown} MiB; {admitted} requests of the busy caller were admitted",
        keys()
    );
    assert!(grown <= MOST_FOR_BUCKETS, "buckets: {grown} MiB");
    assert_eq!(admitted, COUNT + seconds * COUNT / PERIOD);

    let (admitted, grown) = offer(&buckets, |caller, now| buckets.windows.take(sliding, caller, now).is_ok());
    eprintln!(
        "{} keys: windows took {grown} MiB; {admitted} requests of the busy caller were admitted",
        keys()
    );
    assert!(grown <= MOST_FOR_WINDOWS, "windows: {grown} MiB");
    // The limit in each period, of which the first began with the process.
    assert!(admitted <= COUNT * (seconds / PERIOD + 2), "{admitted}");
}

/// Other tests of this program take memory beside it: it runs once more where it is the only one.
fn run_alone() {
    let program = std::env::current_exe().expect("the test program");
    let name = "policy::many_keys::take_bounded_memory_and_forgive_no_busy_caller";
    let run = Command::new(program).args(["--exact", name, "--nocapture"]).env(ALONE, "1").output();
    let run = run.expect("it starts");
    let (told, figures) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    eprint!("{figures}");
    assert!(run.status.success() && told.contains("1 passed"), "{told}{figures}");
}
