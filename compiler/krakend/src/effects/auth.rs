//! Credentials (krakend-jose 2.12, krakend-oauth2-clientcredentials 2.2, bloomfilter 2.1).

use super::row::Kind::{Any, Bool, Int, Ints, Number, Object, Text, Texts, Word};
use super::row::Level::{Backend, Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

const NOBODY: &str = "the endpoint returns `401` for every request";
const PANICS: &str = "`krakend run` panics";

pub(super) const COMPONENTS: &[Component] = &[
    component("auth/validator", &[Endpoint], Object(VALIDATOR), "requires a valid JWT").strictly(NOBODY),
    component("auth/validator", &[Service], Object(SHARED), "shares the cache of keys between endpoints")
        .strictly(DROPPED),
    component("auth/signer", &[Endpoint], Object(SIGNER), "signs fields of the response").strictly(NOBODY),
    component("auth/revoker", &[Service], Object(REVOKER), "rejects revoked tokens").strictly(DROPPED),
    component(
        "auth/client-credentials",
        &[Backend],
        Object(CLIENT),
        "calls the backend with a token of the gateway",
    )
    .mismatch(PANICS),
];

const SHARED: &[Key] = &[key("shared_cache_duration", Int, "seconds to cache the keys").required().or("900")];

const STRATEGIES: &[&str] = &["kid", "x5t", "x5t#S256", "kid_x5t"];

const VALIDATOR: &[Key] = &[
    key("alg", Text, "the only accepted algorithm, such as RS256").required(),
    key("jwk_url", Text, "URL of the keys; must be https, unless `disable_jwk_security` is set"),
    key("jwk_local_path", Text, "file with the keys"),
    key("jwk_local_ca", Text, "file with the certificate authority of `jwk_url`"),
    key("jwk_fingerprints", Texts, "fingerprints of the accepted certificates of `jwk_url`"),
    key("disable_jwk_security", Bool, "accepts plain http and any certificate for `jwk_url`").or("false"),
    key("cipher_suites", Ints, "TLS cipher suites for `jwk_url`"),
    key("secret_url", Text, "URL of the secret that decrypts `jwk_local_path`"),
    key("cypher_key", Text, "key for `secret_url`, in base64"),
    key("cache", Bool, "caches the keys; without it KrakenD fetches them for each request").or("false"),
    key("cache_duration", Int, "seconds to cache the keys").or("900"),
    key("issuer", Text, "required `iss` of the token, compared exactly"),
    key("audience", Texts, "audiences; `aud` must contain all of them"),
    key("roles", Texts, "roles; the token must have one of them"),
    key("roles_key", Text, "claim with the roles").or("\"roles\""),
    key("roles_key_is_nested", Bool, "reads `roles_key` as a path with dots").or("false"),
    key("scopes", Texts, "required scopes"),
    key("scopes_key", Text, "claim with the scopes"),
    key("scopes_matcher", Word(&["any", "all"]), "whether any or all of `scopes` are required").or("\"any\""),
    key("propagate_claims", Any, "claims to forward as headers: pairs of claim and header"),
    key("propagate_claims_preserve_array", Bool, "repeats the header for each item of an array").or("false"),
    key("key_identify_strategy", Word(STRATEGIES), "how KrakenD selects the key").or("\"kid\""),
    key("auth_header_name", Text, "header with the token").or("\"Authorization\""),
    key("cookie_key", Text, "cookie with the token").or("\"access_token\""),
    key("leeway", Text, "tolerated clock difference, as a duration").or("\"1s\""),
    key(
        "failed_jwk_key_cooldown",
        Text,
        "minimum time between two requests for an unknown key, as a duration",
    ),
    key("operation_debug", Bool, "logs why a token is rejected").or("false"),
];

const SIGNER: &[Key] = &[
    key("alg", Text, "algorithm of the signature").required(),
    key("kid", Text, "id of the key").required(),
    key("typ", Text, "`typ` header of the token").or("\"JWT\""),
    key("keys_to_sign", Texts, "fields of the response to sign").required(),
    key("full", Bool, "writes the token in JSON serialization").or("false"),
    key("jwk_url", Text, "URL of the keys, fetched once at start"),
    key("jwk_local_path", Text, "file with the keys"),
    key("jwk_local_ca", Text, "file with the certificate authority of `jwk_url`"),
    key("jwk_fingerprints", Texts, "fingerprints of the accepted certificates of `jwk_url`"),
    key("disable_jwk_security", Bool, "accepts plain http and any certificate for `jwk_url`").or("false"),
    key("cipher_suites", Ints, "TLS cipher suites for `jwk_url`"),
    key("secret_url", Text, "URL of the secret that decrypts `jwk_local_path`"),
    key("cypher_key", Text, "key for `secret_url`, in base64"),
    key("leeway", Text, "has no effect in a signer"),
];

const REVOKER: &[Key] = &[
    key("N", Int, "expected number of tokens").required(),
    key("P", Number, "probability of a false positive, from 0 to 1").required(),
    key("hash_name", Word(&["default", "optimal"]), "hash function of the tokens").required(),
    key("TTL", Int, "seconds until a revocation expires").required(),
    key("port", Int, "port of its RPC server").required(),
    key("token_keys", Texts, "claims to check").required(),
    key("headers", Texts, "headers to check"),
    key("revoke_server_ping_url", Text, "URL of the revoke server").enterprise(),
    key("revoke_server_ping_interval", Text, "interval of the registration").enterprise(),
    key("revoke_server_api_key", Text, "API key of the revoke server").enterprise(),
    key("revoke_server_max_workers", Int, "number of parallel workers").enterprise(),
    key("revoke_server_max_retries", Int, "number of retries").enterprise(),
];

const CLIENT: &[Key] = &[
    key("is_disabled", Bool, "disables the component").or("false"),
    key("client_id", Text, "client id").required(),
    key("client_secret", Text, "client secret").required(),
    key("token_url", Text, "URL that issues the tokens").required(),
    key("scopes", Text, "requested scopes, separated by commas"),
    key("endpoint_params", Any, "more parameters to send: lists of strings by name"),
];
