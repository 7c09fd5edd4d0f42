use crate::lint::{EndpointOf, Subject};
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// Responses that depend on the caller are cached for all callers.
    ///
    /// ## What it does
    /// Reports `qos/http-cache` at a backend if its endpoint forwards `Authorization`, `Cookie`, `X-Api-Key`, `X-User-Id`,
    /// a header of `propagate_claims` or `"*"`.
    ///
    /// ## Why is this bad?
    /// `qos/http-cache` stores responses by their URL, also those with `Cache-Control: private`. If the backend answers
    /// `GET /me` with `Cache-Control: private, max-age=60`, every other caller gets the profile of the first caller for
    /// 60 seconds.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["Authorization"],
    ///   "backend": [{ "url_pattern": "/me", "extra_config": { "qos/http-cache": { "shared": true } } }] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the cache. Cache only responses that are the same for all callers.
    /// ```json,good,endpoint
    /// { "input_headers": ["Authorization"], "backend": [{ "url_pattern": "/me" }] }
    /// ```
    ///
    /// ## When to ignore
    /// The backend returns `Cache-Control: no-store` for private responses, or a `Vary` header that names the header
    /// by which it identifies the caller.
    ///
    /// ## References
    /// - KrakenD: `qos/http-cache`
    /// - RFC 9111, section 5.2.2.7
    pub(crate) PRIVATE_ANSWERS_CACHED { code: "GW275", name: "private-answers-cached", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let Some(cache) = backend.extra_config.component("qos/http-cache") else { continue };
        if let Some(why) = by_caller(subject, endpoint) {
            let message = format!(
                "one caller may get the response for another: KrakenD caches it for all callers, but {why}"
            );
            let help = "remove `qos/http-cache` from this backend";
            out.push(
                PRIVATE_ANSWERS_CACHED.at(subject.span(cache.key), message).help(help).route(endpoint.route),
            );
        }
    }
}

/// Why the response may differ between callers.
fn by_caller(subject: &Subject<'_>, endpoint: EndpointOf<'_>) -> Option<String> {
    let minted = minted(subject, endpoint);
    let tells = |name: &str| {
        let name = name.to_ascii_lowercase();
        let known = ["*", "authorization", "cookie", "x-api-key", "x-user-id"];
        known.contains(&name.as_str()) || minted.contains(&name)
    };
    let header = endpoint.config.input_headers.iter().find(|header| tells(&header.value))?;
    Some(format!("the backend receives `{}`", header.value))
}

/// The headers that the validator sets from claims, in lower case.
fn minted(subject: &Subject<'_>, endpoint: EndpointOf<'_>) -> Vec<String> {
    let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
        return Vec::new();
    };
    let pairs = validator.list("propagate_claims").iter();
    let header = |pair: &NodeId| match subject.tree.value(*pair) {
        Value::List(items) => Some(subject.tree.value(*items.get(1)?).as_str()?.to_ascii_lowercase()),
        _ => None,
    };
    pairs.filter_map(header).collect()
}
