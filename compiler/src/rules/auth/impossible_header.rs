//! Header names that no request carries.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// No header can have this name.
    ///
    /// ## Why is this bad?
    /// A name with a blank, a comma or nothing in it matches no header: what was meant is not forwarded.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["X-A,X-B"] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "input_headers": ["X-A", "X-B"] }
    /// ```
    pub(crate) IMPOSSIBLE_HEADER { code: "GW263", name: "impossible-header", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let of_endpoints = subject.endpoints().map(|e| (e.route, &e.config.input_headers));
    let of_backends = subject.backends().map(|(e, b)| (e.route, &b.input_headers));
    for (route, headers) in of_endpoints.chain(of_backends) {
        for header in headers.iter().filter(|h| h.value != "*" && !is_name(&h.value)) {
            let message = format!("no header is called `{}`", header.value);
            out.push(IMPOSSIBLE_HEADER.at(subject.place(header, headers.node), message).route(route));
        }
    }
}

/// A token of RFC 9110.
fn is_name(text: &str) -> bool {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(token)
}
