//! `GW60x`: what would fail, or surprise, in a cluster.

use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Rule;

pub(super) const RULES: &[&Rule] = &[
    &CONFIG_TOO_LARGE,
    &ANNOTATION_TOO_LARGE,
    &RUNS_WITHOUT_TARGET,
    &INGRESS_WITHOUT_HOSTS,
    &MUTABLE_IMAGE,
    &IMPOSSIBLE_RESOURCES,
    &UNREACHABLE_LISTENER,
    &UNPUBLISHED_IMAGE,
];

declare_rule! {
    /// The configuration does not fit into a ConfigMap: Kubernetes takes 1 MiB at most.
    ///
    /// ## Why it matters
    /// The API server refuses the ConfigMap, and the old configuration goes on being served. One line of YAML can be
    /// many endpoints: a prefix more multiplies them all.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   shop:
    ///     at: [/a, /b, /c, /d, /e, /f, /g, /h, /i, /j, /k, /l, /m, /n, /o, /p, /q, /r, /s, /t, /u, /v, /w]
    ///     upstream: commerce
    ///     rewrite_prefix: /v1
    ///     paths:
    ///       { /a: &all GET POST PUT PATCH DELETE, /b: *all, /c: *all, /d: *all, /e: *all, /f: *all,
    ///         /g: *all, /h: *all, /i: *all, /j: *all, /k: *all, /l: *all, /m: *all, /n: *all, /o: *all, /p: *all,
    ///         /q: *all, /r: *all, /s: *all, /t: *all }
    /// ```
    ///
    /// ## Fix
    /// One wildcard says what many paths said; or split the gateway in two.
    /// ```yaml,good
    /// services:
    ///   shop: { at: [/a, /b, /c, /d], upstream: commerce, rewrite_prefix: /v1, methods: GET POST PUT PATCH DELETE }
    /// ```
    pub(crate) CONFIG_TOO_LARGE { code: "GW601", name: "config-too-large", category: Reliability, severity: Error, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// `kubectl apply` keeps the last applied object in an annotation, and the ConfigMap is too large for one: all
    /// annotations of an object have 262,144 bytes together.
    ///
    /// ## Why it matters
    /// The apply is refused with `metadata.annotations: Too long`, and the old configuration goes on being served.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   shop:
    ///     at: [/a, /b, /c, /d, /e, /f, /g, /h, /i, /j, /k, /l, /m]
    ///     upstream: commerce
    ///     rewrite_prefix: /v1
    ///     paths:
    ///       { /a: &all GET POST PUT PATCH DELETE, /b: *all, /c: *all, /d: *all, /e: *all, /f: *all,
    ///         /g: *all, /h: *all, /i: *all, /j: *all }
    /// ```
    ///
    /// ## Fix
    /// Apply on the server's side, which keeps no such annotation: `kubectl apply --server-side`. Or say less:
    /// ```yaml,good
    /// services:
    ///   shop: { at: [/a, /b, /c, /d], upstream: commerce, rewrite_prefix: /v1, methods: GET POST PUT PATCH DELETE }
    /// ```
    pub(crate) ANNOTATION_TOO_LARGE { code: "GW602", name: "annotation-too-large", category: Reliability, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// `deploy` runs something that the gateway is not lowered to.
    ///
    /// ## Why it matters
    /// There is no configuration that the pods could be given.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: krakend-ce }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// gateway: shop
    /// targets: [krakend-ce@2.13, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: krakend-ce }
    /// ```
    pub(crate) RUNS_WITHOUT_TARGET { code: "GW603", name: "runs-without-target", category: Correctness, severity: Error, since: "0.1.0", suppressible: false }
}

declare_rule! {
    /// An Ingress is asked for, and the gateway says no host.
    ///
    /// ## Why it matters
    /// An Ingress without hosts answers for every host that nobody else claims.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, ingress: { class: nginx, tls_secret: shop-tls } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// gateway: shop
    /// hosts: [api.example.com]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, ingress: { class: nginx, tls_secret: shop-tls } }
    /// ```
    pub(crate) INGRESS_WITHOUT_HOSTS { code: "GW604", name: "ingress-without-hosts", category: Security, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// The tag of an image does not name one version: `latest`, `main`, `lux-latest`.
    ///
    /// ## Why it matters
    /// What runs changes when a pod happens to start again, on some nodes and not on others; and nobody can roll back
    /// to what ran before.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, image: "ghcr.io/hanzoai/gateway:latest" }
    /// ```
    ///
    /// ## Fix
    /// Name a version; with its digest, nobody can move it.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, image: "ghcr.io/hanzoai/gateway:v2.14.10" }
    /// ```
    pub(crate) MUTABLE_IMAGE { code: "GW605", name: "mutable-image", category: Reliability, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// A pod asks for more than its limit, or for so little memory that a unit must be missing.
    ///
    /// ## Why it matters
    /// Kubernetes refuses the Deployment in the first case; in the second it kills each pod as it starts. `m` means
    /// thousandths: `128m` of memory is an eighth of a byte.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, resources: { requests: { cpu: "2" }, limits: { cpu: 500m, memory: 128m } } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, resources: { requests: { cpu: 100m }, limits: { cpu: 500m, memory: 128Mi } } }
    /// ```
    pub(crate) IMPOSSIBLE_RESOURCES { code: "GW606", name: "impossible-resources", category: Reliability, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A gateway that is deployed in pods listens where no pod can, or where nobody reaches it.
    ///
    /// ## Why it matters
    /// On one address such as `127.0.0.1` neither probes nor the Service reach the pod, which never becomes ready. A
    /// port below 1024 takes a right that the pods do not have.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// listen: 127.0.0.1:8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// gateway: shop
    /// listen: 8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo }
    /// ```
    pub(crate) UNREACHABLE_LISTENER { code: "GW607", name: "unreachable-listener", category: Reliability, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// `deploy` runs `gwr` and names no image. The Deployment then names one that nobody has published.
    ///
    /// ## Why it matters
    /// Until somebody pushes an image of that name, the pods wait for it.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr }
    /// ```
    ///
    /// ## Fix
    /// Build one with the `Dockerfile` of gwc (`docker build --target gwr .`), push it, and name it.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr, image: "registry.example.com/gwr:0.1.0" }
    /// ```
    pub(crate) UNPUBLISHED_IMAGE { code: "GW608", name: "unpublished-image", category: Reliability, severity: Note, since: "0.1.0" }
}
