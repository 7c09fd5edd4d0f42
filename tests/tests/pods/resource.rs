//! A Gateway resource at work: `gwc run` serves it, and `gwc diff` compares it.

use gwc_tests::golden;
use gwc_tests::net::{Upstream, Wire};
use gwc_tests::process::Tool;

use super::GWC;
use super::containers::start;

#[test]
fn the_example_and_its_twin_in_route_files_are_the_same_gateway() {
    let arguments = ["diff", "tests/resource/hip-412.yaml", "tests/resource/twin", "--exit-code"];
    let run = Tool::new(GWC, &golden::repository()).run(&arguments);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("no change ("), "{}", run.stdout);
}

/// Landmine 84: every method, every path below a prefix, `stripPrefix`, the policy and the limit count.
#[test]
fn a_resource_is_served_with_all_that_it_states() {
    let upstream = Upstream::text("an answer");
    let text = format!(
        "apiVersion: hanzo.ai/v1\nkind: Gateway\nmetadata: {{ name: shop, namespace: shop }}\nspec:\n  \
           image: {{ repository: registry.example.com/gwr, tag: 0.1.0 }}\n  \
           routes:\n    \
           - {{ prefix: /v1/items, backend: \"{address}\", stripPrefix: true, methods: [GET, PUT], authPolicy: open }}\n    \
           - {{ prefix: /v1/orders, backend: \"http://{address}\", authPolicy: users }}\n    \
           - {{ prefix: /v1/few, backend: \"http://{address}\", authPolicy: open, rateLimit: two }}\n  \
           rateLimits:\n    - {{ name: two, maxRate: 2, every: 1h }}\n  \
           authPolicies:\n    - {{ name: open, type: none }}\n    \
           - {{ name: users, type: jwt, iamEndpoint: \"https://id.example.com\", jwksUrl: \"https://id.example.com/jwks\" }}\n",
        address = upstream.address,
    );
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("shop.yaml");
    std::fs::write(&file, text).expect("a file");
    let file = file.to_str().expect("a path").to_owned();
    let arguments = ["run", &file, "--listen", "127.0.0.1:0"].map(str::to_owned);
    let (_running, address) = start(GWC, &arguments);
    let status = |method: &str, path: &str| {
        let mut wire = Wire::connect(address);
        wire.send(format!("{method} {path} HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n"));
        wire.answer().expect("an answer").status
    };
    for (method, path, expected) in [
        ("GET", "/v1/items", 200),
        ("PUT", "/v1/items/7/parts", 200),
        ("POST", "/v1/items/7", 405),
        ("GET", "/v1/orders/7", 401),
        ("DELETE", "/v1/orders/7", 401),
        ("GET", "/v1/itemsets", 404),
        ("GET", "/v1/few", 200),
        ("GET", "/v1/few", 200),
        ("GET", "/v1/few", 429),
    ] {
        assert_eq!(status(method, path), expected, "{method} {path}");
    }
    let heads = upstream.heads();
    assert!(
        heads.iter().any(|head| head.starts_with("PUT /7/parts HTTP/1.1")),
        "stripPrefix strips: {heads:?}"
    );
}
