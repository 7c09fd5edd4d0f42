use crate::lint::Context;
use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_image;

declare_rule! {
    /// The tag of an image does not name one version.
    ///
    /// ## What it does
    /// Checks `image` under `deploy`, and the images of containers that run a gateway. Reports an image without a
    /// digest if its tag has no number, such as `latest`, `main` or `lux-latest`. An image with neither a tag nor a
    /// digest is reported too.
    ///
    /// ## Why is this bad?
    /// The registry can serve another image under the same tag. Pods that restart run the new image while others run
    /// the old one, and `kubectl rollout undo` restores the same tag, not the old image.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, image: "ghcr.io/hanzoai/gateway:latest" }
    /// ```
    /// In a manifest, an image without a tag is `latest` too.
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    /// ```
    ///
    /// ## Use instead
    /// Set the tag of a version. A digest (`NAME:TAG@sha256:...`) also fixes the content.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, image: "ghcr.io/hanzoai/gateway:v2.14.10" }
    /// ```
    ///
    /// ## When to ignore
    /// The manifest is for a development cluster that always runs the newest image.
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
    is_mutable(&image.value).then(|| {
        MUTABLE_IMAGE
            .at(
                image.span,
                format!("image `{}` does not name one version: its content can change", image.value),
            )
            .help("set a tag that names one version, or add a digest: `NAME:TAG@sha256:...`")
    })
}

/// An image that is valid only with a tag has none: Kubernetes pulls `latest`.
fn is_mutable(image: &str) -> bool {
    match parse_image(image) {
        Ok(image) => image.is_mutable(),
        Err(_) => parse_image(&format!("{image}:latest")).is_ok(),
    }
}
