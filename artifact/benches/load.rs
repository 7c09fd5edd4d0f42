//! Time to load a gateway of 100,000 endpoints: opening its artifact, all checks included, beside parsing the JSON that
//! says the same. `cargo bench -p gwc-artifact --bench load`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and stops if it can not run"
)]

#[path = "../tests/suite/support.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;

use std::sync::{Arc, LazyLock};

use divan::Bencher;
use gwc_artifact::{Artifact, Endpoint, Gateway, Method, encode};
use serde_json::{Value, json};

const ENDPOINTS: usize = 100_000;

fn main() {
    println!("artifact {} bytes, JSON {} bytes", ARTIFACT.len(), JSON.len());
    divan::main();
}

static GATEWAY: LazyLock<Gateway> = LazyLock::new(|| {
    let forms = ["/*", "/items/{id}", "/items/{id}/tags/{tag}", "/health", ""];
    let path = |i: usize| format!("/v1/service-{}{}", i / forms.len(), forms[i % forms.len()]);
    support::gateway((0..ENDPOINTS).map(|i| support::endpoint(Method::Get, &path(i))).collect())
});

static ARTIFACT: LazyLock<Arc<[u8]>> = LazyLock::new(|| encode(&GATEWAY).unwrap().into());

/// As a gateway configuration says it, without white space.
static JSON: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let endpoints: Vec<Value> = GATEWAY.endpoints.iter().map(json_endpoint).collect();
    serde_json::to_vec(&json!({ "version": 3, "name": GATEWAY.name, "endpoints": endpoints })).unwrap()
});

fn json_endpoint(endpoint: &Endpoint) -> Value {
    let path = endpoint.path.to_string();
    json!({
        "endpoint": path,
        "method": endpoint.method.as_str(),
        "timeout": "30s",
        "input_headers": ["Accept", "Content-Type"],
        "input_query_strings": ["*"],
        "output_encoding": "no-op",
        "backend": [{ "url_pattern": path, "host": ["http://app.default.svc.cluster.local:8000"], "encoding": "no-op" }],
    })
}

#[divan::bench]
fn open_artifact(bencher: Bencher<'_, '_>) {
    let bytes = ARTIFACT.clone();
    bencher.bench(|| Artifact::open(bytes.clone()).unwrap());
}

#[divan::bench]
fn open_and_read_artifact(bencher: Bencher<'_, '_>) {
    let bytes = ARTIFACT.clone();
    bencher.bench(|| Artifact::open(bytes.clone()).unwrap().read());
}

/// The digest alone: what no reader can save.
#[divan::bench]
fn digest_of_artifact(bencher: Bencher<'_, '_>) {
    bencher.bench(|| blake3::hash(&ARTIFACT));
}

#[divan::bench]
fn parse_json(bencher: Bencher<'_, '_>) {
    bencher.bench(|| serde_json::from_slice::<Value>(&JSON).unwrap());
}
