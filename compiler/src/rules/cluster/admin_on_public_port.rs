use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// The admin listener uses the port of a public listener.
    ///
    /// ## What it does
    /// `admin` is the listener of `gwr`, the runtime of this project, for metrics and probes. Reports `admin` if it has
    /// the port of `listen`. Applies if `targets` lists `gwr`, or is not set.
    ///
    /// ## Why is this bad?
    /// The admin listener shows metrics, endpoints and upstreams to everyone that can connect, without a credential. It
    /// must not share the port that clients reach. `gwr` refuses to start if both have the same port.
    ///
    /// ## Example
    /// `listen` and `admin` have port 8080:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// listen: 8080
    /// admin: 127.0.0.1:8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Give the admin listener its own port.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// listen: 8080
    /// admin: 127.0.0.1:9090
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) ADMIN_ON_PUBLIC_PORT { code: "GW630", name: "admin-on-public-port", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles], suppressible: false }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(admin) = &gateway.operations.admin else { return };
    let has_gwr = gateway.targets.iter().any(|target| target.value == Target::Gwr);
    let same = gateway.listeners().find(|listen| listen.value.port == admin.value.port);
    let Some(listen) = same.filter(|_| has_gwr) else { return };
    let message =
        format!("the admin listener uses port `{}`, which `listen` opens to clients", admin.value.port);
    out.push(
        ADMIN_ON_PUBLIC_PORT
            .at(admin.span, message)
            .related(gateway.span(listen.origin), "port of the gateway")
            .help("set `admin` to another port, such as `9090`"),
    );
}
