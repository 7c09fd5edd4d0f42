//! Time of a lookup beside `matchit`, for the same routes and the same thousand paths, one in ten of which misses.
//!
//! `cargo bench -p gwc-artifact --bench lookup`: the time of an iteration in microseconds is that of one lookup in
//! nanoseconds. `matchit` does less: it has no methods, and takes any spelling of a path as it comes.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run should stop")]

#[path = "../tests/suite/support.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;
#[path = "../tests/suite/traffic.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod traffic;

use divan::{Bencher, black_box};
use gwc_artifact::Method;
use support::Chance;

const ROUTES: [usize; 3] = [147, 2_000, 20_000];

fn main() {
    divan::main();
}

/// So many patterns: seven to a service, as real gateways have them.
fn patterns(count: usize) -> Vec<String> {
    let words = [
        "auth",
        "billing",
        "bot",
        "analytics",
        "models",
        "tasks",
        "insights",
        "storage",
        "search",
        "notifications",
    ];
    let service = |i: usize| match i / words.len() {
        0 => words[i].to_owned(),
        round => format!("{}-{round}", words[i % words.len()]),
    };
    let forms: [fn(&str) -> String; 7] = [
        |service| format!("/v1/{service}/*"),
        |service| format!("/{service}/*"),
        |service| format!("/v1/{service}/items/{{id}}"),
        |service| format!("/v1/{service}/items/{{id}}/tags/{{tag}}"),
        |service| format!("/v1/{service}/items"),
        |service| format!("/v1/{service}/health"),
        |service| format!("/v1/{service}"),
    ];
    (0..count).map(|i| forms[i % 7](&service(i / 7))).collect()
}

/// A thousand paths; one in ten is of no route.
fn paths(patterns: &[String]) -> Vec<String> {
    let mut chance = Chance(3);
    let path = |_| {
        let pattern = &patterns[chance.below(patterns.len())];
        let path = pattern
            .replace("{id}", "01890a5d-ac96-774b")
            .replace("{tag}", "urgent")
            .replace('*', "users/42/keys");
        if chance.one_in(10) { format!("/v2{path}") } else { path }
    };
    (0..1_000).map(path).collect()
}

#[divan::bench(args = ROUTES)]
fn artifact(bencher: Bencher<'_, '_>, routes: usize) {
    let patterns = patterns(routes);
    let endpoints = patterns.iter().map(|pattern| support::endpoint(Method::Get, pattern)).collect();
    let artifact = support::open(&support::gateway(endpoints));
    let paths = paths(&patterns);
    let found = paths.iter().filter(|path| artifact.find(Method::Get, path).is_ok()).count();
    assert!((850..950).contains(&found));
    bencher.bench(|| {
        for path in &paths {
            let _ = black_box(artifact.find(Method::Get, black_box(path)));
        }
    });
}

#[divan::bench(args = ROUTES)]
fn matchit(bencher: Bencher<'_, '_>, routes: usize) {
    let patterns = patterns(routes);
    let mut router = matchit::Router::new();
    for (i, pattern) in patterns.iter().enumerate() {
        router.insert(pattern.replace('*', "{*tail}"), i).unwrap();
    }
    let paths = paths(&patterns);
    assert!((850..950).contains(&paths.iter().filter(|path| router.at(path).is_ok()).count()));
    bencher.bench(|| {
        for path in &paths {
            let _ = black_box(router.at(black_box(path)));
        }
    });
}
