//! The examples of the standards.

use std::time::Duration;

use gwc_artifact::{Algorithm, Audiences, Issuer, Jwt, Set};
use gwc_token::{Key, KeySet, Refused, Token, Value, parse_object, verify};

/// RFC 7515, A.1 to A.3: the claims of RFC 7519, 3.1.
const PAYLOAD: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

const RSA_SIGNATURE: &str = concat!(
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CU",
    "Ar7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d",
    "O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig",
    "cN_IoypGlUPQGe77Rw",
);

const RSA_KEY: &str = concat!(
    r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt"#,
    "0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e",
    "-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8",
    r#"q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#,
);

const P256_KEY: &str = concat!(
    r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#,
    r#""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
);

const P521_KEY: &str = concat!(
    r#"{"kty":"EC","crv":"P-521","#,
    r#""x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","#,
    r#""y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#,
);

/// RFC 8037, A.2.
const ED_KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn check(algorithm: Algorithm) -> Jwt {
    Jwt {
        issuer: Issuer::Exact("joe".to_owned()),
        jwks_url: String::new(),
        discover: false,
        secret: None,
        on_error: gwc_artifact::KeyFailure::Closed,
        probe: false,
        allow_http: false,
        algorithms: Set::from(vec![algorithm]),
        audiences: Audiences::Any,
        sources: vec![gwc_artifact::TokenSource::Header("Authorization".to_owned())],
        leeway: Duration::ZERO,
        require: gwc_artifact::Set::default(),
        headers: Set::default(),
    }
}

fn set(jwk: &str) -> KeySet {
    KeySet::parse(format!(r#"{{"keys":[{jwk}]}}"#).as_bytes()).unwrap()
}

/// The token passes until its `exp`, and not with another signature.
#[track_caller]
fn passes(algorithm: Algorithm, keys: &KeySet, header: &str, signature: &str) {
    let token = format!("{header}.{PAYLOAD}.{signature}");
    let token = Token::parse(&token).unwrap();
    let at = |now| verify(&token, keys, &check(algorithm), now);
    let claims = at(1_300_819_379).unwrap();
    assert_eq!(claims.until, 1_300_819_380);
    assert_eq!(claims.all.at("http://example.com/is_root"), Some(&Value::Bool(true)));
    assert_eq!(at(1_300_819_380), Err(Refused::Expired));
    refuses_other_signature(algorithm, keys, header, PAYLOAD, signature);
}

/// The first character of the signature is another one.
#[track_caller]
fn refuses_other_signature(
    algorithm: Algorithm,
    keys: &KeySet,
    header: &str,
    payload: &str,
    signature: &str,
) {
    let first = if signature.starts_with('B') { 'C' } else { 'B' };
    let token = format!("{header}.{payload}.{first}{}", &signature[1..]);
    let token = Token::parse(&token).unwrap();
    assert_eq!(verify(&token, keys, &check(algorithm), 1), Err(Refused::Signature));
}

/// The payload is no JSON, which is found after the signature is verified.
#[track_caller]
fn is_signed(algorithm: Algorithm, keys: &KeySet, header: &str, payload: &str, signature: &str) {
    let token = format!("{header}.{payload}.{signature}");
    let token = Token::parse(&token).unwrap();
    assert_eq!(verify(&token, keys, &check(algorithm), 1), Err(Refused::Malformed));
    refuses_other_signature(algorithm, keys, header, payload, signature);
}

#[test]
fn rfc_7515_a_1_hmac() {
    let secret = [
        3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40, 230, 240, 84,
        201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6, 71, 239, 150, 138, 180, 195,
        119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205, 154, 245, 103, 208, 128, 163,
    ];
    let keys = KeySet::of(Key::secret(&secret, Algorithm::Hs256).unwrap());
    let header = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9";
    passes(Algorithm::Hs256, &keys, header, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

#[test]
fn rfc_7515_a_2_rsa() {
    passes(Algorithm::Rs256, &set(RSA_KEY), "eyJhbGciOiJSUzI1NiJ9", RSA_SIGNATURE);
}

#[test]
fn rfc_7515_a_3_p_256() {
    let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    passes(Algorithm::Es256, &set(P256_KEY), "eyJhbGciOiJFUzI1NiJ9", signature);
}

#[test]
fn rfc_7515_a_4_p_521() {
    let signature = concat!(
        "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgo",
        "XD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
    );
    is_signed(Algorithm::Es512, &set(P521_KEY), "eyJhbGciOiJFUzUxMiJ9", "UGF5bG9hZA", signature);
}

#[test]
fn rfc_7515_a_5_unsecured() {
    let token = format!("eyJhbGciOiJub25lIn0.{PAYLOAD}.");
    assert_eq!(Token::parse(&token), Err(Refused::Algorithm));
}

#[test]
fn rfc_8037_a_4_ed25519() {
    let payload = "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    is_signed(Algorithm::EdDsa, &set(ED_KEY), "eyJhbGciOiJFZERTQSJ9", payload, signature);
}

/// RFC 7517, A.1: a key for encryption, and one for signatures with a `kid` and an `alg`.
#[test]
fn rfc_7517_a_1_key_set() {
    let encryption = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}"#;
    let signing = RSA_KEY.replace(r#""e":"AQAB""#, r#""e":"AQAB","alg":"RS256","kid":"2011-04-29""#);
    let keys = KeySet::parse(format!(r#"{{"keys":[{encryption},{signing}]}}"#).as_bytes()).unwrap();
    let [key] = keys.keys() else { panic!("{keys:?}") };
    assert_eq!(key.id(), Some("2011-04-29"));
    assert!(key.verifies(Algorithm::Rs256) && !key.verifies(Algorithm::Ps256));
}

/// RFC 7519, 3.1: the claims that the standard begins with.
#[test]
fn rfc_7519_3_1_claims() {
    let text = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    let claims = parse_object(text.as_bytes()).unwrap();
    assert_eq!(claims.get("iss"), Some(&Value::Text("joe".to_owned())));
    assert_eq!(claims.members().count(), 3);
}
