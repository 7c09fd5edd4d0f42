//! What never arrives: empty responses, placeholders as text, headers that are dropped, messages that nobody receives.

use gwc_tests::generate::setups::{Setup, remove};
use serde_json::{Value, json};

use super::fault::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("json_collection_without_list", "GW470", "filters", |s, at| {
        plain(s, at);
        s.endpoint(at)["output_encoding"] = json!("json-collection");
    }),
    fault("text_without_content", "GW470", "filters", |s, at| {
        plain(s, at);
        s.endpoint(at)["output_encoding"] = json!("string");
    }),
    fault("allow_on_a_collection", "GW470", "filters", |s, at| {
        plain(s, at)["is_collection"] = json!(true);
        s.backend(at)["allow"] = json!(["id"]);
    }),
    fault("target_on_a_collection", "GW470", "filters", |s, at| {
        plain(s, at)["is_collection"] = json!(true);
        s.backend(at)["target"] = json!("items");
    }),
    fault("claim_in_martian", "GW472", "keycloak", |s, at| martian(s, at, "request", "X-User", "{JWT.sub}")),
    fault("response_in_martian", "GW472", "filters", |s, at| {
        martian(s, at, "request", "X-Token", "Bearer {resp0_auth.token}");
    }),
    fault("response_header_of_json", "GW475", "filters", |s, at| {
        martian(s, at, "response", "X-Frame-Options", "DENY");
    }),
    fault("mutation_by_the_path", "GW473", "graphql", |s, at| {
        operation(
            s,
            at,
            json!({ "type": "mutation", "query": "mutation R($id: ID!) { rate(id: $id) { id } }", "variables": { "id": "{id}" } }),
        );
    }),
    fault("query_by_the_body", "GW473", "graphql", |s, at| {
        operation(
            s,
            at,
            json!({ "type": "query", "query": "query F($q: String!) { find(q: $q) { id } }", "variables": { "q": "shoes" } }),
        );
        s.endpoint(at)["method"] = json!("POST");
        s.endpoint(at)["input_headers"] = json!(["Content-Type"]);
    }),
    fault("misspelt_operation", "GW713", "graphql", |s, at| {
        s.backend_component(at, "backend/graphql")["type"] = json!("querry")
    }),
    fault("no_operation", "GW473", "graphql", |s, at| {
        remove(s.backend_component(at, "backend/graphql"), "type");
    }),
    fault("details_of_a_no_op", "GW454", "passing", |s, at| {
        s.backend(at)["extra_config"]["backend/http"] = json!({ "return_error_details": "orders" });
    }),
    fault("filter_of_a_no_op", "GW454", "passing", |s, at| s.backend(at)["deny"] = json!(["iban"])),
    fault("repeated_write", "GW477", "shop", |s, at| {
        s.endpoint(at)["method"] = json!("POST");
        s.endpoint(at)["input_headers"] = json!(["Content-Type"]);
        s.endpoint(at)["concurrent_calls"] = json!(3);
    }),
    fault("agent_without_driver", "GW476", "agents", |s, _| {
        s.config["async_agent"][0]["extra_config"] = json!({})
    }),
    fault("agent_of_kafka", "GW704", "agents", |s, _| {
        s.config["async_agent"][0]["extra_config"] =
            json!({ "async/kafka": { "brokers": ["kafka.retail.svc:9092"] } });
    }),
    fault("agent_without_backend", "GW476", "agents", |s, _| {
        s.config["async_agent"][0]["backend"] = json!([])
    }),
    fault("cors_of_a_backend_too", "GW276", "passing", |s, at| {
        martian(s, at, "response", "Access-Control-Allow-Origin", "*");
    }),
    fault("backend_header_is_not_read", "GW482", "filters", |s, at| {
        s.backend(at)["input_headers"] = json!(["X-Tenant"])
    }),
];

/// Takes out what decides the form of a response; answers the one backend that is left.
pub(super) fn plain(setup: &mut Setup, at: usize) -> &mut Value {
    let endpoint = setup.endpoint(at);
    endpoint["output_encoding"] = json!("json");
    let mut backend = endpoint["backend"][0].clone();
    let map = backend.as_object_mut().expect("a map");
    for key in ["allow", "mapping", "target", "deny", "group", "is_collection"] {
        map.shift_remove(key);
    }
    endpoint["backend"] = json!([backend]);
    setup.backend(at)
}

fn martian(setup: &mut Setup, at: usize, scope: &str, name: &str, value: &str) {
    setup.backend(at)["extra_config"]["modifier/martian"] =
        json!({ "header.Modifier": { "scope": [scope], "name": name, "value": value } });
}

/// Sets the operation of an endpoint that has a parameter.
fn operation(setup: &mut Setup, at: usize, operation: Value) {
    *setup.backend_component(at, "backend/graphql") = operation;
    setup.endpoint(at)["endpoint"] = json!(format!("/rated-{at}/{{id}}"));
    setup.endpoint(at)["method"] = json!("POST");
}
