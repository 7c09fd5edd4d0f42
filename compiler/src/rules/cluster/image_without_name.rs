use crate::kube::{ConfigMode, config_mode, workload};
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::parse_image;

declare_rule! {
    /// `config: image` is set, but `image` does not name the image to build.
    ///
    /// ## What it does
    /// Reports `config: image` under `deploy` if `image` is not set, has a digest, or has a tag of more than 117
    /// characters. `gwc` appends 11 characters to the tag, a hyphen and a part of the checksum of the configuration,
    /// and a tag has at most 128.
    ///
    /// ## Why is this bad?
    /// With `config: image`, the image contains the configuration. `gwc build` writes `image/Dockerfile`; you build the
    /// image and push it with the name that `image` sets. Without `image`, the pods would run the image of the program
    /// alone, which contains no configuration. A digest names an image that exists already, not the one that will be
    /// built.
    ///
    /// ## Example
    /// `config: image` is set, but `image` is not:
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, config: image }
    /// ```
    ///
    /// ## Use instead
    /// Set `image` to the name under which you push the image, with a tag. Here, `gwc` makes the tag `v2.14.10` longer
    /// by the checksum, so each configuration has an image of its own.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, config: image, image: "registry.example.com/shop:v2.14.10" }
    /// ```
    pub(crate) IMAGE_WITHOUT_NAME { code: "GW653", name: "image-without-name", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles], suppressible: false }
}

/// Longest tag of an image (OCI distribution specification, "Pulling manifests").
const LONGEST_TAG: usize = 128;
/// What is appended to it: a hyphen and a part of the checksum.
const APPENDED: usize = 11;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    if config_mode(gateway) != ConfigMode::Image || workload(gateway).is_none() {
        return;
    }
    let Some(deploy) = &gateway.deploy else { return };
    let Some(mode) = &deploy.config else { return };
    let Some(image) = &deploy.image else {
        let finding =
            IMAGE_WITHOUT_NAME.at(mode.span, "`image` is not set, so the image to build has no name");
        out.push(finding.help("set `image`, for example `image: registry.example.com/shop:1.0.0`"));
        return;
    };
    let digest = image.value.contains('@');
    let tag = parse_image(&image.value).ok().and_then(|image| image.tag.map(|tag| tag.len())).unwrap_or(0);
    if digest || tag + APPENDED > LONGEST_TAG {
        let message = match digest {
            true => {
                format!("`{}` has a digest, so it names another image than the one to build", image.value)
            }
            false => format!(
                "the tag of `{}` is too long: `gwc` appends {APPENDED} characters, and a tag has at most {LONGEST_TAG}",
                image.value
            ),
        };
        out.push(
            IMAGE_WITHOUT_NAME
                .at(image.span, message)
                .related(mode.span, "configuration in the image")
                .help("name the image with a shorter tag and without a digest"),
        );
    }
}
