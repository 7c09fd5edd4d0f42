//! `gwc why`: the decision for one request, as the runtime and KrakenD's router take it.

use std::fs;

use gwc_tests::process::Run;

use super::gwc;

const ROUTES: &str = r#"gateway: shop
targets: [gwr]
hosts: [api.example.com]
strict_hosts: true
upstreams: { items: "http://items:8080", keys: { url: "http://keys:8080", accepts_keys: true } }
auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }, page: { api_key: { prefixes: [pk_] }, origins: [example.com], rate_limit: pages } }
rate_limits: { few: { per_ip: 5/s }, pages: { total: 9/min } }
services:
  items:
    at: /items
    upstream: items
    auth: iam
    rate_limit: few
    timeout: 5s
    forward: { headers: [Accept], query: all }
    paths: { "/{id}": GET DELETE, /latest: { GET: { auth: public } }, /*: GET }
  pages: { at: /pages, upstream: keys, auth: page, methods: GET }
"#;

const KRAKEND: &str = r#"{ "version": 3, "endpoints": [{
  "endpoint": "/items/{id}", "output_encoding": "no-op", "input_headers": ["Accept"],
  "backend": [{ "host": ["http://items:8080"], "url_pattern": "/v2/{id}", "encoding": "no-op" }]
}] }"#;

fn why(arguments: &[&str]) -> Run {
    let place = tempfile::tempdir().expect("a folder");
    fs::create_dir(place.path().join("shop")).expect("a folder");
    fs::write(place.path().join("shop/gateway.yaml"), ROUTES).expect("a file can be written");
    fs::write(place.path().join("krakend.json"), KRAKEND).expect("a file can be written");
    gwc(place.path()).run(&[&["why"], arguments].concat())
}

fn tells(arguments: &[&str], code: i32, parts: &[&str]) {
    let run = why(arguments);
    assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.stdout, run.stderr);
    for part in parts {
        assert!(run.stdout.contains(part), "{arguments:?} without `{part}`\n{}", run.stdout);
    }
}

#[test]
fn a_request_is_told_step_by_step() {
    let headers = ["-H", "Authorization: Bearer x", "-H", "X-User-Id: 1", "-H", "Accept: text/plain"];
    let request = ["GET", "https://api.example.com/items/7?page=2", "shop"];
    tells(
        &[&request[..], &headers].concat(),
        0,
        &[
            "GET api.example.com/items/7: routed, if the credential is valid",
            "endpoint    `GET /items/{id}`\n            at shop/gateway.yaml:16:",
            "`GET /items/*`: a parameter takes precedence over a wildcard",
            "`iam` is required, read from the header `authorization`; the header `authorization` is present",
            "5/s of the endpoint for each client address, burst 5; else `429`",
            "`items` (http://items:8080) gets `GET /items/7?page=2`",
            "forwarded: authorization, accept",
            "x-user-id (it claims an identity)",
            "total 5s",
        ],
    );
}

#[test]
fn what_a_credential_itself_is_limited_to_is_told() {
    tells(
        &["GET", "/pages/1", "shop", "-H", "Authorization: Bearer pk_1"],
        0,
        &[
            "with a credential of `page`: from pages of `example.com` only; else `403`",
            "with a credential of `page`: 9/min of the credential for all callers, burst 9; else `429`",
        ],
    );
}

#[test]
fn what_is_refused_has_a_status_and_exits_with_1() {
    tells(&["GET", "/items/7", "shop"], 1, &["refused with 401", "the request has none: `401`"]);
    tells(&["GET", "/items/latest", "shop"], 0, &[": routed\n", "a text takes precedence over a parameter"]);
    tells(&["PUT", "/items/7", "shop"], 1, &["refused with 405", "`GET /items/{id}`: it has another method"]);
    tells(&["GET", "/other", "shop"], 1, &["refused with 404", "no endpoint has the path"]);
    tells(&["GET", "/items/../admin", "shop"], 1, &["refused with 400"]);
    tells(
        &["GET", "https://other.example.com/items/latest", "shop"],
        1,
        &["refused with 404", "is not answered"],
    );
}

#[test]
fn krakend_is_told_as_its_router_decides() {
    tells(
        &["GET", "/items/7", "krakend.json", "-H", "Accept: a", "-H", "Cookie: a=b"],
        0,
        &["credential  not required", "gets `GET /v2/7`", "forwarded: accept", "cookie (not listed)"],
    );
    tells(&["GET", "/items/7/", "krakend.json"], 1, &["refused with 301"]);
    tells(&["GET", "/items/7/8", "krakend.json"], 1, &["refused with 404"]);
}

#[test]
fn other_spellings_of_a_path_are_answered_as_the_target_does() {
    for path in ["/ITEMS/7", "//items/7", "/items/./7", "/x/../items/7", "/ITEMS//7/"] {
        let redirect = ["refused with 301", "KrakenD redirects to `/items/7"];
        tells(&["GET", path, "krakend.json"], 1, &redirect);
        // gwr serves such a file as KrakenD does.
        tells(&["GET", path, "krakend.json", "--target", "gwr"], 1, &redirect);
    }
    tells(&["POST", "/ITEMS/7", "krakend.json"], 1, &["refused with 404"]);
    tells(&["GET", "//items/7", "shop"], 1, &["refused with 400"]);
    tells(&["GET", "/ITEMS/7", "shop"], 1, &["refused with 404"]);
    // KrakenD decodes the path before it looks it up.
    tells(&["GET", "/items%2F7", "krakend.json"], 0, &["gets `GET /v2/7`"]);
    tells(&["GET", "/items%2F7", "krakend.json", "--target", "gwr"], 1, &["refused with 400"]);
    tells(&["GET", "/items%2F7", "shop"], 1, &["refused with 400"]);
}

#[test]
fn a_wrong_command_line_is_no_refusal() {
    for wrong in [&["GET", "items", "shop"][..], &["GET", "/items", "shop", "-H", "x"], &["GET"]] {
        assert_eq!(why(wrong).code, Some(2), "{wrong:?}");
    }
}
