use crate::lint::{Context, is_credential, is_minted};
use crate::model::words;
use crate::model::{ClientKey, Endpoint};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// A limit tells callers apart by a header that they choose themselves.
    ///
    /// ## Why it matters
    /// Whoever sends another value with each request gets a fresh bucket each time: there is no limit. It is a note where
    /// the header carries the credential, since a wrong one is refused by the upstream, after it was asked.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { tenant: { per: { header: X-Tenant, rate: 10/s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: tenant } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { tenant: { per_ip: 10/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: tenant } }
    /// ```
    pub(crate) CALLER_PICKS_BUCKET { code: "GW308", name: "caller-picks-bucket", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
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
        let severity = if is_credential(header) { Severity::Note } else { Severity::Warning };
        out.push(
            group
                .at(
                    &CALLER_PICKS_BUCKET,
                    format!("callers of {} choose `{header}` themselves", words::endpoints(&group.endpoints)),
                )
                .severity(severity)
                .help("count by address, or by a header that is set from a verified claim"),
        );
    }
}

fn chosen<'a>(context: &'a Context<'_>, endpoint: &Endpoint) -> Option<&'a str> {
    let limit = context.gateway.limit(endpoint.limit?.value);
    match &limit.client.as_ref()?.key {
        ClientKey::Header(name) if !is_minted(context.gateway, endpoint, name) => Some(name),
        _ => None,
    }
}
