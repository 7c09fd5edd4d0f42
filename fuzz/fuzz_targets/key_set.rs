//! Text as the JWK set of an issuer. Each key of the document is used or skipped with a reason, none is a shared secret,
//! and none of them verifies a token that nobody signed.
#![no_main]

use gwc_artifact::Algorithm;
use gwc_token::{KeySet, MAX_KEYS};
use libfuzzer_sys::fuzz_target;

const SECRETS: [Algorithm; 3] = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];

fuzz_target!(|input: &[u8]| {
    let Ok(set) = KeySet::parse(input) else { return };
    // A number of a JWK that only `serde_json` has no room for.
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(input) else { return };
    let jwks = document["keys"].as_array().expect("a set has a list of keys");
    assert_eq!(set.keys().len() + set.skipped().len(), jwks.len());
    assert!((1..=MAX_KEYS).contains(&set.keys().len()));
    for key in set.keys() {
        assert!(SECRETS.iter().all(|secret| !key.verifies(*secret)), "{key:?}");
        assert!(jwks.iter().any(|jwk| jwk.get("kid").and_then(|id| id.as_str()) == key.id()), "{key:?}");
    }
});
