use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::overlap::{self, Patterns};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::value::{Method, Segment};

declare_rule! {
    /// A path that requires a credential is also matched by a public wildcard or parameter.
    ///
    /// ## What it does
    /// Reports an endpoint that requires a credential if a public endpoint with the same method and a wildcard or
    /// parameter matches all of its paths. The finding is a warning in a KrakenD configuration, and a note in route
    /// files. For a note, `gwc check` does not fail.
    ///
    /// ## Why is this bad?
    /// Only the entry of this path protects it. If the entry is deleted or misspelt, requests match the public
    /// wildcard, and gwc and KrakenD report no error. After a typo in `/ai/providers`, any client can add a provider
    /// with `POST /ai/providers`.
    ///
    /// ## Example
    /// `POST` of all paths below `/ai` is public, and only `/providers` requires `iam`:
    /// ```yaml,bad
    /// services:
    ///   ai: { at: /ai, upstream: models, methods: POST, auth: public, paths: { /providers: { POST: { auth: iam } } } }
    /// ```
    ///
    /// ## Use instead
    /// Require the credential for the wildcard, and make only the exceptions public.
    /// ```yaml,good
    /// services:
    ///   ai: { at: /ai, upstream: models, methods: POST, auth: iam, paths: { /search: { POST: { auth: public } } } }
    /// ```
    ///
    /// ## When to ignore
    /// Most paths of the service are public by design, and `endpoints.lock`, a list of all endpoints that `gwc lock`
    /// writes, protects the exceptions: `gwc check` reports one that disappears.
    pub(crate) GATED_IN_OPEN_WILDCARD { code: "GW204", name: "gated-in-open-wildcard", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let endpoints = &context.gateway.endpoints;
    let mut open: BTreeMap<Method, Patterns<'_>> = BTreeMap::new();
    for (id, endpoint) in endpoints.iter().enumerate() {
        let is_wide = endpoint.path.segments.iter().any(|s| !matches!(s, Segment::Literal(_)));
        if endpoint.credential.value.is_open() && is_wide {
            open.entry(endpoint.method).or_default().insert(&overlap::of_pattern(&endpoint.path), id);
        }
    }
    let mut hits = Vec::new();
    let mut covering = BTreeMap::new();
    for endpoint in endpoints.iter().filter(|e| !e.credential.value.is_open()) {
        let Some(patterns) = open.get(&endpoint.method) else { continue };
        let parts = overlap::of_pattern(&endpoint.path);
        let found = patterns.overlapping(&parts).into_iter().map(|id| &endpoints[id]);
        if let Some(wide) = found.into_iter().find(|e| overlap::covers(&overlap::of_pattern(&e.path), &parts))
        {
            hits.push((context.place(endpoint), endpoint));
            covering.insert(endpoint.id, wide);
        }
    }
    for group in context.groups(hits) {
        let first = group.endpoints[0];
        let wide = covering[&first.id];
        out.push(
            group
                .at(
                    &GATED_IN_OPEN_WILDCARD,
                    format!(
                        "only its own entry protects `{}`: public `{}` also matches its path",
                        first.key(),
                        wide.key()
                    ),
                )
                .related(context.place(wide), "public endpoint")
                .severity(if context.is_raw() { Severity::Warning } else { Severity::Note })
                .help("require the credential for the wildcard, and make only the exceptions public"),
        );
    }
}
