//! `Content-Type` that is forwarded by default only.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A route with a body does not forward `Content-Type`.
    ///
    /// ## Why it matters
    /// It is forwarded by default only when `input_headers` is empty. Once any header is named, it must be too, or the
    /// backend does not know what the body is.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "method": "POST", "input_headers": ["Authorization"] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "method": "POST", "input_headers": ["Authorization", "Content-Type"] }
    /// ```
    pub(crate) CONTENT_TYPE_LOST { code: "GW464", name: "content-type-lost", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let headers = &endpoint.config.input_headers;
        let body = matches!(&*endpoint.config.method.to_uppercase(), "POST" | "PUT" | "PATCH");
        let forwarded =
            headers.iter().any(|h| h.value == "*" || h.value.eq_ignore_ascii_case("Content-Type"));
        if body && !headers.is_empty() && !forwarded {
            let span = subject.place(headers, endpoint.config.at);
            let message = "`Content-Type` is not forwarded with the body";
            out.push(CONTENT_TYPE_LOST.at(span, message).help("add `Content-Type`").route(endpoint.route));
        }
    }
}
