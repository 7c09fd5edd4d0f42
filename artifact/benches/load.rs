//! Time to load gateways of three sizes: opening the artifact, all checks included, until every policy can be read;
//! beside parsing the JSON that says the same. `cargo bench -p gwc-artifact --bench load`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and stops if it cannot run"
)]

#[path = "../tests/suite/support.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;
#[path = "../tests/suite/traffic.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod traffic;

use std::sync::Arc;

use divan::Bencher;
use gwc_artifact::{Artifact, Endpoint, Gateway, Method, encode};
use serde_json::{Value, json};

const ENDPOINTS: [usize; 3] = [147, 10_000, 100_000];

fn main() {
    for endpoints in ENDPOINTS {
        let gateway = gateway(endpoints);
        let (artifact, json) = (encode(&gateway).unwrap(), json(&gateway));
        println!("{endpoints} endpoints: artifact {} bytes, JSON {} bytes", artifact.len(), json.len());
    }
    divan::main();
}

fn gateway(endpoints: usize) -> Gateway {
    let forms = ["/*", "/items/{id}", "/items/{id}/tags/{tag}", "/health", ""];
    let path = |i: usize| format!("/v1/service-{}{}", i / forms.len(), forms[i % forms.len()]);
    support::gateway((0..endpoints).map(|i| support::endpoint(Method::Get, &path(i))).collect())
}

fn artifact(endpoints: usize) -> Arc<[u8]> {
    encode(&gateway(endpoints)).unwrap().into()
}

/// As a gateway configuration says it, without white space.
fn json(gateway: &Gateway) -> Vec<u8> {
    let endpoints: Vec<Value> = gateway.endpoints.iter().map(json_endpoint).collect();
    serde_json::to_vec(&json!({ "version": 3, "name": gateway.name, "endpoints": endpoints })).unwrap()
}

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

#[divan::bench(args = ENDPOINTS)]
fn open_artifact(bencher: Bencher<'_, '_>, endpoints: usize) {
    let bytes = artifact(endpoints);
    bencher.bench(|| Artifact::open(bytes.clone()).unwrap());
}

/// The digest alone: what no reader can save.
#[divan::bench(args = ENDPOINTS)]
fn digest_of_artifact(bencher: Bencher<'_, '_>, endpoints: usize) {
    let bytes = artifact(endpoints);
    bencher.bench(|| blake3::hash(&bytes));
}

#[divan::bench(args = ENDPOINTS)]
fn parse_json(bencher: Bencher<'_, '_>, endpoints: usize) {
    let json = json(&gateway(endpoints));
    bencher.bench(|| serde_json::from_slice::<Value>(&json).unwrap());
}
