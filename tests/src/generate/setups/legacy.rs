//! A file of version 2 that was brought to version 3: long names of components are left, and durations as people wrote them.

use serde_json::{Value, json};

use super::base::{count, gateway, limit, reads, rename_all, validator};
use super::setup::Setup;

/// The long names that are left in such a file.
const LEFT: [(&str, &str); 2] = [
    ("auth/validator", "github.com/devopsfaith/krakend-jose/validator"),
    ("qos/circuit-breaker", "github.com/devopsfaith/krakend-circuitbreaker/gobreaker"),
];

pub(super) fn setup(number: usize) -> Setup {
    let endpoints = (0..count(number).max(10)).map(|at| endpoint(number, at)).collect();
    let mut config = gateway(number, endpoints);
    config["$schema"] = json!("https://www.krakend.io/schema/v2.13/krakend.json");
    config["cache_ttl"] = json!("300s");
    config["extra_config"]["router"] = json!({ "return_error_msg": true });
    Setup::of(config)
}

fn endpoint(number: usize, at: usize) -> Value {
    let mut endpoint =
        reads(number, at, json!({ "auth/validator": validator(), "qos/ratelimit/router": limit() }));
    endpoint["timeout"] = json!(["3000ms", "3s", "2500ms"][at % 3]);
    if at % 4 == 1 {
        endpoint["backend"][0]["allow"] = json!(["id", "name"]);
    }
    if number % 2 == 1 {
        rename_all(&mut endpoint, &LEFT);
    }
    endpoint
}
