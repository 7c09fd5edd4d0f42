use std::collections::BTreeSet;

use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Via};
use gwc_krakend::effects::UNPROVED_ROOT_LIMIT;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::Span;

declare_rule! {
    /// An endpoint has no rate limit of its own.
    ///
    /// ## Why is this bad?
    /// One caller can take all of the upstream. Where route files set a limit for the gateway, that one applies: as one
    /// bucket in `gwr`, and for each endpoint in the JSON targets (GW725). Then this is a note. A block at the root of a
    /// KrakenD configuration limits nothing: KrakenD does not read it there.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, rate_limit: none }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, rate_limit: standard }
    /// ```
    pub(crate) ROUTE_WITHOUT_LIMIT { code: "GW301", name: "route-without-limit", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let unlimited = |e: &&Endpoint| e.limit.is_none() && !e.backends().is_empty();
    // A profile that limits others is not what is missing here.
    let limits = gateway.endpoints.iter().filter_map(|e| Some(gateway.origin(e.limit?.origin)));
    let profiles = limits.flat_map(|origin| origin.used_at.iter().filter(|step| step.via == Via::Profile));
    let limiting: BTreeSet<Span> = profiles.map(|step| step.span).collect();
    let hits: Vec<(Span, &Endpoint)> =
        gateway.endpoints.iter().filter(unlimited).map(|e| (place(context, e, &limiting), e)).collect();
    // What is emitted for an endpoint without a limit of its own has the gateway's.
    let shared = gateway.limit.is_some() && !context.is_raw();
    let severity = if shared { Severity::Note } else { Severity::Warning };
    let root = gateway.extra.get("qos/ratelimit/router").is_some() || gateway.limit.is_some();
    let all = gateway.endpoints.len();
    let message = |endpoints: &[&Endpoint]| match context.is_raw() {
        true => format!("{} of {all} endpoints have no rate limit", endpoints.len()),
        false => format!(
            "{} {} no rate limit",
            phrases::endpoints(endpoints),
            phrases::plural(endpoints.len(), "has", "have")
        ),
    };
    for mut finding in context.crowd(&ROUTE_WITHOUT_LIMIT, hits, message) {
        finding = match (shared, root) {
            (true, _) => finding.note(
                "the gateway's limit applies: as one bucket in `gwr`, for each endpoint in a JSON target",
            ),
            (false, true) => finding
                .note(format!("the limit at the top of the file may limit nothing: {UNPROVED_ROOT_LIMIT}")),
            (false, false) => finding,
        };
        out.push(finding.severity(severity).help("attach a limit, here or in a profile"));
    }
}

/// The profile that says none, else the service, else the endpoint.
fn place(context: &Context<'_>, endpoint: &Endpoint, limiting: &BTreeSet<Span>) -> Span {
    let written = context.place(endpoint);
    let missing = context.missing(endpoint);
    match endpoint.service {
        Some(id) if missing == written || limiting.contains(&missing) => {
            context.gateway.service(id).name.span
        }
        _ => missing,
    }
}
