use crate::kube::workload;
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// `deploy` runs `gwr` without an image, and the default image is not published.
    ///
    /// ## What it does
    /// Reports a `deploy` that runs `gwr`, the runtime of this project, and does not set `image`.
    ///
    /// ## Why is this bad?
    /// The pods wait with `ImagePullBackOff` until an image of that name is pushed.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr }
    /// ```
    ///
    /// ## Use instead
    /// Build an image with the `Dockerfile` of gwc (`docker build --target gwr .`), push it, and set `image`.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr, image: "registry.example.com/gwr:0.1.0" }
    /// ```
    ///
    /// ## When to ignore
    /// The registry of the cluster mirrors the default name and contains the image.
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
                .at(
                    span,
                    format!(
                        "`image` is not set, and the default image `{}` is not published",
                        workload.image
                    ),
                )
                .help("build an image with the `Dockerfile` in the repository of gwc, push it, and set its name: `deploy: { image: NAME }`"),
        );
    }
}
