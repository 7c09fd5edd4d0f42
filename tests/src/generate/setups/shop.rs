//! A file of a shop that has something of every style.

use serde_json::{Value, json};

use super::base::{count, gateway, reads, validator, with};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    let endpoints = (0..count(number)).map(|at| endpoint(number, at)).collect();
    let mut config = gateway(number, endpoints);
    config["plugin"] = json!({ "folder": "/opt/krakend/plugins/", "pattern": ".so" });
    config["extra_config"]["plugin/http-server"] = json!({ "name": ["tenant-auth"] });
    config["async_agent"] = json!([{
        "name": "mail", "consumer": { "topic": "*", "workers": 2 },
        "backend": [{ "host": ["http://mail.retail.svc"], "url_pattern": "/send", "method": "POST" }],
        "extra_config": { "async/amqp": { "host": "amqp://mq.retail.svc:5672/", "name": "mail", "exchange": "shop" } }
    }]);
    Setup::of(config)
}

fn endpoint(number: usize, at: usize) -> Value {
    let mut endpoint = reads(number, at, json!({ "auth/validator": validator() }));
    match (number / 3 + at) % 6 {
        1 => endpoint["backend"][0]["allow"] = json!(["id", "title"]),
        2 => {
            endpoint["extra_config"]["validation/cel"] =
                json!([{ "check_expr": "req_params.Id.matches('^[0-9]+$')" }]);
        }
        3 => {
            let lua = json!({ "modifier/lua-proxy": { "pre": "local r = request.load(); r:headers('X-Edge', '1')" } });
            endpoint["extra_config"] = with(endpoint["extra_config"].take(), lua);
        }
        4 => endpoint["output_encoding"] = json!("no-op"),
        _ => {}
    }
    endpoint
}
