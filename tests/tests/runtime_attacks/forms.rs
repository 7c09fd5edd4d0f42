//! Texts that are no token, or another spelling of one, and signatures that are none.

use gwc_artifact::Algorithm;

use super::corpus::Corpus;
use super::signer::b64;

/// Other spellings of a token that passes.
pub(crate) fn spellings(corpus: &mut Corpus<'_>) {
    let issued = corpus.issued;
    let token = issued.signed(&corpus.with(""));
    let parts: Vec<&str> = token.split('.').collect();
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let other = issued.signed(&corpus.with(r#","roles":["admin"]"#));
    let elevated = other.rsplit_once('.').expect("three parts").0;
    let hex = |upper: bool| -> String {
        token.bytes().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect()
    };
    for (name, text) in [
        ("two parts", signed.to_owned()),
        ("no signature", format!("{signed}.")),
        ("no payload", format!("{}..{signature}", parts[0])),
        ("no header", format!(".{}.{signature}", parts[1])),
        ("four parts", format!("{token}.x")),
        ("five parts, as of encryption", format!("{token}.x.y")),
        ("a trailing dot", format!("{token}.")),
        ("two trailing dots", format!("{token}..")),
        ("a leading dot", format!(".{token}")),
        ("dots alone", "..".to_owned()),
        ("other dots", token.replace('.', "\u{3002}")),
        ("a blank before", format!(" {token}")),
        ("a tab before", format!("\t{token}")),
        ("a blank within", token.replacen('.', " .", 1)),
        ("a tab within", token.replacen('.', ".\t", 1)),
        ("a zero width space", token.replacen('.', "\u{200b}.", 1)),
        ("quoted", format!("\"{token}\"")),
        ("in brackets", format!("<{token}>")),
        ("a comma behind", format!("{token},")),
        ("a semicolon behind", format!("{token};")),
        ("a parameter behind", format!("{token}; charset=utf-8")),
        ("another token behind", format!("{token} {token}")),
        ("the scheme twice", format!("Bearer {token}")),
        ("padding of the signature", format!("{token}==")),
        ("padding of the header", format!("{}=.{}.{signature}", parts[0], parts[1])),
        ("the other alphabet", format!("{signed}.{}+/", &signature[2..])),
        ("percent-encoded dots", token.replace('.', "%2E")),
        ("percent-encoded", format!("%65{}", &token[1..])),
        ("hexadecimal", hex(false)),
        ("hexadecimal in upper case", hex(true)),
        ("base64 of a token", b64(&token)),
        ("in upper case", token.to_uppercase()),
        ("reversed", token.chars().rev().collect()),
        ("the parts in another order", format!("{}.{}.{signature}", parts[1], parts[0])),
        ("the signature of other claims", format!("{elevated}.{signature}")),
        ("a token in a token", issued.signed(&token)),
        (
            "JSON form",
            format!(r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#, parts[0], parts[1], parts[2]),
        ),
        ("a huge text", "a".repeat(40_000)),
        ("a huge text of dots", ".".repeat(10_000)),
        ("a huge token", format!("{}.{}.{}", "a".repeat(7000), "a".repeat(7000), "a".repeat(7000))),
        ("null", "null".to_owned()),
        ("undefined", "undefined".to_owned()),
        ("true", "true".to_owned()),
    ] {
        corpus.token(name, &text);
    }
    // Bits behind the last byte, in each part: another spelling of the same bytes.
    for at in 0..3 {
        for last in ["B", "C", "D", "f", "9", "_"] {
            let mut spelled: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
            let length = spelled[at].len();
            if !spelled[at].ends_with(last) {
                spelled[at].replace_range(length - 1.., last);
                corpus.token(format!("the last character of part {at} is {last}"), &spelled.join("."));
            }
        }
    }
}

/// Signatures that nobody made.
pub(crate) fn signatures(corpus: &mut Corpus<'_>) {
    let issued = corpus.issued;
    let claims = corpus.with("");
    let message = |alg: &str, kid: &str| {
        format!("{}.{}", b64(format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#)), b64(&claims))
    };
    let mut forged: Vec<(String, &str, &str, Vec<u8>)> = Vec::new();
    for (alg, kid, lengths) in [
        ("ES256", "p256", &[0, 1, 63, 64, 65, 70, 128][..]),
        ("ES384", "p384", &[64, 95, 96, 97]),
        ("ES512", "p521", &[128, 131, 132, 133]),
        ("EdDSA", "ed", &[0, 32, 63, 64, 65]),
        ("RS256", "rsa", &[0, 1, 255, 256, 257, 512]),
        ("PS256", "rsa", &[255, 256, 257]),
    ] {
        for length in lengths {
            for byte in [0, 1, 0xff] {
                forged.push((format!("{alg}, {length} times {byte}"), alg, kid, vec![byte; *length]));
            }
        }
    }
    let good = issued.signature(Algorithm::Es256, &message("ES256", "p256"));
    let (r, s) = good.split_at(32);
    let zero = [0; 32];
    for (name, signature) in [
        ("r is zero", [&zero, s].concat()),
        ("s is zero", [r, &zero].concat()),
        ("r is the order", [&P256_ORDER, s].concat()),
        ("s is the order", [r, &P256_ORDER].concat()),
        ("both are the order", [P256_ORDER, P256_ORDER].concat()),
        ("r and s swapped", [s, r].concat()),
        ("as ASN.1", asn1(r, s)),
        ("a byte before", [&[0], good.as_slice()].concat()),
        ("a byte behind", [good.as_slice(), &[0]].concat()),
        ("hexadecimal", good.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
    ] {
        forged.push((format!("ES256, {name}"), "ES256", "p256", signature));
    }
    let good = issued.signature(Algorithm::EdDsa, &message("EdDSA", "ed"));
    forged.push(("EdDSA, S and the order".to_owned(), "EdDSA", "ed", with_order(&good)));
    forged.push(("EdDSA, another R".to_owned(), "EdDSA", "ed", [&[1; 32], &good[32..]].concat()));
    let good = issued.signature(Algorithm::Rs256, &message("RS256", "rsa"));
    forged.push(("RS256, a zero before".to_owned(), "RS256", "rsa", [&[0], good.as_slice()].concat()));
    forged.push(("RS256, a zero behind".to_owned(), "RS256", "rsa", [good.as_slice(), &[0]].concat()));
    forged.push(("RS256 as PS256".to_owned(), "PS256", "rsa", good));
    for (name, alg, kid, signature) in forged {
        corpus.token(name, &format!("{}.{}", message(alg, kid), b64(signature)));
    }
}

/// The order of the group of P-256: zero, modulo itself.
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The order of the group of Ed25519, little-endian.
const ED25519_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The signature with the order added to S: the same number modulo the order, which a careless verifier accepts
/// (RFC 8032, 8.4).
fn with_order(signature: &[u8]) -> Vec<u8> {
    let mut sum = signature[..32].to_vec();
    let mut carry = 0;
    for (byte, order) in signature[32..].iter().zip(ED25519_ORDER) {
        let added = u16::from(*byte) + u16::from(order) + carry;
        sum.push(added as u8);
        carry = added >> 8;
    }
    sum
}

/// The two numbers as libraries of TLS have them.
fn asn1(r: &[u8], s: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| {
        let padded = if bytes[0] > 0x7f { [&[0], bytes].concat() } else { bytes.to_vec() };
        [&[2, padded.len() as u8], padded.as_slice()].concat()
    };
    let both = [number(r), number(s)].concat();
    [&[0x30, both.len() as u8], both.as_slice()].concat()
}
