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
    /// ## What it does
    /// Reports an endpoint that forwards requests and has no rate limit. An endpoint is not reported if each `auth`
    /// that it accepts has a `rate_limit`.
    ///
    /// In route files, the finding is a note if the gateway itself has a limit (`rate_limit` at the top of
    /// `gateway.yaml`): this limit then applies to the endpoint. For a note, `gwc check` does not fail. In a KrakenD
    /// configuration, one finding lists all endpoints. It leaves out an endpoint with a limit that has no effect, which
    /// GW350 or GW708 reports.
    ///
    /// ## Why is this bad?
    /// One caller can use the whole capacity of the upstream: a script that requests `GET /billing/invoices` in a loop
    /// slows down every customer.
    ///
    /// The limit of the gateway protects less. In `gwr`, all endpoints share it: if the script uses it up, requests to
    /// all other endpoints get `429`. In `krakend-ce` and `hanzo`, each endpoint gets a copy of it, with the rate for
    /// the whole gateway. In a KrakenD configuration, KrakenD CE ignores `qos/ratelimit/router` at the root.
    ///
    /// ## Example
    /// `rate_limit: none` removes the limit of the endpoint. The gateway itself has a limit, so the finding is a note:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, rate_limit: none }
    /// ```
    ///
    /// ## Use instead
    /// Attach a limit to the endpoint, or to its profile.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, rate_limit: standard }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream limits its callers itself, or the endpoint is cheap, such as a health check.
    ///
    /// ## References
    /// - krakend-ratelimit v3.3, `router/gin/`
    pub(crate) ROUTE_WITHOUT_LIMIT { code: "GW301", name: "route-without-limit", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let unlimited = |e: &&Endpoint| {
        e.limit.is_none()
            && !e.backends().is_empty()
            && !is_limited_by_credential(context, e)
            && !has_dead_limit(e)
    };
    // A profile that sets limits for other endpoints is not the cause.
    let limits = gateway.endpoints.iter().filter_map(|e| Some(gateway.origin(e.limit?.origin)));
    let profiles = limits.flat_map(|origin| origin.used_at.iter().filter(|step| step.via == Via::Profile));
    let limiting: BTreeSet<Span> = profiles.map(|step| step.span).collect();
    let hits: Vec<(Span, &Endpoint)> =
        gateway.endpoints.iter().filter(unlimited).map(|e| (place(context, e, &limiting), e)).collect();
    // Without a limit of its own, an endpoint in a JSON target gets the limit of the gateway.
    let shared = gateway.limit.is_some() && !context.is_raw();
    let severity = if shared { Severity::Note } else { Severity::Warning };
    let root = gateway.extra.get("qos/ratelimit/router").is_some() || gateway.limit.is_some();
    let all = gateway.endpoints.len();
    let message = |endpoints: &[&Endpoint]| match context.is_raw() {
        true => format!(
            "{} of {all} endpoints {} no rate limit",
            endpoints.len(),
            phrases::plural(endpoints.len(), "has", "have")
        ),
        false => {
            let has = phrases::plural(endpoints.len(), "has", "have");
            let own =
                if shared { phrases::plural(endpoints.len(), " of its own", " of their own") } else { "" };
            format!("{} {has} no rate limit{own}", phrases::endpoints(endpoints))
        }
    };
    let help = match context.is_raw() {
        true => {
            "add `qos/ratelimit/router` to the `extra_config` of each endpoint, such as `{ \"client_max_rate\": 10, \"client_capacity\": 10, \"strategy\": \"ip\" }`"
        }
        false => {
            "set `rate_limit` of the endpoint, or of its profile, to a name under `rate_limits` in `gateway.yaml`"
        }
    };
    let of_one = |endpoint: &Endpoint| format!("`{}` has no rate limit", endpoint.key());
    for mut finding in context.crowd(&ROUTE_WITHOUT_LIMIT, hits, message, of_one) {
        finding = match (shared, root) {
            (true, _) => finding.note(
                "the limit of the gateway applies: in `gwr`, all endpoints share one bucket; in KrakenD JSON, each endpoint has its own",
            ),
            (false, true) => {
                finding.note(format!("the limit at the root may have no effect: {UNPROVED_ROOT_LIMIT}"))
            }
            (false, false) => finding,
        };
        out.push(finding.severity(severity).help(help));
    }
}

/// Whether each credential that the endpoint accepts has a limit of its own.
fn is_limited_by_credential(context: &Context<'_>, endpoint: &Endpoint) -> bool {
    let mut auths = phrases::auths(context.gateway, endpoint).peekable();
    auths.peek().is_some() && auths.all(|auth| auth.rate_limit.is_some())
}

/// Whether a KrakenD endpoint has a limit that has no effect: other rules report it (GW350, GW708).
fn has_dead_limit(endpoint: &Endpoint) -> bool {
    if endpoint.rest.iter().any(|(key, _)| matches!(&**key, "max_rate" | "client_max_rate")) {
        return true;
    }
    let limit = endpoint.extra.get("qos/ratelimit/router");
    limit
        .and_then(|limit| limit.get("client_max_rate"))
        .is_some_and(|rate| rate.as_f64().is_some_and(|r| r > 0.0))
}

/// The profile without a limit, otherwise the service, otherwise the endpoint.
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
