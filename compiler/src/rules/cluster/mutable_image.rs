use crate::lint::Context;
use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_image;

declare_rule! {
    /// The tag of an image does not name one version: `latest`, `main`, `lux-latest`.
    ///
    /// ## Why is this bad?
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
    /// ## Use instead
    /// Name a version; with its digest, nobody can move it.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, image: "ghcr.io/hanzoai/gateway:v2.14.10" }
    /// ```
    pub(crate) MUTABLE_IMAGE { code: "GW605", name: "mutable-image", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Manifests] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let image = context.gateway.deploy.as_ref().and_then(|deploy| deploy.image.as_ref());
    out.extend(image.and_then(mutable));
}

/// The images of manifests.
pub(crate) fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    let containers = topology.containers().into_iter().filter(|container| container.program().is_some());
    out.extend(containers.filter_map(|container| mutable(&container.image()?)));
}

fn mutable(image: &Spanned<String>) -> Option<Diagnostic> {
    parse_image(&image.value).is_ok_and(|image| image.is_mutable()).then(|| {
        MUTABLE_IMAGE
            .at(image.span, format!("`{}` may be another image tomorrow", image.value))
            .help("name a version, or a digest: `NAME:TAG@sha256:...`")
    })
}
