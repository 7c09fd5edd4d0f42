//! Attacks on a check that reads a header, another header and a cookie, in this order.

use gwc_artifact::{AuthKind, Gateway, TokenSource};
use gwc_tests::net::{Issuer, Upstream};

use super::{Setup, claims, gateway, status};

fn reading(upstream: &Upstream, issuer: &Issuer) -> Gateway {
    let mut gateway = gateway(upstream, issuer);
    let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind else { panic!("a check of tokens") };
    let header = |name: &str| TokenSource::Header(name.to_owned());
    let cookie = TokenSource::Cookie("token".to_owned());
    jwt.sources = vec![header("Authorization"), header("X-Authorization"), cookie];
    gateway
}

#[test]
fn the_first_source_decides_and_none_is_read_twice() {
    let Setup { issued, issuer: _issuer, upstream, served } = Setup::of(reading);
    let good = issued.signed(&claims(""));
    let bad = "x.y.z";
    let passing = [
        format!("Authorization: Bearer {good}\r\n"),
        format!("Authorization: bearer {good}\r\n"),
        format!("Authorization: BEARER {good}\r\n"),
        format!("X-Authorization: {good}\r\n"),
        format!("X-Authorization: Bearer {good}\r\nCookie: token={bad}\r\n"),
        format!("Cookie: a=1; token={good}; b=2\r\n"),
        format!("Authorization: Bearer {good}\r\nX-Authorization: {bad}\r\n"),
    ];
    for lines in &passing {
        assert_eq!(status(&served, lines), 200, "{lines}");
    }
    let refused = [
        format!("Authorization: Bearer {bad}\r\nX-Authorization: {good}\r\nCookie: token={good}\r\n"),
        format!("Authorization: \r\nX-Authorization: {good}\r\n"),
        format!("Authorization: Basic eDp5\r\nCookie: token={good}\r\n"),
        format!("X-Authorization: {bad}\r\nCookie: token={good}\r\n"),
        format!("X-Authorization: {good}\r\nX-Authorization: {good}\r\n"),
        format!("X-Authorization: Basic {good}\r\n"),
        format!("X-Authorization: Bearer Bearer {good}\r\n"),
        format!("X_Authorization: {good}\r\n"),
        format!("Cookie: token={good}; token={good}\r\n"),
        format!("Cookie: token={bad}; token={good}\r\n"),
        format!("Cookie: token={good}; token={bad}\r\n"),
        format!("Cookie: token={good}\r\nCookie: token={good}\r\n"),
        format!("Cookie: token={good}\r\nCookie: a=1; token=\r\n"),
        format!("Cookie: token=\"{good}\"\r\n"),
        format!("Cookie: token = {good}\r\n"),
        format!("Cookie: Token={good}\r\n"),
        format!("Cookie: token2={good}\r\n"),
        format!("Cookie: xtoken={good}\r\n"),
        format!("Cookie: x=token={good}\r\n"),
        format!("Cookie: token%3D{good}\r\n"),
        format!("Cookie: t%6Fken={good}\r\n"),
        format!("Cookie: token={good},b=2\r\n"),
        format!("Cookie: token=Bearer {good}\r\n"),
        format!("Cookie: __Host-token={good}\r\n"),
        format!("Cookie: token={}\r\n", good.replace('.', "%2E")),
        format!("Cookie2: token={good}\r\n"),
        "Cookie: token=\r\n".to_owned(),
        format!("Cookie: {}\r\n", "token=;".repeat(1000)),
    ];
    for lines in &refused {
        assert_eq!(status(&served, lines), 401, "{}", lines.chars().take(200).collect::<String>());
    }
    assert_eq!(upstream.heads().len(), passing.len());
}
