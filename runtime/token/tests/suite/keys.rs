//! Which keys of a document are used.

use gwc_artifact::Algorithm;
use gwc_token::{Key, KeyError, KeySet, KeySetError, MAX_KEYS, parse_object};

use crate::signer::{Issued, b64};

fn jwk(text: &str) -> Result<Key, KeyError> {
    Key::of_jwk(&parse_object(text.as_bytes()).unwrap_or_else(|| panic!("{text}")))
}

#[track_caller]
fn refused(text: &str) -> KeyError {
    jwk(text).expect_err(text)
}

#[test]
fn a_family_verifies_its_algorithms() {
    let issued = Issued::new();
    let verifies = |text: &str| -> Vec<&str> {
        let key = jwk(text).unwrap();
        Algorithm::ALL.into_iter().filter(|one| key.verifies(*one)).map(Algorithm::as_str).collect()
    };
    assert_eq!(verifies(&issued.rsa_jwk("")), ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
    assert_eq!(verifies(&issued.rsa_jwk(r#","alg":"PS384","use":"sig","key_ops":["verify"]"#)), ["PS384"]);
    assert_eq!(verifies(&issued.ec_jwk("a", "P-256")), ["ES256"]);
    assert_eq!(verifies(&issued.ec_jwk("a", "P-384")), ["ES384"]);
    assert_eq!(verifies(&issued.ec_jwk("a", "P-521")), ["ES512"]);
    assert_eq!(verifies(&issued.ed_jwk()), ["EdDSA"]);
}

#[test]
fn keys_for_another_purpose_are_not_used() {
    let issued = Issued::new();
    for more in [
        r#","use":"enc""#,
        r#","key_ops":["sign"]"#,
        r#","key_ops":[]"#,
        r#","alg":"RSA-OAEP""#,
        r#","alg":"ES256""#,
        r#","alg":"HS256""#,
        r#","alg":"none""#,
        r#","alg":"rs256""#,
    ] {
        assert_eq!(refused(&issued.rsa_jwk(more)), KeyError::Unsupported, "{more}");
    }
    for more in [r#","use":1"#, r#","key_ops":"verify""#, r#","alg":null"#] {
        assert_eq!(refused(&issued.rsa_jwk(more)), KeyError::Malformed, "{more}");
    }
    let secret = format!(r#"{{"kty":"oct","k":"{}"}}"#, b64([7; 64]));
    assert_eq!(refused(&secret), KeyError::Secret);
    assert_eq!(refused(r#"{"kty":"OKP","crv":"X25519","x":"AA"}"#), KeyError::Unsupported);
    assert_eq!(refused(r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#), KeyError::Unsupported);
    assert_eq!(refused(r#"{"kty":"EC2"}"#), KeyError::Unsupported);
    assert_eq!(refused("{}"), KeyError::Malformed);
}

#[test]
fn weak_and_malformed_numbers_are_refused() {
    let issued = Issued::new();
    let rsa = |n: &[u8], e: &[u8]| refused(&format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, b64(n), b64(e)));
    assert_eq!(rsa(&[0xff; 128], &[1, 0, 1]), KeyError::Size);
    assert_eq!(rsa(&[0xff; 255], &[1, 0, 1]), KeyError::Size);
    assert_eq!(rsa(&[0xff; 1025], &[1, 0, 1]), KeyError::Size);
    assert_eq!(rsa(&[0xff; 256], &[1; 5]), KeyError::Size);
    assert_eq!(rsa(&[0xff; 256], &[1]), KeyError::Malformed);
    assert_eq!(rsa(&[0xff; 256], &[2]), KeyError::Malformed);
    assert_eq!(rsa(&[0xff; 256], &[]), KeyError::Malformed);
    assert_eq!(rsa(&[0xff; 256], &[0, 1, 0, 1]), KeyError::Malformed);
    assert_eq!(rsa(&[&[0][..], &[0xff; 256]].concat(), &[1, 0, 1]), KeyError::Malformed);
    assert_eq!(rsa(&[&[0xff; 255][..], &[0xfe]].concat(), &[1, 0, 1]), KeyError::Malformed);
    let ec = |x: &[u8], y: &[u8]| {
        refused(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}}"#, b64(x), b64(y)))
    };
    // Not on the curve, at infinity, and of another size.
    assert_eq!(ec(&[1; 32], &[1; 32]), KeyError::Malformed);
    assert_eq!(ec(&[0; 32], &[0; 32]), KeyError::Malformed);
    assert_eq!(ec(&[1; 31], &[1; 32]), KeyError::Malformed);
    assert_eq!(ec(&[1; 33], &[1; 32]), KeyError::Malformed);
    assert_eq!(
        refused(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, b64([1; 31]))),
        KeyError::Malformed
    );
    assert_eq!(refused(&issued.rsa_jwk("").replace("AQAB", "AQAB=")), KeyError::Malformed);
}

#[test]
fn secrets_are_as_long_as_their_hash() {
    for (algorithm, least) in [(Algorithm::Hs256, 32), (Algorithm::Hs384, 48), (Algorithm::Hs512, 64)] {
        assert!(Key::secret(&vec![7; least], algorithm).unwrap().verifies(algorithm));
        assert_eq!(Key::secret(&vec![7; least - 1], algorithm).unwrap_err(), KeyError::Size);
    }
    assert_eq!(Key::secret(&[7; 64], Algorithm::Rs256).unwrap_err(), KeyError::Unsupported);
}

#[test]
fn documents_that_are_no_key_sets() {
    let issued = Issued::new();
    let key = issued.ec_jwk("a", "P-256");
    let error = |text: &str| KeySet::parse(text.as_bytes()).unwrap_err();
    for text in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, r#"{"keys":[],"keys":[]}"#, "<html>"] {
        assert_eq!(error(text), KeySetError::Malformed, "{text}");
    }
    assert_eq!(error(r#"{"keys":[]}"#), KeySetError::NoKey);
    assert_eq!(error(r#"{"keys":[{"kty":"oct","k":"AA"}]}"#), KeySetError::NoKey);
    let many = |count| format!(r#"{{"keys":[{}]}}"#, vec![key.clone(); count].join(","));
    assert_eq!(error(&many(MAX_KEYS + 1)), KeySetError::TooMany);
    assert_eq!(KeySet::parse(many(MAX_KEYS).as_bytes()).unwrap().keys().len(), MAX_KEYS);
}

#[test]
fn a_key_is_not_printed() {
    let issued = Issued::new();
    let text = format!("{:?} {:?}", issued.keys(), Key::secret(&[7; 32], Algorithm::Hs256));
    assert!(!text.contains(&issued.modulus()) && !text.contains("7, 7"), "{text}");
}
