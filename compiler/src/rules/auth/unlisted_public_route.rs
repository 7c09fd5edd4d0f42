use crate::lint::Context;
use crate::model::Credential;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// An endpoint of a KrakenD configuration is public, but `public-routes` in `gwc.toml` does not list it.
    ///
    /// ## What it does
    /// Reports a public endpoint that `public-routes` in `gwc.toml` does not list. The finding is a warning if
    /// `public-routes` is set, or if at most one in five endpoints is public. Otherwise, and for an endpoint with
    /// `"auth/public": true`, it is a note, for which `gwc check` does not fail.
    ///
    /// ## Why is this bad?
    /// In KrakenD, an endpoint without `auth/validator` is public, and nothing shows whether the block was left out on
    /// purpose. If an internal endpoint such as `GET /providers` is copied from a public one, any client can read it,
    /// and KrakenD reports no error.
    ///
    /// ## Example
    /// A `krakend.json` in which `/bills` has `auth/validator` and `/plans` has not. `public-routes` is not set, so the
    /// finding is a note:
    /// ```json,bad
    /// {
    ///   "version": 3,
    ///   "endpoints": [
    ///     { "endpoint": "/plans", "backend": [{ "url_pattern": "/plans", "host": ["http://pricing:8080"] }] },
    ///     { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///       "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    /// Add `auth/validator` to the endpoint. If the endpoint is public on purpose, list it in `gwc.toml`:
    /// `public-routes = ["GET /plans"]`.
    /// ```json,good
    /// {
    ///   "version": 3,
    ///   "endpoints": [
    ///     { "endpoint": "/plans", "backend": [{ "url_pattern": "/plans", "host": ["http://pricing:8080"] }],
    ///       "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } },
    ///     { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///       "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Options
    /// - `public-routes` in `gwc.toml`: endpoints that are public on purpose, such as `GET /plans` or `/auth/*`
    ///
    /// ## When to ignore
    /// The endpoint is public on purpose. List it in `public-routes` instead of a suppression.
    pub(crate) UNLISTED_PUBLIC_ROUTE { code: "GW217", name: "unlisted-public-route", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend] }
}

/// One open endpoint among this number looks forgotten.
const MANY: usize = 5;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let endpoints = &context.gateway.endpoints;
    let gated = endpoints.iter().filter(|e| !e.credential.value.is_open()).count();
    // In a file of somebody who lists no public routes, a few open endpoints among many may be forgotten; where many are
    // open, that is how the API is meant.
    let few = (endpoints.len() - gated) * MANY <= endpoints.len();
    let decides = !context.settings.public_routes.is_empty() || gated > 0 && (!context.is_raw() || few);
    for endpoint in endpoints.iter().filter(|e| e.credential.value.is_open()) {
        let key = endpoint.key();
        if context.settings.is_public(&key) {
            continue;
        }
        let explicit = endpoint.credential.value != Credential::Unstated;
        let severity = if decides && !explicit { Severity::Warning } else { Severity::Note };
        let how = if explicit { "is public" } else { "requires no credential" };
        let message = format!("`{key}` {how} and is not listed in `public-routes`");
        let finding = UNLISTED_PUBLIC_ROUTE.at(context.place(endpoint), message);
        out.push(
            finding
                .severity(severity)
                .route(key.clone())
                .note(format!("{gated} of {} endpoints require a credential", endpoints.len()))
                .help(format!("require a credential with `auth/validator`; if the endpoint is public on purpose, list `{key}` in `public-routes` of `gwc.toml`")),
        );
    }
}
