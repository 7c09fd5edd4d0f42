use crate::lint::Context;
use crate::model::Credential;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// An endpoint of a raw configuration is open, and nobody said that it should be.
    ///
    /// ## Why is this bad?
    /// In KrakenD an endpoint without a validator is open to everybody; a forgotten block looks like a decision. Public
    /// routes are known when they are listed in `gwc.toml`. It is a note where no endpoint asks for a credential and
    /// none is listed.
    ///
    /// ## Example
    /// A `krakend.json` in which one endpoint has `auth/validator` and another has not:
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
    /// Give the endpoint a validator, or list it in `gwc.toml`: `public-routes = ["GET /plans"]`.
    /// ```json,good
    /// {
    ///   "version": 3,
    ///   "endpoints": [
    ///     { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///       "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    ///   ]
    /// }
    /// ```
    pub(crate) UNLISTED_PUBLIC_ROUTE { code: "GW217", name: "unlisted-public-route", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let endpoints = &context.gateway.endpoints;
    let gated = endpoints.iter().filter(|e| !e.credential.value.is_open()).count();
    let decides = gated > 0 || !context.settings.public_routes.is_empty();
    for endpoint in endpoints.iter().filter(|e| e.credential.value.is_open()) {
        let key = endpoint.key();
        if context.settings.is_public(&key) {
            continue;
        }
        let said = endpoint.credential.value == Credential::Public;
        let severity = if decides && !said { Severity::Warning } else { Severity::Note };
        let how = if said { "says that it is public" } else { "asks for no credential" };
        let finding = UNLISTED_PUBLIC_ROUTE.at(context.place(endpoint), format!("`{key}` {how}"));
        out.push(
            finding
                .severity(severity)
                .route(key.clone())
                .note(format!("{gated} of {} endpoints ask for one", endpoints.len()))
                .help(format!("ask for one, or list `{key}` under `public-routes` in `gwc.toml`")),
        );
    }
}
