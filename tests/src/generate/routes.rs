//! Random route tables: ordinary ones, and those with everything a path can hold.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const PLAIN: &[&str] = &["a", "b", "v1", "users", "a.b", "ab", "{x}", "{y}", "{x}", "{id}", ":x", ":y"];

const ODD: &[&str] = &[
    "{id}.json",
    "a{x}",
    "{x}{y}",
    "{x}-{y}",
    "{ x }",
    "{x-1}",
    "b:x",
    "v1:batch",
    "::",
    ":",
    "x}",
    "{{x}}",
    "{}",
    "{x",
    "{x.y}",
    "{x:y}",
    "{JWT.sub}",
    "{1}",
    "{\u{fc}}",
    "{x*}",
    "*",
    "a*",
    "**",
    "*r",
    ":x*",
    "{x}:batch",
    "..",
    ".",
    "...",
    "",
    "a b",
    "%2e",
    "?",
    "b?x=1",
    "{x}?q={y}",
    "b#f",
    "\u{200b}",
    "\u{e9}",
    "\n",
    "\t",
    "\0",
    "__health",
    "__debug",
    "__echo",
    "__healthy",
    "__health\n",
    "__debug/x",
    "x\\",
    "\\:b",
    "\\:",
    "\\c",
    "a\\b",
    ":c\\:d",
    "a\\*",
    "\\\\",
    "a:b",
    "{x}_",
    "https:",
];

const METHODS: &[&str] =
    &["GET", "GET", "GET", "GET", "POST", "DELETE", "get", "Post", "HEAD", "ANY", "", "GET "];

const PATTERNS: &[&str] = &[
    "/b",
    "/b",
    "/b",
    "/u/{x}",
    "/u/{X}",
    "/u/{resp0_id}",
    "/u/{resp0_a.b}",
    "/u/{JWT.sub}",
    "/u/{resp0_JWT.sub}",
    "/u/{resp_id}",
    "//u",
    "{x}",
    "",
    "/u?q={x}",
    "/u/{ x}",
    "/u/{x:y}",
    "/u/{\u{fc}}",
    "/u/{a}/{b}",
    "/u/{x}-{x}",
    "/u/{{x}}",
    "/u/{}",
    "/u/{x",
    "/u/:x",
];

fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof![16 => select(PLAIN), 1 => select(ODD)];
    let odd = select(vec!["", "//", "/./", "/x/../", " /"]);
    let start = prop_oneof![20 => Just("/"), 1 => odd];
    let end = prop_oneof![20 => Just(""), 1 => select(vec!["/", "//", "/..", "/*"])];
    (start, vec(part, 1..4), end).prop_map(|(start, parts, end)| format!("{start}{}{end}", parts.join("/")))
}

fn endpoint() -> impl Strategy<Value = Value> {
    (path(), select(METHODS), vec(select(PATTERNS), 1..3), 0u8..10).prop_map(
        |(path, method, patterns, odd)| {
            let few = if odd == 0 { patterns.len() } else { 1 };
            let backend: Vec<Value> = patterns[..few].iter().map(|p| json!({ "url_pattern": p })).collect();
            let mut endpoint = json!({ "endpoint": path, "method": method, "backend": backend });
            if odd == 1 {
                endpoint["extra_config"] = json!({ "proxy": { "sequential": true } });
            }
            endpoint
        },
    )
}

/// The options of the root that add routes, or change what a parameter is.
fn options() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let namespace = select(vec!["router", "router", "github_com/luraproject/lura/router/gin"]);
    let health = select(vec!["", "/h", "/a", "/a/:x", "/:x", "/*", "/h/*any", "h", "//a", "/x/../a", "/h?x"]);
    let router = (namespace, health, select(vec![json!(true), json!(false), json!("true")]), any::<bool>());
    let router = router.prop_map(|(namespace, health, auto, disabled)| {
        json!({ namespace: { "health_path": health, "auto_options": auto, "disable_health": disabled } })
    });
    (option::weighted(0.2, router), option::weighted(0.1, any::<bool>()), 0u8..20).prop_map(
        |(router, loose, built_in)| {
            let built_in = match built_in {
                0 => Some(("debug_endpoint", json!(true))),
                1 => Some(("echo_endpoint", json!("1"))),
                _ => None,
            };
            let router = router.map(|router| ("extra_config", router));
            let loose = loose.map(|loose| ("disable_rest", json!(loose)));
            router.into_iter().chain(loose).chain(built_in).collect()
        },
    )
}

/// A configuration with one backend host and a table of routes; about half of them collide or are refused.
pub fn config() -> impl Strategy<Value = Value> {
    (vec(endpoint(), 1..9), options()).prop_map(|(endpoints, options)| {
        let mut config = json!({"version": 3, "host": ["http://127.0.0.1:9999"], "endpoints": endpoints});
        for (key, value) in options {
            config[key] = value;
        }
        config
    })
}
