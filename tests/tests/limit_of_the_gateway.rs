//! The gateway's own limit is what an endpoint without one of its own is emitted with: no rule says that such an
//! endpoint is without a limit.

use std::collections::BTreeMap;

use gwc_syntax::diagnostic::Severity;
use gwc_tests::check;

const GATEWAY: &str = "gateway: demo\ntargets: [krakend-ce]\nupstreams: { billing: \"http://billing.demo.svc:80\" }\nrate_limits: { all: { total: 100/s, per_ip: 10/s } }\n";
const SERVICES: &str = "services:\n  billing: { at: /billing, upstream: billing, auth: public, timeout: 5s, paths: { /: GET } }\n";

/// The findings about limits: severity, code and notes.
fn found(limit: &str) -> Vec<(Severity, &'static str, String)> {
    let gateway = format!("{GATEWAY}{limit}");
    let files = BTreeMap::from([
        ("gateway.yaml".to_owned(), gateway),
        ("services.yaml".to_owned(), SERVICES.to_owned()),
    ]);
    let session = check::files(&files);
    let about = session.findings.iter().filter(|d| ["GW301", "GW725"].contains(&d.rule.code));
    let mut found: Vec<_> = about.map(|d| (d.severity, d.rule.code, d.notes.join("; "))).collect();
    found.sort_by_key(|(_, code, _)| *code);
    found
}

#[test]
fn an_endpoint_has_the_limit_of_the_gateway() {
    let limited = found("rate_limit: all\n");
    let [(severity, "GW301", note), (Severity::Loss, "GW725", _)] = limited.as_slice() else {
        panic!("{limited:#?}");
    };
    assert_eq!(*severity, Severity::Note);
    assert!(note.contains("the limit of the gateway applies"), "{note}");
    let unlimited = found("");
    assert!(matches!(unlimited.as_slice(), [(Severity::Warning, "GW301", _)]), "{unlimited:#?}");
}
