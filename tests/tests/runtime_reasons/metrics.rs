//! Every metric, by what moves it.

mod process;
mod services;
mod traffic;

use std::collections::BTreeSet;

use gwc_artifact::{Share, Traces};
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::{Suite, TestWith};

use crate::watched::{NOWHERE, Watched, open};

/// What moves these metrics.
pub(super) struct Moves {
    pub(super) name: &'static str,
    pub(super) metrics: &'static [&'static str],
    pub(super) run: fn(),
}

/// Metrics that a test of another program moves: it limits the files that a process may open.
const ELSEWHERE: &[(&str, &str)] =
    &[("gwr_accept_failures_total", include_str!("../runtime_faults/descriptors.rs"))];

/// With a real server: what the store counts without one is in `services`.
const WITH_REDIS: &[(&str, TestWith)] =
    &[("metrics::requests_that_a_store_counts", services::requests_that_a_store_counts)];

pub(super) fn each(suite: &mut Suite, redis: &Oracle) {
    let all = || [process::MOVES, services::MOVES, traffic::MOVES].into_iter().flatten();
    for moves in all() {
        suite.test(format!("metrics::{}", moves.name), moves.run);
    }
    suite.tests_with(redis, WITH_REDIS);
    let moved: BTreeSet<&str> = all().flat_map(|moves| moves.metrics).copied().collect();
    suite.test("metrics::each_has_a_case", move || compare(&moved));
}

fn compare(moved: &BTreeSet<&str>) {
    for (metric, test) in ELSEWHERE {
        assert!(test.contains(metric), "{metric} is not in its test");
    }
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(metric, _)| *metric).collect();
    let covered: BTreeSet<&str> = moved | &elsewhere;
    let gateway = open(NOWHERE, |_| {}).with(|gateway| {
        gateway.operations.traces = Some(Traces { otlp: format!("http://{NOWHERE}"), sample: Share::ALL });
    });
    let metrics = Watched::start(&gateway.build()).served.admin("/metrics").text();
    let types = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let known: BTreeSet<&str> = types.collect();
    assert_eq!(known.difference(&covered).collect::<Vec<_>>(), Vec::<&&str>::new(), "without a case");
    assert_eq!(covered.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "no metric");
}
