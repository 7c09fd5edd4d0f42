//! Keys over `http`: an error without `allow_http: true`, which every output carries.

use std::fs;
use std::path::Path;

use gwc_tests::process::Run;
use gwc_tests::{folder, golden};

use super::gwc;

/// A gateway with these keys of `jwt`.
fn routes(targets: &str, jwt: &str, comment: &str) -> String {
    format!(
        "gateway: shop\ntargets: [{targets}]\nupstreams: {{ shop: \"http://shop.shop.svc.cluster.local\" }}\n\
         rate_limits: {{ all: {{ total: 10/s }} }}\nrate_limit: all\n{comment}\
         auth: {{ iam: {{ jwt: {{ issuer: \"https://id.example.com\", {jwt}, algorithms: [RS256], audiences: any }} }} }}\n\
         services: {{ shop: {{ at: /shop, upstream: shop, methods: GET, auth: iam, timeout: 5s }} }}\n"
    )
}

fn build(place: &Path, text: &str) -> Run {
    folder::write(place, [("gateway.yaml", text.as_bytes())]);
    gwc(place).run(&["build", ".", "--out", "dist"])
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// All files of the output with this end, as one text.
fn written(place: &Path, end: &str) -> String {
    let files = folder::read(&place.join("dist"));
    let found = files.iter().filter(|(name, _)| name.ends_with(end));
    found.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
}

const CLEAR: &str = "jwks: \"http://iam.iam.svc.cluster.local/jwks\"";

#[test]
fn keys_over_http_are_an_error_that_no_suppression_removes() {
    for targets in ["gwr", "krakend-ce"] {
        let place = folder();
        let run = build(place.path(), &routes(targets, CLEAR, ""));
        assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
        let printed = run.stdout + &run.stderr;
        assert!(printed.contains("GW212") && printed.contains("add `allow_http: true`"), "{printed}");
        let comment = "# gwc: ignore[GW212] the keys are fetched within the cluster\n";
        let run = build(place.path(), &routes(targets, CLEAR, comment));
        assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
    }
}

/// A resource has no `allow_http`: the advice names what works there.
#[test]
fn the_advice_for_a_resource_is_not_a_key_that_it_lacks() {
    let place = folder();
    let example = fs::read_to_string(golden::repository().join("tests/resource/hip-412.yaml"));
    let clear = example.expect("the example").replace("jwksUrl: https://", "jwksUrl: http://");
    folder::write(place.path(), [("gateway.yaml", clear.as_bytes())]);
    let run = gwc(place.path()).run(&["check", "gateway.yaml"]);
    assert!(run.stdout.contains("GW212"), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("write the gateway as route files"), "{}", run.stdout);
    assert!(!run.stdout.contains("`allow_http: true`"), "{}", run.stdout);
    let allowed = clear.replace("      type: jwt\n", "      type: jwt\n      allow_http: true\n");
    folder::write(place.path(), [("gateway.yaml", allowed.as_bytes())]);
    let run = gwc(place.path()).run(&["check", "gateway.yaml"]);
    assert!(run.stdout.contains("unknown key `allow_http`"), "{}", run.stdout);
}

#[test]
fn every_output_carries_the_consent() {
    let place = folder();
    let allowed = format!("{CLEAR}, allow_http: true");
    let run = build(place.path(), &routes("gwr, krakend-ce, hanzo", &allowed, ""));
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let found = run.stdout + &run.stderr;
    assert!(!found.contains("GW212") && !found.contains("GW250"), "{found}");
    let json = written(place.path(), ".json");
    assert_eq!(json.matches("\"disable_jwk_security\": true").count(), 2, "{json}");
    let inspected = inspected(place.path());
    assert!(inspected.contains("\"allow_http\": true"), "{inspected}");
}

fn inspected(place: &Path) -> String {
    let files = folder::read(&place.join("dist"));
    let (name, _) = files.iter().find(|(name, _)| name.ends_with(".gwa")).expect("an artifact");
    let run = gwc(place).run(&["inspect", &format!("dist/{name}"), "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stdout
}

/// `gwc diff` reports a new source of keys, also where it only allows `http`: over `http`, an attacker can replace the keys.
#[test]
fn a_diff_shows_what_becomes_cleartext() {
    let https = "jwks: \"https://iam.iam.svc.cluster.local/jwks\"";
    let (clear, discover) = (format!("{CLEAR}, allow_http: true"), "jwks: discover");
    let open = format!("{discover}, allow_http: true");
    let unused = format!("{https}, allow_http: true");
    for (before, after, code, shown) in [
        (https, clear.as_str(), 12, "http://iam.iam.svc.cluster.local/jwks"),
        (https, discover, 12, "the key set of https://id.example.com"),
        (discover, open.as_str(), 12, "also over http"),
        (open.as_str(), discover, 12, "also over http"),
        // A declared `https` URL is fetched as before.
        (https, unused.as_str(), 0, "no change"),
    ] {
        let place = folder();
        for (name, jwt) in [("a", before), ("b", after)] {
            folder::write(&place.path().join(name), [("gateway.yaml", routes("gwr", jwt, "").as_bytes())]);
        }
        for sides in [["a", "b"], ["a.gwa", "b.gwa"]] {
            if sides[0] == "a.gwa" {
                artifacts(place.path());
            }
            let run = gwc(place.path()).run(&[&["diff"], &sides[..], &["--exit-code"]].concat());
            assert_eq!(run.code, Some(code), "{before} to {after}: {}{}", run.stdout, run.stderr);
            assert!(run.stdout.contains(shown), "{before} to {after}: {}", run.stdout);
        }
    }
}

/// Builds both sides into artifacts of their names.
fn artifacts(place: &Path) {
    for name in ["a", "b"] {
        let run = gwc(place).run(&["build", name, "--out", &format!("dist-{name}")]);
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        let artifact = place.join(format!("dist-{name}/shop/gateway.gwa"));
        std::fs::copy(artifact, place.join(format!("{name}.gwa"))).expect("an artifact");
    }
}

/// `disable_jwk_security` also leaves out the check of certificates, which nobody declared.
#[test]
fn with_an_https_url_certificates_are_still_checked() {
    let place = folder();
    let jwt = "jwks: \"https://id.example.com/jwks\", allow_http: true";
    let run = build(place.path(), &routes("gwr, krakend-ce", jwt, ""));
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(!written(place.path(), ".json").contains("disable_jwk_security"));
}

/// A configuration with an endpoint for each validator: the URL of its keys, and what follows it.
fn krakend(validators: &[(&str, &str)]) -> String {
    let endpoints = validators.iter().enumerate().map(|(at, (url, more))| {
        format!(
            r#"{{ "endpoint": "/shop/{at}", "method": "GET", "output_encoding": "no-op", "timeout": "5s",
                "backend": [{{ "url_pattern": "/shop", "host": ["http://shop.shop.svc.cluster.local"], "encoding": "no-op" }}],
                "extra_config": {{ "auth/validator": {{ "alg": "RS256", "issuer": "https://id.example.com", "cache": true,
                  "jwk_url": "{url}/jwks"{more} }} }} }}"#
        )
    });
    let endpoints = endpoints.collect::<Vec<_>>().join(",");
    format!(r#"{{ "version": 3, "name": "shop", "endpoints": [{endpoints}] }}"#)
}

#[test]
fn an_import_keeps_what_krakend_does() {
    let (clear, secure) = ("http://iam.iam.svc.cluster.local", "https://id.example.com");
    let consent = r#", "disable_jwk_security": true"#;
    for (url, more, allows) in [(clear, consent, true), (secure, consent, false), (secure, "", false)] {
        let place = folder();
        folder::write(place.path(), [("krakend.json", krakend(&[(url, more)]).as_bytes())]);
        let run = gwc(place.path()).run(&["import", "krakend.json", "-o", "routes"]);
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        let files = folder::read(&place.path().join("routes"));
        let text: String = files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        assert_eq!(text.contains("allow_http: true"), allows, "{text}");
    }
}

/// KrakenD rejects every token without the consent, so that endpoint is not served; the other one is.
#[test]
fn gwr_reads_a_krakend_file_as_krakend_does() {
    let (place, clear) = (folder(), "http://iam.iam.svc.cluster.local");
    let file = krakend(&[(clear, r#", "disable_jwk_security": true"#), (clear, "")]);
    folder::write(place.path(), [("krakend.json", file.as_bytes())]);
    let run = gwc(place.path()).run(&["run", "krakend.json", "--listen", "127.0.0.1:0"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("cannot serve 1 of the 2 endpoints"), "{}", run.stderr);
    assert!(run.stderr.contains("`GET /shop/1`: `jwk_url` is not `https`"), "{}", run.stderr);
}
