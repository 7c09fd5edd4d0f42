//! Endpoints that compose and filter JSON.

use serde_json::{Value, json};

use super::base::{backend, count, gateway, reads};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    Setup::of(gateway(number, (0..count(number)).map(|at| endpoint(number, at)).collect()))
}

fn endpoint(number: usize, at: usize) -> Value {
    let mut endpoint = reads(number, at, json!({}));
    let first = &mut endpoint["backend"][0];
    match (number + at) % 6 {
        0 => first["allow"] = json!(["id", "title", "price.amount"]),
        1 => first["mapping"] = json!({ "name": "title" }),
        2 => {
            first["target"] = json!("data");
            first["deny"] = json!(["internal"]);
        }
        3 => {
            first["is_collection"] = json!(true);
            first["mapping"] = json!({ "collection": "items" });
        }
        4 => {
            first["group"] = json!("item");
            let mut other = backend("reviews", &format!("/reviews/{at}/{{id}}"));
            other["group"] = json!("reviews");
            endpoint["backend"].as_array_mut().expect("a list").push(other);
        }
        _ => {
            first["is_collection"] = json!(true);
            endpoint["output_encoding"] = json!("json-collection");
        }
    }
    endpoint
}
