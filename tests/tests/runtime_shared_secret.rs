//! Tokens that are signed with a shared secret, which only a reference names.

use std::path::Path;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gwc_artifact::{Algorithm, Auth, AuthKind, Credential, Gateway, Secret};
use gwc_tests::net::{GatewayBuilder, Issuer, Served, SigningKey, Upstream, exchange, now};

const SECRET: &str = "a secret of the issuer that is long enough for all of the three hashes: 64";

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with this header, signed with a secret.
fn signed(algorithm: hmac::Algorithm, header: &str, secret: &str) -> String {
    let claims = format!(r#"{{"iss":"https://id.example","sub":"u1","exp":{}}}"#, now() + 300);
    let message = format!("{}.{}", b64(header), b64(claims));
    let tag = hmac::sign(&hmac::Key::new(algorithm, secret.as_bytes()), message.as_bytes());
    format!("{message}.{}", b64(tag))
}

fn usual(secret: &str) -> String {
    signed(hmac::HMAC_SHA256, r#"{"alg":"HS256","typ":"JWT"}"#, secret)
}

/// `GET /own` for tokens with the secret in a file, `GET /both` for those of an issuer too.
fn gateway(upstream: &Upstream, issuer: &Issuer, file: &Path, algorithms: &[Algorithm]) -> Gateway {
    let mut own = issuer.check("own");
    let AuthKind::Jwt(jwt) = &mut own.kind else { panic!("a check of tokens") };
    (jwt.jwks_url, jwt.allow_http) = (String::new(), false);
    jwt.secret = Some(Secret::File(file.to_str().expect("text").to_owned()));
    jwt.algorithms = algorithms.to_vec().into();
    let auths = |names: &[&str]| Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /own", "u", "/", |endpoint| {
            endpoint.credential = auths(&["own"]);
            endpoint.forward.minted = vec!["X-User-Id".to_owned()].into();
        })
        .route_with("GET /both", "u", "/", |endpoint| endpoint.credential = auths(&["own", "iam"]))
        .with(|gateway| gateway.auth = vec![issuer.check("iam"), own])
        .build()
}

fn status(served: &Served, path: &str, token: &str) -> u16 {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    exchange(served.address, request).status
}

struct Setup {
    upstream: Upstream,
    key: SigningKey,
    _issuer: Issuer,
    folder: tempfile::TempDir,
    served: Served,
}

fn serve(algorithms: &[Algorithm]) -> Setup {
    let (upstream, key, folder) = (Upstream::text("ok"), SigningKey::new("a"), tempfile::tempdir().unwrap());
    let issuer = Issuer::start(&[&key]);
    let file = folder.path().join("secret");
    std::fs::write(&file, format!("{SECRET}\n")).unwrap();
    let served = Served::start(&gateway(&upstream, &issuer, &file, algorithms));
    Setup { upstream, key, _issuer: issuer, folder, served }
}

#[test]
fn a_token_with_the_secret_passes_whatever_key_it_names_and_others_do_not() {
    let setup = serve(&[Algorithm::Hs256]);
    let status = |path: &str, token: &str| status(&setup.served, path, token);
    for header in [r#"{"alg":"HS256"}"#, r#"{"alg":"HS256","kid":"any","typ":"JWT"}"#] {
        assert_eq!(status("/own", &signed(hmac::HMAC_SHA256, header, SECRET)), 200, "{header}");
    }
    let head = setup.upstream.heads().remove(0).to_lowercase();
    assert!(head.contains("\r\nx-user-id: u1\r\n"), "{head}");
    let of_issuer = setup.key.token("u1", "");
    assert_eq!([status("/both", &usual(SECRET)), status("/both", &of_issuer)], [200; 2]);
    for (name, token) in [
        ("another secret", usual("another secret that has as many bytes as are needed")),
        ("no secret", usual("")),
        ("the path of the file", usual(setup.folder.path().join("secret").to_str().unwrap())),
        ("the secret with its line end", usual(&format!("{SECRET}\n"))),
        ("HS384", signed(hmac::HMAC_SHA384, r#"{"alg":"HS384"}"#, SECRET)),
        ("HS512", signed(hmac::HMAC_SHA512, r#"{"alg":"HS512"}"#, SECRET)),
        ("another hash", signed(hmac::HMAC_SHA512, r#"{"alg":"HS256"}"#, SECRET)),
        ("RS256 signed as HS256", signed(hmac::HMAC_SHA256, r#"{"alg":"RS256","kid":"a"}"#, SECRET)),
        ("none", signed(hmac::HMAC_SHA256, r#"{"alg":"none"}"#, SECRET)),
        ("a short tag", usual(SECRET)[..usual(SECRET).len() - 4].to_owned()),
        ("a token of the issuer", of_issuer.clone()),
    ] {
        assert_eq!(status("/own", &token), 401, "{name}");
    }
    // The public key of the issuer is no secret, and the secret is no key of the issuer.
    let confused = signed(hmac::HMAC_SHA256, r#"{"alg":"ES256","kid":"a"}"#, SECRET);
    assert_eq!(status("/both", &confused), 401);
}

#[test]
fn each_declared_hash_has_its_own_signature() {
    let setup = serve(&[Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512]);
    let hashes = [(hmac::HMAC_SHA256, "HS256"), (hmac::HMAC_SHA384, "HS384"), (hmac::HMAC_SHA512, "HS512")];
    for (signing, _) in hashes {
        for (stated, name) in hashes {
            let token = signed(signing, &format!(r#"{{"alg":"{name}"}}"#), SECRET);
            let expected = if signing == stated { 200 } else { 401 };
            assert_eq!(status(&setup.served, "/own", &token), expected, "{name}");
        }
    }
}

#[test]
fn a_new_secret_takes_effect_without_a_restart_and_a_short_one_never() {
    let setup = serve(&[Algorithm::Hs256]);
    let (file, other) = (setup.folder.path().join("secret"), "the next secret, which is long enough as well");
    let becomes = |token: &str, wanted: u16| {
        let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while status(&setup.served, "/own", token) != wanted {
            assert!(std::time::Instant::now() < end, "it does not become {wanted}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    };
    let (old, new) = (usual(SECRET), usual(other));
    assert_eq!([status(&setup.served, "/own", &old), status(&setup.served, "/own", &new)], [200, 401]);
    std::fs::write(&file, other).unwrap();
    becomes(&new, 200);
    // Also where it was verified before.
    becomes(&old, 401);
    std::fs::write(&file, "short").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(
        [status(&setup.served, "/own", &usual("short")), status(&setup.served, "/own", &new)],
        [401, 200]
    );
}

#[test]
fn without_a_secret_no_token_passes_and_an_artifact_has_none() {
    let (upstream, key, folder) = (Upstream::text("ok"), SigningKey::new("a"), tempfile::tempdir().unwrap());
    let issuer = Issuer::start(&[&key]);
    let file = folder.path().join("absent");
    let model = gateway(&upstream, &issuer, &file, &[Algorithm::Hs256]);
    let served = Served::start(&model);
    assert_eq!(status(&served, "/own", &usual(SECRET)), 503);
    // Beside an issuer: nobody can tell whether a token for the secret is valid, and tokens of the issuer pass.
    assert_eq!(status(&served, "/both", &key.token("u1", "")), 200);
    assert_eq!(status(&served, "/both", &usual(SECRET)), 503);
    // Neither of the two accepts what this one says of itself.
    for path in ["/own", "/both"] {
        let token = signed(hmac::HMAC_SHA512, r#"{"alg":"HS512"}"#, SECRET);
        assert_eq!(status(&served, path, &token), 401, "{path}");
    }
    std::fs::write(&file, SECRET).unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while status(&served, "/own", &usual(SECRET)) != 200 {
        assert!(std::time::Instant::now() < end, "it does not recover");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let bytes = gwc_artifact::encode(&model).unwrap();
    assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
    // A secret beside a key set, or with an algorithm of public keys, is no artifact.
    let change = |change: fn(&mut gwc_artifact::Jwt)| {
        let mut model = model.clone();
        let own = model.auth.iter_mut().find(|auth| auth.name == "own").expect("it is there");
        let Auth { kind: AuthKind::Jwt(jwt), .. } = own else { panic!("a check of tokens") };
        change(jwt);
        gwc_artifact::encode(&model)
    };
    assert!(change(|_| {}).is_ok());
    assert!(change(|jwt| jwt.jwks_url = "https://id.example/jwks".to_owned()).is_err());
    assert!(change(|jwt| jwt.algorithms = vec![Algorithm::Hs256, Algorithm::Rs256].into()).is_err());
    assert!(change(|jwt| jwt.discover = true).is_err());
}
