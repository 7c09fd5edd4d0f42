//! The record of the API key that `gwc dev --echo` accepts.

use aws_lc_rs::digest::{SHA256, digest};
use gwc_artifact::{OneOf, Requirement, Set};
use serde_json::{Value, json};

/// The record of a key, with the roles that its check requires.
pub(super) fn of(key: &str, require: &Set<Requirement>) -> Value {
    let hash: String =
        digest(&SHA256, key.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut roles: Vec<&String> = Vec::new();
    for requirement in require {
        if let Requirement::Role(OneOf { claim, values }) = requirement
            && claim == "roles"
        {
            roles.extend(values.iter().take(1));
        }
    }
    json!({ "id": "dev", "hash": hash, "owner": "dev", "org": "dev", "roles": roles })
}
