//! `jwks: discover`: the key set is where the discovery document of the issuer has it, and nobody else's document counts.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gwc_artifact::{AuthKind, Credential, Gateway, Issuer as Accepted};
use gwc_tests::net::{GatewayBuilder, Issuer, Served, SigningKey, Upstream, exchange, now};

/// An issuer with a discovery document; its keys are published elsewhere.
struct Discovery {
    upstream: Upstream,
    document: Arc<Mutex<String>>,
}

impl Discovery {
    fn start() -> Discovery {
        let document = Arc::new(Mutex::new(String::new()));
        let served = Arc::clone(&document);
        let upstream = Upstream::start(move |connection| {
            while let Some(head) = connection.head() {
                let text = served.lock().expect("no panic").clone();
                // A redirect would let another server answer.
                let status = if text.starts_with("http") { "302 Found" } else { "200 OK" };
                let known = head.starts_with("GET /.well-known/openid-configuration ");
                let (status, text) = if known { (status, text) } else { ("404 Not Found", String::new()) };
                let lines = format!("Location: {text}\r\nContent-Length: {}", text.len());
                connection.send(&format!("HTTP/1.1 {status}\r\n{lines}\r\n\r\n{text}"));
            }
        });
        Discovery { upstream, document }
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.upstream.address)
    }

    fn publish(&self, issuer: &str, keys: &str) {
        self.answer(&format!(
            r#"{{"issuer":"{issuer}","jwks_uri":"{keys}","response_types_supported":["code"]}}"#
        ));
    }

    fn answer(&self, text: &str) {
        text.clone_into(&mut self.document.lock().expect("no panic"));
    }

    fn gateway(&self, upstream: &Upstream, keys: &Issuer) -> Gateway {
        GatewayBuilder::new()
            .upstream("u", upstream.address)
            .route_with("GET /user", "u", "/", |endpoint| {
                endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
            })
            .with(|gateway| {
                gateway.auth = vec![keys.check("iam")];
                let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind else { panic!("a check of tokens") };
                jwt.issuer = Accepted::Exact(self.issuer());
                jwt.jwks_url = format!("{}/.well-known/openid-configuration", self.issuer());
                jwt.discover = true;
            })
            .build()
    }

    fn status(&self, served: &Served, key: &SigningKey) -> u16 {
        let token = key.sign(&format!(r#"{{"iss":"{}","sub":"u1","exp":{}}}"#, self.issuer(), now() + 300));
        let head = format!("GET /user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
        exchange(served.address, head).status
    }

    /// Waits until tokens of the key pass.
    fn passes(&self, served: &Served, key: &SigningKey) {
        let until = Instant::now() + Duration::from_secs(60);
        while self.status(served, key) != 200 {
            assert!(Instant::now() < until, "the keys are found without a restart");
        }
    }
}

#[test]
fn the_keys_are_where_the_document_of_the_issuer_has_them() {
    let (upstream, key, next) = (Upstream::text("ok"), SigningKey::new("a"), SigningKey::new("b"));
    let (keys, moved) = (Issuer::start(&[&key]), Issuer::start(&[&next]));
    let discovery = Discovery::start();
    discovery.publish(&discovery.issuer(), &format!("http://{}/jwks", keys.address()));
    let served = Served::start(&discovery.gateway(&upstream, &keys));
    assert_eq!(discovery.status(&served, &key), 200);
    // The issuer moves its keys: a token with another key id makes the gateway read the document again.
    discovery.publish(&discovery.issuer(), &format!("http://{}/keys", moved.address()));
    discovery.passes(&served, &next);
    assert_eq!(discovery.status(&served, &key), 401, "its key is gone");
}

/// Clear text is a declaration of the gateway, never of a document.
#[test]
fn a_gateway_without_the_consent_does_not_start() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let mut gateway = Discovery::start().gateway(&upstream, &Issuer::start(&[&key]));
    assert!(gwc_artifact::encode(&gateway).is_ok());
    let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind else { panic!("a check of tokens") };
    jwt.allow_http = false;
    let refused = gwc_artifact::encode(&gateway).unwrap_err().to_string();
    assert!(refused.contains("does not allow `http`"), "{refused}");
}

#[test]
fn a_document_of_another_issuer_gives_no_keys() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let keys = Issuer::start(&[&key]);
    let discovery = Discovery::start();
    let (own, url) = (discovery.issuer(), format!("http://{}/jwks", keys.address()));
    let served = Served::start(&discovery.gateway(&upstream, &keys));
    for answer in [
        format!(r#"{{"issuer":"{own}/","jwks_uri":"{url}"}}"#),
        format!(r#"{{"issuer":"https://other.example","jwks_uri":"{url}"}}"#),
        format!(r#"{{"issuer":"{own}","issuer":"{own}","jwks_uri":"{url}"}}"#),
        format!(r#"{{"issuer":"{own}"}}"#),
        url.clone(),
        "<html>".to_owned(),
    ] {
        discovery.answer(&answer);
        assert_eq!(discovery.status(&served, &key), 503, "{answer}");
    }
    assert_eq!(keys.fetches(), 0, "the keys of nobody were fetched");
    discovery.publish(&own, &url);
    discovery.passes(&served, &key);
}
