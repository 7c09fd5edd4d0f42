//! Configurations that refuse everybody, or that KrakenD refuses.

use gwc_tests::generate::setups::{Setup, remove};
use serde_json::{Value, json};

use super::fault::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("validator_without_keys", "GW250", "keycloak", |s, at| {
        remove(token(s, at), "jwk_url");
    }),
    fault("validator_with_secret_url", "GW250", "keycloak", |s, at| {
        remove(token(s, at), "jwk_url");
        token(s, at)["secret_url"] = json!("awskms://keys/shop");
    }),
    fault("keys_without_tls", "GW250", "keycloak", |s, at| {
        token(s, at)["jwk_url"] =
            json!("http://keycloak.retail.svc:8080/realms/shop/protocol/openid-connect/certs");
    }),
    fault("nested_roles_without_flag", "GW250", "keycloak", |s, at| {
        remove(token(s, at), "roles_key_is_nested");
    }),
    fault("discovery_document", "GW250", "keycloak", |s, at| {
        token(s, at)["jwk_url"] =
            json!("https://kc.example.com/realms/shop/.well-known/openid-configuration");
    }),
    fault("limit_by_header", "GW308", "filters", |s, at| {
        *s.component(at, "qos/ratelimit/router") =
            json!({ "client_max_rate": 5, "client_capacity": 5, "strategy": "header", "key": "X-Tenant" });
    }),
    fault("limit_without_key", "GW351", "filters", |s, at| {
        *s.component(at, "qos/ratelimit/router") =
            json!({ "client_max_rate": 5, "client_capacity": 5, "strategy": "header" });
    }),
    fault("limit_without_strategy", "GW350", "passing", |s, at| {
        remove(s.component(at, "qos/ratelimit/router"), "strategy");
    }),
    fault("host_of_a_broker", "GW480", "agents", |s, at| {
        s.backend(at)["host"] = json!(["kafka://mq.retail.svc:9092"]);
        s.backend(at)["disable_host_sanitize"] = json!(true);
    }),
    fault("host_without_discovery", "GW480", "passing", |s, at| {
        s.backend(at)["host"] = json!(["orders.service.consul"]);
        s.backend(at)["sd"] = json!("dns");
    }),
    fault("host_with_path", "GW053", "shop", |s, at| {
        s.backend(at)["host"] = json!(["https://api.retail.svc/v2"]);
    }),
    fault("no_endpoints", "GW112", "keycloak", |s, _| s.config["endpoints"] = json!([])),
    fault("same_route_twice", "GW150", "passing", |s, at| {
        let again = s.endpoint(at).clone();
        s.config["endpoints"].as_array_mut().expect("a list").push(again);
    }),
    fault("other_name_of_a_parameter", "GW150", "shop", |s, at| {
        let mut other = s.endpoint(at).clone();
        let path = other["endpoint"].as_str().expect("a path").replace("{id}", "{name}/mail");
        other["endpoint"] = json!(path);
        other["backend"][0]["url_pattern"] = json!(format!("/mail/{at}/{{name}}"));
        s.config["endpoints"].as_array_mut().expect("a list").push(other);
    }),
];

fn token(setup: &mut Setup, at: usize) -> &mut Value {
    setup.component(at, "auth/validator")
}
