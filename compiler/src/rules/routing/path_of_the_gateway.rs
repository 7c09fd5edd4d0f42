use crate::lint::Context;
use crate::lint::literals;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// An endpoint has a path that the gateway itself answers.
    ///
    /// ## What it does
    /// `targets` in `gateway.yaml` lists the programs that the gateway is built for. Reports an endpoint with the
    /// health path of one of them: `GET /__health` for `krakend-ce` and for `gwr`, the runtime of gwc, and
    /// `GET /healthz` for `hanzo`, hanzo's gateway.
    ///
    /// ## Why is this bad?
    /// The endpoint never receives a request. A monitor that requests `/__health` sees `200` while the upstream behind
    /// the endpoint is down. KrakenD also rejects an endpoint with the path `/__health`, and does not start.
    ///
    /// ## Example
    /// The profile `open` sets `auth: public`, so that a monitor can call the endpoint:
    /// ```yaml,bad
    /// services:
    ///   health: { at: /__health, upstream: commerce, paths: { /: { GET: { profile: open } } } }
    /// ```
    ///
    /// ## Use instead
    /// Give the endpoint another path, or remove it: the gateway answers this path without an endpoint.
    /// ```yaml,good
    /// services:
    ///   health: { at: /ready, upstream: commerce, paths: { /: { GET: { profile: open } } } }
    /// ```
    ///
    /// ## When to ignore
    /// `krakend-ce` is not a target, and no monitor relies on this path to learn whether the upstream is up.
    pub(crate) PATH_OF_THE_GATEWAY { code: "GW113", name: "path-of-the-gateway", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for target in &gateway.targets {
        let path = if target.value == Target::Hanzo { "/healthz" } else { "/__health" };
        let name = target.value.name();
        if !taken.contains(&(name, path)) {
            taken.push((name, path));
        }
    }
    let mut hits = Vec::new();
    for endpoint in gateway.endpoints.iter().filter(|e| e.method == gwc_syntax::value::Method::Get) {
        // A wildcard that matches the path still serves other paths.
        let of = taken.iter().find(|(_, path)| {
            endpoint.path.segments.len() == 1 && literals(endpoint).any(|literal| *literal == path[1..])
        });
        hits.extend(of.map(|of| (context.place(endpoint), endpoint, *of)));
    }
    for (span, endpoint, (target, path)) in hits {
        out.push(
            PATH_OF_THE_GATEWAY
                .at(
                    span,
                    format!(
                        "`{}` never receives a request: `{target}` answers `{path}` itself",
                        endpoint.key()
                    ),
                )
                .route(endpoint.key())
                .help("give it another path, or remove it"),
        );
    }
}
