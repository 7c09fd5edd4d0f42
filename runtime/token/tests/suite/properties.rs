//! What holds for every token.

use std::sync::OnceLock;

use gwc_artifact::Algorithm;
use gwc_token::{KeySet, Refused, Token, parse_object};
use proptest::prelude::*;

use crate::signer::{Issued, asymmetric, check, claims, kid, outcome};

fn issued() -> &'static Issued {
    static ISSUED: OnceLock<Issued> = OnceLock::new();
    ISSUED.get_or_init(Issued::new)
}

fn token(algorithm: Algorithm) -> String {
    let header = format!(r#"{{"alg":"{}","kid":"{}"}}"#, algorithm.as_str(), kid(algorithm));
    issued().token(algorithm, &header, &claims())
}

#[test]
fn each_algorithm_passes_only_where_it_is_accepted() {
    let keys = issued().keys();
    for algorithm in asymmetric() {
        let token = token(algorithm);
        assert!(outcome(&token, &keys, &check(&[algorithm])).is_ok(), "{}", algorithm.as_str());
        let others: Vec<Algorithm> = Algorithm::ALL.into_iter().filter(|other| *other != algorithm).collect();
        assert_eq!(outcome(&token, &keys, &check(&others)), Err(Refused::Algorithm));
    }
}

/// Every change of one character of a token is refused, so there is no second spelling of it.
#[test]
fn a_token_has_one_spelling() {
    let keys = issued().keys();
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let (token, check) = (token(algorithm), check(&[algorithm]));
        for at in 0..token.len() {
            for other in "AQgw-_=./+ \u{e4}".chars() {
                let mut changed: Vec<char> = token.chars().collect();
                if changed[at] == other {
                    continue;
                }
                changed[at] = other;
                let changed: String = changed.into_iter().collect();
                assert!(outcome(&changed, &keys, &check).is_err(), "{at} {other}");
            }
        }
        for blank in [" ", "\n", "=", "\0", "."] {
            assert!(outcome(&format!("{token}{blank}"), &keys, &check).is_err());
            assert!(outcome(&format!("{blank}{token}"), &keys, &check).is_err());
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = Token::parse(&text);
        let _ = parse_object(text.as_bytes());
        let _ = KeySet::parse(text.as_bytes());
    }

    #[test]
    fn no_header_and_payload_panic(header in "\\{[\"a-z:0-9,\\[\\]{}. -]{0,80}\\}", payload in proptest::collection::vec(any::<u8>(), 0..80)) {
        let token = issued().token(Algorithm::EdDsa, &header, &String::from_utf8_lossy(&payload));
        prop_assert!(outcome(&token, &issued().keys(), &check(&[Algorithm::EdDsa])).is_err());
    }
}
