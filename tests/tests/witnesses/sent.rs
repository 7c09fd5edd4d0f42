//! The bytes of a witness's request, with a credential that is as it states.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gwc_artifact::{Algorithm, Literal, Requirement};
use gwc_diff::{Presented, Token, Witness};
use gwc_tests::net::now;
use serde_json::{Map, Value, json};

use super::placed::{ACCEPTED, SHARED_SECRET, World};

/// The request of the witness at this position.
pub(crate) fn request(world: &World, at: usize, witness: &Witness) -> String {
    let mut head = format!("{} {} HTTP/1.1\r\n", witness.method, witness.path);
    let mut line = |name: &str, value: &str| head += &format!("{name}: {value}\r\n");
    line("Host", witness.host.as_deref().unwrap_or("other.invalid"));
    line("Connection", "close");
    let address = witness.address.map_or_else(|| "127.0.0.1".to_owned(), |address| address.to_string());
    line("X-Forwarded-For", &address);
    if !witness.headers.iter().any(|(name, _)| name == "User-Agent") {
        line("User-Agent", "curl/8.15.0");
    }
    let (variable, value) = match &witness.credential {
        Some(presented) => (presented.variable(), value(world, at, presented)),
        None => ("", String::new()),
    };
    // A command of a shell sends no header without a value.
    for (name, text) in witness.headers.iter().filter(|(_, text)| !text.is_empty()) {
        line(name, &if variable.is_empty() { text.clone() } else { text.replace(variable, &value) });
    }
    if witness.method == "POST" {
        line("Content-Length", "0");
    }
    head + "\r\n"
}

/// The keys of witnesses with what their records have besides.
pub(crate) fn keys(witnesses: &[(String, Witness)]) -> Vec<(String, String)> {
    let of = |(at, (_, witness)): (usize, &(String, Witness))| match &witness.credential {
        Some(Presented::Key { prefix, holds }) => Some((format!("{prefix}{}", rest(at)), record(holds))),
        _ => None,
    };
    witnesses.iter().enumerate().filter_map(of).collect()
}

fn rest(at: usize) -> String {
    format!("rest-of-the-key-{at}")
}

fn value(world: &World, at: usize, presented: &Presented) -> String {
    match presented {
        Presented::Token(token) => signed(world, token),
        Presented::Key { .. } => rest(at),
        Presented::Opaque { .. } => ACCEPTED.to_owned(),
    }
}

fn signed(world: &World, token: &Token) -> String {
    let Token { issuer, algorithm, audiences, expired, holds } = token;
    let mut claims = claims(holds);
    let until = if expired.is_zero() { now() + 300 } else { now() - expired.as_secs() };
    for (name, value) in
        [("iss", json!(issuer)), ("sub", json!("u1")), ("org", json!("acme")), ("exp", json!(until))]
    {
        claims.insert(name.to_owned(), value);
    }
    if !audiences.is_empty() {
        claims.insert("aud".to_owned(), json!(audiences));
    }
    let claims = Value::Object(claims).to_string();
    let key = match algorithm {
        Algorithm::Hs256 => return with_secret(&claims),
        Algorithm::Es256 => &world.keys[0],
        Algorithm::Rs256 => &world.keys[1],
        other => panic!("no key for {}", other.as_str()),
    };
    key.sign(&claims)
}

/// A token that is signed with the secret of the issuers.
fn with_secret(claims: &str) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", encode(br#"{"alg":"HS256"}"#), encode(claims.as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SHARED_SECRET.as_bytes());
    format!("{message}.{}", encode(hmac::sign(&key, message.as_bytes()).as_ref()))
}

fn record(holds: &[Requirement]) -> String {
    let (mut text, mut below) = (String::new(), Map::new());
    for (name, value) in claims(holds) {
        match name.strip_prefix("claims.") {
            Some(name) => drop(below.insert(name.to_owned(), value)),
            None => text += &format!(",\"{name}\":{value}"),
        }
    }
    if below.is_empty() { text } else { format!("{text},\"claims\":{}", Value::Object(below)) }
}

fn claims(holds: &[Requirement]) -> Map<String, Value> {
    let (mut lists, mut claims) = (BTreeMap::<&str, Vec<&str>>::new(), Map::new());
    for held in holds {
        match held {
            Requirement::Role(one_of) | Requirement::Scope(one_of) => {
                lists.entry(&one_of.claim).or_default().extend(one_of.values.iter().map(String::as_str));
            }
            Requirement::Claim(claim) => {
                let value = match &claim.value {
                    Literal::Text(text) => json!(text),
                    Literal::Number(number) => json!(number),
                    Literal::Bool(bool) => json!(bool),
                };
                claims.insert(claim.claim.clone(), value);
            }
        }
    }
    claims.extend(lists.into_iter().map(|(name, values)| (name.to_owned(), json!(values))));
    claims
}
