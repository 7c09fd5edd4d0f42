//! Endpoints that Lua changes on their way, with a file of functions beside the configuration.

use serde_json::{Value, json};

use super::base::{count, gateway, reads};
use super::setup::Setup;

/// The functions that scripts call.
const HELPERS: &str = "function edge_mark(r)\n  r:headers('X-Edge', '1')\nend\n";

pub(super) fn setup(number: usize) -> Setup {
    let config = gateway(number, (0..count(number)).map(|at| endpoint(number, at)).collect());
    Setup { beside: vec![("lua/helpers.lua", HELPERS)], ..Setup::of(config) }
}

fn endpoint(number: usize, at: usize) -> Value {
    let mut endpoint = reads(number, at, json!({}));
    let script = |code: &str| json!({ "pre": code });
    match (number + at) % 4 {
        0 => {
            endpoint["extra_config"]["modifier/lua-endpoint"] = script(
                "local c = ctx.load(); if c:query('page') == '0' then custom_error('no page', 400) end",
            );
        }
        1 => {
            endpoint["extra_config"]["modifier/lua-proxy"] =
                json!({ "sources": ["lua/helpers.lua"], "pre": "edge_mark(request.load())" });
        }
        2 => {
            endpoint["backend"][0]["extra_config"]["modifier/lua-backend"] =
                json!({ "post": "local r = response.load(); local d = r:data(); d:set('source', 'edge')" });
        }
        _ => {}
    }
    endpoint
}
