//! Names of earlier versions, and misspellings of them.

use gwc_tests::generate::setups::{remove, rename, validator};
use serde_json::json;

use super::fault::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("headers_to_pass", "GW701", "legacy", |s, at| {
        rename(s.endpoint(at), "input_headers", "headers_to_pass");
    }),
    fault("header_to_pass", "GW701", "legacy", |s, at| {
        rename(s.endpoint(at), "input_headers", "header_to_pass");
    }),
    fault("querystring_params", "GW701", "legacy", |s, at| {
        rename(s.endpoint(at), "input_query_strings", "querystring_params");
    }),
    fault("whitelist", "GW701", "legacy", |s, at| {
        s.backend(at)["whitelist"] = json!(["id"]);
    }),
    fault("blacklist", "GW701", "legacy", |s, at| {
        s.backend(at)["blacklist"] = json!(["iban"]);
    }),
    fault("version_2", "GW053", "legacy", |s, _| {
        s.config["version"] = json!(2);
    }),
    fault("old_rate_limit", "GW702", "legacy", |s, at| {
        remove(&mut s.endpoint(at)["extra_config"], "qos/ratelimit/router");
        let limit = json!({ "max_rate": 50, "capacity": 50, "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" });
        s.endpoint(at)["extra_config"]["github.com/devopsfaith/krakend-ratelimit/juju/router"] = limit;
    }),
    fault("old_rate_limit_keys", "GW701", "legacy", |s, at| {
        *s.component(at, "qos/ratelimit/router") =
            json!({ "maxRate": 50, "clientMaxRate": 5, "strategy": "ip" });
    }),
    fault("old_cors_with_a_dot", "GW702", "legacy", |s, _| {
        let root = &mut s.config["extra_config"];
        rename(root, "security/cors", "github.com/devopsfaith/krakend-cors");
    }),
    fault("misspelt_validator", "GW702", "shop", |s, at| {
        rename(&mut s.endpoint(at)["extra_config"], "auth/validator", "auth/validatr");
    }),
    fault("security_jwt", "GW702", "passing", |s, at| {
        s.endpoint(at)["extra_config"]["security/jwt"] = validator();
    }),
    fault("misspelt_allow", "GW701", "filters", |s, at| {
        s.backend(at)["alow"] = json!(["id"]);
    }),
    fault("extra_config_in_camel_case", "GW701", "keycloak", |s, at| {
        rename(s.endpoint(at), "extra_config", "extraConfig");
    }),
];
