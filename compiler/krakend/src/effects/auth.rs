//! Credentials (krakend-jose 2.12, krakend-oauth2-clientcredentials 2.2, bloomfilter 2.1).

use super::row::Kind::{Any, Bool, Int, Ints, Number, Object, Text, Texts, Word};
use super::row::Level::{Backend, Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

const NOBODY: &str = "the route answers 401 to everybody";
const PANICS: &str = "`krakend run` panics";

pub(super) const COMPONENTS: &[Component] = &[
    component("auth/validator", &[Endpoint], Object(VALIDATOR), "lets requests pass that carry a valid JWT")
        .strictly(NOBODY),
    component("auth/validator", &[Service], Object(SHARED), "shares the cache of keys between endpoints")
        .strictly(DROPPED),
    component("auth/signer", &[Endpoint], Object(SIGNER), "signs fields of the answer").strictly(NOBODY),
    component("auth/revoker", &[Service], Object(REVOKER), "refuses revoked tokens").strictly(DROPPED),
    component(
        "auth/client-credentials",
        &[Backend],
        Object(CLIENT),
        "calls the backend with a token of its own",
    )
    .mismatch(PANICS),
];

const SHARED: &[Key] =
    &[key("shared_cache_duration", Int, "seconds that keys are kept").required().or("900")];

const STRATEGIES: &[&str] = &["kid", "x5t", "x5t#S256", "kid_x5t"];

const VALIDATOR: &[Key] = &[
    key("alg", Text, "the one algorithm that is accepted, such as RS256").required(),
    key("jwk_url", Text, "where the keys are; https, unless `disable_jwk_security`"),
    key("jwk_local_path", Text, "file of the keys"),
    key("jwk_local_ca", Text, "file of the certificate authority of `jwk_url`"),
    key("jwk_fingerprints", Texts, "pinned certificates of `jwk_url`"),
    key("disable_jwk_security", Bool, "allows keys over plain http and any certificate").or("false"),
    key("cipher_suites", Ints, "cipher suites of `jwk_url`"),
    key("secret_url", Text, "what decrypts `jwk_local_path`"),
    key("cypher_key", Text, "key for `secret_url`, as base64"),
    key("cache", Bool, "keeps keys; without it they are fetched for each request").or("false"),
    key("cache_duration", Int, "seconds that keys are kept").or("900"),
    key("issuer", Text, "exact `iss` of the token"),
    key("audience", Texts, "all of these must be in `aud`"),
    key("roles", Texts, "any of these must be in the roles"),
    key("roles_key", Text, "the claim with the roles").or("\"roles\""),
    key("roles_key_is_nested", Bool, "`roles_key` is a path with dots").or("false"),
    key("scopes", Texts, "scopes the token needs"),
    key("scopes_key", Text, "the claim with the scopes"),
    key("scopes_matcher", Word(&["any", "all"]), "how many of `scopes` it needs").or("\"any\""),
    key("propagate_claims", Any, "claims to put into headers: pairs of claim and header"),
    key("propagate_claims_preserve_array", Bool, "repeats the header for each item").or("false"),
    key("key_identify_strategy", Word(STRATEGIES), "how the key is chosen").or("\"kid\""),
    key("auth_header_name", Text, "the header with the token").or("\"Authorization\""),
    key("cookie_key", Text, "the cookie with the token").or("\"access_token\""),
    key("leeway", Text, "tolerance for clocks, as a duration").or("\"1s\""),
    key("failed_jwk_key_cooldown", Text, "how long an unknown key is not asked for again"),
    key("operation_debug", Bool, "logs why tokens are refused").or("false"),
];

const SIGNER: &[Key] = &[
    key("alg", Text, "the algorithm to sign with").required(),
    key("kid", Text, "the key to sign with").required(),
    key("typ", Text, "the `typ` header of the token").or("\"JWT\""),
    key("keys_to_sign", Texts, "fields of the answer to sign").required(),
    key("full", Bool, "writes the JSON form of the token").or("false"),
    key("jwk_url", Text, "where the keys are, fetched once at start"),
    key("jwk_local_path", Text, "file of the keys"),
    key("jwk_local_ca", Text, "file of the certificate authority of `jwk_url`"),
    key("jwk_fingerprints", Texts, "pinned certificates of `jwk_url`"),
    key("disable_jwk_security", Bool, "allows keys over plain http and any certificate").or("false"),
    key("cipher_suites", Ints, "cipher suites of `jwk_url`"),
    key("secret_url", Text, "what decrypts `jwk_local_path`"),
    key("cypher_key", Text, "key for `secret_url`, as base64"),
    key("leeway", Text, "not read by a signer"),
];

const REVOKER: &[Key] = &[
    key("N", Int, "how many tokens it is made for").required(),
    key("P", Number, "how often it may be wrong, as a part of 1").required(),
    key("hash_name", Word(&["default", "optimal"]), "how tokens are hashed").required(),
    key("TTL", Int, "seconds a revocation lasts").required(),
    key("port", Int, "port of its RPC server").required(),
    key("token_keys", Texts, "claims that are checked").required(),
    key("headers", Texts, "headers that are checked"),
    key("revoke_server_ping_url", Text, "where it registers").enterprise(),
    key("revoke_server_ping_interval", Text, "how often it registers").enterprise(),
    key("revoke_server_api_key", Text, "what it registers with").enterprise(),
    key("revoke_server_max_workers", Int, "how many at a time").enterprise(),
    key("revoke_server_max_retries", Int, "how often it tries again").enterprise(),
];

const CLIENT: &[Key] = &[
    key("is_disabled", Bool, "calls without a token").or("false"),
    key("client_id", Text, "who asks for the token").required(),
    key("client_secret", Text, "and with which secret").required(),
    key("token_url", Text, "where tokens come from").required(),
    key("scopes", Text, "scopes to ask for, with commas between"),
    key("endpoint_params", Any, "more to send: lists of strings by name"),
];
