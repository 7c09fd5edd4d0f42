//! What is wrong with a deployment before anything is written: reported by `check` and `build` alike.

use super::runs::{Runs, runs};
use super::{facts, names, size};
use crate::checked::Checked;
use crate::codes;
use crate::model::{Amounts, Deploy, Gateway};
use crate::targets;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::Spanned;
use gwc_syntax::value::{Target, parse_image, parse_quantity};

/// Reports what would fail, or surprise, in a cluster.
pub fn check(gateway: &Gateway, out: &mut Diagnostics) {
    let runs = runs(gateway);
    if let Some(deploy) = &gateway.deploy {
        if runs.is_none() {
            runs_nothing(gateway, deploy, out);
        }
        image(deploy, runs.as_ref(), out);
        resources(deploy, out);
        labels(deploy, out);
        ingress(gateway, deploy, out);
        listener(gateway, deploy, out);
    }
    // What a target does not do, and an author may accept, does not keep the outputs from being made.
    let is_fatal = |d: &Diagnostic| d.severity == Severity::Error && !targets::is_waivable(d.rule);
    let is_broken = out.iter().any(is_fatal);
    if let (Some(runs), false) = (runs, is_broken) {
        sizes(gateway, &runs, out);
    }
}

fn runs_nothing(gateway: &Gateway, deploy: &Deploy, out: &mut Diagnostics) {
    // A word that names no target at all has been refused by the grammar.
    let known = crate::grammar::format::RUNS.words;
    let Some(said) = deploy.runs.as_ref().filter(|r| known.contains(&r.value.as_str())) else { return };
    let mut names: Vec<&str> = gateway.targets.iter().map(|t| t.value.name()).collect();
    names.dedup();
    let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    out.push(
        codes::RUNS_WITHOUT_TARGET
            .at(said.span, format!("`{}` is not among the targets of this gateway", said.value))
            .help(format!("add it to `targets`, or run one of them: {}", names.join(", "))),
    );
}

fn image(deploy: &Deploy, runs: Option<&Runs>, out: &mut Diagnostics) {
    let Some(image) = &deploy.image else {
        if let (Some(runs), Some(span)) = (runs.filter(|r| r.target == Target::Gwr), deploy.span) {
            out.push(
                codes::UNPUBLISHED_IMAGE
                    .at(span, format!("no image of `gwr` is published as `{}`", runs.image))
                    .help("build one with the `Dockerfile` of gwc, push it, and name it: `deploy: { image: ... }`"),
            );
        }
        return;
    };
    if parse_image(&image.value).is_ok_and(|image| image.is_mutable()) {
        out.push(
            codes::MUTABLE_IMAGE
                .at(image.span, format!("`{}` may be another image tomorrow", image.value))
                .help("name a version, or a digest: `NAME:TAG@sha256:...`"),
        );
    }
}

fn resources(deploy: &Deploy, out: &mut Diagnostics) {
    let pairs = |of: fn(&Amounts) -> &Option<Spanned<String>>| (of(&deploy.requests), of(&deploy.limits));
    for (what, (request, limit)) in [("cpu", pairs(|a| &a.cpu)), ("memory", pairs(|a| &a.memory))] {
        if let (Some(request), Some(limit)) = (request, limit)
            && parse_quantity(&request.value) > parse_quantity(&limit.value)
        {
            out.push(
                codes::IMPOSSIBLE_RESOURCES
                    .at(request.span, format!("`{}` of {what} is more than the limit", request.value))
                    .related(limit.span, "the limit")
                    .help("ask for less, or raise the limit"),
            );
        }
    }
    for memory in [&deploy.requests.memory, &deploy.limits.memory].into_iter().flatten() {
        // Less than a mebibyte is a unit that was forgotten or mistaken; `m` means thousandths.
        if parse_quantity(&memory.value).is_ok_and(|thousandths| thousandths < 1000 << 20) {
            out.push(
                codes::IMPOSSIBLE_RESOURCES
                    .at(memory.span, format!("no gateway runs in `{}` of memory", memory.value))
                    .help("memory is in bytes: say `128Mi`; `m` means thousandths of a byte"),
            );
        }
    }
}

fn labels(deploy: &Deploy, out: &mut Diagnostics) {
    for (name, _) in deploy.labels.iter().filter(|(n, _)| facts::SELECTOR.contains(&n.value.as_str())) {
        out.push(
            codes::CONFLICTING_KEYS
                .at(
                    name.span,
                    format!("`{}` tells the pods of gateways apart and is set already", name.value),
                )
                .help("remove it; `deploy: { name: ... }` sets the name"),
        );
    }
    for (name, _) in deploy.annotations.iter().filter(|(n, _)| n.value == "checksum/config") {
        out.push(
            codes::CONFLICTING_KEYS
                .at(
                    name.span,
                    "`checksum/config` makes a change of the configuration roll out and is set already",
                )
                .help("remove it"),
        );
    }
}

fn ingress(gateway: &Gateway, deploy: &Deploy, out: &mut Diagnostics) {
    if let Some(ingress) = deploy.ingress.as_ref().filter(|_| gateway.hosts.is_empty()) {
        out.push(
            codes::INGRESS_WITHOUT_HOSTS
                .at(ingress.span, "an Ingress without hosts would claim every host of the cluster")
                .help("say which: `hosts: [api.example.com]`"),
        );
    }
}

fn listener(gateway: &Gateway, deploy: &Deploy, out: &mut Diagnostics) {
    let listen = gateway.listen;
    let related = deploy.span.unwrap_or(gateway.name.span);
    if let Some(address) = listen.value.address.filter(|a| !a.is_unspecified()) {
        out.push(
            codes::UNREACHABLE_LISTENER
                .at(
                    gateway.span(listen.origin),
                    format!("no pod has the address `{address}` for others to reach"),
                )
                .related(related, "deployed in pods here")
                .help(format!("listen on all addresses: `listen: {}`", listen.value.port)),
        );
    }
    if listen.value.port < 1024 {
        out.push(
            codes::UNREACHABLE_LISTENER
                .at(
                    gateway.span(listen.origin),
                    format!("the pods run without the right to listen on port {}", listen.value.port),
                )
                .related(related, "deployed in pods here")
                .help("listen on a port from 1024 on, such as 8080; the Ingress serves 80 and 443"),
        );
    }
}

fn sizes(gateway: &Gateway, runs: &Runs, out: &mut Diagnostics) {
    // What can not be lowered is an error of the build.
    let Ok(content) = size::content(Checked::new(gateway), runs.target) else { return };
    // The facts of no content: its length is what counts here.
    let size = size::of(&facts::facts(gateway, &names::object_name(gateway), runs, &[]), content);
    let endpoints = gateway.endpoints.len();
    let span = gateway.name.span;
    if size.data > size::MAX_DATA {
        let has = format!(
            "the ConfigMap of {endpoints} endpoints has {} bytes, of {} that fit",
            size.data,
            size::MAX_DATA
        );
        let gwr_would_do = runs.target != Target::Gwr && targets::takes(gateway, Target::Gwr);
        let help = match gwr_would_do {
            false => "split the gateway",
            true => "split the gateway, or run `gwr`, whose artifact is smaller",
        };
        out.push(codes::CONFIG_TOO_LARGE.at(span, has).help(help));
    } else if size.annotations > size::MAX_ANNOTATIONS {
        let has = format!(
            "`kubectl apply` would refuse the ConfigMap: its annotation needs {} bytes, of {} that fit",
            size.annotations,
            size::MAX_ANNOTATIONS
        );
        let folder = &gateway.name.value;
        out.push(codes::ANNOTATION_TOO_LARGE.at(span, has).help(format!(
            "apply on the server's side: `kubectl apply --server-side --force-conflicts -f dist/{folder}/k8s/`"
        )));
    }
}
