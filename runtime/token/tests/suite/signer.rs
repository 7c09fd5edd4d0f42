//! An issuer with a key of each family, and tokens of it.

use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self as sig, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair, RsaSignatureEncoding,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gwc_artifact::{Algorithm, Audiences, Issuer, Jwt, Set};
use gwc_token::{Claims, KeySet, Refused, Token, verify};

/// When all tests take place.
pub(crate) const NOW: u64 = 1_800_000_000;

pub(crate) fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An issuer with one key of each family; the `kid` is the family's name.
pub(crate) struct Issued {
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
    p521: EcdsaKeyPair,
    ed: Ed25519KeyPair,
}

impl Issued {
    pub(crate) fn new() -> Issued {
        let curve = |algorithm| EcdsaKeyPair::generate(algorithm).unwrap();
        Issued {
            rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
            p256: curve(&sig::ECDSA_P256_SHA256_FIXED_SIGNING),
            p384: curve(&sig::ECDSA_P384_SHA384_FIXED_SIGNING),
            p521: curve(&sig::ECDSA_P521_SHA512_FIXED_SIGNING),
            ed: Ed25519KeyPair::generate().unwrap(),
        }
    }

    /// The signature of a message.
    pub(crate) fn signature(&self, algorithm: Algorithm, message: &str) -> Vec<u8> {
        let random = SystemRandom::new();
        let rsa = |encoding: &'static RsaSignatureEncoding| {
            let mut signature = vec![0; self.rsa.public_modulus_len()];
            self.rsa.sign(encoding, &random, message.as_bytes(), &mut signature).unwrap();
            signature
        };
        let curve = |key: &EcdsaKeyPair| key.sign(&random, message.as_bytes()).unwrap().as_ref().to_vec();
        match algorithm {
            Algorithm::Rs256 => rsa(&sig::RSA_PKCS1_SHA256),
            Algorithm::Rs384 => rsa(&sig::RSA_PKCS1_SHA384),
            Algorithm::Rs512 => rsa(&sig::RSA_PKCS1_SHA512),
            Algorithm::Ps256 => rsa(&sig::RSA_PSS_SHA256),
            Algorithm::Ps384 => rsa(&sig::RSA_PSS_SHA384),
            Algorithm::Ps512 => rsa(&sig::RSA_PSS_SHA512),
            Algorithm::Es256 => curve(&self.p256),
            Algorithm::Es384 => curve(&self.p384),
            Algorithm::Es512 => curve(&self.p521),
            Algorithm::EdDsa => self.ed.sign(message.as_bytes()).as_ref().to_vec(),
            other => panic!("{} is signed with a secret", other.as_str()),
        }
    }

    /// A token of these parts, signed as they are.
    pub(crate) fn token(&self, algorithm: Algorithm, header: &str, payload: &str) -> String {
        let message = format!("{}.{}", b64(header), b64(payload));
        let signature = self.signature(algorithm, &message);
        format!("{message}.{}", b64(signature))
    }

    /// A token that passes, with this payload.
    pub(crate) fn signed(&self, payload: &str) -> String {
        self.token(Algorithm::Rs256, r#"{"alg":"RS256","kid":"rsa","typ":"JWT"}"#, payload)
    }

    pub(crate) fn modulus(&self) -> String {
        b64(self.rsa.public_key().modulus().big_endian_without_leading_zero())
    }

    pub(crate) fn rsa_jwk(&self, more: &str) -> String {
        let exponent = b64(self.rsa.public_key().exponent().big_endian_without_leading_zero());
        format!(r#"{{"kty":"RSA","kid":"rsa","n":"{}","e":"{exponent}"{more}}}"#, self.modulus())
    }

    pub(crate) fn ec_jwk(&self, id: &str, curve: &str) -> String {
        let key = match curve {
            "P-256" => &self.p256,
            "P-384" => &self.p384,
            _ => &self.p521,
        };
        let point = &key.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        format!(r#"{{"kty":"EC","kid":"{id}","crv":"{curve}","x":"{}","y":"{}"}}"#, b64(x), b64(y))
    }

    pub(crate) fn ed_jwk(&self) -> String {
        format!(r#"{{"kty":"OKP","kid":"ed","crv":"Ed25519","x":"{}"}}"#, b64(self.ed.public_key()))
    }

    /// The document with all keys.
    pub(crate) fn jwks(&self) -> String {
        let keys = [
            self.rsa_jwk(""),
            self.ec_jwk("p256", "P-256"),
            self.ec_jwk("p384", "P-384"),
            self.ec_jwk("p521", "P-521"),
            self.ed_jwk(),
        ];
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }

    pub(crate) fn keys(&self) -> KeySet {
        KeySet::parse(self.jwks().as_bytes()).unwrap()
    }
}

/// The `kid` of the key for an algorithm.
pub(crate) fn kid(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Es256 => "p256",
        Algorithm::Es384 => "p384",
        Algorithm::Es512 => "p521",
        Algorithm::EdDsa => "ed",
        _ => "rsa",
    }
}

/// Algorithms with a public key.
pub(crate) fn asymmetric() -> Vec<Algorithm> {
    Algorithm::ALL.into_iter().filter(|algorithm| !algorithm.as_str().starts_with("HS")).collect()
}

/// A check for these algorithms.
pub(crate) fn check(algorithms: &[Algorithm]) -> Jwt {
    Jwt {
        issuer: Issuer::Exact("https://id.example.com".to_owned()),
        jwks_url: "https://id.example.com/jwks".to_owned(),
        discover: false,
        secret: None,
        on_error: gwc_artifact::KeyFailure::Closed,
        probe: false,
        allow_http: false,
        algorithms: Set::from(algorithms.to_vec()),
        audiences: Audiences::List(Set::from(vec!["api".to_owned()])),
        sources: vec![gwc_artifact::TokenSource::Header("Authorization".to_owned())],
        leeway: Duration::from_secs(30),
        require: gwc_artifact::Set::default(),
        headers: Set::default(),
    }
}

/// Claims that pass [`check`].
pub(crate) fn claims() -> String {
    payload("")
}

/// Claims that pass [`check`] and these.
pub(crate) fn payload(more: &str) -> String {
    format!(r#"{{"iss":"https://id.example.com","aud":"api","sub":"u1","exp":{}{more}}}"#, NOW + 300)
}

/// What becomes of a token.
pub(crate) fn outcome(token: &str, keys: &KeySet, check: &Jwt) -> Result<Claims, Refused> {
    verify(&Token::parse(token)?, keys, check, NOW)
}
