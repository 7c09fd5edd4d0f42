//! Plugins of the house's own, at each place that takes one.

use serde_json::{Value, json};

use super::base::{count, gateway, reads};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    let mut config = gateway(number, (0..count(number)).map(|at| endpoint(number, at)).collect());
    config["plugin"] = json!({ "folder": "/opt/krakend/plugins/", "pattern": ".so" });
    config["extra_config"]["plugin/http-server"] =
        json!({ "name": ["tenant-auth"], "tenant-auth": { "mode": "strict" } });
    Setup::of(config)
}

fn endpoint(number: usize, at: usize) -> Value {
    let mut endpoint = reads(number, at, json!({}));
    match (number + at) % 4 {
        0 => {
            endpoint["extra_config"]["plugin/req-resp-modifier"] =
                json!({ "name": ["tenant-trace"], "tenant-trace": { "sample": 10 } });
        }
        1 => {
            endpoint["backend"][0]["extra_config"]["plugin/http-client"] =
                json!({ "name": "tenant-client", "tenant-client": { "region": "eu" } });
        }
        _ => {}
    }
    endpoint
}
