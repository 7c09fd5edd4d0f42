//! The attacks on the gateway of this repository: every endpoint that requires a token is attacked, and none opens.

use gwc_artifact::{AuthKind, Backend, Credential, Gateway};
use gwc_runtime::Options;
use gwc_tests::net::{Issuer, Served, Upstream, Wire, compiled};

use super::corpus::{self, Attack};
use super::signer::Issued;

const ISSUER: &str = "https://hanzo.id";

/// The gateway as it is built, with keys of an issuer that can sign.
fn hanzo(issuer: &Issuer) -> Gateway {
    let mut gateway = compiled("hanzo");
    for auth in &mut gateway.auth {
        if let AuthKind::Jwt(jwt) = &mut auth.kind {
            (jwt.jwks_url, jwt.allow_http) = (format!("http://{}/jwks", issuer.address()), true);
        }
    }
    gateway
}

/// The endpoints that accept a token alone, as the first line of a request.
fn gated(gateway: &Gateway) -> Vec<String> {
    let is_gated = |credential: &Credential| match credential {
        Credential::AnyOf(names) => names.iter().all(|name| **name == *"iam"),
        _ => false,
    };
    let upstream = |backend: &Backend| matches!(backend, Backend::Upstream { .. });
    let endpoints = gateway.endpoints.iter().filter(|endpoint| is_gated(&endpoint.credential));
    let line = |endpoint: &gwc_artifact::Endpoint| {
        let path = endpoint.path.to_string();
        let filled =
            path.split('/').map(|segment| if segment.starts_with(['{', '*']) { "one" } else { segment });
        format!("{} {}", endpoint.method, filled.collect::<Vec<_>>().join("/"))
    };
    endpoints.filter(|endpoint| upstream(&endpoint.backend)).map(line).collect()
}

fn ask(wire: &mut Wire, line: &str, lines: &str) -> u16 {
    wire.send(format!("{line} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n{lines}\r\n"));
    wire.answer().unwrap_or_else(|| panic!("no answer to {line}")).status
}

/// Each attack on an endpoint, in turn, until each endpoint was attacked; a connection that ends is opened again.
#[test]
fn no_attack_opens_an_endpoint_of_hanzo() {
    let issued = Issued::new();
    let issuer = Issuer::start(&[]);
    issuer.answer(&issued.jwks());
    let gateway = hanzo(&issuer);
    let upstream = Upstream::text("ok");
    let options = Options { upstream_override: Some(upstream.address), ..Options::default() };
    let served = Served::start_with(&gateway, options);
    let lines = gated(&gateway);
    assert!(lines.len() > 80, "{}", lines.len());
    let valid = format!("Authorization: Bearer {}\r\n", issued.signed(&corpus::claims(ISSUER, "")));
    let mut wire = Wire::connect(served.address);
    assert_eq!(ask(&mut wire, &lines[0], &valid), 200, "what the attacks are made of passes");
    let mut attacks = corpus::of_any_audience(&issued, ISSUER);
    attacks.extend(forged_claims(&issued));
    for (at, Attack { name, lines: sent }) in attacks.iter().enumerate() {
        let line = &lines[at % lines.len()];
        assert_eq!(ask(&mut Wire::connect(served.address), line, sent), 401, "{name} at {line}");
    }
    assert!(attacks.len() > lines.len(), "each endpoint is attacked");
    assert_eq!(upstream.heads().len(), 1);
    assert_eq!(ask(&mut Wire::connect(served.address), &lines[1], &valid), 200, "the gateway serves on");
    assert!(issuer.fetches() <= 3, "{} fetches", issuer.fetches());
}

/// Claims that would be a header of their own, or two.
fn forged_claims(issued: &Issued) -> Vec<Attack> {
    let mut attacks = Vec::new();
    for claim in ["owner", "email", "phone", "project", "billing_account"] {
        for value in [r"a\r\nX-User-IsAdmin: true", r"a\nb", r"a\u0000", r"a\tb", r"a\u007f"] {
            let more = format!(r#","{claim}":"{value}""#);
            let token = issued.signed(&corpus::claims(ISSUER, &more));
            let lines = format!("Authorization: Bearer {token}\r\n");
            attacks.push(Attack { name: format!("a claim {more}"), lines });
        }
    }
    for list in [r#""roles":["a","b\r\nX-User-IsAdmin: true"]"#, r#""orgs":["a\nb"]"#] {
        let token = issued.signed(&corpus::claims(ISSUER, &format!(",{list}")));
        let lines = format!("Authorization: Bearer {token}\r\n");
        attacks.push(Attack { name: format!("a claim {list}"), lines });
    }
    attacks
}
