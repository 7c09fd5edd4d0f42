//! The JSON of a KrakenD-style target, field by field, in the order it is printed.

use serde::Serialize;
use serde_json::{Map, Value};

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct Config<E> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: u8,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) listen_ip: Option<String>,
    pub(super) port: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tls: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_tls: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cache_ttl: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) output_encoding: Option<&'static str>,
    /// `krakend_root`.
    #[serde(flatten)]
    pub(super) passed: Map<String, Value>,
    pub(super) extra_config: Map<String, Value>,
    pub(super) endpoints: E,
}

#[derive(Debug, Serialize)]
pub(super) struct Endpoint {
    pub(super) endpoint: String,
    pub(super) method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) input_headers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) input_query_strings: Vec<String>,
    pub(super) output_encoding: &'static str,
    pub(super) backend: Vec<Backend>,
    #[serde(skip_serializing_if = "ExtraConfig::is_empty")]
    pub(super) extra_config: ExtraConfig,
}

#[derive(Debug, Serialize)]
pub(super) struct Backend {
    pub(super) url_pattern: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) method: Option<&'static str>,
    pub(super) host: Vec<String>,
    pub(super) encoding: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) extra_config: Map<String, Value>,
}

/// `extra_config` of an endpoint: the values of the model, then the passed-through ones.
#[derive(Debug, Default, Serialize)]
pub(super) struct ExtraConfig {
    #[serde(rename = "qos/ratelimit/router", skip_serializing_if = "Option::is_none")]
    pub(super) rate_limit: Option<RateLimit>,
    #[serde(rename = "auth/validator", skip_serializing_if = "Option::is_none")]
    pub(super) validator: Option<Validator>,
    #[serde(rename = "auth/public", skip_serializing_if = "Option::is_none")]
    pub(super) public: Option<bool>,
    #[serde(flatten)]
    pub(super) passed: Map<String, Value>,
}

impl ExtraConfig {
    fn is_empty(&self) -> bool {
        self.rate_limit.is_none()
            && self.validator.is_none()
            && self.public.is_none()
            && self.passed.is_empty()
    }
}

/// `qos/ratelimit/router`. Both capacities are always written: left out, KrakenD derives a burst of 1 from a
/// rate per minute, or starts the bucket empty (krakend-ratelimit v3.3.1, rate.go).
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct RateLimit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_rate: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) capacity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_max_rate: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_capacity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) strategy: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    pub(super) every: String,
}

/// `auth/validator`. The key set is cached: without `cache` KrakenD fetches it twice for each request
/// (krakend-jose v2.12.3, jwk.go).
#[derive(Debug, Serialize)]
pub(super) struct Validator {
    pub(super) alg: String,
    pub(super) jwk_url: String,
    pub(super) cache: bool,
    /// Keys over plain http are refused without it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) disable_jwk_security: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) issuer: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) audience: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_header_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cookie_key: Option<String>,
    #[serde(flatten)]
    pub(super) roles: Option<Roles>,
    #[serde(flatten)]
    pub(super) scopes: Option<Scopes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) leeway: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) propagate_claims: Vec<[String; 2]>,
}

/// Roles of which one is enough.
#[derive(Debug, Serialize)]
pub(super) struct Roles {
    pub(super) roles: Vec<String>,
    pub(super) roles_key: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) roles_key_is_nested: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Scopes {
    pub(super) scopes: Vec<String>,
    pub(super) scopes_key: String,
    pub(super) scopes_matcher: &'static str,
}
