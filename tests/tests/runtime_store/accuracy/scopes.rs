//! The scopes of a rate limit: for each, a gateway with it, and two callers that differ by nothing else.

use gwc_artifact::{
    ApiKey, Auth, AuthKind, ClientKey, Credential, Gateway, KeyCheck, KeyRecords, KeySource, Limit,
    NamedLimit, Network, RateLimit, Set, Store,
};
use gwc_tests::net::{GatewayBuilder, Issuer, SigningKey, Upstream, now};

use crate::{per, total};

/// Whose requests a limit counts together.
pub(crate) struct Scope {
    pub(crate) name: &'static str,
    /// What the callers differ by.
    differ: Differ,
    /// How many buckets two callers have: each its own, or both the same.
    pub(crate) buckets: usize,
    place: fn(&mut Gateway, Limit),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Differ {
    Endpoint,
    Address,
    Header,
    Param,
    Claim,
    Key,
}

pub(crate) const SCOPES: [Scope; 12] = [
    Scope { name: "total_of_an_endpoint", differ: Differ::Address, buckets: 1, place: of_an_endpoint },
    Scope { name: "total_of_the_gateway", differ: Differ::Endpoint, buckets: 1, place: of_the_gateway },
    Scope { name: "total_of_a_credential", differ: Differ::Endpoint, buckets: 1, place: of_a_credential },
    // A service has no bucket: each of its endpoints has one of the limit that it inherits.
    Scope { name: "total_of_a_service", differ: Differ::Endpoint, buckets: 2, place: of_a_service },
    Scope { name: "own_limit_of_an_api_key", differ: Differ::Key, buckets: 2, place: of_each_record },
    Scope { name: "per_address", differ: Differ::Address, buckets: 2, place: by_address },
    Scope { name: "per_address_of_the_gateway", differ: Differ::Address, buckets: 2, place: by_any_address },
    Scope { name: "per_header", differ: Differ::Header, buckets: 2, place: by_header },
    Scope { name: "per_param", differ: Differ::Param, buckets: 2, place: by_param },
    Scope { name: "per_claim", differ: Differ::Claim, buckets: 2, place: by_claim },
    Scope { name: "per_claim_of_a_credential", differ: Differ::Claim, buckets: 2, place: by_claim_of_iam },
    Scope { name: "per_api_key", differ: Differ::Key, buckets: 2, place: by_key },
];

/// The scope of this name.
pub(crate) fn scope(name: &str) -> &'static Scope {
    SCOPES.iter().find(|scope| scope.name == name).expect("a scope of the table")
}

fn first(gateway: &mut Gateway, limit: RateLimit) {
    gateway.endpoints[0].rate_limit = limit.into();
}

fn of_an_endpoint(gateway: &mut Gateway, limit: Limit) {
    first(gateway, total(limit));
}

fn of_the_gateway(gateway: &mut Gateway, limit: Limit) {
    gateway.rate_limit = total(limit);
}

fn of_a_credential(gateway: &mut Gateway, limit: Limit) {
    gateway.auth[0].rate_limit = total(limit);
}

fn of_a_service(gateway: &mut Gateway, limit: Limit) {
    gateway.endpoints.iter_mut().for_each(|endpoint| endpoint.rate_limit = total(limit).into());
}

fn of_each_record(gateway: &mut Gateway, limit: Limit) {
    let AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(records), .. }) = &mut gateway.auth[1].kind
    else {
        panic!("the second check is of keys")
    };
    records.limits = vec![NamedLimit { name: "own".to_owned(), limit }].into();
}

fn by_address(gateway: &mut Gateway, limit: Limit) {
    first(gateway, per(ClientKey::Ip, limit));
}

fn by_any_address(gateway: &mut Gateway, limit: Limit) {
    gateway.rate_limit = per(ClientKey::Ip, limit);
}

fn by_header(gateway: &mut Gateway, limit: Limit) {
    first(gateway, per(ClientKey::Header("X-Tenant".to_owned()), limit));
}

fn by_param(gateway: &mut Gateway, limit: Limit) {
    first(gateway, per(ClientKey::Param("id".to_owned()), limit));
}

fn by_claim(gateway: &mut Gateway, limit: Limit) {
    first(gateway, per(ClientKey::Claim("sub".to_owned()), limit));
}

fn by_claim_of_iam(gateway: &mut Gateway, limit: Limit) {
    gateway.auth[0].rate_limit = per(ClientKey::Claim("sub".to_owned()), limit);
}

fn by_key(gateway: &mut Gateway, limit: Limit) {
    first(gateway, per(ClientKey::Key, limit));
}

/// What a gateway of a scope needs, and callers.
pub(crate) struct World {
    upstream: Upstream,
    issuer: Issuer,
    folder: tempfile::TempDir,
    tokens: [String; 3],
}

impl World {
    pub(crate) fn new() -> World {
        let signing = SigningKey::new("one");
        let folder = tempfile::tempdir().expect("a folder");
        let records = [0, 1, 2].map(|caller| {
            let hash = gwc_token::digest(format!("ak_{caller}").as_bytes());
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            format!(r#"{{"id":"{caller}","hash":"{hash}","limits":"own"}}"#)
        });
        std::fs::write(folder.path().join("keys.jsonl"), records.join("\n")).expect("a file");
        // They outlive the slowest run.
        let until = now() + 24 * 60 * 60;
        let token = |subject| {
            signing.sign(&format!(r#"{{"iss":"https://id.example","sub":"{subject}","exp":{until}}}"#))
        };
        let tokens = ["u0", "u1", "u2"].map(token);
        World { upstream: Upstream::text("ok"), issuer: Issuer::start(&[&signing]), folder, tokens }
    }

    /// `GET /a/{id}` and two others, for tokens and keys.
    pub(crate) fn gateway(&self, scope: &Scope, limit: Limit, store: Option<Store>) -> Gateway {
        let any = || Credential::AnyOf(vec!["iam".into(), "own".into()]);
        let builder = GatewayBuilder::new().upstream("u", self.upstream.address);
        let mut gateway = ["GET /a/{id}", "GET /b/{id}", "GET /c/{id}"]
            .into_iter()
            .fold(builder, |builder, route| {
                builder.route_with(route, "u", "/", |endpoint| endpoint.credential = any())
            })
            .with(|gateway| {
                gateway.auth = vec![self.issuer.check("iam"), Auth::new("own", self.keys())];
                gateway.trusted_proxies = vec![Network::parse("127.0.0.0/8").expect("a network")].into();
                gateway.store = store;
            })
            .build();
        (scope.place)(&mut gateway, limit);
        gateway
    }

    /// A check of keys by their records, each of which names the limit `own`: that is large, unless a scope sets it.
    fn keys(&self) -> AuthKind {
        let path = self.folder.path().join("keys.jsonl");
        let own = NamedLimit { name: "own".to_owned(), limit: crate::limit(1_000_000, 1, 1_000_000) };
        let records = KeyRecords {
            source: KeySource::File(path.to_str().expect("text").to_owned()),
            limits: vec![own].into(),
            require: Set::default(),
            headers: Set::default(),
        };
        AuthKind::ApiKey(ApiKey {
            prefixes: vec!["ak_".to_owned()].into(),
            headers: vec!["X-API-Key".to_owned()],
            verify: KeyCheck::Gateway(records),
        })
    }

    /// The request of a caller.
    pub(crate) fn request(&self, scope: &Scope, caller: usize) -> String {
        let differs = |by| if scope.differ == by { caller } else { 0 };
        let endpoint = ["a", "b", "c"][differs(Differ::Endpoint)];
        let credential = match scope.differ {
            Differ::Key => format!("X-API-Key: ak_{caller}"),
            _ => format!("Authorization: Bearer {}", self.tokens[differs(Differ::Claim)]),
        };
        format!(
            "GET /{endpoint}/{} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.0.0.{}\r\nX-Tenant: {}\r\n{credential}\r\n\r\n",
            differs(Differ::Param),
            differs(Differ::Address),
            differs(Differ::Header),
        )
    }
}
