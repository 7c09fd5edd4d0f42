//! Which headers and credentials of a client reach the upstream.

use gwc_artifact::{ApiKey, Auth, AuthKind, Credential, Endpoint, ForwardHeaders};
use serde_json::{Value, json};

use super::{list, seen};

fn key_auth() -> Vec<Auth> {
    let headers = vec!["Authorization".to_owned(), "X-API-Key".to_owned()];
    let kind = AuthKind::ApiKey(ApiKey {
        prefixes: vec!["sk-".to_owned()].into(),
        headers,
        verify: gwc_artifact::KeyCheck::Upstream,
    });
    vec![Auth::new("key", kind)]
}

#[test]
fn exactly_the_listed_headers_pass() {
    let headers = "Accept: a/b\r\nACCEPT: c/d\r\nX-Other: 1\r\nCookie: c=1\r\nUser-Agent: u\r\nAuthorization: Bearer t\r\n";
    let seen = seen(
        |endpoint| endpoint.forward.headers = list(&["accept", "X-Missing"]),
        vec![],
        "/svc/1/2",
        headers,
    );
    let mut expected = json!({
        "accept": ["a/b", "c/d"],
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": "api.test",
        "x-forwarded-proto": "http",
    });
    for own in ["host", "x-request-id"] {
        expected[own] = seen["headers"][own].clone();
    }
    assert_eq!(seen["headers"], expected);
    assert_ne!(expected["host"], "api.test", "the upstream sees its own name");
}

#[test]
fn all_headers_are_all_but_those_of_the_connection_and_credentials_nobody_reads() {
    let headers = "Connection: keep-alive, X-Private\r\nX-Private: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n\
                   Proxy-Authorization: p\r\nUpgrade: h2c\r\nHTTP2-Settings: s\r\nTrailer: t\r\n\
                   Authorization: Bearer t\r\nX-API-Key: k\r\nX_API_Key: k\r\nX-Real-IP: 6.6.6.6\r\n\
                   X-Forwarded-For: 6.6.6.6\r\nX_Forwarded_For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n\
                   X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /evil\r\nX-Other: 1\r\nCookie: c=1\r\n";
    let seen = seen(|_| {}, vec![], "/svc/1/2", headers);
    let names: Vec<&String> = seen["headers"].as_object().unwrap().keys().collect();
    let mut expected = vec![
        "host",
        "x-other",
        "cookie",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-request-id",
    ];
    expected.sort_unstable();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(seen["headers"]["x-forwarded-for"], "127.0.0.1");
    assert_eq!(seen["headers"]["x-forwarded-host"], "api.test");
}

#[test]
fn a_credential_passes_where_the_endpoint_reads_it_and_says_so() {
    let check = |forward: ForwardHeaders, credentials: bool, headers: &str| {
        let change = |endpoint: &mut Endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["key".into()]);
            endpoint.forward.headers = forward;
            endpoint.forward.credentials = credentials;
        };
        let seen = seen(change, key_auth(), "/svc/1/2", headers);
        (seen["headers"]["authorization"].clone(), seen["headers"]["x-api-key"].clone())
    };
    let both = "X-API-Key: sk-1\r\nAuthorization: Bearer sk-2\r\n";
    for forward in [list(&["accept"]), ForwardHeaders::All] {
        let (authorization, key) = check(forward.clone(), true, both);
        assert_eq!(
            (authorization, key),
            (json!("Bearer sk-2"), Value::Null),
            "the first that is there is the one read"
        );
        let (authorization, key) = check(forward.clone(), true, "x-api-KEY: sk-1\r\n");
        assert_eq!((authorization, key), (Value::Null, json!("sk-1")));
        let (authorization, key) = check(forward, false, both);
        assert_eq!((authorization, key), (Value::Null, Value::Null));
    }
}

#[test]
fn no_spelling_of_an_identity_header_arrives() {
    let names = [
        "X-User-Id",
        "x-user-id",
        "X_USER_ID",
        "X-Org-Id",
        "x_org-id",
        "X-Roles",
        "X_Roles",
        "X-User-Owner",
        "X-User-Permissions",
        "X-User-Email",
        "X-Phone-Number",
        "X-User-IsAdmin",
        "X-User-IsGlobalAdmin",
        "X-Project-Id",
        "X-Billing-Account-Id",
        "X-User-Role",
        "X-User-Roles",
        "X-User-Name",
        "X-Tenant-Id",
        "X-Tenant-ID",
        "X-Org",
        "X-IAM-Anything",
        "x_iam_x",
        "X-HANZO-Test",
        "x-hanzo_key",
        "X-Minted",
        "x_minted",
        "X-MINTED",
    ];
    let minting = || {
        let headers = vec![gwc_artifact::MintedHeader {
            header: "X-Minted".to_owned(),
            value: gwc_artifact::Minted::First(vec!["sub".to_owned()]),
        }];
        let kind = AuthKind::Jwt(gwc_artifact::Jwt {
            issuer: gwc_artifact::Issuer::Exact("https://iam.test".to_owned()),
            jwks_url: "https://iam.test/jwks".to_owned(),
            secret: None,
            on_error: gwc_artifact::KeyFailure::Closed,
            probe: false,
            allow_http: false,
            discover: false,
            algorithms: vec![gwc_artifact::Algorithm::Rs256].into(),
            audiences: gwc_artifact::Audiences::Any,
            sources: vec![gwc_artifact::TokenSource::Header("Authorization".to_owned())],
            leeway: std::time::Duration::ZERO,
            require: gwc_artifact::Set::default(),
            headers: headers.into(),
        });
        vec![Auth::new("iam", kind)]
    };
    let lines: String = names.iter().map(|name| format!("{name}: forged\r\n{name}: twice\r\n")).collect();
    let connection = "Connection: x-forwarded-for, X-Forwarded-Host, host\r\n";
    for forward in [ForwardHeaders::All, list(&names)] {
        let change = |endpoint: &mut Endpoint| endpoint.forward.headers = forward;
        let seen = seen(change, minting(), "/svc/1/2", &format!("{lines}{connection}"));
        let arrived: Vec<&String> = seen["headers"].as_object().unwrap().keys().collect();
        assert_eq!(
            arrived,
            ["host", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id"]
        );
    }
}
