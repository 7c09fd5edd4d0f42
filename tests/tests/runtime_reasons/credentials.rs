//! Credentials that are not there or not accepted, and what verifies them and is not available.

use std::time::Duration;

use gwc_artifact::{
    ApiKey, Auth, AuthKind, CheckFailure, Credential, ExternalCheck, Gateway, KeyCheck, KeyRecords,
    KeySource, Set, Store, StoreError,
};
use gwc_tests::net::{GatewayBuilder, Upstream};

use crate::counted::redis_away;
use crate::watched::Watched;
use crate::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    let opaque = |reason, headers: &'static str| {
        case(reason, 401, move || requiring(keys(KeyCheck::Upstream), |_| {}).asked(headers))
    };
    let recorded = |reason, key: &'static str| {
        case(reason, 401, move || {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("keys.jsonl");
            std::fs::write(&file, records()).expect("a file");
            let watched =
                requiring(by_records(KeySource::File(file.to_str().expect("text").to_owned())), |_| {});
            watched.keeping(folder).asked(&format!("X-API-Key: {key}\r\n"))
        })
    };
    vec![
        opaque("credential_absent", ""),
        opaque("credential_duplicate", "X-API-Key: k-1\r\nX-API-Key: k-1\r\n"),
        opaque("credential_scheme", "Authorization: Basic k-1\r\n"),
        opaque("credential_unknown_key_prefix", "X-API-Key: x-1\r\n"),
        recorded("key_unknown", "k-unknown"),
        recorded("key_expired", "k-old"),
        recorded("key_revoked", "k-gone"),
        case("key_file_unreadable", 503, || {
            let source = KeySource::File("/nowhere/keys.jsonl".to_owned());
            requiring(by_records(source), |_| {}).asked("X-API-Key: k-1\r\n")
        }),
        case("key_store_unavailable", 503, || {
            let store = Store::Redis(redis_away(StoreError::Closed));
            let with_store = |gateway: &mut Gateway| gateway.store = Some(store);
            requiring(by_records(KeySource::Store), with_store).asked("X-API-Key: k-1\r\n")
        }),
        case("origin_denied", 403, || {
            let auth = Auth { origins: vec!["hanzo.ai".to_owned()].into(), ..keys(KeyCheck::Upstream) };
            requiring(auth, |_| {}).asked("X-API-Key: k-1\r\nOrigin: https://other.example\r\n")
        }),
        case("check_unauthorized", 401, || answered_by("401 Unauthorized")),
        case("check_forbidden", 403, || answered_by("403 Forbidden")),
        case("check_unavailable", 503, || answered_by("500 Internal Server Error")),
    ]
}

/// `GET /` with this credential.
fn requiring(auth: Auth, change: impl FnOnce(&mut Gateway)) -> Watched {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec![auth.name.as_str().into()]);
        })
        .with(|gateway| {
            gateway.upstreams[0].accepts_keys = true;
            gateway.auth = vec![auth];
            change(gateway);
        })
        .build();
    Watched::start(&gateway).keeping(upstream)
}

fn keys(verify: KeyCheck) -> Auth {
    let headers = ["Authorization", "X-API-Key"].map(str::to_owned).to_vec();
    let key = ApiKey { prefixes: vec!["k-".to_owned()].into(), headers, verify };
    Auth::new("key", AuthKind::ApiKey(key))
}

fn by_records(source: KeySource) -> Auth {
    let (limits, require, headers) = (Set::default(), Set::default(), Set::default());
    keys(KeyCheck::Gateway(KeyRecords { source, limits, require, headers }))
}

/// A key whose time is over, and a revoked one.
fn records() -> String {
    let record = |key: &str, more: &str| {
        let digest = gwc_token::digest(key.as_bytes());
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!(r#"{{"id":"{key}","hash":"{hash}"{more}}}"#)
    };
    let old = record("k-old", r#","expires":"2020-01-01T00:00:00Z""#);
    format!("{old}\n{}\n", record("k-gone", r#","revoked":true"#))
}

/// A service that verifies every credential with this answer.
fn answered_by(answer: &'static str) -> Watched {
    let service = Upstream::start(move |connection| {
        while connection.head().is_some() {
            connection.send(&format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n"));
        }
    });
    let check = ExternalCheck {
        url: format!("http://{}/verify", service.address),
        send: vec!["Cookie".to_owned()],
        timeout: Duration::from_secs(5),
        cache: Duration::ZERO,
        on_error: CheckFailure::Closed,
        headers: Set::default(),
    };
    let auth = Auth::new("ext", AuthKind::External(check));
    requiring(auth, |gateway| gateway.endpoints[0].forward.credentials = false)
        .keeping(service)
        .asked("Cookie: session=1\r\n")
}
