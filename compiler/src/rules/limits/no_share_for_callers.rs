use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Rate;

declare_rule! {
    /// A public endpoint limits all callers together but no single caller.
    ///
    /// ## What it does
    /// Reports a limit with a `total` and without a rate per caller, if a public endpoint uses it.
    ///
    /// ## Why is this bad?
    /// One client can use up the total alone. With `total: 1000/s`, one script that sends 1,000 requests per second
    /// causes all other callers to be rejected.
    ///
    /// ## Example
    /// `standard` has no rate per caller:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { total: 1000/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## Use instead
    /// Add a limit per caller.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { total: 1000/s, per_ip: 50/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## When to ignore
    /// All requests come from one system, such as the webhooks of a payment provider.
    pub(crate) NO_SHARE_FOR_CALLERS { code: "GW314", name: "no-share-for-callers", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut hits: Vec<(Span, &Endpoint)> = Vec::new();
    for endpoint in gateway.endpoints.iter().filter(|e| e.credential.value.is_open()) {
        let limit = endpoint.limit.map(|field| gateway.limit(field.value));
        hits.extend(
            limit.filter(|l| l.client.is_none()).and_then(|l| l.total).map(|total| (total.span, endpoint)),
        );
    }
    for group in context.groups(hits) {
        let total = group.endpoints[0].limit.and_then(|field| gateway.limit(field.value).total);
        let Some(total) = total.map(|total| total.rate) else { continue };
        // Equal limits of a KrakenD configuration are one group, at the place of the first.
        let label = match (context.is_raw(), group.endpoints.len()) {
            (true, 2..) => format!("the first of {} equal limits", group.endpoints.len()),
            _ => String::new(),
        };
        out.push(
            group.at(&NO_SHARE_FOR_CALLERS, message(context, &group.endpoints)).label(label).help(help(
                context,
                total,
                group.endpoints.len() > 1,
            )),
        );
    }
}

/// In a KrakenD configuration each endpoint has a limit of its own.
fn message(context: &Context<'_>, endpoints: &[&Endpoint]) -> String {
    let named = phrases::endpoints(endpoints);
    match (context.is_raw(), endpoints.len()) {
        (true, 2..) => {
            format!("each of {named} has a limit without a rate per caller, so one caller can use it up")
        }
        _ => format!("the limit of {named} has no rate per caller, so one caller can use it up"),
    }
}

/// A limit per caller below the total.
fn help(context: &Context<'_>, total: Rate, has_several: bool) -> String {
    let share = (total.count / 5).max(1);
    match context.is_raw() {
        true => {
            let share = if total.count > 10 { 10 } else { share };
            let place = if has_several { "in each of them, beside `max_rate`" } else { "beside `max_rate`" };
            format!(
                "{place}, add a limit per caller, such as `\"client_max_rate\": {share}, \"client_capacity\": {share}, \"strategy\": \"ip\"`"
            )
        }
        false if total.per_second() > 50.0 => {
            "add a limit per caller beside `total`, such as `per_ip: 50/s`".to_owned()
        }
        false => {
            let share = Rate { count: share, ..total };
            format!("add a limit per caller beside `total`, such as `per_ip: {share}`")
        }
    }
}
