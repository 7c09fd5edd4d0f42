//! The options of KrakenD's router: those of routing, those about the address of a client, and the rest.

use serde_json::Value;

use super::components;
use crate::model::Gateway;
use gwc_artifact::{Network, Set};
use gwc_diff::{Gin, Role};
use gwc_syntax::value::Target;

/// The options that a configuration sets.
pub(super) fn options(gateway: &Gateway) -> Option<&Value> {
    let router = gateway.extra.entries.iter().find(|(name, _)| components::is_router(&name.value));
    router.map(|(_, value)| value)
}

/// The options of routing.
pub(super) fn gin(options: Option<&Value>, target: Target) -> Gin {
    let is_on = |name: &str| options.and_then(|options| options.get(name)) == Some(&Value::Bool(true));
    Gin {
        minor: match target {
            Target::KrakendCe { minor, .. } => minor.into(),
            _ => Gin::default().minor,
        },
        trailing_slash: !is_on("disable_redirect_trailing_slash"),
        fixed_path: !is_on("disable_redirect_fixed_path"),
        method_not_allowed: !is_on("disable_handle_method_not_allowed"),
        auto_options: is_on("auto_options"),
    }
}

/// The networks whose word about the address of a client KrakenD takes: without a list, those of all clients.
///
/// An entry that is no network ends the list: gin keeps what is before it (v1.12, `prepareTrustedCIDRs`).
pub(super) fn trusted(options: Option<&Value>) -> Set<Network> {
    let of = |name: &str| options.and_then(|options| options.get(name));
    if of("forwarded_by_client_ip") == Some(&Value::Bool(false)) {
        return Set::default();
    }
    let listed = of("trusted_proxies").and_then(Value::as_array).filter(|listed| !listed.is_empty());
    // With an entry that is no text, the whole router has its defaults.
    let texts: Option<Vec<&str>> = listed.and_then(|listed| listed.iter().map(Value::as_str).collect());
    let texts = texts.unwrap_or_else(|| EVERYBODY.to_vec());
    texts.into_iter().map_while(Network::masked).collect()
}

/// All addresses.
const EVERYBODY: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// The options that are compared each by itself: those about the address of a client and the size of a request. A client
/// that may send a header with its address may choose it.
const OF_CLIENTS: [(&str, Role); 3] =
    [("remote_ip_headers", Role::Opens), ("app_engine", Role::Opens), ("max_payload", Role::Protects)];

/// The options of clients that are set, each with what it is for.
pub(super) fn of_clients(options: &Value) -> impl Iterator<Item = (&'static str, &Value, Role)> {
    let own = OF_CLIENTS.iter().filter_map(|(key, role)| Some((*key, options.get(key)?, *role)));
    own.filter(|(_, value, _)| !is_usual(value))
}

/// Whether the address of the client is in the header that it is in without the option.
fn is_usual(value: &Value) -> bool {
    match value.as_array() {
        Some(headers) => headers.iter().all(|header| header == "X-Forwarded-For"),
        None => *value == Value::Bool(false),
    }
}

/// The options that are compared as one component: not those of routing, and of the client's address.
pub(super) fn rest(options: &Value) -> Value {
    const ELSEWHERE: [&str; 6] = [
        "disable_redirect_trailing_slash",
        "disable_redirect_fixed_path",
        "disable_handle_method_not_allowed",
        "auto_options",
        "forwarded_by_client_ip",
        "trusted_proxies",
    ];
    components::without(options, |name| {
        ELSEWHERE.contains(&name) || OF_CLIENTS.iter().any(|(own, _)| *own == name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(options: Value) -> Vec<String> {
        trusted(Some(&options)).iter().map(Network::to_string).collect()
    }

    #[test]
    fn what_krakend_trusts_follows_from_all_of_the_router() {
        let all = ["0.0.0.0/0", "::/0"];
        for options in [
            json!({}),
            json!({ "trusted_proxies": [] }),
            json!({ "trusted_proxies": null }),
            json!({ "trusted_proxies": ["10.0.0.0/8", 7] }),
            json!({ "forwarded_by_client_ip": true }),
        ] {
            assert_eq!(shown(options.clone()), all, "{options}");
        }
        assert_eq!(trusted(None).len(), 2);
        assert!(shown(json!({ "forwarded_by_client_ip": false, "trusted_proxies": all })).is_empty());
        let listed = |list: &[&str]| shown(json!({ "trusted_proxies": list }));
        assert_eq!(listed(&["10.1.2.3/8", "192.0.2.1"]), ["10.0.0.0/8", "192.0.2.1"]);
        // What is behind an entry that gin cannot read is not trusted.
        assert_eq!(listed(&["10.0.0.0/8", "proxy", "::/0"]), ["10.0.0.0/8"]);
    }
}
