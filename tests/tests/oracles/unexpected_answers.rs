//! Where the real KrakenD answers what nobody expects, `../shared/conformance/krakend-recorded/surprises.md`: each row
//! is found in a configuration that shows it, or it says why no configuration can show it.

use std::collections::BTreeMap;
use std::path::Path;

use gwc_tests::examples;
use gwc_tests::suite::Suite;
use serde_json::{Value, json};

/// What a row is to a compiler.
enum Row {
    /// A configuration that shows it, as an endpoint laid over a small one, and the rule that finds it.
    Endpoint(&'static str, &'static str),
    /// The same, as keys of the whole file.
    File(&'static str, &'static str),
    /// Why the configuration does not show it.
    Unseen(&'static str),
}

use Row::{Endpoint, File, Unseen};

const LIMIT: &str = r#"{ "extra_config": { "qos/ratelimit/router": "#;

const ROWS: &[(&str, Row)] = &[
    (
        "hanzo/auth-1000-50-per-minute-refuses-the-first-request",
        Endpoint(r#"{ "max_rate": 1000, "client_max_rate": 50, "strategy": "ip", "every": "1m" }"#, "GW304"),
    ),
    ("hanzo/open-limit-100-per-minute", Endpoint(r#"{ "max_rate": 100, "every": "1m" }"#, "GW304")),
    (
        "ratelimit/idle-since-start-allows-2n-plus-1",
        Unseen("every bucket ages from the start of the process, so no limit is written otherwise"),
    ),
    ("ratelimit/max-rate-string-is-off", Endpoint(r#"{ "max_rate": "5" }"#, "GW711")),
    (
        "circuit-breaker/string-numbers",
        Endpoint(
            r#"{ "backend": [{ "url_pattern": "/b", "extra_config": { "qos/circuit-breaker": { "interval": "60", "timeout": "10", "max_errors": "1" } } }] }"#,
            "GW711",
        ),
    ),
    (
        "hanzo/root-rate-limit-never-read",
        File(r#"{ "extra_config": { "qos/ratelimit/router": { "max_rate": 5 } } }"#, "GW703"),
    ),
    (
        "paths-priority/backtrack-miss-redirects-to-itself",
        File(
            r#"{ "endpoints": [
                { "endpoint": "/ab/{p1}/b/ab", "backend": [{ "url_pattern": "/long" }] },
                { "endpoint": "/{p0}/a", "backend": [{ "url_pattern": "/short/{p0}" }] }] }"#,
            "GW158",
        ),
    ),
    (
        "paths/method-patch-on-get-route",
        Unseen(
            "each file with several methods answers 405 so; what `Allow` lists is not the author's to say",
        ),
    ),
    ("paths/method-put-is-in-allow-yet-refused", Unseen("as above")),
    (
        "paths/param-dotdot",
        Endpoint(r#"{ "endpoint": "/p/{id}", "backend": [{ "url_pattern": "/p/{id}" }] }"#, "GW156"),
    ),
    (
        "paths-options/extra-slash/param-dotdot",
        File(r#"{ "extra_config": { "router": { "remove_extra_slash": true } } }"#, "GW159"),
    ),
    (
        "paths/param-pct2f-sub",
        File(
            r#"{ "endpoints": [
                { "endpoint": "/p/{id}", "backend": [{ "url_pattern": "/p/{id}" }] },
                { "endpoint": "/p/{id}/sub", "backend": [{ "url_pattern": "/psub/{id}" }] }] }"#,
            "GW157",
        ),
    ),
    (
        "query/own-param-amp-injection",
        Endpoint(r#"{ "endpoint": "/p/{id}", "backend": [{ "url_pattern": "/own?id={id}" }] }"#, "GW466"),
    ),
    (
        "query/own-param-space",
        Endpoint(r#"{ "endpoint": "/p/{id}", "backend": [{ "url_pattern": "/own?id={id}" }] }"#, "GW466"),
    ),
    ("headers/none-xff-second-garbage", Unseen("the header is the client's, and reading it cannot be set")),
    (
        "headers-backend/be-star",
        Endpoint(r#"{ "backend": [{ "url_pattern": "/b", "input_headers": ["*"] }] }"#, "GW463"),
    ),
    ("noop/raw-bad-chunk", Unseen("the backend breaks its own answer")),
    (
        "noop/sse-cut-by-timeout",
        Endpoint(
            r#"{ "endpoint": "/v1/chat/completions", "method": "POST", "timeout": "2s", "output_encoding": "no-op",
                 "backend": [{ "url_pattern": "/b", "encoding": "no-op" }] }"#,
            "GW504",
        ),
    ),
    ("noop/raw-gzip-lie", Unseen("the backend mislabels its answer")),
    (
        "json-format/mapping-same",
        Endpoint(r#"{ "backend": [{ "url_pattern": "/b", "mapping": { "a": "a" } }] }"#, "GW467"),
    ),
    (
        "json-format/deny-dotted-key",
        Endpoint(r#"{ "backend": [{ "url_pattern": "/b", "deny": ["a.b"] }] }"#, "GW468"),
    ),
    ("jwt-keys/status-500", Unseen("the server of the keys answers so")),
    (
        "jwt-claims/path-claim-dotdot",
        Endpoint(
            r#"{ "backend": [{ "url_pattern": "/{JWT.email}" }],
                 "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks" } } }"#,
            "GW274",
        ),
    ),
    (
        "jwt-claims/star-forged-underscore",
        Endpoint(
            r#"{ "input_headers": ["*"], "extra_config": { "auth/validator": { "alg": "RS256",
                 "jwk_url": "https://id.example/jwks", "propagate_claims": [["sub", "X-User-Id"]] } } }"#,
            "GW272",
        ),
    ),
    ("jwt/exp-null", Unseen("the token is the issuer's")),
    (
        "cors/case-method-only-simple",
        File(
            r#"{ "extra_config": { "security/cors": { "allow_origins": ["https://a.example"], "allow_methods": ["get"] } } }"#,
            "GW265",
        ),
    ),
    ("cors/list-preflight-headers-unsorted", Unseen("the order is the client's; browsers sort")),
    (
        "cel/msg-response-number-is-string",
        Endpoint(
            r#"{ "extra_config": { "validation/cel": [{ "check_expr": "resp_data.a == 2" }] } }"#,
            "GW469",
        ),
    ),
    (
        "http-cache/private",
        Endpoint(
            r#"{ "input_headers": ["Authorization"],
                 "backend": [{ "url_pattern": "/b", "extra_config": { "qos/http-cache": {} } }] }"#,
            "GW275",
        ),
    ),
    ("http-cache/nodate", Unseen("the backend leaves `Date` out")),
];

fn configuration(row: &Row) -> Option<(Value, &'static str)> {
    let mut whole = json!({
        "version": 3,
        "host": ["http://api.example:8000"],
        "endpoints": [{ "endpoint": "/a/{id}", "backend": [{ "url_pattern": "/b/{id}" }] }],
    });
    let (over, code) = match row {
        Endpoint(text, code) | File(text, code) => (*text, *code),
        Unseen(_) => return None,
    };
    // A limit alone stands for the endpoint that has it.
    let text = if over.contains("max_rate") && !over.contains("extra_config") {
        format!("{LIMIT}{over} }} }}")
    } else {
        over.to_owned()
    };
    let over: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let part = match row {
        File(..) => &mut whole,
        _ => &mut whole["endpoints"][0],
    };
    part.as_object_mut().expect("an object").extend(over.as_object().expect("an object").clone());
    Some((whole, code))
}

/// A test for each row.
pub(crate) fn each(suite: &mut Suite) {
    for (case, row) in ROWS {
        suite.test(format!("unexpected_answers::{case}"), || is_found_or_says_why_not(row));
    }
}

fn is_found_or_says_why_not(row: &Row) {
    if let Unseen(why) = row {
        assert!(why.len() > 7, "no reason is given");
    }
    if let Some((file, code)) = configuration(row) {
        let found = examples::check_json(&file.to_string(), &["--target", "krakend-ce@2.13"]);
        let lines: Vec<&str> = found.iter().map(|f| f.line.as_str()).collect();
        assert!(found.iter().any(|finding| finding.code == code), "no {code} in {lines:#?}");
    }
}

pub(crate) fn each_recorded_row_has_an_entry(shared: &Path) {
    let text =
        std::fs::read_to_string(shared.join("conformance/krakend-recorded/surprises.md")).expect("readable");
    let rows: BTreeMap<&str, &Row> = ROWS.iter().map(|(case, row)| (*case, row)).collect();
    let cases = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let cases: Vec<&str> =
        cases.flat_map(|cases| cases.split(", ")).filter(|case| case.contains('/')).map(str::trim).collect();
    assert!(cases.len() >= 28, "the table was not found: {}", cases.len());
    for case in &cases {
        assert!(rows.contains_key(case), "`{case}` has no entry");
    }
    assert_eq!(cases.len(), ROWS.len(), "an entry is about no row");
}
