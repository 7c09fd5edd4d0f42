use crate::lint::Context;
use crate::lint::literals;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// An endpoint stands where the gateway itself answers.
    ///
    /// ## Why is this bad?
    /// Requests never get to it: `/__health` is answered by `gwr` and KrakenD themselves, `/healthz` by hanzo.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   health: { at: /__health, upstream: commerce, paths: { /: { GET: { profile: open } } } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   health: { at: /ready, upstream: commerce, paths: { /: { GET: { profile: open } } } }
    /// ```
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
        // A wildcard that holds the path among others still serves the others.
        let of = taken.iter().find(|(_, path)| {
            endpoint.path.segments.len() == 1 && literals(endpoint).any(|literal| *literal == path[1..])
        });
        hits.extend(of.map(|of| (context.place(endpoint), endpoint, *of)));
    }
    for (span, endpoint, (target, path)) in hits {
        out.push(
            PATH_OF_THE_GATEWAY
                .at(span, format!("`{}` is never asked: `{target}` answers `{path}` itself", endpoint.key()))
                .route(endpoint.key())
                .note(format!("`GET {path}` shows it"))
                .help("give it another path, or `respond: health`"),
        );
    }
}
