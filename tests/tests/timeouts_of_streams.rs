//! The advice about time limits does not lead back and forth: after it is applied, no finding is left.

use std::collections::BTreeMap;

use gwc_tests::check;

/// A gateway with these lines, for `gwr`.
fn found(lines: &str) -> Vec<(&'static str, String)> {
    let gateway = format!(
        "gateway: demo\ntargets: [gwr]\nupstreams: {{ ai: \"http://ai.demo.svc:80\" }}\nrate_limits: {{ some: {{ total: 100/s, per_ip: 10/s }} }}\n{lines}"
    );
    let session = check::files(&BTreeMap::from([("gateway.yaml".to_owned(), gateway)]));
    let about = |code: &str| ["GW407", "GW416", "GW501", "GW502", "GW504"].contains(&code);
    let found = session.findings.iter().filter(|d| about(d.rule.code));
    found.map(|d| (d.rule.code, d.help.clone().unwrap_or_default())).collect()
}

/// What the help tells to write for a stream: the text between backticks that begins with `timeout`.
fn timeout_of(help: &str) -> &str {
    let from = help.find("`timeout: ").expect("a time limit") + 1;
    &help[from..from + help[from..].find('`').expect("its end")]
}

/// One profile for a stream and for a plain endpoint.
fn shared(timeout: &str, stream: &str, plain: &str) -> String {
    format!(
        "profiles: {{ all: {{ auth: public, rate_limit: some, {timeout} }} }}\n\
         services:\n\
         \x20 chat: {{ at: /chat, upstream: ai, profile: all, paths: {{ /feed: {{ GET: {{ {stream} }} }}, /list: {{ GET: {{ {plain} }} }} }} }}\n"
    )
}

#[test]
fn the_advice_about_a_stream_suits_what_shares_its_time() {
    let [("GW501", help)] = &found(&shared("timeout: 20s", "stream: sse", ""))[..] else {
        panic!("{:?}", found(&shared("timeout: 20s", "stream: sse", "")))
    };
    assert!(help.contains("where `stream` is set"), "{help}");
    let applied = shared("timeout: 20s", &format!("stream: sse, {}", timeout_of(help)), "");
    assert_eq!(found(&applied), []);
}

#[test]
fn the_advice_about_a_plain_endpoint_suits_what_shares_its_time() {
    let [("GW407", help)] = &found(&shared("timeout: { idle: 5m }", "stream: sse", ""))[..] else {
        panic!("{:?}", found(&shared("timeout: { idle: 5m }", "stream: sse", "")))
    };
    assert!(help.contains("at these endpoints"), "{help}");
    assert_eq!(found(&shared("timeout: { idle: 5m }", "stream: sse", "timeout: 30s")), []);
    // The other half of the advice: it is a stream too.
    let other = format!("stream: sse, {}", timeout_of(help));
    assert_eq!(found(&shared("timeout: { idle: 5m }", "stream: sse", &other)), []);
}

#[test]
fn the_advice_about_one_endpoint_is_complete() {
    let one = |keys: &str| {
        format!(
            "services: {{ chat: {{ at: /chat, upstream: ai, auth: public, rate_limit: some, methods: GET, {keys} }} }}\n"
        )
    };
    let [("GW407", help)] = &found(&one("timeout: 5m"))[..] else {
        panic!("{:?}", found(&one("timeout: 5m")))
    };
    assert_eq!(found(&one(&format!("stream: sse, {}", timeout_of(help)))), []);
    assert_eq!(found(&one("timeout: 30s")), []);
    let [("GW501", help)] = &found(&one("stream: sse, timeout: 5m"))[..] else {
        panic!("{:?}", found(&one("stream: sse, timeout: 5m")))
    };
    assert_eq!(found(&one(&format!("stream: sse, {}", timeout_of(help)))), []);
}
