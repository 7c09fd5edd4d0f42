//! `krakend_root` where `gwr` is a target.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `krakend_root` sets an option of KrakenD, which `gwr` does not read.
    ///
    /// ## What it does
    /// `gwc` copies the keys of `krakend_root` to the top of the KrakenD JSON. The rule reports each of them, except
    /// comments, which begin with `@`, `$`, `_` or `#`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `gwr` (the runtime of this project). A gateway without
    /// `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwr` does not read options of KrakenD. Async agents do not run, plugins are not loaded, and connection settings
    /// do not apply. In the example, only KrakenD keeps up to 500 idle connections to `commerce`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// krakend_root: { max_idle_connections_per_host: 500 }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Remove `gwr` from `targets`, as here. Or remove the key.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// krakend_root: { max_idle_connections_per_host: 500 }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The key matters for `krakend-ce` and `hanzo` only.
    pub(crate) KRAKEND_ROOT_NOT_READ { code: "GW766", name: "krakend-root-not-read", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &KRAKEND_ROOT_NOT_READ, does: "the key has no effect", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let entries = subject.gateway.verbatim.root.entries.iter();
    let keys = entries.filter(|(name, _)| !gwc_krakend::effects::is_comment(&name.value));
    let finding = |name: &gwc_syntax::source::Spanned<String>| {
        KRAKEND_ROOT_NOT_READ
            .at(name.span, format!("`{}` of `krakend_root` has no effect under `gwr`", name.value))
            .help("remove the key, or remove `gwr` from `targets`")
    };
    keys.map(|(name, _)| finding(name)).collect()
}
