//! `routes` and `rateLimits` of a resource.

use super::policies::duplicate;
use crate::codes;
use crate::decl::{Endpoint, Path, Service, Upstream};
use crate::layer::{Assigned, Layer, Values, Written};
use crate::model::{Bucket, ClientKey, ClientLimit, Extra, Limit};
use crate::parse::fields::Fields;
use crate::parse::maps::items;
use gwc_artifact::{UpstreamOptions, Window};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{
    Method, PathPattern, Rate, UpstreamUrl, parse_backend, parse_duration, parse_method, parse_paths,
    parse_prefix,
};

/// The methods of a route that lists none.
const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

/// The routes of a resource: a service each, and an upstream for each backend.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) upstreams: Vec<Upstream>,
    pub(super) services: Vec<Service>,
}

pub(super) fn read(spec: &Fields<'_>, public: &[String], depth: u8, out: &mut Diagnostics) -> Routes {
    let mut routes = Routes::default();
    let mut number = 0;
    let services = items(spec, "routes", out, |item, place, out| {
        number += 1;
        let prefix = item.parsed("prefix", parse_prefix)?;
        let upstream = upstream(&mut routes.upstreams, item.parsed("backend", parse_backend)?);
        let mut layer: Layer<Written> = layer(item, &prefix, public, out);
        layer.upstream = Some(assigned(upstream));
        layer.values.depth = Some(Assigned { value: depth, span: prefix.span, merged_at: None });
        let methods = methods(item, place);
        let path = |path: PathPattern| Path {
            path: Spanned::new(path, prefix.span),
            endpoints: methods.iter().map(|method| endpoint(*method)).collect(),
        };
        let strips =
            item.bool("stripPrefix").unwrap_or(false).then(|| item.key_span("stripPrefix")).flatten();
        Some(Service {
            name: Spanned::new(format!("route-{number}"), prefix.span),
            rewrite_prefix: strips.map(|span| Spanned::new(PathPattern::default(), span)),
            methods: Vec::new(),
            methods_span: None,
            paths: parse_paths("/**").unwrap_or_default().into_iter().map(path).collect(),
            ip: None,
            funds: None,
            layer,
            at: vec![(prefix, None)],
        })
    });
    routes.services = services;
    routes
}

/// The limit and the credential of a route.
fn layer(
    item: &Fields<'_>,
    prefix: &Spanned<PathPattern>,
    public: &[String],
    out: &mut Diagnostics,
) -> Layer<Written> {
    let policy = item.text("authPolicy");
    if policy.is_none() {
        let message = format!("route `{}` has no `authPolicy`, so it is public", prefix.value);
        let finding = codes::ROUTE_WITHOUT_POLICY.at(prefix.span, message);
        out.push(finding.help("add `authPolicy: NAME` to the route, with a name under `authPolicies`; for a public route, name a policy of the type `none`"));
    }
    let name = policy.filter(|name| !public.contains(&name.value));
    let auth = name.unwrap_or_else(|| Spanned::new("public".to_owned(), prefix.span));
    let span = auth.span;
    Layer {
        rate_limit: item.text("rateLimit").map(assigned),
        auth: Some(Assigned { value: vec![auth], span, merged_at: None }),
        values: Values::default(),
        ..Layer::default()
    }
}

fn assigned(text: Spanned<String>) -> Assigned<String> {
    Assigned { value: text.value, span: text.span, merged_at: None }
}

fn methods(item: &Fields<'_>, place: Span) -> Vec<Spanned<Method>> {
    let method = |text: Spanned<String>| Some(Spanned::new(parse_method(&text.value).ok()?, text.span));
    let listed: Vec<Spanned<Method>> = item.texts("methods").into_iter().filter_map(method).collect();
    let all =
        || METHODS.into_iter().map(|method| Spanned::new(method, item.key_span("prefix").unwrap_or(place)));
    if listed.is_empty() { all().collect() } else { listed }
}

fn endpoint(method: Spanned<Method>) -> Endpoint {
    Endpoint { method, ip: None, funds: None, layer: Layer::default(), rewrite: None, respond: None }
}

/// The name of the upstream with a URL, which is the first label of its host. Another host with that label gets a number.
fn upstream(upstreams: &mut Vec<Upstream>, url: Spanned<UpstreamUrl>) -> Spanned<String> {
    let span = url.span;
    if let Some(known) = upstreams.iter().find(|known| known.urls.iter().any(|u| u.value == url.value)) {
        return Spanned::new(known.name.value.clone(), span);
    }
    let label: String = url.value.host.split(['.', ':']).next().unwrap_or_default().to_owned();
    let is_taken = |name: &str| upstreams.iter().any(|known| known.name.value == name);
    let numbered = (2..).map(|number| format!("{label}-{number}"));
    let name =
        std::iter::once(label.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(label.clone());
    let name = Spanned::new(name, span);
    upstreams.push(Upstream {
        name: name.clone(),
        urls: vec![url],
        accepts_keys: true,
        options: UpstreamOptions::default(),
        places: Default::default(),
        in_flight: None,
        krakend: Extra::default(),
    });
    name
}

/// `rateLimits`: `maxRate` is the total, `clientMaxRate` is for each address.
pub(super) fn limits(spec: &Fields<'_>, out: &mut Diagnostics) -> Vec<Limit> {
    let mut names: Vec<Spanned<String>> = Vec::new();
    items(spec, "rateLimits", out, |item, _, out| {
        let name = item.text("name")?;
        duplicate(&mut names, &name, "rate limit", out);
        let period = item.parsed("every", parse_duration)?.value.nanos;
        let bucket = |key: &str| {
            let count = item.parsed(key, |t| t.parse::<u64>().map_err(|e| e.to_string()))?;
            let rate = Rate { count: count.value, period_ns: period };
            Some(Bucket {
                rate,
                burst: count.value,
                span: count.span,
                burst_span: None,
                window: Window::Bucket,
            })
        };
        let client = bucket("clientMaxRate").map(|bucket| ClientLimit { key: ClientKey::Ip, bucket });
        Some(Limit { name, total: bucket("maxRate"), client })
    })
}
