//! Endpoints behind tokens of Keycloak, with roles and claims as headers.

use serde_json::{Value, json};

use super::base::{count, gateway, reads, validator, writes};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    Setup::of(gateway(number, (0..count(number)).map(|at| endpoint(number, at)).collect()))
}

fn endpoint(number: usize, at: usize) -> Value {
    let mut token = validator();
    token["propagate_claims"] = json!([["sub", "X-User-Id"], ["email", "X-User-Email"]]);
    if at % 3 == 2 {
        token["scopes"] = json!(["orders:read"]);
        token["scopes_key"] = json!("scope");
        token["scopes_matcher"] = json!("all");
    }
    let components = json!({ "auth/validator": token });
    let mut endpoint = match at % 4 {
        3 => writes(number, at, components),
        _ => reads(number, at, components),
    };
    let headers = endpoint["input_headers"].as_array_mut().expect("a list");
    headers.extend([json!("X-User-Id"), json!("X-User-Email")]);
    endpoint
}
