//! What `gwc diff` tells a reader about a change: the target, the request that shows it, and the line to look at.

use std::fs;

use gwc_tests::process::Run;

use super::gwc;

/// A gateway with some keys more, and with some keys of its service.
fn gateway(targets: &str, keys: &str, service: &str) -> String {
    format!(
        "gateway: shop\ntargets: [{targets}]\nupstreams: {{ a: \"http://a:80\" }}\n{keys}services:\n  a: {{ at: /a, auth: public, {service} }}\n"
    )
}

/// The comparison of two gateways.
fn diff(before: &str, after: &str, flags: &[&str]) -> Run {
    let place = tempfile::tempdir().expect("a folder");
    for (name, text) in [("before", before), ("after", after)] {
        fs::create_dir(place.path().join(name)).expect("a folder can be made");
        fs::write(place.path().join(name).join("gateway.yaml"), text).expect("a file can be written");
    }
    gwc(place.path()).run(&[&["diff", "before", "after"], flags].concat())
}

/// A change that only one of two targets has is no change of the other: the last line names both.
#[test]
fn the_target_that_was_not_compared_is_named() {
    let usual = "upstream: a, methods: GET";
    let of = |targets: &str, body: &str| gateway(targets, "", &format!("{usual}, max_body: {body}"));
    let (before, after) = (of("krakend-ce, gwr", "1MiB"), of("krakend-ce, gwr", "2MiB"));
    let run = diff(&before, &after, &[]);
    assert!(run.stdout.contains("no change ("), "{}{}", run.stdout, run.stderr);
    let line = "target: compared under krakend-ce@2.13; not compared: gwr (add `--target gwr`)\n";
    assert!(run.stdout.ends_with(line), "{}", run.stdout);
    let run = diff(&before, &after, &["--target", "gwr"]);
    assert!(run.stdout.contains("1 change"), "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("not compared: krakend-ce@2.13 (add `--target krakend-ce@2.13`)"),
        "{}",
        run.stdout
    );
    let alone = diff(&of("gwr", "1MiB"), &of("gwr", "1MiB"), &[]);
    assert!(!alone.stdout.contains("target:"), "there is one target only: {}", alone.stdout);
    let moved = diff(&of("krakend-ce", "1MiB"), &of("gwr", "1MiB"), &[]);
    assert!(
        moved.stdout.contains("target: before under krakend-ce@2.13, after under gwr"),
        "{}",
        moved.stdout
    );
}

/// Without the header the answers are the same.
#[test]
fn a_change_of_pages_is_shown_with_an_origin() {
    let of = |origins: &str| {
        gateway("gwr", "", &format!("upstream: a, methods: GET, cors: {{ origins: [{origins}] }}"))
    };
    let run = diff(&of("https://a.example, https://b.example"), &of("https://a.example"), &[]);
    assert!(run.stdout.contains("GW891"), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("curl -H 'Origin: https://b.example'"), "{}", run.stdout);
}

/// Of methods and headers, only the answer to a preflight tells.
#[test]
fn a_change_of_methods_and_headers_is_shown_with_a_preflight() {
    let of = |cors: &str| {
        let cors = format!("cors: {{ origins: [https://a.example], {cors} }}");
        gateway("gwr", "", &format!("upstream: a, methods: [GET, POST], {cors}"))
    };
    for (before, after, request, answers) in [
        (
            "methods: [GET]",
            "methods: [GET, POST]",
            "curl -X OPTIONS -H 'Origin: https://a.example' -H 'Access-Control-Request-Method: POST'",
            ["204, without access-control-allow-methods", "204, with access-control-allow-methods: POST"],
        ),
        (
            "headers: [X-A, X-B]",
            "headers: [X-A]",
            "-H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: x-b'",
            ["204, with access-control-allow-headers: x-b", "204, without access-control-allow-headers"],
        ),
    ] {
        let run = diff(&of(before), &of(after), &[]);
        assert!(run.stdout.contains(request), "{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(&format!("before: {}\n", answers[0])), "{}", run.stdout);
        assert!(run.stdout.contains(&format!("after:  {}\n", answers[1])), "{}", run.stdout);
    }
}

/// No request of an endpoint has a method of another one.
#[test]
fn a_method_concerns_the_endpoints_that_have_it() {
    let of = |methods: &str| {
        let cors = format!("cors: {{ origins: [https://a.example], methods: [{methods}] }}");
        gateway("gwr", "", &format!("upstream: a, methods: GET, {cors}"))
    };
    let run = diff(&of("GET"), &of("GET, POST"), &[]);
    assert!(run.stdout.contains("no change ("), "{}{}", run.stdout, run.stderr);
}

/// A rule of the whole gateway is written in one place, which is where a reader looks.
#[test]
fn a_rule_of_the_gateway_has_its_own_line() {
    let of = |keys: &str| gateway("gwr", keys, "upstream: a, methods: GET");
    let bots = of("bots: { deny: [MJ12bot] }\n");
    for (before, after, place) in [
        (&of(""), &bots, "  at after/gateway.yaml:4:"),
        (&bots, &of(""), "  was at before/gateway.yaml:4:"),
        (&bots, &of("bots: { deny: [MJ12bot, Other] }\n"), "  at after/gateway.yaml:4:"),
    ] {
        let run = diff(before, after, &[]);
        assert!(run.stdout.contains("user-agents-"), "{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(place), "{place}: {}", run.stdout);
    }
}

/// Endpoints name quotas and balances, and none of their values.
#[test]
fn a_quota_and_a_balance_have_their_own_lines() {
    let of = |count: &str, currency: &str| {
        let keys = format!(
            "auth: {{ iam: {{ jwt: {{ issuer: \"https://id.example\", jwks: \"https://id.example/jwks\", algorithms: [RS256], audiences: any }} }} }}\n\
             store: {{ file: /state/quotas }}\n\
             quotas:\n  free: {{ per: {{ claim: sub }}, count: {count} }}\n\
             balances:\n  credits: {{ url: \"https://money.example/balance\", currency: {currency}, on_error: closed }}\n"
        );
        let gateway = gateway("gwr", &keys, "upstream: a, methods: GET, quota: free, balance: credits");
        gateway.replace("auth: public", "auth: iam")
    };
    let before = of("1000/month", "usd");
    for (after, kind, line) in
        [(of("500/month", "usd"), "quota-lowered", 7), (of("1000/month", "eur"), "balance-changed", 9)]
    {
        let run = diff(&before, &after, &[]);
        assert!(run.stdout.contains(kind), "{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(&format!("after/gateway.yaml:{line}:")), "{line}: {}", run.stdout);
    }
}

/// What the request gets is the value that changed: it is not repeated.
#[test]
fn an_own_response_is_shown_once() {
    let of = |to: &str| {
        let respond = format!("{{ redirect: \"https://www.example.com/{to}\", status: 301 }}");
        gateway("gwr", "", &format!("paths: {{ /old: {{ GET: {{ respond: {respond} }} }} }}"))
    };
    let run = diff(&of("new"), &of("newer"), &[]);
    assert!(
        run.stdout.contains("before: 301 to https://www.example.com/new\n"),
        "{}{}",
        run.stdout,
        run.stderr
    );
    assert!(run.stdout.contains("after:  301 to https://www.example.com/newer\n"), "{}", run.stdout);
}
