//! The claims of a token that a check accepts.

use gwc_artifact::{
    Audiences, Auth, Endpoint, Gateway, Issuer, Jwt, Literal, Minted, OneOf, QuotaKey, Requirement,
};
use serde_json::{Map, Value, json};

/// What an auth checks, mints and requires, and what the endpoints with this auth require: one token reaches all of them,
/// unless two of them require different values of one claim.
pub(super) fn of(gateway: &Gateway, auth: &Auth, jwt: &Jwt) -> Map<String, Value> {
    let mut claims = Map::new();
    if let Issuer::Exact(issuer) = &jwt.issuer {
        claims.insert("iss".to_owned(), json!(issuer));
    }
    if let Audiences::List(list) | Audiences::All(list) = &jwt.audiences {
        claims.insert("aud".to_owned(), json!(list.iter().collect::<Vec<_>>()));
    }
    fill(&mut claims, "sub");
    let has_auth =
        |endpoint: &&Endpoint| endpoint.credential.checks().iter().any(|name| **name == *auth.name);
    let of_endpoints = gateway.endpoints.iter().filter(has_auth).flat_map(|endpoint| endpoint.require.iter());
    for requirement in jwt.require.iter().chain(of_endpoints) {
        require(&mut claims, requirement);
    }
    for minted in jwt.headers.iter() {
        mint(&mut claims, &minted.value);
    }
    // The accounts of quotas and balances.
    let accounts = gateway.balances.iter().flat_map(|balance| &balance.account);
    let counted = gateway.quotas.iter().filter_map(|quota| match &quota.key {
        QuotaKey::Claim(claim) => Some(claim),
        QuotaKey::Key => None,
    });
    for claim in counted.chain(accounts) {
        fill(&mut claims, claim);
    }
    claims
}

/// Fills what a header is made of. A claim that has to have one value, such as `isAdmin`, is left to `--claim`.
fn mint(claims: &mut Map<String, Value>, minted: &Minted) {
    match minted {
        Minted::First(names) => names.iter().take(1).for_each(|name| fill(claims, name)),
        Minted::Join { claim, .. } => fill(claims, claim),
        Minted::Equals { .. } | Minted::Header(_) => {}
        Minted::Bits { claim, bits } => {
            let first = bits.iter().next().map(|bit| json!(bit.name));
            fill_list(claims, claim, first.unwrap_or_default());
        }
        Minted::Select { claim, within, .. } => {
            fill(claims, claim);
            let chosen = place(claims, claim).clone();
            fill_list(claims, within, chosen);
        }
    }
}

fn fill_list(claims: &mut Map<String, Value>, path: &str, item: Value) {
    let held = place(claims, path);
    if held.is_null() {
        *held = json!([item]);
    }
}

/// The place of a claim: dots descend into objects, as for `gwr`, and a claim with the whole path as its name comes first.
pub(super) fn place<'c>(claims: &'c mut Map<String, Value>, path: &str) -> &'c mut Value {
    // The names of claims that are URLs have dots, and no object is meant.
    let is_name = path.contains('/') || claims.contains_key(path);
    match path.split_once('.').filter(|_| !is_name) {
        Some((first, rest)) if claims.get(first).is_none_or(Value::is_object) => {
            match claims.entry(first).or_insert_with(|| json!({})) {
                Value::Object(inner) => place(inner, rest),
                other => other,
            }
        }
        _ => claims.entry(path).or_insert(Value::Null),
    }
}

fn require(claims: &mut Map<String, Value>, requirement: &Requirement) {
    match requirement {
        Requirement::Role(OneOf { claim, values }) | Requirement::Scope(OneOf { claim, values }) => {
            let held = place(claims, claim);
            if !held.is_array() {
                *held = json!([]);
            }
            if let Value::Array(held) = held {
                let missing: Vec<Value> =
                    values.iter().map(|value| json!(value)).filter(|value| !held.contains(value)).collect();
                held.extend(missing);
            }
        }
        Requirement::Claim(required) => {
            *place(claims, &required.claim) = match &required.value {
                Literal::Text(text) => json!(text),
                Literal::Number(number) => json!(number),
                Literal::Bool(value) => json!(value),
            };
        }
    }
}

/// Gives a claim a value that shows where it is used, unless it has one.
fn fill(claims: &mut Map<String, Value>, path: &str) {
    let name = path.rsplit(['.', '/']).next().unwrap_or(path);
    let held = place(claims, path);
    if held.is_null() {
        *held = match name {
            "sub" => json!("dev-user"),
            "email" => json!("dev@example.com"),
            "roles" | "groups" => json!([format!("dev-{}", &name[..name.len() - 1])]),
            _ => json!(format!("dev-{name}")),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_descend_unless_a_claim_has_the_whole_name() {
        let mut claims = Map::new();
        for path in ["realm.roles", "realm.name", "sub", "sub.id", "https://id.example/org"] {
            fill(&mut claims, path);
        }
        let expected = json!({
            "realm": { "roles": ["dev-role"], "name": "dev-name" },
            "sub": "dev-user",
            "sub.id": "dev-id",
            "https://id.example/org": "dev-org",
        });
        assert_eq!(Value::Object(claims), expected);
    }

    #[test]
    fn a_required_role_is_added_to_those_of_the_others() {
        let mut claims = Map::new();
        let role = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
            Requirement::Role(OneOf { claim: "roles".to_owned(), values: values.into() })
        };
        require(&mut claims, &role(&["admin", "owner"]));
        require(&mut claims, &role(&["owner", "reader"]));
        assert_eq!(Value::Object(claims), json!({ "roles": ["admin", "owner", "reader"] }));
    }
}
