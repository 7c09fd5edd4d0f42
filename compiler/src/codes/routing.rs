//! Rules that expansion and the lock file report.

use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Rule;

pub(super) const RULES: &[&Rule] = &[
    &DUPLICATE_ENDPOINT,
    &UNUSED_NAME,
    &LOCK_DIFFERS,
    &NO_LOCK,
    &NO_ENDPOINTS,
    &NO_UPSTREAM,
    &AMBIGUOUS_REWRITE,
    &BAD_REWRITE,
    &ROUTE_WITHOUT_AUTH,
    &KEY_WITHOUT_TAKER,
    &CLAIM_WITHOUT_JWT,
    &PARAM_WITHOUT_PATH,
];

declare_rule! {
    /// Two endpoints answer the same method and path.
    ///
    /// ## Why it matters
    /// A router keeps one of them, or refuses to start; which one is an accident of order.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   models:  { at: /v1, upstream: models, paths: { /models: GET } }
    ///   catalog: { at: /v1, upstream: catalog, paths: { /models: GET } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   models: { at: /v1, upstream: models, paths: { /models: GET } }
    /// ```
    pub(crate) DUPLICATE_ENDPOINT { code: "GW101", name: "duplicate-endpoint", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Something is declared and never used: an upstream, an auth, a rate limit, a profile.
    ///
    /// ## Why it matters
    /// Whoever wrote it believes that it does something; often the use of it is misspelt or was deleted.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// upstreams:
    ///   commerce: http://commerce.shop.svc.cluster.local:8001
    ///   comerce:  http://commerce.shop.svc.cluster.local:8002
    /// ```
    ///
    /// ## Fix
    /// Use it or remove it.
    pub(crate) UNUSED_NAME { code: "GW106", name: "unused-name", category: Correctness, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// The endpoints are not those of `endpoints.lock`: some came, went, or changed their credential or upstream.
    ///
    /// ## Why it matters
    /// One line of YAML can be many endpoints. The lock file shows each of them in a review, so that a number of
    /// endpoints and who may call them changes only on purpose.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: services.yaml
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: public }
    /// # file: endpoints.lock
    /// GET /billing/* iam commerce
    /// ```
    ///
    /// ## Fix
    /// Run `gwc lock`, look at the difference, and commit the file.
    pub(crate) LOCK_DIFFERS { code: "GW110", name: "lock-differs", category: Security, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A gateway has no `endpoints.lock`.
    ///
    /// ## Why it matters
    /// Nothing shows in a review which endpoints a change adds or opens.
    ///
    /// ## Example
    /// A gateway without the file:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Run `gwc lock` and commit the file.
    pub(crate) NO_LOCK { code: "GW111", name: "no-lock", category: Reliability, severity: Note, since: "0.1.0" }
}

declare_rule! {
    /// A service or a gateway declares no endpoint.
    ///
    /// ## Why it matters
    /// Every request for it is answered 404.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) NO_ENDPOINTS { code: "GW112", name: "no-endpoints", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An endpoint has no upstream.
    ///
    /// ## Why it matters
    /// Its requests have nowhere to go.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) NO_UPSTREAM { code: "GW401", name: "no-upstream", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A service has several prefixes and does not say what the upstream sees instead of them.
    ///
    /// ## Why it matters
    /// Without `rewrite_prefix` each alias would reach another path of the upstream.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    pub(crate) AMBIGUOUS_REWRITE { code: "GW402", name: "ambiguous-rewrite", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A `rewrite` uses a parameter or a `*` that the path does not have.
    ///
    /// ## Why it matters
    /// There is nothing to put in its place.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   pricing:
    ///     at: /pricing
    ///     upstream: pricing
    ///     paths: { "/model/{name}": { GET: { rewrite: "/models/{id}" } } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   pricing:
    ///     at: /pricing
    ///     upstream: pricing
    ///     paths: { "/model/{name}": { GET: { rewrite: "/models/{name}" } } }
    /// ```
    pub(crate) BAD_REWRITE { code: "GW403", name: "bad-rewrite", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Nobody said who may call an endpoint.
    ///
    /// ## Why it matters
    /// In KrakenD such a route is open to everybody. Here it has to be said: `auth: public`, or the name of an auth.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated, auth: public }
    /// ```
    pub(crate) ROUTE_WITHOUT_AUTH { code: "GW201", name: "route-without-auth", category: Security, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An endpoint lets opaque API keys pass to an upstream that does not say it checks them.
    ///
    /// ## Why it matters
    /// The gateway looks at the beginning of a key only. If the upstream does not check the rest, anything that
    /// begins right gets in.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: key }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   chat: { at: /v1/chat, upstream: cloud-api, methods: POST, auth: key }
    /// ```
    pub(crate) KEY_WITHOUT_TAKER { code: "GW202", name: "key-without-taker", category: Security, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A limit tells callers apart by a claim, on an endpoint that verifies no token.
    ///
    /// ## Why it matters
    /// There is no claim, so all callers share one bucket or none has one.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { by-org: { total: 100/s, per: { claim: owner, rate: 10/s } } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: public, rate_limit: by-org }
    /// ```
    ///
    /// ## Fix
    /// Limit by `per_ip`, or require a token.
    pub(crate) CLAIM_WITHOUT_JWT { code: "GW310", name: "claim-limit-without-token", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A limit tells callers apart by a path parameter that the path does not have.
    ///
    /// ## Why it matters
    /// KrakenD limits nothing then, without a word.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { by-shop: { total: 100/s, per: { param: shop, rate: 10/s } } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: public, rate_limit: by-shop }
    /// ```
    ///
    /// ## Fix
    /// Name a parameter of the path, or attach the limit elsewhere.
    pub(crate) PARAM_WITHOUT_PATH { code: "GW311", name: "param-limit-without-param", category: Correctness, severity: Error, since: "0.1.0" }
}
