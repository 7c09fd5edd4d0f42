//! The request of a witness, with a credential in the place of its variable.

use std::net::{IpAddr, Ipv4Addr};

use gwc_artifact::Requirement;
use gwc_diff::{Presented, Token, Witness};

use crate::observe::{self, At, Held, Request};

/// The request; none for a method that no endpoint has, and for a preflight, which no endpoint answers.
pub(crate) fn request(witness: &Witness) -> Option<Request> {
    if witness.headers.iter().any(|(name, _)| name == "Access-Control-Request-Method") {
        return None;
    }
    let methods = ["GET", "POST", "OPTIONS", "HEAD", "DELETE"];
    let method = methods.into_iter().find(|method| *method == witness.method)?;
    let value = |name: &str| {
        let named = |(header, _): &&(String, String)| header.eq_ignore_ascii_case(name);
        witness.headers.iter().find(named).map(|(_, value)| kept(value))
    };
    let held = witness.credential.as_ref().map_or(Held::None, |presented| held(witness, presented));
    Some(Request {
        method,
        path: witness.path.replace("%20", " "),
        host: witness.host.as_deref().map_or("other.invalid", kept),
        address: witness.address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        held: [held, Held::None],
        page: value("Origin"),
        agent: value("User-Agent").unwrap_or("curl/8.15.0"),
        websocket: false,
    })
}

fn held(witness: &Witness, presented: &Presented) -> Held {
    let has_variable = |(_, value): &&(String, String)| value.contains(presented.variable());
    let (name, value) = witness.headers.iter().find(has_variable).expect("a place of the credential");
    let at = match value.split_once('=').filter(|_| name == "Cookie") {
        Some((cookie, _)) => At::Cookie(kept(cookie)),
        None => At::Header(kept(name)),
    };
    match (presented, at) {
        (Presented::Token(token), at) => self::token(token, at),
        (Presented::Key { prefix, holds }, At::Header(header)) => {
            let (roles, is_vip) = claims(holds);
            Held::Key(
                header,
                kept(prefix),
                Some(if is_vip { roles } else { kept(&format!("{roles}+guest")) }),
            )
        }
        (Presented::Opaque { .. }, At::Header(header)) => Held::Opaque(header, true),
        (presented, At::Cookie(_)) => panic!("{presented:?} in a cookie"),
    }
}

fn token(token: &Token, at: At) -> Held {
    let audiences: Vec<&str> = token.audiences.iter().map(|audience| kept(audience)).collect();
    let (roles, is_vip) = claims(&token.holds);
    Held::Token(observe::Token {
        issuer: kept(&token.issuer),
        // Every key set that a check names has its key.
        keys: None,
        algorithm: token.algorithm.as_str(),
        audiences: audiences.leak(),
        at,
        late: token.expired.as_secs(),
        holds: roles,
        vip: is_vip,
    })
}

/// Roles and scopes, each separated by commas, and whether the caller is a VIP.
fn claims(holds: &[Requirement]) -> (&'static str, bool) {
    let (mut roles, mut scopes, mut is_vip) = (Vec::new(), Vec::new(), false);
    for held in holds {
        match held {
            Requirement::Role(one_of) => roles.push(one_of.values.join(",")),
            Requirement::Scope(one_of) => scopes.push(one_of.values.join(",")),
            Requirement::Claim(_) => is_vip = true,
        }
    }
    (kept(&format!("{}+{}", roles.join(","), scopes.join(","))), is_vip)
}

/// A request of the observer has static texts; a test ends soon.
fn kept(text: &str) -> &'static str {
    String::leak(text.to_owned())
}
