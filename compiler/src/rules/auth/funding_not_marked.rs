use crate::lint::Context;
use crate::model::Endpoint;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::{Method, Segment};

declare_rule! {
    /// An endpoint seems to add funds to an account, but does not set `funds: true`.
    ///
    /// ## What it does
    /// Checks gateways with `balances`. Reports an endpoint with a method other than `GET` that does not set `funds`,
    /// if its path has a segment such as `topup`, `deposit`, `payment` or `checkout`.
    ///
    /// ## Why is this bad?
    /// With `balance: NAME`, `gwr` returns `402` to requests of accounts without funds. If this endpoint inherits a
    /// `balance` later, for example from its profile, customers without funds can no longer pay. With `funds: true`,
    /// `gwc` rejects such a change.
    ///
    /// ## Example
    /// `topup` has no balance yet, but does not set `funds`. `on_error: closed` returns `503` while the billing service
    /// is not available:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// defaults: { upstream: commerce, auth: iam, timeout: 5s }
    /// services:
    ///   topup: { at: /v1/billing/topup, paths: { /: POST } }
    ///   usage: { at: /v1/usage, paths: { /: GET }, balance: credits }
    /// ```
    ///
    /// ## Use instead
    /// Set `funds: true`. If the endpoint does not add funds, set `funds: false`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// defaults: { upstream: commerce, auth: iam, timeout: 5s }
    /// services:
    ///   topup: { at: /v1/billing/topup, paths: { /: POST }, funds: true }
    ///   usage: { at: /v1/usage, paths: { /: GET }, balance: credits }
    /// ```
    ///
    /// ## When to ignore
    /// The path adds no funds to an account.
    pub(crate) FUNDING_NOT_MARKED { code: "GW292", name: "funding-not-marked", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

/// Segments that name an addition of funds, in lower case without `-` and `_`.
const WORDS: [&str; 9] = [
    "topup",
    "topups",
    "deposit",
    "deposits",
    "payment",
    "payments",
    "paymentintents",
    "checkout",
    "checkouts",
];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    if gateway.balances.is_empty() {
        return;
    }
    let unmarked = |endpoint: &&Endpoint| {
        endpoint.prefix == 0 && endpoint.funds.is_none() && endpoint.method != Method::Get
    };
    let mut hits: Vec<(Span, &Endpoint)> = Vec::new();
    for endpoint in gateway.endpoints.iter().filter(unmarked) {
        let is_word = |text: &str| {
            let plain: String = text.chars().filter(|c| !matches!(c, '-' | '_')).collect();
            WORDS.contains(&plain.to_ascii_lowercase().as_str())
        };
        if endpoint
            .path
            .segments
            .iter()
            .any(|segment| matches!(segment, Segment::Literal(text) if is_word(text)))
        {
            hits.push((gateway.span(endpoint.origin), endpoint));
        }
    }
    for (span, endpoint) in hits {
        let message = format!(
            "`{}` looks like a payment into an account, but does not set `funds`: if it inherits a `balance`, customers without funds cannot pay",
            endpoint.key()
        );
        let finding = FUNDING_NOT_MARKED.at(span, message).route(endpoint.key());
        out.push(
            finding.help("if this endpoint adds funds, set `funds: true`, and `gwc` rejects a `balance` for it; if not, set `funds: false`"),
        );
    }
}
