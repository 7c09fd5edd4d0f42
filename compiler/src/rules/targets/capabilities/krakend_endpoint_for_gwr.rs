//! `krakend_endpoints` where `gwr` is a target.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `krakend_endpoints` defines an endpoint in the format of KrakenD, which `gwr` cannot serve.
    ///
    /// ## What it does
    /// Reports each endpoint of `krakend_endpoints`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `gwr` (the runtime of this project). A gateway without
    /// `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwr` does not read endpoints in the format of KrakenD. In the example, KrakenD merges the responses of two
    /// backends for `GET /summary`; the same request gets `404` from `gwr`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// krakend_endpoints:
    ///   - endpoint: /summary
    ///     timeout: 5s
    ///     backend:
    ///       - { host: ["http://orders:8080"], url_pattern: /orders, group: orders }
    ///       - { host: ["http://users:8080"], url_pattern: /users, group: users }
    /// ```
    ///
    /// ## Use instead
    /// Remove `gwr` from `targets`, as here. An endpoint of a service has one upstream and returns its response
    /// unchanged. If that is enough, declare the endpoint in a service instead.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// krakend_endpoints:
    ///   - endpoint: /summary
    ///     timeout: 5s
    ///     backend:
    ///       - { host: ["http://orders:8080"], url_pattern: /orders, group: orders }
    ///       - { host: ["http://users:8080"], url_pattern: /users, group: users }
    /// ```
    pub(crate) KRAKEND_ENDPOINT_FOR_GWR { code: "GW765", name: "krakend-endpoint-for-gwr", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &KRAKEND_ENDPOINT_FOR_GWR,
    does: "the endpoint is not supported",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let verbatim = &subject.gateway.verbatim;
    let items = verbatim.endpoints.iter().enumerate();
    let finding = |(at, item): (usize, &gwc_syntax::source::Spanned<serde_json::Value>)| {
        let key = verbatim.endpoint_of(at).map(crate::model::Endpoint::key);
        let named = key.as_ref().map_or("this endpoint".to_owned(), |key| format!("`{key}`"));
        let message =
            format!("`gwr` cannot serve {named}, which `krakend_endpoints` defines in the format of KrakenD");
        let finding = KRAKEND_ENDPOINT_FOR_GWR.at(item.span, message);
        let finding = finding.help("declare the endpoint in a service");
        key.into_iter().fold(finding, |finding, key| finding.route(key))
    };
    items.map(finding).collect()
}
