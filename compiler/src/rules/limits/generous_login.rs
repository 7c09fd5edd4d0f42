use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use crate::rules::auth::login_behind_login::is_login;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A public login admits many attempts per second from one caller.
    ///
    /// ## What it does
    /// Checks public endpoints with a login path, such as `/auth`, `/v1/login` or `/oauth`, and a method that writes,
    /// such as `POST`. Reports one that admits more than 5 requests per second from one caller. Without a limit per
    /// caller, the limit of all callers together (`total`) is compared, because one caller can use it up.
    ///
    /// ## Why is this bad?
    /// The limit is the speed at which passwords can be guessed. With 100 attempts per second, one address tries 8.6
    /// million passwords per day.
    ///
    /// ## Example
    /// `per_ip` admits 100 attempts per second from one address:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { iam: "http://iam.shop.svc.cluster.local:8000" }
    /// rate_limits: { login: { total: 1000/s, per_ip: 100/s } }
    /// services: { auth: { at: /auth, upstream: iam, methods: POST, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    ///
    /// ## Use instead
    /// Set a limit of about one attempt per second and address, here 50 attempts per minute.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { iam: "http://iam.shop.svc.cluster.local:8000" }
    /// rate_limits: { login: { total: 1000/min, per_ip: 50/min } }
    /// services: { auth: { at: /auth, upstream: iam, methods: POST, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream locks an account after a few failed attempts.
    pub(crate) GENEROUS_LOGIN { code: "GW313", name: "generous-login", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Attempts per second that one caller may make.
const FAST: f64 = 5.0;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut hits: Vec<(Span, &Endpoint)> = Vec::new();
    for endpoint in &gateway.endpoints {
        let open_write = endpoint.credential.value.is_open() && !endpoint.method.is_read();
        let Some(field) = endpoint.limit.filter(|_| open_write && is_login(endpoint)) else { continue };
        let limit = gateway.limit(field.value);
        let rate = limit.client.as_ref().map(|c| c.bucket.rate).or(limit.total.map(|t| t.rate));
        if rate.is_some_and(|rate| rate.per_second() > FAST) {
            hits.push((context.blame(endpoint, &field), endpoint));
        }
    }
    let help = match context.is_raw() {
        true => {
            "limit each caller to 5 requests per second or less, for example to 50 per minute: `\"client_max_rate\": 50, \"every\": \"1m\"`"
        }
        false => "in the rate limit, set a rate per caller of `5/s` or less, such as `per_ip: 50/min`",
    };
    for group in context.groups(hits) {
        let first = group.endpoints[0];
        let Some(limit) = first.limit.map(|field| gateway.limit(field.value)) else { continue };
        let rate = limit.client.as_ref().map(|c| c.bucket).or(limit.total);
        let Some(bucket) = rate else { continue };
        let per_day = bucket.rate.per_second() * 86_400.0 / 1e6;
        out.push(
            group
                .at(
                    &GENEROUS_LOGIN,
                    format!(
                        "`{}` admits {per_day:.1} million login attempts per day from one caller of {}",
                        bucket.rate,
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .related(bucket.span, "limit")
                .related(context.place(first), format!("login endpoint `{}`", first.key()))
                .help(help),
        );
    }
}
