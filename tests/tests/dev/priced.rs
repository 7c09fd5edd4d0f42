//! `gwc dev --echo` takes the place of balance services, and counts quotas without a store.

use gwc_tests::net::exchange;
use gwc_tests::process::Tool;

use super::Dev;

const GATEWAY: &str = r#"gateway: priced
targets: [gwr]
listen: 8080
store: { redis: { url: "redis://redis.example.internal:6379", password: { env: NOT_SET } }, on_error: closed }
auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
quotas: { free: { per: { claim: owner }, count: 2/month, soft: 50% } }
balances: { credits: { url: "https://commerce.example.internal/balance", token: { env: NOT_SET }, on_error: closed } }
usage: { to: { http: "https://usage.example.internal/records" } }
upstreams: { search: "http://search.example.internal:8080" }
services: { search: { at: /search, upstream: search, methods: GET, auth: iam, quota: free, balance: credits, timeout: 5s } }
"#;

/// What docs/testing.md says of quotas and balances.
#[test]
fn quotas_and_balances_apply_without_their_services() {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join("priced")).unwrap();
    std::fs::write(place.path().join("priced/gateway.yaml"), GATEWAY).unwrap();
    let dev = Dev::start_with(place.path(), &["dev", "priced", "--echo", "--listen", "127.0.0.1:0"]);
    let token = |claim: &str| {
        let tool = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path());
        let run = tool.run(&["token", "priced", "--claim", claim]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout.trim_end().to_owned()
    };
    let get = |token: &str| {
        let head =
            format!("GET /search/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");
        exchange(dev.address.parse().expect("an address"), head)
    };
    let (alice, poor) = (token("owner=acme"), token("sub=no-funds"));
    let refused = get(&poor);
    assert_eq!((refused.status, refused.text().contains("insufficient balance")), (402, true));
    let first = get(&alice);
    assert_eq!((first.status, first.header("x-quota-warning").is_some()), (200, true), "{}", first.text());
    assert!(first.header("ratelimit").is_some_and(|left| left.starts_with(r#""free";r=1;"#)));
    assert_eq!([get(&alice).status, get(&alice).status], [200, 429]);
}
