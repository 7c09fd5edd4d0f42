//! Methods that KrakenD does not serve.

use crate::lint::Subject;
use gwc_krakend::engine::served_method;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// KrakenD does not serve the method of an endpoint, and skips the endpoint.
    ///
    /// ## What it does
    /// Reports an endpoint with a `method` other than `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. Upper and lower case
    /// are accepted.
    ///
    /// ## Why is this bad?
    /// KrakenD logs an error, starts without the endpoint, and returns `404` for its path, or `405` if another endpoint
    /// has the path. `krakend check` reports no error. A method with a space, such as `"GET "`, is skipped too.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "method": "HEAD" }
    /// ```
    ///
    /// ## Use instead
    /// Set one of the five methods.
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `router/gin/router.go`.
    pub(crate) UNSUPPORTED_METHOD { code: "GW450", name: "unsupported-method", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints().filter(|e| served_method(e.config).is_none()) {
        let message = format!(
            "KrakenD does not support the method `{}`: it skips this endpoint and returns `404` or `405`",
            *endpoint.config.method
        );
        let span = subject.place(&endpoint.config.method, endpoint.config.at);
        let help = "set `GET`, `POST`, `PUT`, `PATCH` or `DELETE`";
        out.push(UNSUPPORTED_METHOD.at(span, message).help(help).route(endpoint.route));
    }
}
