use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An entry of `input_headers` is not a valid header name.
    ///
    /// ## What it does
    /// Reports an entry of `input_headers`, at an endpoint or a backend, that is empty or contains a character that a
    /// header name cannot contain, such as a space, a comma or a colon.
    ///
    /// ## Why is this bad?
    /// No request has a header with this name, so nothing is forwarded. With `"X-A,X-B"`, the backend receives neither
    /// `X-A` nor `X-B`.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["X-A,X-B"] }
    /// ```
    ///
    /// ## Use instead
    /// Write one header name per entry.
    /// ```json,good,endpoint
    /// { "input_headers": ["X-A", "X-B"] }
    /// ```
    ///
    /// ## References
    /// - RFC 9110, section 5.6.2
    pub(crate) IMPOSSIBLE_HEADER { code: "GW263", name: "impossible-header", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let of_endpoints = subject.endpoints().map(|e| (e.route, &e.config.input_headers));
    let of_backends = subject.backends().map(|(e, b)| (e.route, &b.input_headers));
    for (route, headers) in of_endpoints.chain(of_backends) {
        for header in headers.iter().filter(|h| h.value != "*" && !is_name(&h.value)) {
            let message =
                format!("`{}` is not a valid header name, so this entry forwards no header", header.value);
            let finding = IMPOSSIBLE_HEADER.at(subject.place(header, headers.node), message);
            out.push(finding.help("write one header name per entry").route(route));
        }
    }
}

/// A token of RFC 9110, section 5.6.2.
fn is_name(text: &str) -> bool {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(token)
}
