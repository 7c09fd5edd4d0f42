//! API keys that the gateway verifies by a file.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use gwc_artifact::{
    ApiKey, Auth, AuthKind, ClientKey, Credential, Gateway, KeyCheck, KeyRecords, KeySource, Limit, Minted,
    MintedHeader, NamedLimit, OneOf, PerClient, Rate, RateLimit, Requirement, Window,
};
use gwc_runtime::{AccessLog, Options};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, exchange};

fn record(key: &str, more: &str) -> String {
    let hash: String = gwc_token::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    format!(r#"{{"id":"id-{key}","hash":"{hash}"{more}}}"#)
}

fn limit(burst: u64) -> Limit {
    Limit { rate: Rate { count: burst, period: Duration::from_secs(3600) }, burst, window: Window::Bucket }
}

/// `/own` takes keys of the file, `/admin` those with a role, `/owner` each owner twice an hour, `/key` each key.
fn gateway(upstream: &Upstream, file: &Path) -> Gateway {
    let minted = |header: &str, claim: &str| MintedHeader {
        header: header.to_owned(),
        value: Minted::First(vec![claim.to_owned()]),
    };
    let records = KeyRecords {
        source: KeySource::File(file.to_str().unwrap().to_owned()),
        limits: vec![NamedLimit { name: "three".to_owned(), limit: limit(3) }].into(),
        require: gwc_artifact::Set::default(),
        headers: vec![minted("X-User-Id", "owner"), minted("X-Org-Id", "org"), minted("X-Roles", "roles")]
            .into(),
    };
    let key = ApiKey {
        prefixes: vec!["ak_".to_owned()].into(),
        headers: vec!["Authorization".to_owned(), "X-API-Key".to_owned()],
        verify: KeyCheck::Gateway(records),
    };
    let own = |path: &str, builder: GatewayBuilder, change: fn(&mut gwc_artifact::Endpoint)| {
        builder.route_with(&format!("GET {path}"), "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["own".into()]);
            endpoint.forward.minted = ["X-User-Id", "X-Org-Id", "X-Roles"].map(str::to_owned).to_vec().into();
            endpoint.forward.credentials = false;
            change(endpoint);
        })
    };
    let builder = GatewayBuilder::new().upstream("u", upstream.address);
    let builder = own("/own", builder, |_| {});
    let builder = own("/admin", builder, |endpoint| {
        let admin = OneOf { claim: "roles".to_owned(), values: vec!["admin".to_owned()].into() };
        endpoint.require = gwc_artifact::Set::from(vec![Requirement::Role(admin)]).into();
    });
    let builder = own("/owner", builder, |endpoint| {
        let per = PerClient { key: ClientKey::Claim("owner".to_owned()), limit: limit(2) };
        endpoint.rate_limit = RateLimit { total: None, per_client: Some(per) }.into();
    });
    let builder = own("/key", builder, |endpoint| {
        let per = PerClient { key: ClientKey::Key, limit: limit(2) };
        endpoint.rate_limit = RateLimit { total: None, per_client: Some(per) }.into();
    });
    builder.with(|gateway| gateway.auth = vec![Auth::new("own", AuthKind::ApiKey(key))]).build()
}

struct Setup {
    upstream: Upstream,
    folder: tempfile::TempDir,
    served: Served,
}

fn serve(records: &[String]) -> Setup {
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.jsonl");
    fs::write(&path, records.join("\n")).unwrap();
    let served = Served::start(&gateway(&upstream, &path));
    Setup { upstream, folder, served }
}

impl Setup {
    fn get(&self, path: &str, headers: &str) -> Answer {
        exchange(self.served.address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"))
    }

    fn status(&self, path: &str, key: &str) -> u16 {
        self.get(path, &format!("Authorization: Bearer {key}\r\n")).status
    }

    /// Replaces the file, as Kubernetes and `gwc keys` do.
    fn replace(&self, text: &str) {
        let new = self.folder.path().join("new");
        fs::write(&new, text).unwrap();
        fs::rename(new, self.folder.path().join("keys.jsonl")).unwrap();
    }

    /// Waits for the status that a changed file brings about.
    fn becomes(&self, key: &str, status: u16) {
        let longest = Instant::now() + Duration::from_secs(30);
        while self.status("/own", key) != status {
            assert!(Instant::now() < longest, "{key} does not become {status}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn a_key_mints_headers_from_its_record_and_does_not_reach_the_upstream() {
    let claims = r#","owner":"ann","org":"acme","roles":["caller","admin"]"#;
    let setup = serve(&[record("ak_one", claims)]);
    let forged = "X-User-Id: root\r\nX_Org_Id: other\r\n";
    assert_eq!(setup.get("/own", &format!("X-API-Key: ak_one\r\n{forged}")).status, 200);
    let head = setup.upstream.heads().remove(0).to_lowercase();
    for line in ["x-user-id: ann", "x-org-id: acme", "x-roles: caller,admin"] {
        assert!(head.lines().any(|found| found == line), "{line} is not in {head}");
    }
    assert!(!head.contains("ak_one") && !head.contains("root") && !head.contains("other"), "{head}");
}

#[test]
fn only_recorded_keys_pass() {
    let setup = serve(&[
        record("ak_one", ""),
        record("ak_old", r#","expires":"2020-01-01T00:00:00Z""#),
        record("ak_gone", r#","revoked":true"#),
    ]);
    assert_eq!(setup.status("/own", "ak_one"), 200);
    for key in ["ak_old", "ak_gone", "ak_two", "ak_", "ak_one2", "sk-one", "AK_one", ""] {
        assert_eq!(setup.status("/own", key), 401, "{key}");
    }
    assert_eq!(setup.get("/own", "").status, 401);
    assert_eq!(setup.get("/own", "X-API-Key: ak_one\r\nX-API-Key: ak_one\r\n").status, 401);
    // The first source decides: a valid key behind it does not help.
    assert_eq!(setup.get("/own", "Authorization: Bearer ak_two\r\nX-API-Key: ak_one\r\n").status, 401);
    let refused = setup.get("/own", "X-API-Key: ak_gone\r\n");
    assert!(!refused.text().contains("revoked"), "a client is not told why: {}", refused.text());
    assert_eq!(setup.upstream.connections(), 1);
}

#[test]
fn roles_are_required_of_keys_as_of_tokens() {
    let setup =
        serve(&[record("ak_one", r#","roles":["caller"]"#), record("ak_two", r#","roles":["admin"]"#)]);
    assert_eq!((setup.status("/admin", "ak_one"), setup.status("/admin", "ak_two")), (403, 200));
}

#[test]
fn limits_count_by_key_and_by_the_claims_of_its_record() {
    let setup = serve(&[
        record("ak_one", r#","limits":"three","owner":"ann""#),
        record("ak_two", r#","limits":"three","owner":"ann""#),
        record("ak_free", r#","owner":"bob""#),
        record("ak_a", r#","owner":"eve""#),
        record("ak_b", r#","owner":"eve""#),
    ]);
    let own = |key: &str| (0..5).map(|_| setup.status("/own", key)).collect::<Vec<u16>>();
    assert_eq!(own("ak_one"), [200, 200, 200, 429, 429]);
    assert_eq!(own("ak_two"), [200, 200, 200, 429, 429]);
    let refused = setup.get("/own", "X-API-Key: ak_two\r\n");
    assert_eq!(refused.header("ratelimit-policy"), Some(r#""client";q=3;w=3600"#));
    assert_eq!(own("ak_free"), [200; 5]);
    let owner = |key: &str| setup.status("/owner", key);
    assert_eq!([owner("ak_free"), owner("ak_free"), owner("ak_free")], [200, 200, 429]);
    let key = |key: &str| (0..3).map(|_| setup.status("/key", key)).collect::<Vec<u16>>();
    assert_eq!((key("ak_a"), key("ak_b")), (vec![200, 200, 429], vec![200, 200, 429]), "keys of one owner");
}

#[test]
fn a_changed_file_applies_without_a_restart_and_a_broken_one_does_not() {
    let setup = serve(&[record("ak_one", "")]);
    assert_eq!((setup.status("/own", "ak_one"), setup.status("/own", "ak_two")), (200, 401));
    setup.replace(&[record("ak_one", r#","revoked":true"#), record("ak_two", "")].join("\n"));
    setup.becomes("ak_two", 200);
    assert_eq!(setup.status("/own", "ak_one"), 401, "the revoked key was verified before");
    setup.replace("not a record");
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(setup.status("/own", "ak_two"), 200, "a broken file is not used");
    setup.replace(&record("ak_three", ""));
    setup.becomes("ak_three", 200);
    assert_eq!(setup.status("/own", "ak_two"), 401);
}

#[test]
fn without_a_file_every_key_is_refused_until_there_is_one() {
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.jsonl");
    let log = folder.path().join("log");
    let options = Options { access_log: AccessLog::File(log.clone()), ..Options::default() };
    let served = Served::start_with(&gateway(&upstream, &path), options);
    let setup = Setup { upstream, folder, served };
    assert_eq!(setup.status("/own", "ak_one"), 503);
    assert_eq!(setup.status("/own", "sk-one"), 401, "another prefix is no key");
    setup.replace(&record("ak_one", ""));
    setup.becomes("ak_one", 200);
    assert_eq!(setup.status("/own", "ak_two"), 401);
    let Setup { served, folder, .. } = setup;
    drop(served);
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    for reason in ["key_file_unreadable", "credential_unknown_key_prefix", "key_unknown"] {
        assert!(log.contains(reason), "{reason} is not in {log}");
    }
    assert!(!log.contains("ak_"), "the log has a key: {log}");
}
