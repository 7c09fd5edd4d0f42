use crate::lint::{EndpointOf, Subject};
use crate::rules::upstreams::uncallable_host::DRIVERS;
use gwc_krakend::config::Backend;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::suggest;

declare_rule! {
    /// A `url_pattern` is a whole URL, and KrakenD appends it to the host as a path.
    ///
    /// ## What it does
    /// Reports a `url_pattern` that begins with `http://`, `https://` or another scheme. Backends with a component for
    /// queues or functions, or with a client plugin, are not checked, because they do not call this path.
    ///
    /// ## Why is this bad?
    /// KrakenD takes the host from `host` only and writes a `/` before the pattern. With the host `http://orders:8080` and
    /// the pattern `https://api.example.com/v1`, it calls `http://orders:8080/https://api.example.com/v1`, which usually
    /// returns `404`. `api.example.com` receives no request.
    ///
    /// ## Example
    /// `url_pattern` begins with a scheme and a host:
    /// ```json,bad,backend
    /// { "host": ["http://orders:8080"], "url_pattern": "https://api.example.com/v1/{id}" }
    /// ```
    ///
    /// ## Use instead
    /// Write scheme and host in `host`, and the path in `url_pattern`.
    /// ```json,good,backend
    /// { "host": ["https://api.example.com"], "url_pattern": "/v1/{id}" }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `config/uri.go`, `CleanPath`
    pub(crate) URL_AS_PATTERN { code: "GW481", name: "url-as-pattern", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        if let Some((host, path)) = url_of(subject, backend) {
            out.push(finding(subject, endpoint, backend, host, path));
        }
    }
}

/// Scheme and host, and the path, of a pattern that is a URL on a backend that calls it.
pub(crate) fn url_of<'a>(subject: &Subject<'a>, backend: &Backend) -> Option<(&'a str, &'a str)> {
    if DRIVERS.iter().any(|driver| backend.extra_config.component(driver).is_some()) {
        return None;
    }
    let url = subject.written(&backend.url_pattern);
    let (scheme, rest) = url.split_once("://")?;
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if scheme.is_empty() || !scheme.chars().all(is_scheme) {
        return None;
    }
    let authority = rest.find(['/', '?']).unwrap_or(rest.len());
    (authority > 0).then(|| url.split_at(scheme.len() + "://".len() + authority))
}

fn finding(
    subject: &Subject<'_>,
    endpoint: EndpointOf<'_>,
    backend: &Backend,
    host: &str,
    path: &str,
) -> Diagnostic {
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let url = format!("{host}{path}");
    let shown = suggest::shown(&url);
    let message = match backend.host.first() {
        Some(own) => {
            format!("KrakenD appends this URL to the host: it calls `{}/{shown}`", suggest::shown(&own.value))
        }
        None => {
            "KrakenD reads this URL as a path, and the backend has no `host`: every request returns `500`"
                .to_owned()
        }
    };
    let help = format!("set `\"host\": [\"{host}\"]` and `\"url_pattern\": \"{path}\"`");
    let span = subject.place(&backend.url_pattern, backend.at);
    URL_AS_PATTERN.at(span, message).help(help).route(endpoint.route)
}
