//! Quotas of API keys that the gateway verifies, and what usage records tell of them.

use std::path::Path;

use gwc_artifact::{
    ApiKey, Auth, AuthKind, Credential, EndpointPolicy, Gateway, KeyCheck, KeyRecords, KeySource, OnError,
    Period, Quota, QuotaKey, Set, Store, Usage, UsageSink,
};
use gwc_tests::net::{GatewayBuilder, Issuer, Served, SigningKey, Upstream, exchange};
use serde_json::Value;

fn record(key: &str, owner: &str) -> String {
    let hash: String = gwc_token::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    format!(r#"{{"id":"id-{key}","hash":"{hash}","owner":"{owner}"}}"#)
}

fn place(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("text").to_owned()
}

/// `GET /q` for keys of a file, each with a quota of two requests a year, and for tokens.
fn gateway(upstream: &Upstream, issuer: &Issuer, folder: &Path) -> Gateway {
    let records = KeyRecords {
        source: KeySource::File(place(folder, "keys.jsonl")),
        limits: Set::default(),
        require: Set::default(),
        headers: Set::default(),
    };
    let key = ApiKey {
        prefixes: vec!["ak_".to_owned()].into(),
        headers: vec!["X-API-Key".to_owned()],
        verify: KeyCheck::Gateway(records),
    };
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /q", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["own".into(), "iam".into()]);
            endpoint.policies = Set::from(vec![EndpointPolicy::Quota("each".to_owned())]).into();
        })
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam"), Auth::new("own", AuthKind::ApiKey(key))];
            gateway.quotas = vec![Quota {
                name: "each".to_owned(),
                key: QuotaKey::Key,
                count: 2,
                period: Period::Year,
                soft: None,
                on_error: OnError::Closed,
            }];
            gateway.store = Some(Store::File(place(folder, "quotas")));
            gateway.usage = Some(Usage {
                to: UsageSink::File(place(folder, "usage.jsonl")),
                org: "owner".to_owned(),
                user: "sub".to_owned(),
                tokens: None,
                spool: None,
            });
        })
        .build()
}

#[test]
fn each_key_has_a_quota_of_its_own_over_restarts_and_is_named_in_records() {
    let (upstream, signing, folder) =
        (Upstream::text("ok"), SigningKey::new("a"), tempfile::tempdir().unwrap());
    let issuer = Issuer::start(&[&signing]);
    // Two keys of one owner.
    let records = [record("ak_one", "ann"), record("ak_two", "ann")].join("\n");
    std::fs::write(folder.path().join("keys.jsonl"), records).unwrap();
    let model = gateway(&upstream, &issuer, folder.path());
    let key = |served: &Served, key: &str| {
        exchange(served.address, format!("GET /q HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\n\r\n"))
    };
    let served = Served::start(&model);
    let first = key(&served, "ak_one");
    assert_eq!(first.status, 200);
    assert!(first.header("ratelimit").is_some_and(|left| left.starts_with(r#""each";r=1;"#)), "{first:?}");
    assert_eq!([key(&served, "ak_one").status, key(&served, "ak_one").status], [200, 429]);
    assert_eq!(key(&served, "ak_two").status, 200, "the other key has its own");
    // A claim named `id` is no key.
    let token = signing.token("u1", r#","id":"forged","owner":"acme""#);
    let lines = format!("GET /q HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    assert_eq!(exchange(served.address, lines).status, 200);
    drop(served);
    let served = Served::start(&model);
    assert_eq!([key(&served, "ak_one").status, key(&served, "ak_two").status], [429, 200]);
    drop(served);
    let text = std::fs::read_to_string(folder.path().join("usage.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let keys: Vec<Option<&str>> = lines.iter().map(|line| line["key"].as_str()).collect();
    let (one, two) = (Some("id-ak_one"), Some("id-ak_two"));
    assert_eq!(keys, [one, one, one, two, None, one, two], "{text}");
    assert_eq!((&lines[0]["org"], &lines[4]["org"]), (&Value::from("ann"), &Value::from("acme")));
    assert!(!text.contains("\"ak_one\"") && !text.contains("forged"), "{text}");
}
