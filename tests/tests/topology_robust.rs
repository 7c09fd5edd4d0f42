//! Damaged host tables and manifests: no panic, and every finding inside its file.

use std::collections::BTreeMap;
use std::fs;

use gwc::cli::Io;
use gwc::cli::session::{Inputs, Session};
use gwc_syntax::value::Date;

const TABLE: &str = "redirects:\n  a.example: https://b.example/v1\n  b.example: https://a.example\nroutes:\n  c.example:\n    \
                     - { prefix: /é/, backend: \"http://x.shop.svc:80\" }\n    - prefix: /\n      backend: https://y.shop.svc:80\n\
                     subdomains: { dev: \"http://d:1\", de: \"http://e:2\" }\n";

const MANIFESTS: &str = "apiVersion: v1\nkind: Pod\nmetadata: { name: gateway, labels: { app: g } }\nspec:\n  containers:\n    - name: g\n      \
    image: \"ghcr.io/hanzoai/gateway:latest\"\n      args: [run, \"--config=/etc/gateway/\\u0067ateway.json\", -d]\n      env:\n        \
    - { name: AUTH_PUBLIC_PATHS, value: \" /é , /x/,\" }\n        - { name: BILLING_ENABLED, value: yes }\n        \
    - { name: ZAP_INTERNAL_ADDR, value: \":9999\" }\n        - { name: ZAP_LISTENER_PORT, value: 9999 }\n      \
    ports: [{ containerPort: 8080, name: http }]\n      volumeMounts: [{ name: c, mountPath: /etc/gateway }]\n  volumes: [{ name: c, configMap: { name: m } }]\n\
    ---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: m }\ndata:\n  gateway.json: '{\"version\": 3, \"endpoints\": []}'\n\
    ---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i }\nspec:\n  tls: [{ hosts: [c.example], secretName: s }]\n  rules: [{ host: c.example, http: { paths: [{ path: /, backend: { service: { name: w, port: { number: 80 } } } }] } }]\n";

/// Checks a folder in this process; how many findings there are.
fn check(files: &[(&str, &[u8])]) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("it can be written");
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    let session = Session::new(&Inputs::one(folder.path(), None), &io);
    for finding in &session.findings {
        for span in finding.spans().chain(finding.related.iter().map(|label| label.span)) {
            let size = session.sources.file(span.file).text.len();
            assert!(span.start <= span.end && span.end as usize <= size, "{}: {span:?}", finding.message);
        }
    }
    session.findings.len()
}

/// A text with some bytes taken out, doubled or replaced.
fn damaged(text: &str, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + next(4) {
        let (at, len) = (next(bytes.len()), next(12));
        let end = (at + len).min(bytes.len());
        match next(3) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => bytes[at] = b"{}[]:,-\"' \n/&*|#9\xff"[next(18)],
        }
    }
    bytes
}

#[test]
fn damage_is_reported_and_never_fatal() {
    let mut found = 0;
    for seed in 0..400 {
        let (table, manifests) = (damaged(TABLE, seed), damaged(MANIFESTS, seed + 1000));
        found += check(&[("routes.yaml", &table), ("k8s.yaml", &manifests)]);
    }
    assert!(found > 400, "only {found} findings in all");
}

#[test]
fn the_whole_example_is_full_of_findings() {
    let found = check(&[("routes.yaml", TABLE.as_bytes()), ("k8s.yaml", MANIFESTS.as_bytes())]);
    assert!(found >= 15, "{found}");
}
