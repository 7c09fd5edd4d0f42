//! Tokens of attackers, each with the reason for which it is refused. Each differs from a token that passes in one thing.

use aws_lc_rs::hmac;
use gwc_artifact::{Algorithm, Audiences, Issuer, Set};
use gwc_token::{KeySet, MAX_TOKEN, Refused};

use crate::signer::{Issued, NOW, asymmetric, b64, check, claims, outcome, payload};

/// A token with this header, signed with RS256.
fn header(issued: &Issued, header: &str) -> String {
    issued.token(Algorithm::Rs256, header, &claims())
}

/// Every attack of a group is refused for its reason.
#[track_caller]
fn refused(issued: &Issued, reason: Refused, tokens: &[(&str, String)]) {
    let keys = issued.keys();
    let check = check(&asymmetric());
    for (name, token) in tokens {
        assert_eq!(outcome(token, &keys, &check).map(|_| ()), Err(reason), "{name}: {token}");
    }
}

#[test]
fn the_token_they_are_made_of_passes() {
    let issued = Issued::new();
    assert!(outcome(&issued.signed(&claims()), &issued.keys(), &check(&asymmetric())).is_ok());
}

#[test]
fn algorithms_that_are_none() {
    let issued = Issued::new();
    let unsigned = |alg: &str| format!("{}.{}.", b64(format!(r#"{{"alg":"{alg}"}}"#)), b64(claims()));
    let signed = |alg: &str| header(&issued, &format!(r#"{{"alg":"{alg}","kid":"rsa"}}"#));
    refused(
        &issued,
        Refused::Algorithm,
        &[
            ("none", unsigned("none")),
            ("None", unsigned("None")),
            ("NONE", unsigned("NONE")),
            ("nOnE", unsigned("nOnE")),
            ("none with a signature", signed("none")),
            ("none and a blank", unsigned("none ")),
            ("empty", signed("")),
            ("lower case", signed("rs256")),
            ("blank", signed(" RS256")),
            ("of encryption", signed("RSA-OAEP")),
            ("unknown", signed("RS1")),
            ("of a curve that is not supported", signed("ES256K")),
            ("absent", header(&issued, r#"{"kid":"rsa"}"#)),
            ("empty header", header(&issued, "{}")),
        ],
    );
}

#[test]
fn keys_of_other_algorithms() {
    let issued = Issued::new();
    let hmac_with = |secret: &[u8]| {
        let message = format!("{}.{}", b64(r#"{"alg":"HS256","kid":"rsa"}"#), b64(claims()));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
        format!("{message}.{}", b64(tag))
    };
    let stated = |alg: &str, kid: &str| header(&issued, &format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#));
    refused(
        &issued,
        Refused::Algorithm,
        &[
            ("the public key as a secret", hmac_with(issued.rsa_jwk("").as_bytes())),
            ("the modulus as a secret", hmac_with(issued.modulus().as_bytes())),
            ("an empty secret", hmac_with(b"")),
            ("ES256 by an RSA key", stated("ES256", "rsa")),
            ("EdDSA by an RSA key", stated("EdDSA", "rsa")),
            ("RS256 by a P-256 key", stated("RS256", "p256")),
            ("ES384 by a P-256 key", stated("ES384", "p256")),
            ("ES512 by a P-384 key", stated("ES512", "p384")),
            ("RS256 by an Ed25519 key", stated("RS256", "ed")),
        ],
    );
    refused(
        &issued,
        Refused::Signature,
        &[
            ("PS256 stated, RS256 signed", stated("PS256", "rsa")),
            ("RS512 stated, RS256 signed", stated("RS512", "rsa")),
            ("another issuer's key", header(&Issued::new(), r#"{"alg":"RS256","kid":"rsa"}"#)),
        ],
    );
}

#[test]
fn a_key_is_pinned_to_its_algorithm() {
    let issued = Issued::new();
    let pinned = format!(r#"{{"keys":[{}]}}"#, issued.rsa_jwk(r#","alg":"PS256""#));
    let keys = KeySet::parse(pinned.as_bytes()).unwrap();
    let token = issued.signed(&claims());
    assert_eq!(outcome(&token, &keys, &check(&asymmetric())), Err(Refused::Algorithm));
}

#[test]
fn keys_inside_the_token() {
    let issued = Issued::new();
    let attacker = Issued::new();
    let by_attacker = |more: &str| {
        attacker.token(Algorithm::Rs256, &format!(r#"{{"alg":"RS256","kid":"rsa",{more}}}"#), &claims())
    };
    refused(
        &issued,
        Refused::Signature,
        &[
            ("jwk", by_attacker(&format!(r#""jwk":{}"#, attacker.rsa_jwk("")))),
            ("jku", by_attacker(r#""jku":"https://attacker.example/jwks""#)),
            ("x5u", by_attacker(r#""x5u":"https://attacker.example/cert""#)),
            ("x5c", by_attacker(r#""x5c":["MIIB"]"#)),
            ("x5t", by_attacker(r#""x5t":"AAAA""#)),
        ],
    );
}

#[test]
fn key_ids() {
    let issued = Issued::new();
    let with = |kid: &str| header(&issued, &format!(r#"{{"alg":"RS256","kid":{kid}}}"#));
    refused(
        &issued,
        Refused::UnknownKey,
        &[
            ("a path", with(r#""../../../../dev/null""#)),
            ("SQL", with(r#""rsa' UNION SELECT 'key""#)),
            ("a command", with(r#""rsa|id""#)),
            ("an address", with(r#""https://attacker.example/key""#)),
            ("empty", with(r#""""#)),
            ("another case", with(r#""RSA""#)),
            ("a blank", with(r#""rsa ""#)),
            ("NUL", with(r#""rsa\u0000""#)),
            ("removed", with(r#""rsa-2019""#)),
        ],
    );
    refused(
        &issued,
        Refused::Header,
        &[
            ("a number", with("1")),
            ("a list", with(r#"["rsa"]"#)),
            ("null", with("null")),
            ("an object", with("{}")),
        ],
    );
}

#[test]
fn without_a_key_id_the_key_must_be_the_only_one() {
    let issued = Issued::new();
    let token = header(&issued, r#"{"alg":"RS256"}"#);
    let check = check(&asymmetric());
    assert!(outcome(&token, &issued.keys(), &check).is_ok());
    let two = format!(r#"{{"keys":[{},{}]}}"#, issued.rsa_jwk(""), Issued::new().rsa_jwk(""));
    let two = KeySet::parse(two.as_bytes()).unwrap();
    assert_eq!(outcome(&token, &two, &check), Err(Refused::UnknownKey));
}

#[test]
fn headers_that_change_the_meaning() {
    let issued = Issued::new();
    let with = |more: &str| header(&issued, &format!(r#"{{"alg":"RS256","kid":"rsa",{more}}}"#));
    refused(
        &issued,
        Refused::Header,
        &[
            ("crit b64", with(r#""crit":["b64"],"b64":true"#)),
            ("crit b64 false", with(r#""crit":["b64"],"b64":false"#)),
            ("crit exp", with(r#""crit":["exp"],"exp":1"#)),
            ("crit unknown", with(r#""crit":["http://example.com/x"],"http://example.com/x":true"#)),
            ("crit empty", with(r#""crit":[]"#)),
            ("crit null", with(r#""crit":null"#)),
            ("crit text", with(r#""crit":"exp""#)),
            ("b64 alone", with(r#""b64":false"#)),
            ("a logout token", with(r#""typ":"logout+jwt""#)),
            ("a DPoP proof", with(r#""typ":"dpop+jwt""#)),
            ("typ is no text", with(r#""typ":1"#)),
            ("alg is a list", header(&issued, r#"{"alg":["RS256"],"kid":"rsa"}"#)),
            ("alg is null", header(&issued, r#"{"alg":null,"kid":"rsa"}"#)),
            ("alg is a number", header(&issued, r#"{"alg":256,"kid":"rsa"}"#)),
        ],
    );
}

#[test]
fn forms_that_parsers_disagree_on() {
    let issued = Issued::new();
    let token = issued.signed(&claims());
    let parts: Vec<&str> = token.split('.').collect();
    let swapped = |at: usize, part: &str| {
        let mut parts = parts.clone();
        parts[at] = part;
        parts.join(".")
    };
    let with = |header_text: &str| header(&issued, header_text);
    refused(
        &issued,
        Refused::Malformed,
        &[
            ("empty", String::new()),
            ("two parts", parts[..2].join(".")),
            ("four parts", format!("{token}.x")),
            ("five parts, as of encryption", format!("{token}.x.y")),
            ("dots alone", "..".to_owned()),
            ("a leading dot", format!(".{token}")),
            ("a trailing dot", format!("{token}.")),
            ("a blank before", format!(" {token}")),
            ("a blank behind", format!("{token} ")),
            ("a line break", format!("{token}\n")),
            ("padding", swapped(2, &format!("{}==", parts[2]))),
            ("the other alphabet", swapped(2, &format!("{}+/", &parts[2][2..]))),
            ("percent-encoded", token.replace('.', "%2E")),
            ("bits behind the last byte", swapped(2, &format!("{}B", &parts[2][..parts[2].len() - 1]))),
            (
                "JSON form",
                format!(
                    r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#,
                    parts[0], parts[1], parts[2]
                ),
            ),
            ("duplicate alg", with(r#"{"alg":"none","alg":"RS256","kid":"rsa"}"#)),
            ("duplicate alg by an escape", with(r#"{"alg":"RS256","\u0061lg":"none","kid":"rsa"}"#)),
            ("duplicate kid", with(r#"{"alg":"RS256","kid":"other","kid":"rsa"}"#)),
            ("header is a list", with(r#"["alg","RS256"]"#)),
            ("header is text", with(r#""RS256""#)),
            ("something behind the header", with(r#"{"alg":"RS256","kid":"rsa"}x"#)),
            ("a comment in the header", with(r#"{"alg":"RS256",/**/"kid":"rsa"}"#)),
            ("a byte order mark", with("\u{feff}{\"alg\":\"RS256\",\"kid\":\"rsa\"}")),
            (
                "deep header",
                with(&format!(
                    r#"{{"alg":"RS256","kid":"rsa","x":{}1{}}}"#,
                    "[".repeat(2_000),
                    "]".repeat(2_000)
                )),
            ),
            (
                "deep claims",
                issued.signed(&payload(&format!(r#","x":{}1{}"#, "[".repeat(2_000), "]".repeat(2_000)))),
            ),
            ("duplicate sub", issued.signed(&payload(r#","sub":"admin""#))),
            ("duplicate exp", issued.signed(&payload(&format!(r#","exp":{}"#, NOW + 9_000)))),
            (
                "duplicate claim inside",
                issued.signed(&payload(r#","realm":{"roles":["user"],"roles":["admin"]}"#)),
            ),
            ("claims are a list", issued.signed("[]")),
            ("claims are text", issued.signed(r#""sub""#)),
            ("claims are empty", issued.signed("")),
            ("a token in a token", issued.signed(&token)),
            ("not a number of JSON", issued.signed(&payload(r#","n":NaN"#))),
        ],
    );
    let long = issued.signed(&payload(&format!(r#","x":"{}""#, "x".repeat(MAX_TOKEN))));
    refused(&issued, Refused::TooLong, &[("a huge claim", long), ("a huge text", "a".repeat(1_000_000))]);
}

#[test]
fn signatures_that_are_none() {
    let issued = Issued::new();
    let forged = |alg: &str, kid: &str, signature: &[u8]| {
        format!("{}.{}.{}", b64(format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#)), b64(claims()), b64(signature))
    };
    let message = format!("{}.{}", b64(r#"{"alg":"ES256","kid":"p256"}"#), b64(claims()));
    let good = issued.signature(Algorithm::Es256, &message);
    // The order of the group of P-256, as both numbers: zero again, modulo the order.
    let order = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
        0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let zero_r = [&[0; 32][..], &good[32..]].concat();
    let zero_s = [&good[..32], &[0; 32][..]].concat();
    let token = issued.signed(&claims());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let other = issued.signed(&payload(r#","roles":["admin"]"#));
    let elevated = other.rsplit_once('.').unwrap().0;
    refused(
        &issued,
        Refused::Signature,
        &[
            ("absent", format!("{signed}.")),
            ("ES256 of zeros", forged("ES256", "p256", &[0; 64])),
            ("ES256, r is zero", forged("ES256", "p256", &zero_r)),
            ("ES256, s is zero", forged("ES256", "p256", &zero_s)),
            ("ES256, the order", forged("ES256", "p256", &[order, order].concat())),
            (
                "ES256 in the form of ASN.1",
                forged("ES256", "p256", &[&[0x30, 0x44, 2, 0x20][..], &good].concat()),
            ),
            ("ES256, a byte short", forged("ES256", "p256", &good[..63])),
            ("ES256, a byte long", forged("ES256", "p256", &[good.as_slice(), &[0]].concat())),
            ("ES384 of zeros", forged("ES384", "p384", &[0; 96])),
            ("ES512 of zeros", forged("ES512", "p521", &[0; 132])),
            ("EdDSA of zeros", forged("EdDSA", "ed", &[0; 64])),
            ("EdDSA, a byte short", forged("EdDSA", "ed", &[0; 63])),
            ("RS256 of zeros", forged("RS256", "rsa", &[0; 256])),
            ("RS256 of ones", forged("RS256", "rsa", &[0xff; 256])),
            ("PS256 of zeros", forged("PS256", "rsa", &[0; 256])),
            ("of other claims", format!("{elevated}.{signature}")),
        ],
    );
}

#[test]
fn times() {
    let issued = Issued::new();
    let with =
        |claims: &str| issued.signed(&format!(r#"{{"iss":"https://id.example.com","aud":"api",{claims}}}"#));
    let exp = NOW + 300;
    refused(
        &issued,
        Refused::Expired,
        &[
            ("expired", with(&format!(r#""exp":{}"#, NOW - 300))),
            ("expired with the leeway", with(&format!(r#""exp":{}"#, NOW - 30))),
            ("exp is zero", with(r#""exp":0"#)),
            ("exp is a fraction", with(&format!(r#""exp":{}.9"#, NOW - 31))),
        ],
    );
    refused(
        &issued,
        Refused::NotYetValid,
        &[
            ("nbf is in the future", with(&format!(r#""exp":{exp},"nbf":{}"#, NOW + 31))),
            ("nbf is far in the future", with(&format!(r#""exp":99999999999,"nbf":{}"#, NOW * 2))),
            ("iat is in the future", with(&format!(r#""exp":{exp},"iat":{}"#, NOW + 31))),
        ],
    );
    refused(
        &issued,
        Refused::Claims,
        &[
            ("no exp", with(r#""sub":"u1""#)),
            ("exp is text", with(&format!(r#""exp":"{exp}""#))),
            ("exp is null", with(r#""exp":null"#)),
            ("exp is true", with(r#""exp":true"#)),
            ("exp is a list", with(&format!(r#""exp":[{exp}]"#))),
            ("exp is negative", with(r#""exp":-1"#)),
            ("exp is infinite", with(r#""exp":1e999"#)),
            ("exp is beyond what a reader has", with(r#""exp":9007199254740993"#)),
            ("nbf is text", with(&format!(r#""exp":{exp},"nbf":"0""#))),
            ("iat is text", with(&format!(r#""exp":{exp},"iat":"0""#))),
        ],
    );
    let keys = issued.keys();
    let passes = |claims: &str| outcome(&with(claims), &keys, &check(&asymmetric())).unwrap().until;
    assert_eq!(passes(&format!(r#""exp":{}"#, NOW - 29)), NOW + 1);
    assert_eq!(passes(&format!(r#""exp":{}.5,"nbf":{},"iat":{}"#, NOW, NOW + 30, NOW + 30)), NOW + 30);
    assert_eq!(passes(r#""exp":1.9e9"#), 1_900_000_030);
}

#[test]
fn issuers_and_audiences() {
    let issued = Issued::new();
    let with = |claims: &str| issued.signed(&format!(r#"{{"exp":{},{claims}}}"#, NOW + 300));
    let issuer = |issuer: &str| with(&format!(r#""aud":"api","iss":{issuer}"#));
    let audience = |audience: &str| with(&format!(r#""iss":"https://id.example.com","aud":{audience}"#));
    refused(
        &issued,
        Refused::Issuer,
        &[
            ("absent", with(r#""aud":"api""#)),
            ("another", issuer(r#""https://attacker.example""#)),
            ("a slash behind", issuer(r#""https://id.example.com/""#)),
            ("a longer host", issuer(r#""https://id.example.com.attacker.example""#)),
            ("another case", issuer(r#""https://ID.example.com""#)),
            ("empty", issuer(r#""""#)),
        ],
    );
    refused(
        &issued,
        Refused::Audience,
        &[
            ("absent", with(r#""iss":"https://id.example.com""#)),
            ("another", audience(r#""other""#)),
            ("a part", audience(r#""ap""#)),
            ("a longer one", audience(r#""api2""#)),
            ("several in one text", audience(r#""api other""#)),
            ("empty", audience("[]")),
            ("others", audience(r#"["a","b"]"#)),
        ],
    );
    refused(
        &issued,
        Refused::Claims,
        &[
            ("iss is a list", issuer(r#"["https://id.example.com"]"#)),
            ("iss is null", issuer("null")),
            ("aud is an object", audience(r#"{"api":true}"#)),
            ("aud is a number", audience("1")),
            ("aud has a number", audience(r#"["api",1]"#)),
            ("sub is a number", with(r#""iss":"https://id.example.com","aud":"api","sub":0"#)),
            ("sub is an object", with(r#""iss":"https://id.example.com","aud":"api","sub":{}"#)),
        ],
    );
    let mut open = check(&asymmetric());
    open.issuer = Issuer::Any;
    open.audiences = Audiences::Any;
    assert!(outcome(&with(r#""sub":"u1""#), &issued.keys(), &open).is_ok());
    open.audiences = Audiences::List(Set::from(vec!["a".to_owned(), "b".to_owned()]));
    assert!(outcome(&with(r#""aud":["x","b"]"#), &issued.keys(), &open).is_ok());
    open.audiences = Audiences::All(Set::from(vec!["a".to_owned(), "b".to_owned()]));
    assert!(outcome(&with(r#""aud":["b","x","a"]"#), &issued.keys(), &open).is_ok());
    for claims in [r#""aud":["x","b"]"#, r#""aud":"a""#, r#""sub":"u1""#, r#""aud":"a b""#] {
        assert_eq!(outcome(&with(claims), &issued.keys(), &open), Err(Refused::Audience), "{claims}");
    }
}
