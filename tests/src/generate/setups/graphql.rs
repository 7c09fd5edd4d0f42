//! REST in front of GraphQL: queries by parameters of the path, mutations by the body.

use serde_json::{Value, json};

use super::base::{count, gateway, reads, service, writes};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    Setup::of(gateway(number, (0..count(number)).map(|at| endpoint(number, at)).collect()))
}

fn endpoint(number: usize, at: usize) -> Value {
    let name = service(number, at);
    let (mut endpoint, operation) = if at % 3 == 2 {
        let query = format!("mutation Add{at}($name: String!) {{ add_{name}(name: $name) {{ id }} }}");
        (writes(number, at, json!({})), json!({ "type": "mutation", "query": query }))
    } else {
        let query = format!("query Get{at}($id: ID!) {{ {name}(id: $id) {{ id name }} }}");
        let operation = json!({ "type": "query", "query": query, "variables": { "id": "{id}" } });
        (reads(number, at, json!({})), operation)
    };
    let backend = &mut endpoint["backend"][0];
    backend["method"] = json!("POST");
    backend["url_pattern"] = json!("/graphql");
    backend["extra_config"]["backend/graphql"] = operation;
    endpoint
}
