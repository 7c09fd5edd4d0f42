//! What the compiler refuses for `gwr` is what `gwr` refuses.

use gwc_artifact::Artifact;
use gwc_runtime::Unenforced;

use super::{WAIVED, folder, gwc};

const HEAD: &str = "gateway: example\ntargets: [gwr]\n";
const JWT: &str = r#"jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256, ES256], audiences: [a, b] }"#;

/// A gateway, and the code of what `gwr` does not enforce of it; none when it serves it.
fn cases() -> Vec<(String, Option<&'static str>)> {
    let plain = r#"upstreams: { a: "http://a.x.svc.cluster.local:80" }"#;
    let keys = r#"upstreams: { a: { url: "http://a.x.svc.cluster.local:80", accepts_keys: true } }"#;
    let tls = r#"upstreams: { a: ["http://a.x.svc.cluster.local:80", "https://b.example.com"] }"#;
    let tls = tls.replace("{ a: [", "{ a: { url: [").replace("] }", "] } }");
    let service = |more: &str| {
        format!("services: {{ s: {{ at: /s, upstream: a, methods: GET, timeout: 5s, {more} }} }}")
    };
    let jwt = format!("auth: {{ iam: {{ {JWT} }} }}");
    let claim = "rate_limits: { org: { per: { claim: owner, rate: 10/s } } }";
    let case = |parts: &[&str]| format!("{HEAD}{}\n", parts.join("\n"));
    let limits = "rate_limits: { l: { total: 9/s, per_ip: 5/s }, h: { per: { header: X-A, rate: 5/s } } }";
    vec![
        (case(&[plain, limits, &service("auth: public, rate_limit: l")]), None),
        (case(&[plain, limits, &service("auth: public, rate_limit: h, stream: sse")]), None),
        (case(&[plain, &service("auth: public, stream: websocket, forward: { headers: all }")]), None),
        (case(&[plain, &jwt, &service("auth: iam")]), None),
        (case(&[plain, &jwt.replace("ES256", "HS256"), &service("auth: iam")]), Some("GW739")),
        (case(&[plain, &jwt, &service("auth: public")]), None),
        (case(&[keys, "auth: { key: { api_key: { prefixes: [sk-] } } }", &service("auth: key")]), None),
        (case(&[plain, &jwt, claim, &service("auth: iam, rate_limit: org")]), None),
        (case(&[plain, "rate_limit: org", claim, &service("auth: public")]), None),
        (case(&[&tls, &service("auth: public")]), None),
    ]
}

#[test]
fn the_compiler_refuses_what_the_runtime_refuses() {
    for (text, refused) in cases() {
        let errors = gwc(&["check"], folder(&[("gateway.yaml", &text)]).path()).errors;
        let mut others = errors.iter().filter(|code| Some(code.as_str()) != refused);
        assert_eq!(others.next(), None, "{text}");
        assert_eq!(refused.is_some(), !errors.is_empty(), "{text}: {errors:?}");
        if let Some(code) = refused {
            assert!(errors.iter().any(|found| found == code), "{text}: {errors:?}");
        }
        let unenforced = unenforced_of_waived(&text);
        assert_eq!(refused.is_some(), !unenforced.is_empty(), "{text}: the runtime refuses {unenforced}");
    }
}

/// What the runtime would skip of the gateway, built with a waiver.
fn unenforced_of_waived(text: &str) -> Unenforced {
    let place = folder(&[("in/gateway.yaml", text), ("in/gwc.toml", WAIVED)]);
    let out = place.path().join("dist");
    let run = gwc(&["build", "-o", out.to_str().expect("text")], &place.path().join("in"));
    assert!(run.errors.is_empty(), "{text}: {:?}", run.findings);
    let bytes = std::fs::read(out.join("example/gateway.gwa")).expect("it is built");
    Unenforced::of(Artifact::open(bytes).expect("an artifact").gateway())
}

#[test]
fn a_waiver_belongs_to_one_rule_and_to_the_line_of_the_targets() {
    let (text, _) = cases().into_iter().find(|(_, code)| *code == Some("GW739")).expect("one");
    let waived = |comment: &str| {
        let text = text.replace("targets: [gwr]\n", &format!("targets: [gwr]   # gwc: ignore[{comment}\n"));
        gwc(&["check"], folder(&[("gateway.yaml", &text)]).path()).errors
    };
    assert_eq!(waived("GW739] hanzo runs"), [""; 0]);
    assert_eq!(waived("GW720] hanzo runs"), ["GW739"]);
    assert_eq!(waived("GW739]"), ["GW739"]);
}

#[test]
fn an_error_that_is_no_waiver_of_a_protection_still_forbids_to_build() {
    let text = "gateway: example\ntargets: [krakend-ce]   # gwc: ignore[GW730] why not\nupstreams: { a: \"http://a.x.svc.cluster.local:80\" }\nservices:\n  # gwc: ignore[GW730] why not\n  s: { at: /s, upstream: a, methods: GET HEAD, auth: public, timeout: 5s }\n";
    let place = folder(&[("in/gateway.yaml", text)]);
    let out = place.path().join("dist");
    let run = gwc(&["build", "-o", out.to_str().expect("text")], &place.path().join("in"));
    assert!(run.errors.is_empty(), "{:?}", run.findings);
    assert!(!out.exists());
}
