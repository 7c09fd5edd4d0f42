//! Tokens that resemble one which the gateway has verified before: what it knows is compared whole.

use gwc_tests::net::Wire;

use super::{Setup, claims};

/// The status of a request with a token, on a connection that lives on.
fn ask(wire: &mut Wire, token: &str) -> u16 {
    wire.send(format!("GET /user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"));
    wire.answer().expect("an answer").status
}

#[test]
fn no_token_with_another_character_passes_for_a_known_one() {
    let Setup { issued, issuer: _issuer, upstream, served } = Setup::start();
    let token = issued.signed(&claims(""));
    let mut wire = Wire::connect(served.address);
    assert_eq!(ask(&mut wire, &token), 200);
    for at in 0..token.len() {
        let mut other = token.clone().into_bytes();
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(other).expect("text");
        assert_eq!(ask(&mut wire, &other), 401, "character {at} of {token}");
    }
    for length in (0..token.len()).step_by(7) {
        assert_eq!(ask(&mut wire, &token[..length]), 401, "the first {length} of {token}");
        assert_eq!(ask(&mut wire, &token[token.len() - length..]), 401, "the last {length} of {token}");
    }
    assert_eq!(ask(&mut wire, &token), 200, "it is still known");
    assert_eq!(upstream.heads().len(), 2);
}

/// One connection, requests in turn: what one request may do says nothing about the next.
#[test]
fn a_connection_is_no_credential() {
    let Setup { issued, issuer: _issuer, upstream: _upstream, served } = Setup::start();
    let token = issued.signed(&claims(""));
    let (good, none) = (
        format!("GET /user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"),
        "GET /user HTTP/1.1\r\nHost: x\r\n\r\n",
    );
    let mut wire = Wire::connect(served.address);
    // All at once, as a client that pipelines does.
    wire.send(format!("{good}{none}{good}{none}"));
    let statuses: Vec<u16> = (0..4).map(|_| wire.answer().expect("an answer").status).collect();
    assert_eq!(statuses, [200, 401, 200, 401]);
}
