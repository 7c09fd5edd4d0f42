//! Protection that is off, and components that do not run.

use gwc_tests::generate::setups::{Setup, remove, validator};
use serde_json::json;

use super::fault::{Fault, fault};
use super::lost::plain;

pub(super) const FAULTS: &[Fault] = &[
    fault("cel_of_another_type", "GW258", "cel", |s, at| cel(s, at, "req_headers['Accept'] == 'text/csv'")),
    fault("cel_unknown_function", "GW258", "cel", |s, at| cel(s, at, "req_path.lowerAscii() != '/admin'")),
    fault("cel_syntax", "GW258", "cel", |s, at| cel(s, at, "req_method = 'GET'")),
    fault("cel_header_is_not_read", "GW280", "cel", |s, at| {
        cel(s, at, "req_headers['X-Tenant'][0] == 'shop'")
    }),
    fault("cel_parameter_in_lower_case", "GW280", "cel", |s, at| cel(s, at, "req_params.id != '0'")),
    fault("cel_without_variable", "GW281", "cel", |s, at| cel(s, at, "timestamp(now).getHours() < 18")),
    fault("cel_token_without_validator", "GW281", "filters", |s, at| cel(s, at, "JWT.role == 'admin'")),
    fault("lua_wrong_object", "GW478", "lua", |s, at| {
        s.endpoint(at)["extra_config"]["modifier/lua-endpoint"] =
            json!({ "pre": "local r = request.load()" });
    }),
    fault("lua_context_in_a_proxy", "GW478", "lua", |s, at| {
        s.endpoint(at)["extra_config"]["modifier/lua-proxy"] = json!({ "pre": "local c = ctx.load()" });
    }),
    fault("lua_syntax", "GW478", "lua", |s, at| {
        s.endpoint(at)["extra_config"]["modifier/lua-proxy"] = json!({ "pre": "local r = request.load(" });
    }),
    fault("lua_missing_source", "GW478", "lua", |s, at| {
        s.endpoint(at)["extra_config"]["modifier/lua-proxy"] =
            json!({ "sources": ["lua/absent.lua"], "pre": "edge_mark(request.load())" });
    }),
    fault("lua_header_is_not_forwarded", "GW479", "lua", |s, at| {
        s.endpoint(at)["extra_config"]["modifier/lua-endpoint"] =
            json!({ "pre": "local c = ctx.load(); c:headers('X-Tenant', 'shop')" });
    }),
    fault("no_plugin_block", "GW474", "plugins", |s, _| {
        remove(&mut s.config, "plugin");
    }),
    fault("plugin_of_enterprise", "GW704", "plugins", |s, at| {
        s.backend(at)["extra_config"]["plugin/http-client"] = json!({ "name": "no-redirect" });
    }),
    fault("plugin_name_is_text", "GW711", "plugins", |s, at| {
        s.endpoint(at)["extra_config"]["plugin/req-resp-modifier"] = json!({ "name": "tenant-trace" });
    }),
    fault("deny_on_a_collection", "GW471", "filters", |s, at| collection(s, at, "deny")),
    fault("static_strategy", "GW713", "filters", |s, at| {
        s.endpoint(at)["extra_config"]["proxy"] =
            json!({ "static": { "strategy": "incompleted", "data": { "state": "unknown" } } });
    }),
    fault("log_level", "GW713", "shop", |s, _| {
        s.config["extra_config"]["telemetry/logging"]["level"] = json!("WARN");
    }),
    fault("validator_on_a_backend", "GW703", "keycloak", |s, at| {
        remove(&mut s.endpoint(at)["extra_config"], "auth/validator");
        s.backend(at)["extra_config"]["auth/validator"] = validator();
    }),
    fault("cors_on_an_endpoint", "GW704", "passing", |s, at| {
        s.endpoint(at)["extra_config"]["security/cors"] =
            json!({ "allow_origins": ["https://shop.example.com"] });
    }),
    fault("duration_as_number", "GW706", "passing", |s, at| s.endpoint(at)["timeout"] = json!(5)),
];

fn cel(setup: &mut Setup, at: usize, expression: &str) {
    setup.endpoint(at)["extra_config"]["validation/cel"] = json!([{ "check_expr": expression }]);
}

fn collection(setup: &mut Setup, at: usize, filter: &str) {
    let backend = plain(setup, at);
    backend["is_collection"] = json!(true);
    backend[filter] = json!(["password_hash"]);
}
