use crate::lint::{EndpointOf, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// Responses that depend on the caller are cached for all callers.
    ///
    /// ## What it does
    /// Reports `qos/http-cache` at a backend if its endpoint has `auth/validator`, or forwards `Authorization`,
    /// `Cookie`, `X-Api-Key`, `X-User-Id` or `"*"`.
    ///
    /// ## Why is this bad?
    /// `qos/http-cache` stores responses by their URL, also those with `Cache-Control: private`. The first caller of
    /// `GET /me` fills the cache, and every other caller gets the same profile until it expires.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["Authorization"],
    ///   "backend": [{ "url_pattern": "/me", "extra_config": { "qos/http-cache": { "shared": true } } }] }
    /// ```
    ///
    /// ## Use instead
    /// Cache only responses that are the same for all callers.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/plans", "extra_config": { "qos/http-cache": { "shared": true } } }] }
    /// ```
    ///
    /// ## When to ignore
    /// The backend returns `Cache-Control: no-store` for private responses, or a `Vary` header that names the header of
    /// the caller.
    ///
    /// ## References
    /// - KrakenD: `qos/http-cache`
    /// - RFC 9111, section 5.2.2.7
    pub(crate) PRIVATE_ANSWERS_CACHED { code: "GW275", name: "private-answers-cached", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let Some(cache) = backend.extra_config.component("qos/http-cache") else { continue };
        if let Some(why) = by_caller(endpoint) {
            let message = format!("responses are cached for all callers, but {why}");
            let help = "remove `qos/http-cache` from this backend";
            out.push(
                PRIVATE_ANSWERS_CACHED.at(subject.span(cache.key), message).help(help).route(endpoint.route),
            );
        }
    }
}

/// Why the response may differ between callers.
fn by_caller(endpoint: EndpointOf<'_>) -> Option<String> {
    if endpoint.config.extra_config.component("auth/validator").is_some() {
        return Some("the endpoint requires a token".to_owned());
    }
    let tells = |name: &str| {
        name == "*"
            || ["authorization", "cookie", "x-api-key", "x-user-id"].contains(&&*name.to_ascii_lowercase())
    };
    let header = endpoint.config.input_headers.iter().find(|header| tells(&header.value))?;
    Some(format!("the backend receives `{}`", header.value))
}
