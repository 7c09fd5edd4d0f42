//! Random gateways name services that do not exist. Here each of them does, on this machine.

use std::cell::Cell;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use gwc_artifact::{
    AuthKind, EndpointPolicy, Gateway, KeyCheck, KeySource, Limit, Listener, Network, RateLimit, Scheme,
    Secret, Set, SplitBy, Store, UpstreamHost, UpstreamOptions,
};
use gwc_tests::net::{Issuer, Served, SigningKey, Upstream};
use serde_json::{Value, json};

/// A credential that the service accepts.
pub(crate) const ACCEPTED: &str = "a-credential-that-is-accepted";
/// The secret of all issuers that sign with one; long enough for each hash.
pub(crate) const SHARED_SECRET: &str = "the secret of an issuer: at least 64 bytes, as HS512 needs them all";
/// The hosts that random upstreams have.
const HOSTS: [&str; 5] = ["a.svc", "b.svc", "c.svc", "d.svc", "third.example"];
/// So many requests empty no bucket.
const PLENTY: u64 = 1_000_000;

/// All that random gateways talk to.
pub(crate) struct World {
    hosts: Vec<(&'static str, Upstream)>,
    issuer: Issuer,
    service: Upstream,
    balance: Upstream,
    folder: tempfile::TempDir,
    /// How many gateways were served: no two of them count in one file.
    served: Cell<usize>,
    /// Keys of the one key set, for ES256 and RS256.
    pub(crate) keys: [SigningKey; 2],
}

impl World {
    pub(crate) fn new() -> World {
        let keys = [SigningKey::new("es"), SigningKey::rsa("rs")];
        World {
            hosts: HOSTS.map(|name| (name, echo(name))).into_iter().collect(),
            issuer: Issuer::start(&[&keys[0], &keys[1]]),
            service: answering(
                |head| if head.contains(ACCEPTED) { "200 OK" } else { "401 Unauthorized" },
                "",
            ),
            balance: answering(|_| "200 OK", r#"{"available":9}"#),
            folder: tempfile::tempdir().expect("a folder"),
            served: Cell::new(0),
            keys,
        }
    }

    /// Serves a gateway of these keys, each with what its record has beside its name and its hash.
    pub(crate) fn serve(&self, gateway: &Gateway, keys: &[(String, String)]) -> Served {
        self.served.set(self.served.get() + 1);
        Served::start(&self.placed(gateway, &self.key_file(keys)))
    }

    fn key_file(&self, keys: &[(String, String)]) -> PathBuf {
        let path = self.folder.path().join("keys.jsonl");
        let record = |(at, (key, more)): (usize, &(String, String))| {
            let digest = gwc_token::digest(key.as_bytes());
            let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{{\"id\":\"key-{at}\",\"hash\":\"{hash}\",\"owner\":\"u1\",\"org\":\"acme\"{more}}}\n")
        };
        let records: String = keys.iter().enumerate().map(record).collect();
        fs::write(&path, records).expect("a file");
        path
    }

    /// The gateway with the addresses of this machine. Its limits are large, so that one witness does not take what the
    /// next one needs, and no request is sent elsewhere by chance.
    fn placed(&self, gateway: &Gateway, key_file: &std::path::Path) -> Gateway {
        let mut placed = gateway.clone();
        placed.trusted_proxies = Set::from(vec![Network::parse("127.0.0.0/8").expect("a network")]);
        placed.operations.admin = None;
        placed.operations.level = None;
        // There are no certificates here.
        let plain = |listener: &Listener| Listener { tls: None, ..listener.clone() };
        placed.listeners = placed.listeners.iter().take(1).map(plain).collect::<Vec<_>>().into();
        placed.usage = None;
        placed.store = Some(Store::File(
            self.folder.path().join(format!("quotas-{}", self.served.get())).display().to_string(),
        ));
        for upstream in &mut placed.upstreams {
            upstream.hosts = upstream.hosts.iter().map(|host| self.host(host)).collect();
            upstream.options = UpstreamOptions::default().into();
        }
        for balance in &mut placed.balances {
            balance.url = format!("http://{}/balance", self.balance.address);
            balance.token = None;
        }
        for auth in &mut placed.auth {
            auth.rate_limit = plenty(&auth.rate_limit);
            match &mut auth.kind {
                AuthKind::Jwt(jwt) if jwt.secret.is_some() => {
                    let file = self.folder.path().join("shared-secret");
                    fs::write(&file, SHARED_SECRET).expect("a file");
                    jwt.secret = Some(Secret::File(file.display().to_string()));
                }
                AuthKind::Jwt(jwt) => {
                    jwt.jwks_url = format!("http://{}/jwks", self.issuer.address());
                    (jwt.discover, jwt.allow_http) = (false, true);
                }
                AuthKind::External(check) => check.url = moved(&check.url, self.service.address),
                AuthKind::ApiKey(key) => {
                    if let KeyCheck::Gateway(records) = &mut key.verify {
                        records.source = KeySource::File(key_file.display().to_string());
                    }
                }
            }
        }
        placed.rate_limit = plenty(&placed.rate_limit);
        for endpoint in &mut placed.endpoints {
            endpoint.rate_limit = plenty(&endpoint.rate_limit).into();
            endpoint.policies =
                endpoint.policies.iter().cloned().filter_map(certain).collect::<Set<_>>().into();
        }
        placed
    }

    fn host(&self, host: &UpstreamHost) -> UpstreamHost {
        let address = self.address(&host.host);
        UpstreamHost { scheme: Scheme::Http, host: address.ip().to_string(), port: address.port() }
    }

    fn address(&self, host: &str) -> SocketAddr {
        let found = self.hosts.iter().find(|(name, _)| *name == host);
        found.unwrap_or_else(|| panic!("the test starts no upstream for `{host}`")).1.address
    }

    /// The KrakenD configuration with the addresses of this machine, and with large limits.
    pub(crate) fn configured(&self, file: &Value, port: u16) -> Value {
        let mut file = file.clone();
        file["port"] = json!(port);
        for endpoint in file["endpoints"].as_array_mut().into_iter().flatten() {
            for host in endpoint["backend"][0]["host"].as_array_mut().into_iter().flatten() {
                let name = host.as_str().and_then(|url| url.split("://").nth(1)?.split(':').next());
                *host = json!(format!("http://{}", self.address(name.expect("a URL"))));
            }
            let extra = endpoint["extra_config"].as_object_mut();
            for (component, value) in extra.into_iter().flatten() {
                match component.as_str() {
                    "auth/validator" => {
                        value["jwk_url"] = json!(format!("http://{}/jwks", self.issuer.address()));
                        // Keys over plain http are refused without it.
                        value["disable_jwk_security"] = json!(true);
                    }
                    "qos/ratelimit/router" => enlarge(value),
                    _ => {}
                }
            }
        }
        file
    }
}

fn plenty(limits: &RateLimit) -> RateLimit {
    let large =
        |limit: &Limit| Limit { burst: PLENTY, rate: limit.rate, window: gwc_artifact::Window::Bucket };
    let mut limits = limits.clone();
    limits.total = limits.total.as_ref().map(large);
    if let Some(per_client) = &mut limits.per_client {
        per_client.limit = large(&per_client.limit);
    }
    limits
}

fn enlarge(limit: &mut Value) {
    for key in ["max_rate", "capacity", "client_max_rate", "client_capacity"] {
        if !limit[key].is_null() {
            limit[key] = json!(PLENTY);
        }
    }
}

/// The policy without what depends on chance.
fn certain(policy: EndpointPolicy) -> Option<EndpointPolicy> {
    let EndpointPolicy::Split(mut targets) = policy else { return Some(policy) };
    targets.retain(|target| !matches!(target.by, SplitBy::Weight(_)));
    (!targets.is_empty()).then_some(EndpointPolicy::Split(targets))
}

fn moved(url: &str, to: SocketAddr) -> String {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    format!("http://{to}/{path}")
}

/// Answers with its name and the path of the request.
fn echo(name: &'static str) -> Upstream {
    Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            connection.skip_body(&head);
            let path = head.split(' ').nth(1).unwrap_or_default();
            let text = format!("{name} {path}");
            let body = if head.starts_with("HEAD ") { "" } else { &text };
            connection.send(&format!(
                "HTTP/1.1 200 OK\r\nX-Echo: {text}\r\nContent-Length: {}\r\n\r\n{body}",
                text.len()
            ));
        }
    })
}

fn answering(status: fn(&str) -> &'static str, body: &'static str) -> Upstream {
    Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            connection.skip_body(&head);
            let status = status(&head);
            connection.send(&format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
        }
    })
}
