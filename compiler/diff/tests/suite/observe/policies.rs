//! What policies do to a request, as text that is equal for what is equal.

use gwc_artifact::{
    Balancing, Bots, Breaker, Cors, CorsHeaders, CorsMethods, Dialect, EndpointPolicy, Gateway, HeaderEdit,
    Limit, Method, RateLimit, Resolution, Scheme, Upstream, UpstreamOptions, UpstreamTls, Window,
};

/// Whether a client with this user agent is refused.
pub(super) fn refuses(bots: &Bots, agent: &str) -> bool {
    let Bots { refuses_empty, allow, deny, patterns } = bots;
    let listed = |list: &[String]| list.iter().any(|listed| listed == agent);
    let matches = |pattern: &String| regex::Regex::new(pattern).expect("an expression").is_match(agent);
    match () {
        () if agent.is_empty() => *refuses_empty,
        () if listed(allow) => false,
        () => listed(deny) || patterns.iter().any(matches),
    }
}

/// The policies of an endpoint with what their names stand for. `forwards` is whether an upstream answers.
pub(super) fn shown(
    policies: &[EndpointPolicy],
    gateway: &Gateway,
    (method, forwards): (Method, bool),
) -> Vec<String> {
    let one = |policy: &EndpointPolicy| match policy {
        EndpointPolicy::Dialect(Dialect::Plain) => None,
        EndpointPolicy::Dialect(dialect) => Some(format!("{dialect:?}")),
        EndpointPolicy::Cors(cors) => Some(pages(Some(cors), Some(method))),
        // Of the upstream's response, and with the request.
        EndpointPolicy::Heartbeat(every) => forwards.then(|| format!("every {every:?}")),
        EndpointPolicy::RequestHeaders(_)
        | EndpointPolicy::Bots(_)
        | EndpointPolicy::Breaker(_)
        | EndpointPolicy::Split(_) => None,
        EndpointPolicy::ResponseHeaders(edits) => edits_shown(edits),
        EndpointPolicy::MaxBody(bytes) => Some(format!("at most {bytes}")),
        EndpointPolicy::InFlight(count) => Some(format!("{count} at once")),
        EndpointPolicy::Quota(name) => {
            Some(format!("{:?}", gateway.quotas.iter().find(|quota| quota.name == *name)))
        }
        EndpointPolicy::Balance(name) => {
            Some(format!("{:?}", gateway.balances.iter().find(|balance| balance.name == *name)))
        }
    };
    policies.iter().filter_map(one).collect()
}

fn edits_shown(edits: &[HeaderEdit]) -> Option<String> {
    (!edits.is_empty()).then(|| format!("response {edits:?}"))
}

/// What a browser is told, for pages, methods and headers that policies name, and for others. An endpoint is asked about
/// its own method.
pub(super) fn pages(cors: Option<&Cors>, of: Option<Method>) -> String {
    let Some(Cors { origins, methods, headers, expose, credentials, private_network, max_age, status }) =
        cors
    else {
        return "nothing".to_owned();
    };
    let known = [
        "https://a.example",
        "https://x.a.example",
        "https://y.a.example",
        "https://b.example",
        "https://c.example",
    ];
    let admitted: Vec<&str> = known.into_iter().filter(|origin| origins.admit(origin)).collect();
    let admits =
        |method: &Method| methods.admit(method.as_str()) || (*method == Method::Head && methods.admit("GET"));
    let is_asked = |method: &Method| match of {
        None => true,
        Some(Method::Get) => matches!(method, Method::Get | Method::Head),
        Some(of) => *method == of,
    };
    let of_path = of.is_none() && matches!(methods, CorsMethods::OfPath);
    let methods: Vec<&str> = Method::ALL
        .iter()
        .filter(|method| is_asked(method) && admits(method))
        .map(|method| method.as_str())
        .collect();
    let any = matches!(headers, CorsHeaders::Any);
    let headers: Vec<&str> = ["x-a", "x-b"].into_iter().filter(|name| headers.admit(name)).collect();
    format!(
        "{admitted:?} {of_path} {methods:?} {any} {headers:?} {expose:?} {credentials} {private_network} {max_age:?} {status}"
    )
}

/// A rate is the same, whatever period it is written for.
pub(super) fn limit_shown(limit: &Limit) -> String {
    let rate = limit.rate.count as f64 / limit.rate.period.as_secs_f64();
    match limit.window {
        Window::Bucket => format!("{rate} {}", limit.burst),
        // A window has no burst, and its period is how far back it looks.
        Window::Sliding => format!("{} in {:?}", limit.rate.count, limit.rate.period),
    }
}

/// A limit without a path.
pub(super) fn rate_limit_shown(limit: &RateLimit) -> String {
    let RateLimit { total, per_client } = limit;
    let per_client = per_client
        .as_ref()
        .map(|per| format!("{} {}", format!("{:?}", per.key).to_ascii_lowercase(), limit_shown(&per.limit)));
    format!("{:?} {per_client:?}", total.as_ref().map(limit_shown))
}

/// How requests reach an upstream: options without an effect are left out.
pub(super) fn upstream_shown(upstream: &Upstream, own: Option<&Breaker>, checks_keys: bool) -> String {
    let Upstream { name: _, hosts, accepts_keys, external: _, in_flight, options } = upstream;
    let UpstreamOptions { http, host, tls, balancing, eject, breaker, retries, resolution, health } =
        &**options;
    let mut hosts: Vec<String> = hosts.iter().map(|host| format!("{host:?}")).collect();
    hosts.sort();
    let is_tls = upstream.hosts.iter().any(|host| host.scheme == Scheme::Https);
    let tls = if is_tls { tls.clone() } else { UpstreamTls::default() };
    let several = hosts.len() > 1 || *resolution == Resolution::EachAddress;
    let balancing = if several { *balancing } else { Balancing::default() };
    let retries = retries.filter(|retries| retries.attempts > 1 && retries.budget > 0);
    let breaker = own.or(breaker.as_ref());
    let keys = checks_keys && *accepts_keys;
    format!(
        "{hosts:?} {keys} {in_flight:?} {http:?} {host:?} {tls:?} {balancing:?} {eject:?} {breaker:?} {retries:?} {resolution:?} {health:?}"
    )
}
