//! An issuer of tokens that does as told: it signs, rotates its keys, counts who fetches them, and goes away.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gwc_artifact::{Algorithm, Audiences, Auth, AuthKind, Issuer as Accepted, Jwt, Minted, MintedHeader};

use super::upstream::Upstream;

/// An issuer whose keys are published on loopback.
pub struct Issuer {
    upstream: Upstream,
    published: Arc<Mutex<String>>,
}

/// One key of an issuer.
pub struct SigningKey {
    id: String,
    pair: Pair,
}

enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Issuer {
    /// An issuer that publishes these keys.
    pub fn start(keys: &[&SigningKey]) -> Issuer {
        let published = Arc::new(Mutex::new(document(keys)));
        let served = Arc::clone(&published);
        let upstream = Upstream::start(move |connection| {
            while connection.head().is_some() {
                let answer = served.lock().expect("no panic").clone();
                if answer.is_empty() {
                    return;
                }
                connection
                    .send(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{answer}", answer.len()));
            }
        });
        Issuer { upstream, published }
    }

    /// Where its keys are.
    pub fn address(&self) -> SocketAddr {
        self.upstream.address
    }

    /// Publishes these keys from now on.
    pub fn publish(&self, keys: &[&SigningKey]) {
        self.answer(&document(keys));
    }

    /// Answers with this text from now on; with an empty one, connections end without an answer.
    pub fn answer(&self, text: &str) {
        text.clone_into(&mut self.published.lock().expect("no panic"));
    }

    /// How often its keys were asked for.
    pub fn fetches(&self) -> usize {
        self.upstream.heads().len()
    }

    /// A check of its tokens, which mints `X-User-Id` and `X-Roles`.
    pub fn check(&self, name: &str) -> Auth {
        let minted = [("X-User-Id", "sub"), ("X-Roles", "roles")].map(|(header, claim)| MintedHeader {
            header: header.to_owned(),
            value: Minted::First(vec![claim.to_owned()]),
        });
        let jwt = Jwt {
            issuer: Accepted::Exact("https://id.example".to_owned()),
            jwks_url: format!("http://{}/jwks", self.address()),
            discover: false,
            secret: None,
            on_error: gwc_artifact::KeyFailure::Closed,
            probe: false,
            allow_http: true,
            algorithms: vec![Algorithm::Es256].into(),
            audiences: Audiences::Any,
            sources: vec![gwc_artifact::TokenSource::Header("Authorization".to_owned())],
            leeway: Duration::ZERO,
            require: gwc_artifact::Set::default(),
            headers: minted.to_vec().into(),
        };
        Auth::new(name, AuthKind::Jwt(jwt))
    }
}

impl SigningKey {
    /// A new key with this id, for ES256.
    pub fn new(id: &str) -> SigningKey {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        SigningKey { id: id.to_owned(), pair: Pair::Ec(pair) }
    }

    /// A new key with this id, for RS256.
    pub fn rsa(id: &str) -> SigningKey {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        SigningKey { id: id.to_owned(), pair: Pair::Rsa(pair) }
    }

    /// A token that is valid for five minutes. `claims` go on with a comma: `,"roles":["admin"]`.
    pub fn token(&self, subject: &str, claims: &str) -> String {
        let until = now() + 300;
        self.sign(&format!(r#"{{"iss":"https://id.example","sub":"{subject}","exp":{until}{claims}}}"#))
    }

    /// A token of exactly these claims.
    pub fn sign(&self, claims: &str) -> String {
        let encode = |text: &[u8]| URL_SAFE_NO_PAD.encode(text);
        let algorithm = match self.pair {
            Pair::Ec(_) => "ES256",
            Pair::Rsa(_) => "RS256",
        };
        let header = format!(r#"{{"alg":"{algorithm}","kid":"{}"}}"#, self.id);
        let message = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        let (random, text) = (SystemRandom::new(), message.as_bytes());
        let signature = match &self.pair {
            Pair::Ec(pair) => pair.sign(&random, text).expect("a signature").as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature).expect("a signature");
                signature
            }
        };
        format!("{message}.{}", encode(&signature))
    }

    fn jwk(&self) -> String {
        let (id, encode) = (&self.id, |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes));
        match &self.pair {
            Pair::Ec(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                let (x, y) = (encode(x), encode(y));
                format!(r#"{{"kty":"EC","crv":"P-256","kid":"{id}","x":"{x}","y":"{y}"}}"#)
            }
            Pair::Rsa(pair) => {
                let key = pair.public_key();
                let (n, e) = (key.modulus(), key.exponent());
                let (n, e) = (
                    encode(n.big_endian_without_leading_zero()),
                    encode(e.big_endian_without_leading_zero()),
                );
                format!(r#"{{"kty":"RSA","kid":"{id}","n":"{n}","e":"{e}"}}"#)
            }
        }
    }
}

/// The time, in seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs()
}

fn document(keys: &[&SigningKey]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| key.jwk()).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}
