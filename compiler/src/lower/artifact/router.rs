//! The options of KrakenD's router, as `gwr` follows them (KrakenD CE 2.13.8, `router_engine.go`).

use gwc_artifact::{KrakendRouter, Method, Network, Set};
use serde_json::{Map, Value as Json};

use crate::model::{Endpoint, Gateway};

/// Options that `gwr` follows, and those that change no answer. With another one a request could be answered by another
/// endpoint, so the configuration is refused.
const SERVED: [&str; 15] = [
    "auto_options",
    "disable_access_log",
    "disable_handle_method_not_allowed",
    "disable_health",
    "disable_redirect_fixed_path",
    "disable_redirect_trailing_slash",
    "error_body",
    "forwarded_by_client_ip",
    "health_path",
    "hide_version_header",
    "logger_skip_paths",
    "max_multipart_memory",
    "return_error_msg",
    "trusted_proxies",
    "use_h2c",
];

/// Whether `gwr` follows every option that is set.
pub(super) fn is_served(value: &Json) -> bool {
    value.as_object().is_none_or(|options| options.keys().all(|key| SERVED.contains(&key.as_str())))
}

/// The options of a configuration, with the defaults of KrakenD for those that are not set.
pub(super) fn options(gateway: &Gateway) -> KrakendRouter {
    let debug = root(gateway, "debug_endpoint") == Some(&Json::Bool(true));
    let Some(options) = set(gateway) else {
        return KrakendRouter { debug, methods: methods(gateway, true), ..KrakendRouter::default() };
    };
    let is_set = |key: &str| options.get(key) == Some(&Json::Bool(true));
    let text = |key: &str| options.get(key).and_then(Json::as_str).filter(|text| !text.is_empty());
    let health_path = text("health_path").unwrap_or("/__health").to_owned();
    let body = |status: &str| options.get("error_body")?.get(status).map(sorted);
    KrakendRouter {
        hide_version: is_set("hide_version_header"),
        redirects_trailing_slash: !is_set("disable_redirect_trailing_slash"),
        redirects_fixed_path: !is_set("disable_redirect_fixed_path"),
        answers_other_methods: !is_set("disable_handle_method_not_allowed"),
        answers_options: is_set("auto_options"),
        states_errors: is_set("return_error_msg"),
        debug,
        health_path: (!is_set("disable_health")).then_some(health_path),
        not_found_body: body("404"),
        other_method_body: body("405"),
        methods: methods(gateway, !is_set("disable_health")),
    }
}

/// The methods in the order in which their trees are made (gin v1.10, `addRoute`). The health path is the first route.
fn methods(gateway: &Gateway, health: bool) -> Vec<Method> {
    let mut in_file: Vec<_> = gateway.endpoints.iter().collect();
    in_file.sort_by_key(|endpoint| gateway.span(endpoint.origin).start);
    let declared = in_file.iter().filter_map(|endpoint| Method::parse(endpoint.method.as_str()));
    let mut methods = Vec::new();
    for method in health.then_some(Method::Get).into_iter().chain(declared) {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    methods
}

/// Whether the path has a parameter that is not a whole segment: with `disable_rest`, KrakenD fills it.
pub(super) fn has_inner_parameter(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let inner =
        |segment: &str| segment.contains('{') && !(segment.starts_with('{') && segment.ends_with('}'));
    root(gateway, "disable_rest") == Some(&Json::Bool(true))
        && endpoint.path.to_string().split('/').any(inner)
}

/// The proxies that a configuration trusts. Without the option, KrakenD trusts every client, and `gwr` no client. An entry
/// that is no network ends the list (gin v1.12, `prepareTrustedCIDRs`).
pub(super) fn trusted_proxies(gateway: &Gateway) -> Set<Network> {
    let listed =
        set(gateway).filter(|options| options.get("forwarded_by_client_ip") != Some(&Json::Bool(false)));
    let listed = listed.and_then(|options| options.get("trusted_proxies")?.as_array());
    let listed = listed.into_iter().flatten().filter_map(Json::as_str);
    listed.map_while(Network::masked).collect()
}

fn set(gateway: &Gateway) -> Option<&Map<String, Json>> {
    let (_, value) = gateway.extra.entries.iter().find(|(name, _)| name.value == "router")?;
    value.as_object()
}

fn root<'a>(gateway: &'a Gateway, key: &str) -> Option<&'a Json> {
    gateway.rest.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// JSON as Go writes a map: keys in their order, and `<`, `>` and `&` escaped.
fn sorted(value: &Json) -> String {
    let text = in_order(value).to_string();
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn in_order(value: &Json) -> Json {
    match value {
        Json::Object(map) => {
            let mut entries: Vec<(String, Json)> =
                map.iter().map(|(key, value)| (key.clone(), in_order(value))).collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Json::Object(entries.into_iter().collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(in_order).collect()),
        other => other.clone(),
    }
}
