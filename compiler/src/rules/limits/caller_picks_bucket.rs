use crate::lint::{Context, Subject, is_credential, is_minted};
use crate::model::phrases;
use crate::model::{ClientKey, Endpoint};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};

declare_rule! {
    /// A rate limit counts by a header that clients choose.
    ///
    /// ## What it does
    /// Reports a limit `per: { header: ... }` at an endpoint that does not set this header from a verified claim. In a
    /// KrakenD configuration, reports the strategy `header`, and the strategy `ip` with a `key`: KrakenD then reads the
    /// address from the header of this name. `Authorization` at an endpoint with `auth/validator` is not reported,
    /// because clients cannot invent a valid token. For another header with a credential, such as `X-Api-Key`, the
    /// finding is a note, because the upstream rejects invented keys.
    ///
    /// ## Why is this bad?
    /// Each value of the header has its own bucket. A script that sends `X-Tenant: 1`, `X-Tenant: 2` and so on gets a
    /// new bucket with each request, so the limit never rejects it.
    ///
    /// ## Example
    /// Clients choose the value of `X-Tenant` (route file) and of `X-Client` (KrakenD configuration):
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { tenant: { per: { header: X-Tenant, rate: 10/s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: tenant } }
    /// ```
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "header", "key": "X-Client" } } }
    /// ```
    ///
    /// ## Use instead
    /// Count by address, or by a header that is set from a verified claim.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { tenant: { per_ip: 10/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: tenant } }
    /// ```
    ///
    /// In a KrakenD configuration, use the strategy `ip` without `key`.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" } } }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front of the gateway removes the header from the requests of clients and sets it itself.
    ///
    /// ## References
    /// - krakend-ratelimit v3.3, `router/gin/`
    pub(crate) CALLER_PICKS_BUCKET { code: "GW308", name: "caller-picks-bucket", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut hits = Vec::new();
    for endpoint in &gateway.endpoints {
        if chosen(context, endpoint).is_some() {
            let limit = endpoint.limit.map(|field| gateway.limit(field.value));
            hits.extend(limit.and_then(|l| l.client.as_ref()).map(|c| (c.bucket.span, endpoint)));
        }
    }
    for group in context.groups(hits) {
        let Some(header) = chosen(context, group.endpoints[0]) else { continue };
        out.push(
            group
                .at(
                    &CALLER_PICKS_BUCKET,
                    format!(
                        "the limit of {} counts by `{header}`, which clients choose: each new value gets a new bucket",
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .severity(severity(header))
                .help("count by the client address, with `per_ip` in place of `per`; or count by a header that is set from a verified claim"),
        );
    }
}

/// The upstream rejects an invented credential: a client gains more requests, but no access.
fn severity(header: &str) -> Severity {
    if is_credential(header) { Severity::Note } else { Severity::Warning }
}

fn chosen<'a>(context: &'a Context<'_>, endpoint: &Endpoint) -> Option<&'a str> {
    let limit = context.gateway.limit(endpoint.limit?.value);
    match &limit.client.as_ref()?.key {
        ClientKey::Header(name) if !is_minted(context.gateway, endpoint, name) => Some(name),
        _ => None,
    }
}

/// The same of `strategy` and `key`.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let (strategy, key) = (limit.text("strategy").to_lowercase(), limit.text("key"));
        let counts = limit.number("client_max_rate").is_some_and(|rate| rate > 0.0);
        // A client cannot choose a token that a validator accepts.
        let validator = subject.block_of(&endpoint.config.extra_config, "auth/validator");
        let checked = key.eq_ignore_ascii_case("Authorization") && validator.is_some();
        if counts && !key.is_empty() && matches!(&*strategy, "ip" | "header") && !checked {
            let message = format!(
                "this limit counts by `{key}`, which clients choose: each new value gets a new bucket"
            );
            let finding = CALLER_PICKS_BUCKET.at(subject.span(limit.place("key")), message);
            let finding = finding.severity(severity(key)).route(endpoint.route);
            let finding = finding.help("set `strategy` to `ip`, and remove `key`");
            out.push(match &*strategy {
                "header" => finding.note(format!("KrakenD returns `429` to every request without `{key}`")),
                _ => finding,
            });
        }
    }
}
