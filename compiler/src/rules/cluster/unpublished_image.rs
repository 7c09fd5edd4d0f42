use crate::kube::workload;
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// `deploy` runs `gwr` and names no image. The Deployment then names one that nobody has published.
    ///
    /// ## Why is this bad?
    /// Until somebody pushes an image of that name, the pods wait for it.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr }
    /// ```
    ///
    /// ## Use instead
    /// Build one with the `Dockerfile` of gwc (`docker build --target gwr .`), push it, and name it.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr, image: "registry.example.com/gwr:0.1.0" }
    /// ```
    pub(crate) UNPUBLISHED_IMAGE { code: "GW608", name: "unpublished-image", category: Reliability, severity: Note, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(deploy) = context.gateway.deploy.as_ref().filter(|deploy| deploy.image.is_none()) else {
        return;
    };
    let workload = workload(context.gateway).filter(|workload| workload.target == Target::Gwr);
    if let (Some(workload), Some(span)) = (workload, deploy.span) {
        out.push(
            UNPUBLISHED_IMAGE
                .at(span, format!("no image of `gwr` is published as `{}`", workload.image))
                .help(
                    "build one with the `Dockerfile` of gwc, push it, and name it: `deploy: { image: ... }`",
                ),
        );
    }
}
