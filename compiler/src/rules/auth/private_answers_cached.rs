//! `qos/http-cache` where answers depend on the caller.

use crate::lint::{EndpointOf, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// Answers that depend on the caller are kept in a cache.
    ///
    /// ## Why is this bad?
    /// `qos/http-cache` keeps answers by their URL, also those that say `Cache-Control: private`. What one caller got is
    /// given to the next one, whoever that is.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["Authorization"],
    ///   "backend": [{ "url_pattern": "/me", "extra_config": { "qos/http-cache": { "shared": true } } }] }
    /// ```
    ///
    /// ## Use instead
    /// Keep only what is the same for everybody.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/plans", "extra_config": { "qos/http-cache": { "shared": true } } }] }
    /// ```
    pub(crate) PRIVATE_ANSWERS_CACHED { code: "GW275", name: "private-answers-cached", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let Some(cache) = backend.extra_config.component("qos/http-cache") else { continue };
        if let Some(why) = by_caller(endpoint) {
            let message = format!("answers are kept for everybody, and {why}");
            let help = "remove `qos/http-cache` here";
            out.push(
                PRIVATE_ANSWERS_CACHED.at(subject.span(cache.key), message).help(help).route(endpoint.route),
            );
        }
    }
}

/// Why the answer may be another one for each caller.
fn by_caller(endpoint: EndpointOf<'_>) -> Option<String> {
    if endpoint.config.extra_config.component("auth/validator").is_some() {
        return Some("the endpoint asks for a token".to_owned());
    }
    let tells = |name: &str| {
        name == "*"
            || ["authorization", "cookie", "x-api-key", "x-user-id"].contains(&&*name.to_ascii_lowercase())
    };
    let header = endpoint.config.input_headers.iter().find(|header| tells(&header.value))?;
    Some(format!("the backend gets `{}`", header.value))
}
