//! What a target can not say at all.

use std::collections::{BTreeSet, HashMap};

use super::{json_targets, names};
use crate::declare_rule;
use crate::diagnostic::{Diagnostics, Rule};
use crate::krakend::namespaces;
use crate::model::words;
use crate::model::{Audiences, ClientKey, Credential, Endpoint, Extra, Gateway, Scheme};
use crate::source::Span;
use crate::value::{Method, Segment, Target};

pub(super) const RULES: &[&Rule] = &[
    &METHOD_NOT_ROUTED,
    &SEVERAL_CREDENTIALS,
    &CLAIM_LIMIT_NOT_SAYABLE,
    &SEVERAL_ALGORITHMS,
    &SEVERAL_AUDIENCES,
    &LOWERED_NAMESPACE,
    &UNKNOWN_TO_GWR,
    &LOWERED_DUPLICATE,
];

declare_rule! {
    /// A JSON target routes no `HEAD` and no `OPTIONS`.
    ///
    /// ## Why it matters
    /// KrakenD skips an endpoint with such a method: it would be answered 405 there.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET HEAD }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) METHOD_NOT_ROUTED { code: "GW730", name: "method-not-routed", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An endpoint accepts any of several credentials; a JSON target has one validator.
    ///
    /// ## Why it matters
    /// KrakenD's validator would refuse every request that comes with the other credential.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, methods: POST, auth: [iam, key] }
    /// ```
    ///
    /// ## Fix
    /// Choose one, or let `gwr` be the only target.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, methods: POST, auth: key }
    /// ```
    pub(crate) SEVERAL_CREDENTIALS { code: "GW731", name: "several-credentials", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A limit tells callers apart by a claim; no JSON target can.
    ///
    /// ## Why it matters
    /// KrakenD CE counts by address, header or path parameter. With anything else it limits nobody.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// rate_limits: { org: { per: { claim: owner, rate: 10/s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, rate_limit: org } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// rate_limits: { org: { per_ip: 10/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, rate_limit: org } }
    /// ```
    pub(crate) CLAIM_LIMIT_NOT_SAYABLE { code: "GW732", name: "claim-limit-not-sayable", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An auth accepts several algorithms; a JSON target one.
    ///
    /// ## Why it matters
    /// KrakenD's validator has one `alg`; tokens signed with the others would be refused there.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256, ES256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [ES256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    pub(crate) SEVERAL_ALGORITHMS { code: "GW733", name: "several-algorithms", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An auth accepts any of several audiences; KrakenD wants all of them in each token.
    ///
    /// ## Why it matters
    /// Issuers stamp one audience for each application, so every token would be refused.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: [shop, admin] } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: [shop] } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    pub(crate) SEVERAL_AUDIENCES { code: "GW734", name: "several-audiences", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// `krakend:` passes a component through that the lowering writes itself.
    ///
    /// ## Why it matters
    /// One of the two would be lost: the limit or the credential that the route files state, or what was passed through.
    /// Only a component that says more than the language can (`roles` of a validator, say) may stand there: it is then
    /// written in place of what `auth` or `rate_limit` would become.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     krakend: { qos/ratelimit/router: { max_rate: 10 } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { slow: { total: 10/s } }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     rate_limit: slow
    /// ```
    pub(crate) LOWERED_NAMESPACE { code: "GW735", name: "lowered-namespace", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// `krakend:` passes something through, and `gwr`, which knows none of it, is a target.
    ///
    /// ## Why it matters
    /// What was asked for would happen in one target and not in the other, without a word.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     krakend: { validation/cel: [{ check_expr: "true" }] }
    /// ```
    ///
    /// ## Fix
    /// Leave it out, or build this gateway for the JSON targets only.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNKNOWN_TO_GWR { code: "GW736", name: "unknown-to-gwr", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Two endpoints become one in a JSON target: `/a/{id}` and `/a/*`.
    ///
    /// ## Why it matters
    /// Both are `/a/{id}` there, and KrakenD panics at start when it registers a path twice.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, paths: { "/{id}": GET } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) LOWERED_DUPLICATE { code: "GW737", name: "lowered-duplicate", category: Compatibility, severity: Error, since: "0.1.0" }
}

/// Reports what targets can not say.
pub(super) fn check(gateway: &Gateway, out: &mut Diagnostics) {
    let targets = json_targets(gateway);
    if !targets.is_empty() {
        let refuser = Refuser { gateway, targets: names(&targets), seen: BTreeSet::new() };
        refuser.json(out);
    }
    if gateway.targets.iter().any(|t| t.value == Target::Gwr) {
        for (namespace, span) in passed_through(gateway) {
            out.push(
                UNKNOWN_TO_GWR
                    .at(span, format!("`gwr` knows no `{namespace}`"))
                    .help("remove it, or list `targets` without `gwr`"),
            );
        }
    }
}

struct Refuser<'a> {
    gateway: &'a Gateway,
    targets: String,
    seen: BTreeSet<(Span, &'static str)>,
}

impl Refuser<'_> {
    fn json(mut self, out: &mut Diagnostics) {
        let gateway = self.gateway;
        let mut lowered: HashMap<(Method, String), &Endpoint> = HashMap::new();
        for endpoint in &gateway.endpoints {
            self.method(endpoint, out);
            self.credentials(endpoint, out);
            self.limit(endpoint, out);
            self.namespaces(endpoint, out);
            let key = (endpoint.method, lowered_shape(endpoint));
            if let Some(earlier) = lowered.insert(key, endpoint) {
                self.duplicate(endpoint, earlier, out);
            }
        }
        self.auths(out);
        self.gateway_limit(out);
    }

    fn new_at(&mut self, span: Span, rule: &Rule) -> bool {
        self.seen.insert((span, rule.code))
    }

    fn method(&mut self, endpoint: &Endpoint, out: &mut Diagnostics) {
        let span = self.gateway.span(endpoint.origin);
        if matches!(endpoint.method, Method::Head | Method::Options) && self.new_at(span, &METHOD_NOT_ROUTED)
        {
            out.push(
                METHOD_NOT_ROUTED
                    .at(span, format!("{} route no `{}`", self.targets, endpoint.method))
                    .route(endpoint.key())
                    .help("remove the method, or list only `gwr` under `targets`"),
            );
        }
    }

    fn credentials(&mut self, endpoint: &Endpoint, out: &mut Diagnostics) {
        let Credential::AnyOf(auths) = &endpoint.credential.value else { return };
        let span = self.gateway.span(endpoint.credential.origin);
        if auths.len() > 1 && self.new_at(span, &SEVERAL_CREDENTIALS) {
            let asks = words::credential(self.gateway, endpoint);
            out.push(
                SEVERAL_CREDENTIALS
                    .at(span, format!("`{}` {asks}, and {} have one validator", endpoint.key(), self.targets))
                    .route(endpoint.key())
                    .help("choose one of them, or list only `gwr` under `targets`"),
            );
        }
    }

    fn limit(&mut self, endpoint: &Endpoint, out: &mut Diagnostics) {
        if let Some(field) = endpoint.limit {
            self.claim_limit(field.value, self.gateway.span(field.origin), out);
        }
    }

    fn gateway_limit(&mut self, out: &mut Diagnostics) {
        if let Some(field) = self.gateway.limit {
            self.claim_limit(field.value, self.gateway.span(field.origin), out);
        }
    }

    fn claim_limit(&mut self, id: crate::model::LimitId, used: Span, out: &mut Diagnostics) {
        let limit = self.gateway.limit(id);
        let Some(client) = &limit.client else { return };
        if let ClientKey::Claim(claim) = &client.key
            && self.new_at(client.bucket.span, &CLAIM_LIMIT_NOT_SAYABLE)
        {
            out.push(
                CLAIM_LIMIT_NOT_SAYABLE
                    .at(client.bucket.span, format!("{} can not count by the claim `{claim}`", self.targets))
                    .related(used, "the limit is used here")
                    .help("count by `per_ip` or by a header, or list only `gwr` under `targets`"),
            );
        }
    }

    fn auths(&self, out: &mut Diagnostics) {
        let used: BTreeSet<_> = self
            .gateway
            .endpoints
            .iter()
            .flat_map(|e| match &e.credential.value {
                Credential::AnyOf(auths) => auths.as_slice(),
                _ => &[],
            })
            .collect();
        for auth in used.into_iter().map(|id| self.gateway.auth(*id)) {
            let Scheme::Jwt(jwt) = &auth.scheme else { continue };
            if let [_, second, ..] = jwt.algorithms.as_slice() {
                out.push(
                    SEVERAL_ALGORITHMS
                        .at(
                            second.span,
                            format!("{} verify one algorithm, and this is another one", self.targets),
                        )
                        .help("choose one, or list only `gwr` under `targets`"),
                );
            }
            if let Audiences::List(list) = &jwt.audiences
                && let [_, second, ..] = list.as_slice()
            {
                out.push(
                    SEVERAL_AUDIENCES
                        .at(
                            second.span,
                            format!("{} want every audience in each token, not any of them", self.targets),
                        )
                        .help("choose one or `any`, or list only `gwr` under `targets`"),
                );
            }
        }
    }

    fn namespaces(&mut self, endpoint: &Endpoint, out: &mut Diagnostics) {
        for (name, value) in &endpoint.extra.entries {
            // What says more than the language can refines what it says.
            if crate::import::says_more(&name.value, value) {
                continue;
            }
            let short = namespaces::short(&name.value).unwrap_or(&name.value);
            let word = match short {
                "qos/ratelimit/router" => "rate_limit",
                "auth/validator" | "auth/public" => "auth",
                _ => continue,
            };
            if self.new_at(name.span, &LOWERED_NAMESPACE) {
                out.push(
                    LOWERED_NAMESPACE
                        .at(name.span, format!("`{}` is what `{word}` is lowered to", name.value))
                        .route(endpoint.key())
                        .help(format!("say it with `{word}` instead")),
                );
            }
        }
    }

    fn duplicate(&mut self, endpoint: &Endpoint, earlier: &Endpoint, out: &mut Diagnostics) {
        let (here, there) = (self.gateway.span(endpoint.origin), self.gateway.span(earlier.origin));
        let (place, other) =
            if endpoint.prefix == 0 { (here, there) } else { (here.min(there), here.max(there)) };
        if self.new_at(place, &LOWERED_DUPLICATE) {
            out.push(
                LOWERED_DUPLICATE
                    .at(
                        place,
                        format!(
                            "`{}` and `{}` are one path in {}",
                            endpoint.key(),
                            earlier.key(),
                            self.targets
                        ),
                    )
                    .related(other, "the other one")
                    .route(endpoint.key())
                    .help("keep one of them, or list only `gwr` under `targets`"),
            );
        }
    }
}

fn lowered_shape(endpoint: &Endpoint) -> String {
    let parts = endpoint.path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Param(_) | Segment::Tail => "/{}".to_owned(),
    });
    parts.collect()
}

/// Namespaces that are passed through, each place once.
fn passed_through(gateway: &Gateway) -> BTreeSet<(String, Span)> {
    let of = |extra: &Extra| -> Vec<(String, Span)> {
        extra.entries.iter().map(|(name, _)| (name.value.clone(), name.span)).collect()
    };
    let used: BTreeSet<_> =
        gateway.endpoints.iter().flat_map(Endpoint::backends).map(|b| b.upstream.value).collect();
    let mut found = BTreeSet::from_iter(of(&gateway.extra));
    found.extend(used.into_iter().flat_map(|id| of(&gateway.upstream(id).extra)));
    for endpoint in &gateway.endpoints {
        found.extend(of(&endpoint.extra));
        found.extend(endpoint.backends().iter().flat_map(|backend| of(&backend.extra)));
    }
    found
}
