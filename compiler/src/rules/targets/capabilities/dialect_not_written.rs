//! `dialect` for targets whose error bodies have one format.

use gwc_artifact::{Dialect, EndpointPolicy};

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `dialect` has no effect under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// `dialect` sets the format of error bodies, such as that of the OpenAI API. The rule reports its values `json`,
    /// `openai` and `anthropic`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// The error bodies of KrakenD are one line of text, or empty. In the example, after too many requests the OpenAI
    /// SDK shows an error about invalid JSON in place of "rate limit exceeded".
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { search: "http://search.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: search, methods: GET, auth: public, timeout: 5s, dialect: openai } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or remove `dialect`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { search: "http://search.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: search, methods: GET, auth: public, timeout: 5s, dialect: openai } }
    /// ```
    ///
    /// ## When to ignore
    /// Clients of `hanzo` and `krakend-ce` read only the status.
    pub(crate) DIALECT_NOT_WRITTEN { code: "GW748", name: "dialect-not-written", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &DIALECT_NOT_WRITTEN, does: "write the error bodies of KrakenD", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject
        .policies(|policy| matches!(policy, EndpointPolicy::Dialect(dialect) if *dialect != Dialect::Plain));
    let write = if subject.targets.len() == 1 { "writes" } else { "write" };
    let finding = |span| {
        let message =
            format!("{} {write} the error bodies of KrakenD: `dialect` has no effect", subject.names());
        DIALECT_NOT_WRITTEN.at(span, message).help("run the gateway with `gwr`, or remove `dialect`")
    };
    places.into_keys().map(finding).collect()
}
