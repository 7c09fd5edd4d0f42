//! Limits by something that clients choose.

use crate::lint::{Context, Subject, is_credential, is_minted};
use crate::model::phrases;
use crate::model::{ClientKey, Endpoint};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};

declare_rule! {
    /// A limit tells callers apart by a header that they choose themselves.
    ///
    /// ## Why is this bad?
    /// A client that sends another value with each request gets a new bucket each time: there is no limit. In KrakenD `strategy: ip`
    /// with a `key` reads the address from a header too. It is a note where the header carries the credential, since a wrong one is
    /// refused by the upstream, after it was asked.
    ///
    /// ## Example
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
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { tenant: { per_ip: 10/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: tenant } }
    /// ```
    /// In JSON, limit by address, and say whom to believe about it.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" } } }
    /// ```
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
                        "callers of {} choose `{header}` themselves",
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .severity(severity(header))
                .help("count by address, or by a header that is set from a verified claim"),
        );
    }
}

/// A wrong credential is refused by the upstream: who changes it gains requests, and no access.
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
        // The token that a validator has checked is not the client's choice.
        let validator = subject.block_of(&endpoint.config.extra_config, "auth/validator");
        let checked = key.eq_ignore_ascii_case("Authorization") && validator.is_some();
        if counts && !key.is_empty() && matches!(&*strategy, "ip" | "header") && !checked {
            let message = format!("clients choose `{key}`, and with it whose limit counts");
            out.push(
                CALLER_PICKS_BUCKET
                    .at(subject.span(limit.place("key")), message)
                    .severity(severity(key))
                    .help("count by address, with `strategy` `ip` and no `key`")
                    .route(endpoint.route),
            );
        }
    }
}
