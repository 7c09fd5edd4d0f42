//! A pod of `gwr` has the Secrets that the gateway refers to, and may reach the services that it needs.

use super::gwc;

const GATEWAY: &str = r#"gateway: shop
targets: [gwr]
store: { redis: { url: "redis://redis.data.svc.cluster.local", password: { secretRef: { name: redis.auth, key: password } } }, on_error: local }
auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "http://iam.iam.svc.cluster.local/jwks", allow_http: true, algorithms: [RS256], audiences: any } } }
balances: { credits: { url: "http://commerce.money.svc.cluster.local/balance", allow_http: true, token: { secretRef: { name: commerce, key: token } }, on_error: closed } }
rate_limits: { all: { total: 10/s } }
rate_limit: all
upstreams: { search: "http://search.search.svc.cluster.local:80" }
deploy: { runs: gwr, image: "registry.example.com/gwr:1", egress: declared }
services: { search: { at: /search, upstream: search, methods: GET, auth: iam, balance: credits, timeout: 5s } }
"#;

#[test]
fn secrets_are_mounted_and_services_can_be_reached() {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("gateway.yaml"), GATEWAY).expect("a file");
    let run = gwc(place.path()).run(&["build", ".", "--out", "dist"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let manifests = gwc_tests::folder::read(&place.path().join("dist"));
    let text = |part: &str| {
        let found = manifests.iter().find(|(name, _)| name.contains(part));
        String::from_utf8_lossy(found.expect("a manifest").1).into_owned()
    };
    let deployment = text("deployment");
    for line in [
        "secretName: redis.auth",
        "mountPath: /etc/gwr/secrets/redis.auth",
        "secretName: commerce",
        "mountPath: /etc/gwr/secrets/commerce",
    ] {
        assert!(deployment.contains(line), "{line}\n{deployment}");
    }
    let policy = text("networkpolicy");
    for namespace in ["data", "money", "iam", "search"] {
        assert!(
            policy.contains(&format!("kubernetes.io/metadata.name: {namespace}")),
            "{namespace}\n{policy}"
        );
    }
}
