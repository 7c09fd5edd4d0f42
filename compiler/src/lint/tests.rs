//! No rule is worse than near-linear in endpoints, whatever they look like.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::*;
use crate::load::GatewayFiles;
use crate::source::SourceMap;

const GATEWAY: &str = "
gateway: large
rate_limit: all
upstreams:
  a: http://a.shop.svc.cluster.local:8001
  b: { url: 'http://b.shop.svc.cluster.local:8001', accepts_keys: true }
auth:
  iam: { jwt: { issuer: 'https://id.example.com', jwks: 'https://id.example.com/jwks', algorithms: [RS256], audiences: any }, headers: { X-User-Id: sub } }
  key: { api_key: { prefixes: [sk-] } }
rate_limits: { all: { total: 5000/s, per_ip: 100/s } }
";

/// A gateway of about `count` endpoints that has something for most rules: open and gated ones on the same upstream
/// paths, parameters, wildcards, aliases, missing limits, odd headers.
fn gateway(count: usize) -> Gateway {
    let mut text = GATEWAY.to_owned();
    text.push_str("services:\n");
    for n in 0..count / 8 {
        let open = if n % 2 == 0 { "public" } else { "iam" };
        let upstream = if n % 3 == 0 { "a" } else { "b" };
        let _ = writeln!(
            text,
            "  s{n}:\n    at: [/s{n}, /v1/s{n}]\n    upstream: {upstream}\n    rewrite_prefix: /v1/p{}\n    auth: {open}\n    \
             forward: {{ headers: [Accept, X-Org-Id] }}\n    \
             paths: {{ /*: GET, '/{{id}}': {{ POST: {{}}, DELETE: {{ timeout: 2m }} }}, /x: {{ GET: {{ auth: iam }} }} }}",
            n / 4
        );
    }
    let mut sources = SourceMap::default();
    let files = GatewayFiles { routes: vec![sources.add("gateway.yaml", text)], ..GatewayFiles::default() };
    let mut out = Diagnostics::default();
    let (_, gateway) = crate::understand(&sources, &files, None, &mut out);
    assert!(!out.has_errors(), "{:?}", out.iter().next());
    gateway.expect("a gateway")
}

/// The shortest of some runs: other work on the machine only makes them longer.
fn time(check: Check, gateway: &Gateway, settings: &Settings) -> (Duration, usize) {
    let context = Context::new(gateway, settings);
    let runs = (0..2).map(|_| {
        let mut out = Diagnostics::default();
        let started = Instant::now();
        check(&context, &mut out);
        (started.elapsed(), out.len())
    });
    runs.min().expect("there are some runs")
}

#[test]
#[allow(clippy::print_stdout, reason = "the slowest rule is what the run is for")]
fn no_rule_is_worse_than_near_linear() {
    const FACTOR: u32 = 6;
    let settings = Settings::default();
    let (small, large) = (gateway(2_000), gateway(2_000 * FACTOR as usize));
    assert!(large.endpoints.len() >= small.endpoints.len() * FACTOR as usize);
    let mut worst = (Duration::ZERO, "");
    let (mut slow, mut fired) = (Vec::new(), 0);
    for (rule, check) in RULES {
        let (short, _) = time(*check, &small, &settings);
        let (long, found) = time(*check, &large, &settings);
        fired += usize::from(found > 0);
        worst = worst.max((long, rule.code));
        // A quadratic rule takes 36 times as long, and seconds here; a busy machine makes short runs look long.
        if long > Duration::from_millis(400) && long > short * FACTOR * 3 {
            slow.push(format!("{}: {short:?} and {long:?} for {FACTOR} times as many", rule.code));
        }
    }
    println!("{} endpoints: the slowest rule is {} with {:?}", large.endpoints.len(), worst.1, worst.0);
    assert!(slow.is_empty(), "{slow:?}");
    assert!(fired > 5, "only {fired} rules have something to find in it");
}
