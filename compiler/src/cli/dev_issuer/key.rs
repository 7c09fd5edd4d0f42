//! The published keys: what they sign, and the set of their public halves.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self as sig, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gwc_artifact::{Algorithm, Jwt};
use serde_json::{Map, Value, json};

/// A key for one family of algorithms.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Rsa,
    Elliptic(&'static Curve),
    Edwards,
}

/// A curve of ECDSA.
pub(super) struct Curve {
    name: &'static str,
    /// Bytes of a coordinate.
    width: usize,
    signing: &'static EcdsaSigningAlgorithm,
    pkcs8: &'static [u8],
}

static P256: Curve = Curve {
    name: "P-256",
    width: 32,
    signing: &sig::ECDSA_P256_SHA256_FIXED_SIGNING,
    pkcs8: include_bytes!("keys/p256.der"),
};
static P384: Curve = Curve {
    name: "P-384",
    width: 48,
    signing: &sig::ECDSA_P384_SHA384_FIXED_SIGNING,
    pkcs8: include_bytes!("keys/p384.der"),
};
static P521: Curve = Curve {
    name: "P-521",
    width: 66,
    signing: &sig::ECDSA_P521_SHA512_FIXED_SIGNING,
    pkcs8: include_bytes!("keys/p521.der"),
};

const ALL: [Key; 5] =
    [Key::Rsa, Key::Elliptic(&P256), Key::Elliptic(&P384), Key::Elliptic(&P521), Key::Edwards];

impl Key {
    /// The set of all public halves (RFC 7517, 5).
    ///
    /// # Errors
    /// If a key cannot be read.
    pub(super) fn set() -> Result<Value, String> {
        let keys: Vec<Value> = ALL.iter().map(|key| key.jwk()).collect::<Result<_, _>>()?;
        Ok(json!({ "keys": keys }))
    }

    /// A signed token with these claims.
    ///
    /// # Errors
    /// If no public key verifies the algorithm.
    pub(super) fn token(algorithm: Algorithm, claims: &Map<String, Value>) -> Result<String, String> {
        let (key, padding) = of(algorithm).ok_or_else(|| format!("`{}` has no key", algorithm.as_str()))?;
        let header = json!({ "alg": algorithm.as_str(), "typ": "JWT", "kid": key.id() });
        let claims = json!(claims);
        let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let signature = key.sign(padding, message.as_bytes())?;
        Ok(format!("{message}.{}", encoded(signature)))
    }

    fn id(self) -> String {
        let name = match self {
            Key::Rsa => "rsa",
            Key::Elliptic(curve) => curve.name,
            Key::Edwards => "ed25519",
        };
        format!("gwc-dev-{}", name.to_ascii_lowercase())
    }

    fn jwk(self) -> Result<Value, String> {
        let id = self.id();
        Ok(match self {
            Key::Rsa => {
                let pair = rsa_pair()?;
                let part = |part: &[u8]| encoded(part.strip_prefix(&[0]).unwrap_or(part));
                let modulus = part(pair.public_key().modulus().big_endian_without_leading_zero());
                let exponent = part(pair.public_key().exponent().big_endian_without_leading_zero());
                json!({ "kty": "RSA", "use": "sig", "kid": id, "n": modulus, "e": exponent })
            }
            Key::Elliptic(curve) => {
                let pair = curve.pair()?;
                // The point is uncompressed: a byte that states it, and both coordinates.
                let (x, y) = pair.public_key().as_ref()[1..].split_at(curve.width);
                let (x, y) = (encoded(x), encoded(y));
                json!({ "kty": "EC", "use": "sig", "kid": id, "crv": curve.name, "x": x, "y": y })
            }
            Key::Edwards => {
                let x = encoded(edwards_pair()?.public_key());
                json!({ "kty": "OKP", "use": "sig", "kid": id, "crv": "Ed25519", "x": x })
            }
        })
    }

    fn sign(self, padding: Option<&'static dyn RsaEncoding>, message: &[u8]) -> Result<Vec<u8>, String> {
        let failed = |_| format!("`{}` cannot sign", self.id());
        let random = SystemRandom::new();
        match self {
            Key::Rsa => {
                let pair = rsa_pair()?;
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding = padding.unwrap_or(&sig::RSA_PKCS1_SHA256);
                pair.sign(padding, &random, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Key::Elliptic(curve) => {
                Ok(curve.pair()?.sign(&random, message).map_err(failed)?.as_ref().to_vec())
            }
            Key::Edwards => Ok(edwards_pair()?.sign(message).as_ref().to_vec()),
        }
    }
}

/// What a token for a check is signed with: its first algorithm with a public key. A check of shared secrets alone has
/// none, and the key set has no secrets.
pub(super) fn algorithm(jwt: &Jwt) -> Algorithm {
    let is_public = |algorithm: &&Algorithm| !algorithm.as_str().starts_with("HS");
    jwt.algorithms.iter().find(is_public).copied().unwrap_or(Algorithm::Es256)
}

/// The key of an algorithm, and with RSA its padding.
fn of(algorithm: Algorithm) -> Option<(Key, Option<&'static dyn RsaEncoding>)> {
    let rsa = |padding: &'static dyn RsaEncoding| (Key::Rsa, Some(padding));
    Some(match algorithm {
        Algorithm::Rs256 => rsa(&sig::RSA_PKCS1_SHA256),
        Algorithm::Rs384 => rsa(&sig::RSA_PKCS1_SHA384),
        Algorithm::Rs512 => rsa(&sig::RSA_PKCS1_SHA512),
        Algorithm::Ps256 => rsa(&sig::RSA_PSS_SHA256),
        Algorithm::Ps384 => rsa(&sig::RSA_PSS_SHA384),
        Algorithm::Ps512 => rsa(&sig::RSA_PSS_SHA512),
        Algorithm::Es256 => (Key::Elliptic(&P256), None),
        Algorithm::Es384 => (Key::Elliptic(&P384), None),
        Algorithm::Es512 => (Key::Elliptic(&P521), None),
        Algorithm::EdDsa => (Key::Edwards, None),
        Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => return None,
    })
}

impl Curve {
    fn pair(&self) -> Result<EcdsaKeyPair, String> {
        EcdsaKeyPair::from_pkcs8(self.signing, self.pkcs8).map_err(|error| error.to_string())
    }
}

fn rsa_pair() -> Result<RsaKeyPair, String> {
    RsaKeyPair::from_pkcs8(include_bytes!("keys/rsa.der")).map_err(|error| error.to_string())
}

fn edwards_pair() -> Result<Ed25519KeyPair, String> {
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(include_bytes!("keys/ed25519.der"))
        .map_err(|error| error.to_string())
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_with_a_public_key_has_one() {
        for algorithm in Algorithm::ALL {
            let token = Key::token(algorithm, &Map::new());
            assert_eq!(token.is_ok(), !algorithm.as_str().starts_with("HS"), "{token:?}");
        }
    }
}
