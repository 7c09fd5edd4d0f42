//! How the time of a comparison grows with the number of endpoints.

use std::time::{Duration, Instant};

use gwc_artifact::{Backend, Gateway, Template};
use gwc_diff::{Kind, compare};

use crate::build::{gateway, gets, side};
use crate::cases::{iam, kinds};

/// A gateway of so many endpoints, as production has them.
fn of(count: usize) -> Gateway {
    let paths: Vec<String> = (0..count).map(|n| format!("/v1/s{}/{{id}}/p{n}", n % (count / 30))).collect();
    gateway(gets(&paths.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// The least time of a few comparisons with one edit.
fn time(count: usize) -> Duration {
    let before = of(count);
    let mut after = before.clone();
    after.endpoints[count / 2].credential = iam();
    let (before, after) = (side(before), side(after));
    let run = |_| {
        let started = Instant::now();
        assert_eq!(kinds(&compare(&before, &after).expect("comparable")), [Kind::CredentialRequired]);
        started.elapsed()
    };
    (0..3).map(run).min().unwrap_or_default()
}

/// n log n is 29 times the time for 20 times the endpoints, n² 400 times. A named command, because times depend on the
/// machine: `cargo test --release -p gwc-diff growth -- --ignored --nocapture`.
#[test]
#[ignore = "it measures times, which depend on what else runs: a named command"]
fn a_local_edit_grows_with_the_number_of_endpoints() {
    let times = [1_000, 5_000, 20_000].map(|count| (count, time(count)));
    println!("{times:?}");
    let ratio = times[2].1.as_secs_f64() / times[0].1.as_secs_f64();
    assert!(ratio < 120.0, "{times:?}");
}

/// All endpoints arrive at one path of one upstream, half of them with a credential, and all of them move.
#[test]
fn endpoints_that_all_move_with_one_path_are_compared_in_time() {
    let moved = |to: &str| {
        let mut gateway = of(2_000);
        for (at, endpoint) in gateway.endpoints.iter_mut().enumerate() {
            let path = Template::parse(to, &endpoint.path).expect("a template");
            endpoint.backend = Backend::Upstream { upstream: "a".into(), method: None, path };
            if at % 2 == 0 {
                endpoint.credential = iam();
            }
        }
        side(gateway)
    };
    let started = Instant::now();
    let comparison = compare(&moved("/one"), &moved("/two")).expect("comparable");
    println!("{:?} for {} endpoints", started.elapsed(), 2_000);
    assert_eq!(kinds(&comparison), [Kind::UpstreamPathChanged]);
}
