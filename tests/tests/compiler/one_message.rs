//! One mistake is one message: what only follows from it is silent, and the message says what to write.

use std::fs;

use gwc_tests::process::Tool;

/// Checks one file of a folder; what was printed.
fn checked(files: &[(&str, &str)]) -> String {
    let place = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(place.path().join(name), text).expect("written");
    }
    let tool = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path());
    tool.run(&["check", ".", "--full"]).stdout
}

/// A gateway with one path, whose value is given.
fn path(value: &str) -> String {
    format!(
        "gateway: g\ntargets: [gwr]\nupstreams: {{ a: \"http://a:80\" }}\n\
         services: {{ a: {{ at: /a, upstream: a, auth: public, paths: {{ /x: {value} }} }} }}\n"
    )
}

#[test]
fn a_key_of_an_endpoint_is_written_below_a_method() {
    for (value, help) in [
        ("{ timeout: 3s }", "write it below a method, such as `GET: { timeout: "),
        ("{ methods: GET }", "write each method as a key: `{ GET: {}, POST: {} }`"),
        (
            "{ headers: [X-A] }",
            "`forward: { headers: [Accept, Content-Type] }`, below a method such as `GET`",
        ),
        ("{ query: [page] }", "`forward: { query: [page] }`"),
    ] {
        let out = checked(&[("gateway.yaml", &path(value))]);
        assert!(out.contains(help) && out.contains("1 error,"), "{value}: {out}");
    }
}

#[test]
fn defaults_without_services_have_no_effect() {
    let gateway =
        "gateway: g\ntargets: [gwr]\nupstreams: { a: \"http://a:80\" }\ndefaults: { timeout: 3s }\n";
    let services = "services: { a: { at: /a, upstream: a, auth: public, methods: GET } }\n";
    let out = checked(&[("gateway.yaml", gateway), ("services.yaml", services)]);
    assert!(
        out.contains("GW106") && out.contains("`defaults` has no effect: this file has no services"),
        "{out}"
    );
    let out = checked(&[("gateway.yaml", &(gateway.to_owned() + services))]);
    assert!(!out.contains("GW106"), "{out}");
}

#[test]
fn a_consequence_is_silent() {
    let endpoint = |path: &str, pattern: &str, extra: &str| {
        format!(
            r#"{{ "endpoint": "{path}", "backend": [{{ "url_pattern": "{pattern}", "host": ["http://a"] }}], "extra_config": {{ {extra} }} }}"#
        )
    };
    let validator = |options: &str| {
        format!(r#""auth/validator": {{ "cache": true, "issuer": "https://id.example", {options} }}"#)
    };
    for (one, other, has, silent) in [
        (
            endpoint("/a", "/a", &validator(r#""alg": 5, "jwk_url": "https://id.example/jwks""#)),
            endpoint("/b", "/b", &validator(r#""alg": "RS256", "jwk_url": 7"#)),
            "GW711",
            "GW250",
        ),
        (endpoint("/a/:id", "/a/:id", ""), endpoint("/b/:id", "/a/:id", ""), "GW472", "GW423"),
    ] {
        let text = format!(r#"{{ "version": 3, "endpoints": [{one}, {other}] }}"#);
        let out = checked(&[("krakend.json", &text)]);
        assert!(out.contains(has) && !out.contains(silent), "{out}");
    }
}

#[test]
fn aliases_in_two_services_are_no_services_that_share_paths() {
    let gateway = "gateway: g\ntargets: [gwr]\nupstreams: { a: \"http://a:80\" }\nservices:\n  \
         one: { at: /pricing, upstream: a, rewrite_prefix: /v1/pricing, methods: GET, auth: public }\n  \
         two: { at: /v1/pricing, upstream: a, rewrite_prefix: /v1, methods: GET, auth: public }\n";
    let out = checked(&[("gateway.yaml", gateway)]);
    assert!(out.contains("GW419") && !out.contains("GW412"), "{out}");
}

#[test]
fn a_probe_refers_to_a_port_by_number_or_by_name() {
    let deployment = |probe: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: gateway }}\nspec:\n  template:\n    spec:\n      \
             enableServiceLinks: false\n      containers:\n        - name: gateway\n          \
             image: ghcr.io/hanzoai/gateway:v2.14.10\n          \
             command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]\n          \
             ports: [{{ name: web, containerPort: 9090 }}]\n          \
             env: [{{ name: KRAKEND_PORT, value: \"9090\" }}]\n          \
             readinessProbe: {{ httpGet: {{ path: /healthz, port: {probe} }} }}\n"
        )
    };
    let config = r#"{ "version": 3, "port": 8080, "endpoints": [{ "endpoint": "/b", "backend": [{ "url_pattern": "/b", "host": ["http://b"] }] }] }"#;
    for (probe, wrong) in [
        ("web", None),
        ("9090", None),
        ("http", Some("port name `http`, which the container does not declare")),
        ("8080", Some("uses port `8080`, but the gateway listens on `9090`")),
    ] {
        let out = checked(&[("deployment.yaml", &deployment(probe)), ("gateway.json", config)]);
        assert_eq!(out.contains("GW611"), wrong.is_some(), "{probe}: {out}");
        assert!(wrong.is_none_or(|text| out.contains(text)), "{probe}: {out}");
    }
}

/// `all` requires several audiences explicitly: what KrakenD does with the list is no mistake.
#[test]
fn audiences_that_are_all_required_are_built() {
    let audiences = |list: &str| {
        format!(
            "gateway: g\ntargets: [krakend-ce]\nupstreams: {{ a: \"http://a:80\" }}\nauth: {{ iam: {{ jwt: {{ \
             issuer: \"https://id.example\", jwks: \"https://id.example/jwks\", algorithms: [RS256], audiences: {list} }} }} }}\n\
             services: {{ a: {{ at: /a, upstream: a, auth: iam, paths: {{ /x: GET }} }} }}\n"
        )
    };
    let out = checked(&[("gateway.yaml", &audiences("{ all: [shop, web] }"))]);
    assert!(!out.contains("error[") && !out.contains("GW251"), "{out}");
    let out = checked(&[("gateway.yaml", &audiences("[shop, web]"))]);
    assert!(out.contains("GW734"), "{out}");
}
