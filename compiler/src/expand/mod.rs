//! Services into endpoints: each path once per prefix, every value from the nearest layer that sets it.
//!
//! Precedence: the path, its profile, the service, its profile, the defaults of the file (without their profile
//! where the service names one), the gateway. It knows no lint rules.

mod built_in;
mod depth;
mod layers;
mod quotas;
mod rewrite;
mod verbatim;
mod verify;

use std::sync::Arc;

use crate::codes;
use crate::decl;
use crate::model::{
    Action, Backend, Endpoint, Field, Gateway, Listen, Origin, Origins, Respond, ServiceId, Source, Step,
    Upstream, Verbatim, Via, stable_id,
};
use crate::resolve::{Resolved, Service};
use gwc_artifact::EndpointPolicy;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{Method, PathPattern, Segment, Target};

use built_in::{EMPTY, built_in};
use layers::{Effective, Stack};

/// The targets of a gateway that names none.
const DEFAULT_TARGETS: [Target; 3] = [Target::Hanzo, Target::KrakendCe { minor: 13, patch: 8 }, Target::Gwr];

/// Expands a gateway. Endpoints that lack something they cannot do without are reported and left out.
pub fn expand(mut resolved: Resolved, out: &mut Diagnostics) -> Gateway {
    let mut origins = Origins::default();
    let total = resolved.services.iter().map(most_endpoints).sum::<usize>();
    let mut endpoints = Vec::with_capacity(total.min(MOST_ENDPOINTS));
    let mut room = MOST_ENDPOINTS;
    for (id, service) in resolved.services.iter().enumerate() {
        let Some(left) = room.checked_sub(most_endpoints(service)) else {
            out.push(too_many(service));
            continue;
        };
        room = left;
        let mut expander = Expander {
            resolved: &resolved,
            service,
            id: ServiceId(id as u32),
            origins: &mut origins,
            out,
            lost: false,
        };
        expander.service(&mut endpoints);
    }
    std::mem::take(&mut resolved.unused).report(out);
    let mut gateway = assemble(resolved, origins, endpoints);
    verbatim::read(&mut gateway, out);
    verify::verify(&mut gateway, out);
    quotas::check(&gateway, out);
    depth::check(&mut gateway, MOST_ENDPOINTS, out);
    gateway
}

/// The largest number of endpoints of a gateway, ten times that of the largest known ones. A few lines of prefixes and
/// paths can define more than fits into memory.
const MOST_ENDPOINTS: usize = 1 << 20;

fn too_many(service: &Service) -> Diagnostic {
    let name = &service.decl.name;
    let count = most_endpoints(service);
    codes::BAD_VALUE
        .at(
            name.span,
            format!(
                "service `{}` has {count} endpoints; a gateway supports at most {MOST_ENDPOINTS}",
                name.value
            ),
        )
        .help("use fewer prefixes or paths, or split the gateway")
}

/// How many endpoints a service makes, where nothing is wrong with it.
fn most_endpoints(service: &Service) -> usize {
    let decl = &service.decl;
    decl.at.len() * (decl.methods.len() + decl.paths.iter().map(|path| path.endpoints.len()).sum::<usize>())
}

fn assemble(resolved: Resolved, mut origins: Origins, mut endpoints: Vec<Endpoint>) -> Gateway {
    endpoints.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    let decl = resolved.gateway;
    let listeners: Vec<_> =
        decl.listen.into_iter().map(|l| Field::new(l.value, origins.written(l.span))).collect();
    let mut listeners = listeners.into_iter();
    let listen = listeners
        .next()
        .unwrap_or_else(|| Field::new(Listen::plain(None, 8080), built_in(&mut origins, decl.name.span)));
    let all = || DEFAULT_TARGETS.iter().map(|t| Spanned::new(*t, decl.name.span)).collect();
    let mut targets = decl.targets.unwrap_or_else(all);
    targets.sort_by_key(|t| t.value);
    targets.dedup_by_key(|t| t.value);
    let cors = resolved.layer.values.policies.get("cors").and_then(|cors| match &cors.value {
        Some(EndpointPolicy::Cors(policy)) => Some(Field::new(policy.clone(), origins.written(cors.span))),
        _ => None,
    });
    let response_headers = decl.response_headers.and_then(|edits| match edits.value {
        Some(EndpointPolicy::ResponseHeaders(value)) => Some(Field::new(value, origins.written(edits.span))),
        _ => None,
    });
    let limit = resolved.layer.rate_limit.and_then(|l| Some(Field::new(l.value?, origins.written(l.span))));
    let upstream = |u: decl::Upstream| Upstream {
        name: u.name,
        urls: u.urls,
        accepts_keys: u.accepts_keys,
        options: Arc::new(u.options),
        places: u.places,
        in_flight: u.in_flight,
        extra: Arc::new(u.krakend),
    };
    let service = |s: &Service| crate::model::Service {
        name: s.decl.name.clone(),
        prefixes: s.decl.at.iter().map(|(prefix, _)| prefix.clone()).collect(),
    };
    Gateway {
        source: Source::Routes,
        name: decl.name,
        title: decl.title,
        hosts: decl.hosts,
        strict_hosts: decl.strict_hosts,
        trusted_proxies: decl.trusted_proxies,
        stripped: decl.stripped,
        ip: decl.ip,
        operations: decl.operations,
        bots: decl.bots,
        cors,
        response_headers,
        listen,
        more_listeners: listeners.collect(),
        targets,
        upstreams: resolved.upstreams.into_iter().map(upstream).collect(),
        auths: resolved.auths,
        limits: resolved.limits,
        limit,
        quotas: resolved.quotas,
        balances: resolved.balances,
        usage: decl.usage,
        store: decl.store,
        services: resolved.services.iter().map(service).collect(),
        endpoints,
        extra: Arc::new(decl.krakend),
        rest: Vec::new(),
        verbatim: Verbatim {
            endpoints: resolved.krakend_endpoints,
            root: decl.krakend_root,
            ..Verbatim::default()
        },
        deploy: decl.deploy,
        origins,
    }
}

/// Expands one service.
struct Expander<'a> {
    resolved: &'a Resolved,
    service: &'a Service,
    id: ServiceId,
    origins: &'a mut Origins,
    out: &'a mut Diagnostics,
    /// Whether the missing upstream of the service was reported.
    lost: bool,
}

impl<'a> Expander<'a> {
    fn service(&mut self, endpoints: &mut Vec<Endpoint>) {
        if !self.is_sound() {
            return;
        }
        let decl = &self.service.decl;
        let tail = PathPattern { segments: vec![Segment::Tail] };
        for prefix in 0..decl.at.len() {
            let stack = self.stack(prefix);
            let base = stack.effective(self.origins);
            for method in decl.methods.iter().filter(|_| !stack.is_in_error()) {
                endpoints.extend(self.endpoint(prefix, &tail, method.value, method.span, base.clone(), None));
            }
            for (path, layers) in decl.paths.iter().zip(&self.service.endpoints) {
                for (endpoint, layer) in path.endpoints.iter().zip(layers) {
                    let stack = self.stack(prefix).with_endpoint(layer, self.resolved);
                    if stack.is_in_error() {
                        self.own_faults(prefix, &path.path.value, endpoint);
                        continue;
                    }
                    let effective = stack.effective_over(&base, self.origins);
                    let written =
                        if path.endpoints.len() > 1 { endpoint.method.span } else { path.path.span };
                    endpoints.extend(self.endpoint(
                        prefix,
                        &path.path.value,
                        endpoint.method.value,
                        written,
                        effective,
                        Some(endpoint),
                    ));
                }
            }
        }
    }

    /// Reports problems of the service as a whole.
    fn is_sound(&mut self) -> bool {
        let decl = &self.service.decl;
        if decl.methods.is_empty() && decl.paths.iter().all(|p| p.endpoints.is_empty()) {
            if decl.methods_span.is_none() && decl.paths.is_empty() {
                self.out.push(
                    codes::NO_ENDPOINTS
                        .at(decl.name.span, format!("service `{}` has no endpoints", decl.name.value))
                        .help("set `methods: GET` for all paths below the prefix, or list single paths: `paths: { /plans: GET }`"),
                );
            }
            return false;
        }
        let tail = decl.paths.iter().find(|p| p.path.value.segments == [Segment::Tail]);
        if let (Some(methods), Some(tail)) = (decl.methods_span, tail) {
            // `/**` is read as two paths, in one place.
            let has_root =
                |p: &&decl::Path| p.path.span == tail.path.span && p.path.value.segments.is_empty();
            let written = if decl.paths.iter().any(|p| has_root(&p)) { "/**" } else { "/*" };
            let message = format!(
                "`methods` sets the methods of all paths below the prefix, and `{written}` sets them again"
            );
            self.out.push(
                codes::CONFLICTING_KEYS
                    .at(tail.path.span, message)
                    .related(methods, "first set here")
                    .help(format!("remove `methods`, and add its methods to `{written}` under `paths`")),
            );
            return false;
        }
        let in_error = self.service.layer.in_error.any;
        if decl.at.len() > 1 && decl.rewrite_prefix.is_none() && !in_error && self.forwards() {
            self.out.push(
                codes::AMBIGUOUS_REWRITE
                    .at(
                        decl.name.span,
                        format!(
                            "service `{}` has {} prefixes under `at` and no `rewrite_prefix`: each prefix reaches a different path of the upstream",
                            decl.name.value,
                            decl.at.len()
                        ),
                    )
                    .related(decl.at[1].0.span, "this prefix reaches another path of the upstream")
                    .help(format!(
                        "set the path that the upstream expects in place of each prefix: `rewrite_prefix: {}`; or remove the prefix with `rewrite_prefix: /`",
                        decl.at[0].0.value
                    )),
            );
            return false;
        }
        true
    }

    /// Whether any endpoint's upstream path depends on the prefix.
    fn forwards(&self) -> bool {
        let decl = &self.service.decl;
        let own = |e: &decl::Endpoint| e.rewrite.is_some() || e.respond.is_some();
        !decl.methods.is_empty() || decl.paths.iter().flat_map(|p| &p.endpoints).any(|e| !own(e))
    }

    /// Reports what is wrong with an endpoint by itself, if it is left out because something that it uses is in error.
    fn own_faults(&mut self, prefix: usize, below: &PathPattern, endpoint: &decl::Endpoint) {
        let path = self.service.decl.at[prefix].0.value.join(below);
        let first = prefix == 0;
        if let Some(rewrite) = &endpoint.rewrite {
            rewrite::whole("rewrite", rewrite, &path, first, self.origins, self.out);
        }
        if let Some(respond) = &endpoint.respond {
            self.respond(&respond.value, &path, first);
        }
    }

    fn stack(&self, prefix: usize) -> Stack<'a> {
        Stack::of_service(self.service, self.resolved, prefix)
    }

    fn endpoint(
        &mut self,
        prefix: usize,
        below: &PathPattern,
        method: Method,
        written: Span,
        effective: Effective,
        decl: Option<&decl::Endpoint>,
    ) -> Option<Endpoint> {
        let service = &self.service.decl;
        let path = service.at[prefix].0.value.join(below);
        let mut used_at = vec![Step { via: Via::Service, span: service.name.span }];
        if prefix > 0 {
            used_at.push(Step { via: Via::Alias, span: service.at[prefix].0.span });
        }
        let origin = self.origins.add(Origin { written, used_at });
        let first = prefix == 0;
        let action = match decl.and_then(|d| d.respond.as_ref()) {
            Some(respond) => {
                let value = self.respond(&respond.value, &path, first)?;
                Action::Respond(Field::new(value, self.origins.written(respond.span)))
            }
            None => {
                Action::Proxy(vec![self.backend(prefix, below, &path, &effective, decl, written, first)?])
            }
        };
        let Some(credential) = effective.credential.clone() else {
            if first {
                self.out.push(self.without_auth(method, &path, written));
            }
            return None;
        };
        let forward = effective.forward(&action, &self.resolved.upstreams, self.origins, written);
        Some(Endpoint {
            id: stable_id(method, &path),
            method,
            path,
            origin,
            service: Some(self.id),
            prefix: prefix as u32,
            credential,
            require: effective.require.clone(),
            ip: service.ip.iter().chain(decl.and_then(|d| d.ip.as_ref())).cloned().collect(),
            limit: effective.limit,
            funds: decl.and_then(|d| d.funds).or(service.funds),
            forward,
            timeouts: effective.timeouts(self.origins, written),
            stream: effective.stream(self.origins, written),
            depth: effective.depth,
            split: effective.split.filter(|_| matches!(action, Action::Proxy(_))),
            action,
            policies: effective.policies,
            extra: effective.extra,
            rest: Vec::new(),
        })
    }

    /// What the gateway answers itself; nothing if a redirect uses what the path does not have.
    fn respond(&mut self, respond: &decl::Respond, path: &PathPattern, first: bool) -> Option<Respond> {
        Some(match respond {
            decl::Respond::Health => Respond::Health,
            decl::Respond::Fixed(fixed) => Respond::Fixed(fixed.clone()),
            decl::Respond::Redirect(to) => Respond::Redirect {
                status: to.status,
                origin: to.origin.clone(),
                path: rewrite::whole("redirect", &to.path, path, first, self.origins, self.out)?.value,
            },
        })
    }

    /// At the profile if one applies, else at the endpoint.
    fn without_auth(&self, method: Method, path: &PathPattern, written: Span) -> Diagnostic {
        let profile = self.service.layer.profile.as_ref().or(self.service.defaults.profile.as_ref());
        let help = match self.resolved.unused.auths.first() {
            Some(unused) => {
                format!("set `auth: {}`, which no endpoint uses, or `auth: public`", unused.value)
            }
            None => {
                "set `auth` to a name that `gateway.yaml` defines under `auth`, or to `public`".to_owned()
            }
        };
        match profile.map(|profile| &self.resolved.profiles[profile.value].0) {
            Some(name) => codes::ROUTE_WITHOUT_AUTH.at(
                name.span,
                format!(
                    "profile `{}` does not set `auth`, and neither do the endpoints that use it",
                    name.value
                ),
            ),
            None => codes::ROUTE_WITHOUT_AUTH
                .at(written, format!("`{method} {path}` does not set `auth`"))
                .route(format!("{method} {path}")),
        }
        .help(help)
    }

    fn without_upstream(&self, path: &PathPattern) -> Diagnostic {
        let name = &self.service.decl.name;
        let help = match self.resolved.unused.upstreams.first() {
            Some(unused) => {
                format!("set `upstream: {}` in the service: no service uses it yet", unused.value)
            }
            None => "set `upstream` of the service to a name under `upstreams`".to_owned(),
        };
        let message = format!("service `{}` sets no upstream for `{path}`", name.value);
        codes::NO_UPSTREAM.at(name.span, message).help(help)
    }

    #[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename them")]
    fn backend(
        &mut self,
        prefix: usize,
        below: &PathPattern,
        path: &PathPattern,
        effective: &Effective,
        decl: Option<&decl::Endpoint>,
        written: Span,
        first: bool,
    ) -> Option<Backend> {
        let service = &self.service.decl;
        let Some(upstream) = effective.upstream else {
            if first && !std::mem::replace(&mut self.lost, true) {
                self.out.push(self.without_upstream(path));
            }
            return None;
        };
        let rewrite = match decl.and_then(|d| d.rewrite.as_ref()) {
            Some(rewrite) => rewrite::whole("rewrite", rewrite, path, first, self.origins, self.out)?,
            None => rewrite::prefix(service, prefix, below, path, self.origins, written),
        };
        let extra = Arc::clone(&EMPTY);
        Some(Backend { upstream, method: None, path: rewrite, extra, rest: Vec::new() })
    }
}
