//! `image`, `replicas`, `resources` and `ingress` of a resource.

use crate::model::{Amounts, Deploy, Ingress};
use crate::parse::deploy::amounts;
use crate::parse::fields::Fields;
use crate::parse::maps::pairs;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::{Target, parse_target};

/// How the pods run, and the target that their image executes.
pub(super) fn read(
    spec: &Fields<'_>,
    name: Spanned<String>,
    namespace: Option<Spanned<String>>,
) -> (Deploy, Spanned<Target>) {
    let image = spec.map("image").filter(|_| !spec.is_faulty("image"));
    let repository = image.as_ref().and_then(|image| image.text("repository"));
    let tag = image.as_ref().and_then(|image| image.text("tag"));
    let program = match repository.as_ref().and_then(|repository| repository.value.rsplit('/').next()) {
        Some("krakend") => "krakend-ce",
        Some("gwr") => "gwr",
        _ => "hanzo",
    };
    let target = parse_target(program).unwrap_or(Target::Hanzo);
    let place = repository.as_ref().map_or(name.span, |repository| repository.span);
    let of = |resources: &str| match spec.is_faulty("resources") {
        true => Amounts::default(),
        false => amounts(spec, resources),
    };
    let deploy = Deploy {
        span: spec.key_span("image").or_else(|| spec.key_span("routes")),
        runs: Some(Spanned::new(program.to_owned(), place)),
        name: Some(name),
        namespace,
        image: repository.zip(tag).map(|(repository, tag)| {
            Spanned::new(format!("{}:{}", repository.value, tag.value), repository.span)
        }),
        replicas: spec.parsed("replicas", |t| t.parse::<u32>().map_err(|e| e.to_string())),
        requests: of("requests"),
        limits: of("limits"),
        ingress: ingress(spec),
        ..Deploy::default()
    };
    (deploy, Spanned::new(target, place))
}

fn ingress(spec: &Fields<'_>) -> Option<Ingress> {
    let span = spec.key_span("ingress")?;
    let ingress = spec.map("ingress").filter(|_| !spec.is_faulty("ingress"))?;
    Some(Ingress {
        span,
        class: ingress.text("ingressClassName"),
        tls_secret: ingress.text("tlsSecret"),
        annotations: pairs(&ingress, "annotations"),
    })
}
