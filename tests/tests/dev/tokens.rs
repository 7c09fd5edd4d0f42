//! `gwc dev --echo` verifies credentials, and `gwc token` prints what it accepts. No other server accepts that.

use std::path::Path;

use gwc_tests::golden;
use gwc_tests::net::{Issuer, SigningKey, exchange};
use gwc_tests::process::Tool;
use serde_json::Value;

use super::{Dev, edit, folder};

/// Every algorithm with a public key has an auth; `admin` requires what only a claim can give.
const AUTHS: [&str; 10] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

fn token(folder: &Path, arguments: &[&str]) -> String {
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), folder).run(&[&["token"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stdout.trim_end().to_owned()
}

/// The status and the body of a request with this header.
fn request(dev: &Dev, method: &str, path: &str, header: &str) -> (u16, String) {
    let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-User-Id: forged\r\nConnection: close\r\n{header}\r\n"
    );
    let answer = exchange(dev.address.parse().unwrap(), request);
    (answer.status, answer.text())
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

/// What docs/testing.md shows.
#[test]
fn the_tour_of_the_hanzo_gateway() {
    let repository = golden::repository();
    let scratch = tempfile::tempdir().unwrap();
    let routes = repository.join("routes/hanzo");
    let routes = routes.to_str().unwrap();
    let dev = Dev::start_with(scratch.path(), &["dev", routes, "--echo", "--listen", "127.0.0.1:0"]);
    let printed = dev.wait_for("  iam: -H ");
    let key = dev.wait_for("  key: -H ");

    assert_eq!(request(&dev, "GET", "/billing/plans", "").0, 401);
    assert_eq!(request(&dev, "GET", "/billing/plans", &bearer("not.a.token")).0, 401);
    for header in [
        bearer(&token(scratch.path(), &[routes])),
        printed.trim().trim_start_matches("iam: -H '").trim_end_matches('\'').to_owned(),
    ] {
        let (status, body) = request(&dev, "GET", "/billing/plans", &header);
        assert_eq!(status, 200, "{body}");
        let echoed: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(echoed["path"], "/v1/billing/plans");
        let minted = ["x-user-id", "x-org-id", "x-roles"].map(|name| &echoed["headers"][name]);
        assert_eq!(minted, ["dev-user", "dev-owner", "dev-role"], "{body}");
    }
    let alice = token(scratch.path(), &[routes, "--claim", "sub=alice", "--claim", r#"roles=["a","b"]"#]);
    let (_, body) = request(&dev, "GET", "/billing/plans", &bearer(&alice));
    assert!(body.contains(r#""x-user-id": "alice""#) && body.contains(r#""x-roles": "a,b""#), "{body}");
    let expired = token(scratch.path(), &[routes, "--claim", "exp=1"]);
    assert_eq!(request(&dev, "GET", "/billing/plans", &bearer(&expired)).0, 401);

    // `/cloud/*` is priced, and `/billing/*` adds funds: an account without funds must reach it.
    let of = |claim: &str| bearer(&token(scratch.path(), &[routes, "--claim", claim]));
    let poor = of("sub=no-funds");
    assert_eq!(request(&dev, "GET", "/cloud/models", &of("sub=alice")).0, 200);
    let (status, body) = request(&dev, "GET", "/v1/cloud/models", &poor);
    assert!(status == 402 && body.contains("insufficient balance"), "{status} {body}");
    assert_eq!(request(&dev, "POST", "/billing/topup", &poor).0, 200);
    assert_eq!(request(&dev, "GET", "/cloud/models", &of("owner=null")).0, 403, "it is of no account");
    assert_eq!(request(&dev, "GET", "/cloud/models", "").0, 401, "before any balance");

    assert_eq!(request(&dev, "POST", "/v1/chat/completions", "").0, 401);
    let key = key.trim().trim_start_matches("key: -H '").trim_end_matches('\'').to_owned();
    assert_eq!(key, bearer(&token(scratch.path(), &[routes, "--auth", "key"])));
    let (status, body) = request(&dev, "POST", "/v1/chat/completions", &key);
    assert_eq!(status, 200);
    assert!(body.contains("Bearer fw_dev-key"), "the upstream verifies the key: {body}");

    let statuses: Vec<u16> = (0..60).map(|_| request(&dev, "GET", "/auth/login", "").0).collect();
    assert_eq!(statuses[..50], [200; 50], "the burst of the limit `login`");
    assert!(statuses[50..].contains(&429), "{statuses:?}");
}

/// A gateway with an auth for each algorithm, at `/NAME`.
fn many(auth: &str) -> (String, String) {
    let (mut auths, mut services) = (String::new(), String::new());
    for algorithm in AUTHS {
        let name = algorithm.to_lowercase();
        auths += &format!(
            "  {name}: {{ jwt: {{ issuer: \"https://{name}.example\", jwks: \"https://{name}.example/jwks\", \
             algorithms: [{algorithm}], audiences: [shop, app] }}{auth} }}\n"
        );
        services += &format!("  {name}: {{ at: /{name}, upstream: shop, methods: GET, auth: {name} }}\n");
    }
    let gateway = format!(
        "gateway: small\nlisten: 8080\ntargets: [gwr]\n\
         upstreams: {{ shop: \"http://shop.default.svc.cluster.local:80\" }}\nauth:\n{auths}"
    );
    (gateway, format!("services:\n{services}"))
}

#[test]
fn each_algorithm_has_a_token_and_it_opens_its_auth_alone() {
    let (folder, services) = folder();
    let (gateway, endpoints) =
        many(", headers: { X-User-Id: realm.id }, require: { roles: { claim: roles, any: [owner] } }");
    std::fs::write(folder.path().join("gateway/gateway.yaml"), gateway).unwrap();
    std::fs::write(services, endpoints).unwrap();
    let dev = Dev::start(folder.path());
    for algorithm in AUTHS {
        let name = algorithm.to_lowercase();
        let of = |more: &[&str]| {
            bearer(&token(folder.path(), &[&["gateway", "--auth", name.as_str()], more].concat()))
        };
        let path = format!("/{name}/a");
        let (status, body) = request(&dev, "GET", &path, &of(&[]));
        assert_eq!(status, 200, "{name}: {body}");
        assert!(body.contains(r#""x-user-id": "dev-id""#), "{name}: {body}");
        assert_eq!(request(&dev, "GET", &path, &of(&["--claim", "roles=[]"])).0, 403, "{name}");
        for refused in ["iss=https://other.example", "aud=other", "aud=null", "exp=1", "nbf=99999999999"] {
            assert_eq!(request(&dev, "GET", &path, &of(&["--claim", refused])).0, 401, "{name} {refused}");
        }
        let other = if name == "rs256" { "/rs384/a" } else { "/rs256/a" };
        assert_eq!(request(&dev, "GET", other, &of(&[])).0, 401, "{name} at {other}");
    }
}

#[test]
fn an_edit_of_what_is_required_prints_new_credentials() {
    let (folder, services) = folder();
    let (gateway, endpoints) = many("");
    std::fs::write(folder.path().join("gateway/gateway.yaml"), &gateway).unwrap();
    std::fs::write(&services, &endpoints).unwrap();
    let dev = Dev::start(folder.path());
    dev.wait_for("  rs512: -H "); // the last by name

    // An edit that changes no credential prints none.
    edit(&services, &endpoints.replace("at: /rs384", "at: /other"));
    let lines = dev.lines_to("reloaded in");
    assert!(!lines.iter().any(|line| line.contains("-H ")), "{lines:#?}");

    let demanding =
        endpoints.replace("auth: rs256", "auth: rs256, require: { roles: { claim: roles, any: [owner] } }");
    edit(&services, &demanding);
    let printed = dev.wait_for("  rs256: -H ");
    let header = printed.trim().trim_start_matches("rs256: -H '").trim_end_matches('\'').to_owned();
    assert_eq!(request(&dev, "GET", "/rs256/a", &header).0, 200);
    let without = token(folder.path(), &["gateway", "--auth", "rs256", "--claim", "roles=null"]);
    assert_eq!(request(&dev, "GET", "/rs256/a", &bearer(&without)).0, 403);
}

/// The key is published: what trusts it must reach nothing but the echo server.
#[test]
fn run_rejects_the_tokens_of_dev_and_dev_without_echo_checks_none() {
    let (folder, services) = folder();
    let key = SigningKey::new("k1");
    let issuer = Issuer::start(&[&key]);
    let gateway = format!(
        "gateway: small\nlisten: 8080\ntargets: [gwr]\n\
         upstreams: {{ shop: \"http://shop.default.svc.cluster.local:80\" }}\nauth:\n  \
         iam: {{ jwt: {{ issuer: \"https://id.example\", jwks: \"http://{}/jwks\", allow_http: true, algorithms: [ES256], \
         audiences: any }} }}\n",
        issuer.address()
    );
    std::fs::write(folder.path().join("gateway/gateway.yaml"), gateway).unwrap();
    std::fs::write(services, "services: { shop: { at: /shop, upstream: shop, methods: GET, auth: iam } }\n")
        .unwrap();
    let forged = token(folder.path(), &["gateway"]);

    let run = Dev::start_with(folder.path(), &["run", "gateway", "--listen", "127.0.0.1:0"]);
    let good = key.token("u1", "");
    assert_eq!(request(&run, "GET", "/shop/a", &bearer(&good)).0, 502, "its upstream does not exist");
    assert_eq!(request(&run, "GET", "/shop/a", &bearer(&forged)).0, 401);
    drop(run);

    let echo = Dev::start(folder.path());
    assert_eq!(request(&echo, "GET", "/shop/a", &bearer(&good)).0, 401, "no issuer is asked");
    assert_eq!(request(&echo, "GET", "/shop/a", &bearer(&forged)).0, 200);
    drop(echo);

    let dev = Dev::start_with(folder.path(), &["dev", "gateway", "--listen", "127.0.0.1:0"]);
    assert!(dev.before.iter().any(|line| line.contains("accept requests without a credential")));
    assert_eq!(request(&dev, "GET", "/shop/a", "").0, 502, "its upstream does not exist");
}

#[test]
fn token_names_what_it_cannot_do() {
    let (folder, services) = folder();
    let (gateway, endpoints) = many("");
    let tool = |arguments: &[&str]| {
        let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), folder.path()).run(arguments);
        assert_eq!(run.stdout, "", "nothing that a script would use");
        (run.code, run.stderr)
    };
    let (code, text) = tool(&["token", "gateway"]);
    assert!(code == Some(2) && text.contains("no auth of this gateway verifies tokens"), "{text}");
    std::fs::write(folder.path().join("gateway/gateway.yaml"), gateway).unwrap();
    std::fs::write(&services, endpoints).unwrap();
    let (code, text) = tool(&["token", "gateway"]);
    assert!(code == Some(2) && text.contains("set `--auth`") && text.contains("`rs256`"), "{text}");
    let (code, text) = tool(&["token", "gateway", "--auth", "none"]);
    assert!(code == Some(2) && text.contains("auth `none` is not defined"), "{text}");
    std::fs::write(services, "services: [").unwrap();
    let (code, text) = tool(&["token", "gateway", "--auth", "rs256"]);
    assert!(code == Some(1) && text.contains("run `gwc check gateway`"), "{text}");
}
