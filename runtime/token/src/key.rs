//! One key: of a JWK, or a shared secret.

use std::fmt;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{self as sig, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents};
use gwc_artifact::Algorithm;

use crate::encoding;
use crate::json::{Object, Value};

/// A key that verifies signatures of some algorithms of its family.
pub struct Key {
    id: Option<String>,
    /// The algorithms it verifies, each with its form of the key.
    forms: Vec<(Algorithm, Form)>,
}

/// A key, ready for one algorithm.
enum Form {
    Public(ParsedPublicKey),
    Secret(Box<hmac::Key>),
}

/// Why a JWK is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// A member is absent or malformed.
    Malformed,
    /// It is not for signatures, or its type, curve or algorithm is not supported.
    Unsupported,
    /// It is a shared secret, which no key set publishes.
    Secret,
    /// It is too short to be safe, or too long to be checked on each request.
    Size,
}

/// RSA moduli, in bits.
const MODULUS: std::ops::RangeInclusive<usize> = 2048..=8192;

impl Key {
    /// The key of a JWK.
    ///
    /// # Errors
    /// If it is not a public key for signatures that is supported here.
    pub fn of_jwk(jwk: &Object) -> Result<Key, KeyError> {
        let kind = text(jwk, "kty")?.ok_or(KeyError::Malformed)?;
        if text(jwk, "use")?.is_some_and(|purpose| purpose != "sig") || !may_verify(jwk)? {
            return Err(KeyError::Unsupported);
        }
        let pinned = match text(jwk, "alg")? {
            Some(name) => Some(Algorithm::parse(name).ok_or(KeyError::Unsupported)?),
            None => None,
        };
        let mut forms = match kind {
            "RSA" => rsa(jwk, pinned)?,
            "EC" => elliptic(jwk)?,
            "OKP" => edwards(jwk)?,
            "oct" => return Err(KeyError::Secret),
            _ => return Err(KeyError::Unsupported),
        };
        forms.retain(|(algorithm, _)| pinned.is_none_or(|pinned| pinned == *algorithm));
        if forms.is_empty() {
            return Err(KeyError::Unsupported);
        }
        Ok(Key { id: text(jwk, "kid")?.map(str::to_owned), forms })
    }

    /// A shared secret for one algorithm of the HS family.
    ///
    /// # Errors
    /// If the algorithm is of another family, or the secret is shorter than its hash (RFC 7518, 3.2).
    pub fn secret(secret: &[u8], algorithm: Algorithm) -> Result<Key, KeyError> {
        let (kind, least) = match algorithm {
            Algorithm::Hs256 => (hmac::HMAC_SHA256, 32),
            Algorithm::Hs384 => (hmac::HMAC_SHA384, 48),
            Algorithm::Hs512 => (hmac::HMAC_SHA512, 64),
            _ => return Err(KeyError::Unsupported),
        };
        if secret.len() < least {
            return Err(KeyError::Size);
        }
        Ok(Key { id: None, forms: vec![(algorithm, Form::Secret(Box::new(hmac::Key::new(kind, secret))))] })
    }

    /// Its `kid`.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether it verifies signatures of the algorithm.
    pub fn verifies(&self, algorithm: Algorithm) -> bool {
        self.form(algorithm).is_some()
    }

    /// Whether it is a shared secret.
    pub(crate) fn is_secret(&self) -> bool {
        self.forms.iter().any(|(_, form)| matches!(form, Form::Secret(_)))
    }

    /// Whether the signature is the key's.
    pub(crate) fn signed(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match self.form(algorithm) {
            Some(Form::Public(key)) => key.verify_sig(message, signature).is_ok(),
            Some(Form::Secret(key)) => hmac::verify(key, message, signature).is_ok(),
            None => false,
        }
    }

    fn form(&self, algorithm: Algorithm) -> Option<&Form> {
        self.forms.iter().find(|(known, _)| *known == algorithm).map(|(_, form)| form)
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyError::Malformed => "the key is malformed",
            KeyError::Unsupported => "the key is not for an algorithm that is supported",
            KeyError::Secret => "the key is a shared secret",
            KeyError::Size => "the key is too short to be safe, or too long",
        })
    }
}

impl std::error::Error for KeyError {}

/// Without the key itself.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithms: Vec<Algorithm> = self.forms.iter().map(|(algorithm, _)| *algorithm).collect();
        f.debug_struct("Key").field("id", &self.id).field("algorithms", &algorithms).finish_non_exhaustive()
    }
}

fn rsa(jwk: &Object, pinned: Option<Algorithm>) -> Result<Vec<(Algorithm, Form)>, KeyError> {
    let (n, e) = (bytes(jwk, "n")?, bytes(jwk, "e")?);
    // RFC 7518, 6.3.1.1: as few octets as possible.
    if n.first().is_none_or(|first| *first == 0) || e.first().is_none_or(|first| *first == 0) {
        return Err(KeyError::Malformed);
    }
    let bits = n.len() * 8 - n[0].leading_zeros() as usize;
    if !MODULUS.contains(&bits) || e.len() > 4 {
        return Err(KeyError::Size);
    }
    // With the exponent 1 every signature is valid, and an even exponent is not one of RSA.
    if e == [1] || e[e.len() - 1].is_multiple_of(2) || n[n.len() - 1].is_multiple_of(2) {
        return Err(KeyError::Malformed);
    }
    let components = RsaPublicKeyComponents { n, e };
    let wanted = RSA.iter().filter(|(algorithm, _)| pinned.is_none_or(|pinned| pinned == *algorithm));
    let mut forms = Vec::new();
    for (algorithm, parameters) in wanted {
        let key = components.to_parsed_public_key(parameters).map_err(|_| KeyError::Malformed)?;
        forms.push((*algorithm, Form::Public(key)));
    }
    Ok(forms)
}

static RSA: [(Algorithm, &RsaParameters); 6] = [
    (Algorithm::Rs256, &sig::RSA_PKCS1_2048_8192_SHA256),
    (Algorithm::Rs384, &sig::RSA_PKCS1_2048_8192_SHA384),
    (Algorithm::Rs512, &sig::RSA_PKCS1_2048_8192_SHA512),
    (Algorithm::Ps256, &sig::RSA_PSS_2048_8192_SHA256),
    (Algorithm::Ps384, &sig::RSA_PSS_2048_8192_SHA384),
    (Algorithm::Ps512, &sig::RSA_PSS_2048_8192_SHA512),
];

fn elliptic(jwk: &Object) -> Result<Vec<(Algorithm, Form)>, KeyError> {
    let (algorithm, parameters, size) = match text(jwk, "crv")?.ok_or(KeyError::Malformed)? {
        "P-256" => (Algorithm::Es256, &sig::ECDSA_P256_SHA256_FIXED, 32),
        "P-384" => (Algorithm::Es384, &sig::ECDSA_P384_SHA384_FIXED, 48),
        "P-521" => (Algorithm::Es512, &sig::ECDSA_P521_SHA512_FIXED, 66),
        _ => return Err(KeyError::Unsupported),
    };
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    // RFC 7518, 6.2.1.2: the full size of a coordinate.
    if x.len() != size || y.len() != size {
        return Err(KeyError::Malformed);
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    let key = ParsedPublicKey::new(parameters, point).map_err(|_| KeyError::Malformed)?;
    Ok(vec![(algorithm, Form::Public(key))])
}

fn edwards(jwk: &Object) -> Result<Vec<(Algorithm, Form)>, KeyError> {
    if text(jwk, "crv")? != Some("Ed25519") {
        return Err(KeyError::Unsupported);
    }
    let key = ParsedPublicKey::new(&sig::ED25519, bytes(jwk, "x")?).map_err(|_| KeyError::Malformed)?;
    Ok(vec![(Algorithm::EdDsa, Form::Public(key))])
}

/// Whether `key_ops` is absent or names `verify` (RFC 7517, 4.3).
fn may_verify(jwk: &Object) -> Result<bool, KeyError> {
    match jwk.get("key_ops") {
        None => Ok(true),
        Some(Value::List(operations)) => {
            Ok(operations.iter().any(|operation| *operation == Value::Text("verify".to_owned())))
        }
        Some(_) => Err(KeyError::Malformed),
    }
}

fn text<'j>(jwk: &'j Object, name: &str) -> Result<Option<&'j str>, KeyError> {
    match jwk.get(name) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(_) => Err(KeyError::Malformed),
    }
}

fn bytes(jwk: &Object, name: &str) -> Result<Vec<u8>, KeyError> {
    let text = text(jwk, name)?.ok_or(KeyError::Malformed)?;
    encoding::decode(text).ok_or(KeyError::Malformed)
}
