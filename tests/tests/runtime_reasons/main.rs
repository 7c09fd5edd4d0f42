//! Every reason of a failure and every metric of the runtime, each provoked by a case. One case is one test, and the lists
//! of the runtime are compared with the cases: what is added to one must be added to the other.

mod connections;
mod counted;
mod credentials;
mod metrics;
mod requests;
mod secured;
mod tokens;
mod upstreams;
mod watched;

use std::collections::BTreeSet;
use std::process::ExitCode;

use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;

use watched::Watched;

/// A request or a connection that fails for one reason.
struct Case {
    reason: &'static str,
    /// In the access log; nothing where there is no line.
    status: Option<u64>,
    /// Whether it is a connection without a request of an endpoint.
    of_connection: bool,
    provoke: Box<dyn FnOnce() -> Watched + Send>,
}

/// A request that fails.
fn case(reason: &'static str, status: u64, provoke: impl FnOnce() -> Watched + Send + 'static) -> Case {
    Case { reason, status: Some(status), of_connection: false, provoke: Box::new(provoke) }
}

/// Fails for its reason, in the log and in the metric.
fn check(case: Case) {
    let watched = (case.provoke)();
    match case.of_connection {
        true => watched.expect_connection(case.reason),
        false => watched.expect_failure(case.reason),
    }
    if let Some(status) = case.status {
        watched.expect_logged(case.reason, status);
    }
}

fn main() -> ExitCode {
    let mut suite = Suite::default();
    let modules = [
        connections::cases,
        counted::cases,
        credentials::cases,
        requests::cases,
        secured::cases,
        tokens::cases,
    ];
    let mut cases: Vec<Case> = modules.iter().flat_map(|cases| cases()).collect();
    cases.extend(upstreams::cases());
    let provoked: Vec<&str> = cases.iter().map(|case| case.reason).collect();
    suite.test("reasons::each_has_a_case", move || compare(&provoked));
    suite.test("reasons::each_is_documented", are_documented);
    for case in cases {
        suite.test(format!("reasons::{}", case.reason), move || check(case));
    }
    metrics::each(&mut suite, &Oracle::program("redis-server", false));
    suite.run()
}

fn compare(provoked: &[&str]) {
    let (known, provoked): (BTreeSet<&str>, BTreeSet<&str>) =
        (gwc_runtime::reasons().collect(), provoked.iter().copied().collect());
    assert_eq!(known.difference(&provoked).collect::<Vec<_>>(), Vec::<&&str>::new(), "without a case");
    assert_eq!(provoked.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "of no reason");
}

fn are_documented() {
    let page = include_str!("../../../docs/operations/README.md");
    let missing: Vec<&str> =
        gwc_runtime::reasons().filter(|reason| !page.contains(&format!("`{reason}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
