//! Endpoints that pass requests and responses as they are.

use serde_json::{Value, json};

use super::base::{count, gateway, reads, validator, writes};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    Setup::of(gateway(number, (0..count(number)).map(|at| endpoint(number, at)).collect()))
}

fn endpoint(number: usize, at: usize) -> Value {
    let components = match at % 3 {
        2 => json!({}),
        _ => json!({ "auth/validator": validator() }),
    };
    let mut endpoint = match (number + at) % 3 {
        0 => writes(number, at, components),
        _ => reads(number, at, components),
    };
    endpoint["output_encoding"] = json!("no-op");
    endpoint["backend"][0]["encoding"] = json!("no-op");
    // A breaker would not see the statuses of a response that is passed on.
    endpoint["backend"][0]["extra_config"] = json!({});
    endpoint["timeout"] = json!("10s");
    endpoint
}
