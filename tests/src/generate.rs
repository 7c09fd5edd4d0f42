//! Random KrakenD configurations, intact and damaged.

pub mod damage;
pub mod routes;
pub mod setups;
pub mod yaml;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Any value, not deep.
pub fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        select(vec!["0", "1.50", "-2e3", "12345678901234567890", "1E-9"])
            .prop_map(|text| serde_json::from_str(text).expect("a number")),
        "[a-zé/{}\"\\\\ ]{0,6}".prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec(("[a-zA-Z_/]{0,8}", inner), 0..4).prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

/// A name in one of the spellings that KrakenD takes.
fn key(name: &'static str) -> impl Strategy<Value = String> {
    select(vec![name.to_owned(), name.to_uppercase(), name.to_owned()])
}

fn map(entries: Vec<Option<(String, Value)>>) -> Value {
    Value::Object(entries.into_iter().flatten().collect::<Map<_, _>>())
}

fn extra() -> impl Strategy<Value = Value> {
    let limit = (0u64..9999, 0u64..99, select(vec!["ip", "header", "odd"]), option::of(select(vec!["1m", "10s", "x"])))
        .prop_map(|(max, client, strategy, every)| {
            json!({"max_rate": max, "client_max_rate": client, "strategy": strategy, "every": every, "key": "id"})
        });
    let validator =
        (select(vec!["https://a.example/k", "https://b.example/k"]), vec(select(vec!["x", "y"]), 0..2))
            .prop_map(|(url, audience)| json!({"alg": "RS256", "jwk_url": url, "audience": audience}));
    (
        option::of(limit.prop_map(|v| ("qos/ratelimit/router".to_owned(), v))),
        option::of(
            (select(vec!["auth/validator", "github.com/devopsfaith/krakend-jose/validator"]), validator)
                .prop_map(|(name, v)| (name.to_owned(), v)),
        ),
        option::of(any::<bool>().prop_map(|open| ("auth/public".to_owned(), Value::Bool(open)))),
        option::of(("[a-z]{1,5}/[a-z]{1,5}", value())),
    )
        .prop_map(|(a, b, c, d)| map(vec![a, b, c, d]))
}

fn backend() -> impl Strategy<Value = Value> {
    let host = select(vec!["http://a:80", "b.ns.svc:8080", "https://c.example", "http://a:81/"]);
    (
        (key("url_pattern"), select(vec!["/x", "/y/{id}", "z/{JWT.sub}", "/a?b={id}"])),
        (key("host"), vec(host, 1..3)),
        option::of((key("extra_config"), extra())),
        option::of(("[a-z]{9,12}", value())),
    )
        .prop_map(|((k, pattern), (h, hosts), extra, odd)| {
            map(vec![Some((k, json!(pattern))), Some((h, json!(hosts))), extra, odd])
        })
}

fn endpoint() -> impl Strategy<Value = Value> {
    let headers = vec(select(vec!["Content-Type", "X-A", "X-B", "*"]), 0..3);
    (
        (key("endpoint"), select(vec!["/{id}", "/a/{id}", "/b/{id}/c", "/a/{id}/"])),
        option::of((key("method"), select(vec!["GET", "post", "PUT", "TRACE"]))),
        (key("backend"), prop_oneof![backend(), vec(backend(), 1..3).prop_map(Value::Array)]),
        option::of((key("input_headers"), headers)),
        option::of((key("timeout"), prop_oneof![Just(json!("3s")), Just(json!(5000)), Just(json!("0s"))])),
        option::of((key("extra_config"), extra())),
        option::of(("[a-z]{9,12}", value())),
    )
        .prop_map(|((e, path), method, backend, headers, timeout, extra, odd)| {
            let text = |o: Option<(String, &str)>| o.map(|(k, v)| (k, json!(v)));
            let list = headers.map(|(k, v)| (k, json!(v)));
            map(vec![Some((e, json!(path))), text(method), Some(backend), list, timeout, extra, odd])
        })
}

/// A configuration that KrakenD decodes; it may refuse it for other reasons. Most pass answers through.
pub fn config() -> impl Strategy<Value = Value> {
    let encoding = select(vec!["no-op", "no-op", "no-op", "json"]).prop_map(|text| json!(text));
    (
        (key("version"), prop_oneof![Just(json!(3)), Just(json!("3"))]),
        option::of((key("timeout"), Just(json!("7s")))),
        (key("endpoints"), vec(endpoint(), 0..6)),
        option::of((key("extra_config"), extra())),
        (key("output_encoding"), encoding),
        option::of(("[$@a-z]{9,12}", value())),
    )
        .prop_map(|(version, timeout, (e, endpoints), extra, encoding, odd)| {
            map(vec![Some(version), timeout, Some((e, json!(endpoints))), extra, Some(encoding), odd])
        })
}
