//! What KrakenD's router answers by itself, for a gateway that follows its rules.

use crate::codec::Encoded;
use crate::method::Method;

/// Options of KrakenD's router that change what clients see: the namespace `router` and keys at the root (KrakenD CE
/// 2.13.8, `router_engine.go`; lura v2.14, `router/gin/engine.go`). They have no effect under
/// [`Semantics::Gwr`](crate::Semantics::Gwr).
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct KrakendRouter {
    /// Whether `X-Krakend` hides the version.
    pub hide_version: bool,
    /// Whether a path that only lacks a final slash, or has one too many, is redirected.
    pub redirects_trailing_slash: bool,
    /// Whether a path that only differs in case or has empty or dot segments is redirected.
    pub redirects_fixed_path: bool,
    /// Whether a known path with another method answers 405; else 404.
    pub answers_other_methods: bool,
    /// Whether `OPTIONS` is answered for every known path.
    pub answers_options: bool,
    /// Whether the answer to a failed request states the error.
    pub states_errors: bool,
    /// Whether everything below `/__debug/` is answered.
    pub debug: bool,
    /// The path that answers whether the gateway serves; none if it does not.
    pub health_path: Option<String>,
    /// The JSON that is answered to an unknown path.
    pub not_found_body: Option<String>,
    /// The JSON that is answered to another method.
    pub other_method_body: Option<String>,
    /// The methods in the order in which the configuration first has them: that of `Allow`.
    pub methods: Vec<Method>,
}

impl Default for KrakendRouter {
    /// What KrakenD does if nothing is set.
    fn default() -> Self {
        KrakendRouter {
            hide_version: false,
            redirects_trailing_slash: true,
            redirects_fixed_path: true,
            answers_other_methods: true,
            answers_options: false,
            states_errors: false,
            debug: false,
            health_path: Some("/__health".to_owned()),
            not_found_body: None,
            other_method_body: None,
            methods: Vec::new(),
        }
    }
}
