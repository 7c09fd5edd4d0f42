//! Tokens of attackers. Each differs in one thing from a token that passes.

use aws_lc_rs::hmac;
use gwc_artifact::Algorithm;
use gwc_tests::net::now;

use super::signer::{Issued, b64};
use super::{claims as claim_attacks, forms, requests};

/// An attack: its name, and the lines of the request with its credential.
pub(crate) struct Attack {
    pub(crate) name: String,
    pub(crate) lines: String,
}

/// Attacks in the making, on a check of one issuer.
pub(crate) struct Corpus<'i> {
    pub(crate) issued: &'i Issued,
    pub(crate) issuer: &'i str,
    attacks: Vec<Attack>,
}

impl Corpus<'_> {
    pub(crate) fn lines(&mut self, name: impl Into<String>, lines: String) {
        self.attacks.push(Attack { name: name.into(), lines });
    }

    pub(crate) fn token(&mut self, name: impl Into<String>, token: &str) {
        self.lines(name, format!("Authorization: Bearer {token}\r\n"));
    }

    /// A token with this header, signed with RS256.
    pub(crate) fn header(&mut self, name: &str, header: &str) {
        let token = self.issued.token(Algorithm::Rs256, header, &claims(self.issuer, ""));
        self.token(format!("{name}: {header}"), &token);
    }

    /// A token of these bytes, signed with RS256.
    pub(crate) fn bytes(&mut self, name: &str, payload: &[u8]) {
        let message = format!("{}.{}", b64(r#"{"alg":"RS256","kid":"rsa"}"#), b64(payload));
        let signature = self.issued.signature(Algorithm::Rs256, &message);
        self.token(name, &format!("{message}.{}", b64(signature)));
    }

    /// Claims that pass, and these.
    pub(crate) fn with(&self, more: &str) -> String {
        claims(self.issuer, more)
    }

    /// A token with these claims, signed with RS256.
    pub(crate) fn claims(&mut self, name: &str, payload: &str) {
        let token = self.issued.signed(payload);
        self.token(format!("{name}: {}", payload.chars().take(200).collect::<String>()), &token);
    }
}

/// Claims that pass, and these.
pub(crate) fn claims(issuer: &str, more: &str) -> String {
    format!(r#"{{"iss":"{issuer}","aud":"api","sub":"u1","exp":{}{more}}}"#, now() + 300)
}

fn algorithms(corpus: &mut Corpus<'_>) {
    for alg in ["none", "None", "NONE", "nOnE", "none "] {
        let token = format!("{}.{}.", b64(format!(r#"{{"alg":"{alg}"}}"#)), b64(corpus.with("")));
        corpus.token(format!("unsigned, alg {alg}"), &token);
    }
    for alg in [
        "none",
        "",
        "rs256",
        " RS256",
        "RS1",
        "RSA-OAEP",
        "ES256K",
        "PS256",
        "RS512",
        "ES256",
        "EdDSA",
        "HS256",
        "Rs256",
        "RS256 ",
        "RS256\\u0000",
        "dir",
        "RS256,none",
        "Ed25519",
        "ed25519",
        "RSA",
        "HMAC",
    ] {
        corpus.header("another algorithm", &format!(r#"{{"alg":"{alg}","kid":"rsa"}}"#));
    }
    corpus.header("no algorithm", r#"{"kid":"rsa"}"#);
    corpus.header("no header", "{}");
    corpus.header("an algorithm of another case", r#"{"ALG":"RS256","kid":"rsa"}"#);
    for kid in ["p256", "p384", "p521", "ed"] {
        corpus.header("the key of another algorithm", &format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#));
    }
    let issued = corpus.issued;
    for (name, secret) in [
        ("the public key", issued.rsa_jwk("")),
        ("the modulus", issued.modulus()),
        ("the document of the keys", issued.jwks()),
        ("the name of the key", "rsa".to_owned()),
        ("a zero", "\0".to_owned()),
        ("a word", "secret".to_owned()),
        ("nothing", String::new()),
    ] {
        for kid in [r#","kid":"rsa""#, r#","kid":"p256""#, ""] {
            let message = format!("{}.{}", b64(format!(r#"{{"alg":"HS256"{kid}}}"#)), b64(corpus.with("")));
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes());
            corpus.token(format!("HS256 with {name} as a secret {kid}"), &format!("{message}.{}", b64(tag)));
        }
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
        r#""jwk":{"kty":"oct","k":""}"#.to_owned(),
        r#""x5t#S256":"AAAA""#.to_owned(),
        r#""jku":"file:///etc/passwd""#.to_owned(),
    ] {
        let header = format!(r#"{{"alg":"RS256","kid":"rsa",{more}}}"#);
        let token = attacker.token(Algorithm::Rs256, &header, &corpus.with(""));
        corpus.token(format!("a key inside the token: {more}"), &token);
    }
    corpus.token("the key of another issuer", &attacker.signed(&corpus.with("")));
    for kid in [
        r#""../../../../dev/null""#,
        r#""rsa' UNION SELECT 'key""#,
        r#""rsa|id""#,
        r#""https://attacker.example/key""#,
        r#""""#,
        r#""RSA""#,
        r#""rsa\u0000""#,
        r#""rsa-2019""#,
        r#"" rsa""#,
        r#""rsa ""#,
        r#""rsa\n""#,
        r#""rsa.""#,
        r#""%72sa""#,
        r#""rs\u0430""#,
        r#""0""#,
        r#""$(id)""#,
        "true",
        "-0",
        r#"[["rsa"]]"#,
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
        r#""typ":"""#,
        r#""typ":null"#,
        r#""typ":["JWT"]"#,
        r#""typ":"JWT ""#,
        r#""typ":"JOSE""#,
        r#""typ":"id_token""#,
        r#""typ":"secevent+jwt""#,
        r#""typ":"application/logout+jwt""#,
        r#""typ":"JW\u0000T""#,
        r#""crit":["exp","exp"],"exp":1"#,
        r#""crit":{"b64":true}"#,
        r#""crit":"b64""#,
        r#""b64":true"#,
        r#""\u0063rit":["x"],"x":1"#,
        r#""kid":"rsa""#,
        r#""\u0061lg":"none""#,
    ] {
        corpus.header("the header", &format!(r#"{{"alg":"RS256","kid":"rsa",{more}}}"#));
    }
    for header in [
        r#"{"alg":"none","alg":"RS256","kid":"rsa"}"#,
        r#"{"alg":["RS256"],"kid":"rsa"}"#,
        r#"["alg","RS256"]"#,
        r#"[{"alg":"RS256","kid":"rsa"}]"#,
        r#"{"alg":"RS256","kid":"rsa",}"#,
        r#"{'alg':'RS256','kid':'rsa'}"#,
        r#"{alg:"RS256",kid:"rsa"}"#,
        r#"{"alg":"RS256","kid":"rsa"}{"alg":"none"}"#,
        r#"{"alg":"RS256","kid":"rsa","x":"\ud800"}"#,
        r#"{"alg":"RS256","kid":"rsa","x":01}"#,
        "\u{feff}{\"alg\":\"RS256\",\"kid\":\"rsa\"}",
        "{\"alg\":\"RS256\",\"kid\":\"rsa\"}\0",
        "",
        "null",
        r#"{"alg":"RS256","kid":"rsa"}x"#,
        r#"{"alg":"RS256",/**/"kid":"rsa"}"#,
    ] {
        corpus.header("the form of the header", header);
    }
    let deep = format!("{}1{}", "[".repeat(2000), "]".repeat(2000));
    corpus.header("deep", &format!(r#"{{"alg":"RS256","kid":"rsa","x":{deep}}}"#));
}

/// The attacks on a check of one issuer and one audience.
pub(crate) fn all(issued: &Issued, issuer: &str) -> Vec<Attack> {
    let mut corpus = Corpus { issued, issuer, attacks: Vec::new() };
    on_any_audience(&mut corpus);
    claim_attacks::audiences(&mut corpus);
    corpus.attacks
}

/// The same on a check of any audience.
pub(crate) fn of_any_audience(issued: &Issued, issuer: &str) -> Vec<Attack> {
    let mut corpus = Corpus { issued, issuer, attacks: Vec::new() };
    on_any_audience(&mut corpus);
    corpus.attacks
}

fn on_any_audience(corpus: &mut Corpus<'_>) {
    algorithms(corpus);
    keys(corpus);
    headers(corpus);
    claim_attacks::times(corpus);
    claim_attacks::issuers(corpus);
    claim_attacks::texts(corpus);
    forms::spellings(corpus);
    forms::signatures(corpus);
    requests::headers(corpus);
}
