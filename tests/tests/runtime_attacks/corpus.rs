//! Tokens of attackers, sent to a running gateway: each is refused with the right status, and none reaches the upstream.
//!
//! Each differs in one thing from a token that passes. The reasons are tested where tokens are verified
//! (`runtime/token/tests/suite/attacks.rs`); here is what a client and an upstream see.

#[allow(dead_code, reason = "it has more than these tests need")]
#[path = "../../runtime/token/tests/suite/signer.rs"]
mod signer;

use aws_lc_rs::hmac;
use gwc_artifact::{Algorithm, Auth, AuthKind, Credential, Gateway};
use gwc_tests::net::{GatewayBuilder, Issuer, Served, Upstream, exchange, now};
use signer::{Issued, asymmetric, b64, check};

/// An attack: its name, and the lines of the request with its credential.
struct Attack {
    name: String,
    lines: String,
}

/// Attacks in the making, by one issuer.
struct Corpus<'i> {
    issued: &'i Issued,
    attacks: Vec<Attack>,
}

impl Corpus<'_> {
    fn lines(&mut self, name: impl Into<String>, lines: String) {
        self.attacks.push(Attack { name: name.into(), lines });
    }

    fn token(&mut self, name: impl Into<String>, token: &str) {
        self.lines(name, format!("Authorization: Bearer {token}\r\n"));
    }

    /// A token with this header, signed with RS256.
    fn header(&mut self, name: &str, header: &str) {
        let token = self.issued.token(Algorithm::Rs256, header, &claims(""));
        self.token(format!("{name}: {header}"), &token);
    }

    /// A token with these claims, signed with RS256.
    fn claims(&mut self, name: &str, payload: &str) {
        let token = self.issued.signed(payload);
        self.token(format!("{name}: {}", payload.chars().take(200).collect::<String>()), &token);
    }
}

/// Claims that pass, and these.
fn claims(more: &str) -> String {
    format!(r#"{{"iss":"https://id.example.com","aud":"api","sub":"u1","exp":{}{more}}}"#, now() + 300)
}

fn algorithms(corpus: &mut Corpus<'_>) {
    for alg in ["none", "None", "NONE", "nOnE", "none "] {
        let token = format!("{}.{}.", b64(format!(r#"{{"alg":"{alg}"}}"#)), b64(claims("")));
        corpus.token(format!("unsigned, alg {alg}"), &token);
    }
    for alg in
        ["none", "", "rs256", " RS256", "RS1", "RSA-OAEP", "ES256K", "PS256", "RS512", "ES256", "EdDSA"]
    {
        corpus.header("another algorithm", &format!(r#"{{"alg":"{alg}","kid":"rsa"}}"#));
    }
    corpus.header("no algorithm", r#"{"kid":"rsa"}"#);
    for kid in ["p256", "p384", "p521", "ed"] {
        corpus.header("the key of another algorithm", &format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#));
    }
    let issued = corpus.issued;
    for (name, secret) in [
        ("the public key", issued.rsa_jwk("")),
        ("the modulus", issued.modulus()),
        ("nothing", String::new()),
    ] {
        let message = format!("{}.{}", b64(r#"{"alg":"HS256","kid":"rsa"}"#), b64(claims("")));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes());
        corpus.token(format!("HS256 with {name} as a secret"), &format!("{message}.{}", b64(tag)));
    }
}

fn keys(corpus: &mut Corpus<'_>) {
    let attacker = Issued::new();
    for more in [
        format!(r#""jwk":{}"#, attacker.rsa_jwk("")),
        r#""jku":"https://attacker.example/jwks""#.to_owned(),
        r#""x5u":"https://attacker.example/cert""#.to_owned(),
        r#""x5c":["MIIB"]"#.to_owned(),
        r#""x5t":"AAAA""#.to_owned(),
    ] {
        let header = format!(r#"{{"alg":"RS256","kid":"rsa",{more}}}"#);
        let token = attacker.token(Algorithm::Rs256, &header, &claims(""));
        corpus.token(format!("a key inside the token: {more}"), &token);
    }
    corpus.token("the key of another issuer", &attacker.signed(&claims("")));
    for kid in [
        r#""../../../../dev/null""#,
        r#""rsa' UNION SELECT 'key""#,
        r#""rsa|id""#,
        r#""https://attacker.example/key""#,
        r#""""#,
        r#""RSA""#,
        r#""rsa\u0000""#,
        r#""rsa-2019""#,
        "1",
        r#"["rsa"]"#,
        "null",
        "{}",
    ] {
        corpus.header("a key id", &format!(r#"{{"alg":"RS256","kid":{kid}}}"#));
    }
}

fn headers(corpus: &mut Corpus<'_>) {
    for more in [
        r#""crit":["b64"],"b64":true"#,
        r#""crit":["b64"],"b64":false"#,
        r#""crit":["exp"],"exp":1"#,
        r#""crit":["http://example.com/x"],"http://example.com/x":true"#,
        r#""crit":[]"#,
        r#""crit":null"#,
        r#""b64":false"#,
        r#""typ":"logout+jwt""#,
        r#""typ":"dpop+jwt""#,
        r#""typ":1"#,
        r#""kid":"rsa""#,
        r#""\u0061lg":"none""#,
    ] {
        corpus.header("the header", &format!(r#"{{"alg":"RS256","kid":"rsa",{more}}}"#));
    }
    for header in [
        r#"{"alg":"none","alg":"RS256","kid":"rsa"}"#,
        r#"{"alg":["RS256"],"kid":"rsa"}"#,
        r#"["alg","RS256"]"#,
        r#"{"alg":"RS256","kid":"rsa"}x"#,
        r#"{"alg":"RS256",/**/"kid":"rsa"}"#,
    ] {
        corpus.header("the form of the header", header);
    }
    let deep = format!("{}1{}", "[".repeat(2000), "]".repeat(2000));
    corpus.header("deep", &format!(r#"{{"alg":"RS256","kid":"rsa","x":{deep}}}"#));
}

fn payloads(corpus: &mut Corpus<'_>) {
    let time = now();
    for more in [
        r#","sub":"admin""#.to_owned(),
        format!(r#","exp":{}"#, time + 9000),
        r#","realm":{"roles":["user"],"roles":["admin"]}"#.to_owned(),
        r#","n":NaN"#.to_owned(),
        format!(r#","nbf":{}"#, time + 3600),
        format!(r#","nbf":{}"#, time * 2),
        format!(r#","iat":{}"#, time + 3600),
        r#","nbf":"0""#.to_owned(),
        format!(r#","x":{}1{}"#, "[".repeat(2000), "]".repeat(2000)),
        format!(r#","x":"{}""#, "x".repeat(20_000)),
    ] {
        corpus.claims("claims", &claims(&more));
    }
    let base = r#""iss":"https://id.example.com","aud":"api""#;
    for exp in [
        format!(r#""exp":{}"#, time - 3600),
        r#""exp":0"#.to_owned(),
        r#""exp":-1"#.to_owned(),
        r#""exp":1e999"#.to_owned(),
        r#""exp":null"#.to_owned(),
        r#""exp":true"#.to_owned(),
        format!(r#""exp":"{}""#, time + 300),
        format!(r#""exp":[{}]"#, time + 300),
        r#""sub":"u1""#.to_owned(),
    ] {
        corpus.claims("the time", &format!("{{{base},{exp}}}"));
    }
    let exp = format!(r#""exp":{}"#, time + 300);
    for stated in [
        r#""aud":"api""#,
        r#""aud":"api","iss":"https://attacker.example""#,
        r#""aud":"api","iss":"https://id.example.com/""#,
        r#""aud":"api","iss":"https://ID.example.com""#,
        r#""aud":"api","iss":["https://id.example.com"]"#,
        r#""iss":"https://id.example.com""#,
        r#""iss":"https://id.example.com","aud":"other""#,
        r#""iss":"https://id.example.com","aud":"api other""#,
        r#""iss":"https://id.example.com","aud":[]"#,
        r#""iss":"https://id.example.com","aud":["api",1]"#,
        r#""iss":"https://id.example.com","aud":"api","sub":0"#,
    ] {
        corpus.claims("issuer and audience", &format!("{{{exp},{stated}}}"));
    }
    for payload in ["[]", r#""sub""#, ""] {
        corpus.claims("no object", payload);
    }
}

fn forms(corpus: &mut Corpus<'_>) {
    let issued = corpus.issued;
    let token = issued.signed(&claims(""));
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let other = issued.signed(&claims(r#","roles":["admin"]"#));
    let elevated = other.rsplit_once('.').expect("three parts").0;
    let last = &signature[..signature.len() - 1];
    for (name, text) in [
        ("two parts", signed.to_owned()),
        ("no signature", format!("{signed}.")),
        ("four parts", format!("{token}.x")),
        ("a leading dot", format!(".{token}")),
        ("a blank before", format!(" {token}")),
        ("padding", format!("{token}==")),
        ("the other alphabet", format!("{signed}.{}+/", &signature[2..])),
        ("percent-encoded", token.replace('.', "%2E")),
        ("bits behind the last byte", format!("{signed}.{last}B")),
        ("the signature of other claims", format!("{elevated}.{signature}")),
        ("a token in a token", issued.signed(&token)),
        ("a huge text", "a".repeat(40_000)),
    ] {
        corpus.token(name, &text);
    }
    for (alg, kid, length) in [
        ("ES256", "p256", 64),
        ("ES256", "p256", 63),
        ("ES256", "p256", 65),
        ("ES384", "p384", 96),
        ("ES512", "p521", 132),
        ("EdDSA", "ed", 64),
        ("RS256", "rsa", 256),
        ("PS256", "rsa", 256),
    ] {
        let header = b64(format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#));
        let token = format!("{header}.{}.{}", b64(claims("")), b64(vec![0; length]));
        corpus.token(format!("{alg}, a signature of {length} zeros"), &token);
    }
}

fn requests(corpus: &mut Corpus<'_>) {
    let token = corpus.issued.signed(&claims(""));
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let broken = "Authorization: Bearer x.y.z\r\n";
    for (name, lines) in [
        ("duplicate header", format!("{bearer}{bearer}")),
        ("duplicate header, the second valid", format!("{broken}{bearer}")),
        ("duplicate header, the first valid", format!("{bearer}{broken}")),
        ("two in one line", format!("Authorization: Bearer {token}, Bearer {token}\r\n")),
        ("no scheme", format!("Authorization: {token}\r\n")),
        ("another scheme", format!("Authorization: Basic {token}\r\n")),
        ("two blanks", format!("Authorization: Bearer  {token}\r\n")),
        ("another header", format!("X-Authorization: Bearer {token}\r\n")),
        ("a cookie", format!("Cookie: Authorization={token}\r\n")),
        ("empty", "Authorization: \r\n".to_owned()),
        ("absent", String::new()),
    ] {
        corpus.lines(name, lines);
    }
}

fn corpus(issued: &Issued) -> Vec<Attack> {
    let mut corpus = Corpus { issued, attacks: Vec::new() };
    algorithms(&mut corpus);
    keys(&mut corpus);
    headers(&mut corpus);
    payloads(&mut corpus);
    forms(&mut corpus);
    requests(&mut corpus);
    corpus.attacks
}

fn gateway(upstream: &Upstream, issuer: &Issuer) -> Gateway {
    let mut jwt = check(&asymmetric());
    (jwt.jwks_url, jwt.allow_http) = (format!("http://{}/jwks", issuer.address()), true);
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /user", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
        })
        .with(|gateway| gateway.auth = vec![Auth::new("iam", AuthKind::Jwt(jwt))])
        .build()
}

fn status(served: &Served, lines: &str) -> u16 {
    exchange(served.address, format!("GET /user HTTP/1.1\r\nHost: x\r\n{lines}\r\n")).status
}

#[test]
fn every_attack_is_401_and_reaches_no_upstream() {
    let issued = Issued::new();
    let issuer = Issuer::start(&[]);
    issuer.answer(&issued.jwks());
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, &issuer));
    let valid = format!("Authorization: Bearer {}\r\n", issued.signed(&claims("")));
    assert_eq!(status(&served, &valid), 200, "what the attacks are made of passes");
    let attacks = corpus(&issued);
    assert!(attacks.len() >= 120, "only {} attacks", attacks.len());
    for Attack { name, lines } in &attacks {
        assert_eq!(status(&served, lines), 401, "{name}");
    }
    assert_eq!(upstream.heads().len(), 1);
    assert_eq!(status(&served, &valid), 200, "the gateway serves on");
    assert!(issuer.fetches() <= 3, "attacks made the gateway fetch keys {} times", issuer.fetches());
}

#[test]
fn a_key_that_the_issuer_removes_verifies_nothing() {
    let (old, new) = (Issued::new(), Issued::new());
    let issuer = Issuer::start(&[]);
    issuer.answer(&old.jwks());
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, &issuer));
    let with = |issued: &Issued, kid: &str| {
        let token =
            issued.token(Algorithm::Rs256, &format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#), &claims(""));
        status(&served, &format!("Authorization: Bearer {token}\r\n"))
    };
    assert_eq!(with(&old, "rsa"), 200);
    // The same document with other names of the keys, so that a token asks for them.
    issuer.answer(&new.jwks().replace(r#""kid":"rsa""#, r#""kid":"next""#));
    assert_eq!(with(&new, "next"), 200);
    assert_eq!(with(&old, "rsa"), 401);
    assert_eq!(with(&old, "next"), 401);
}
