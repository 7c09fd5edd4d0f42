//! `deploy`: how requests reach the pods.

use crate::codes;
use crate::model::{HttpRoute, Ingress, ServiceOptions};
use crate::parse::fields::Fields;
use crate::parse::maps::pairs;
use gwc_syntax::diagnostic::Diagnostics;

pub(super) fn ingress(fields: &Fields<'_>) -> Option<Ingress> {
    let span = fields.key_span("ingress")?;
    let ingress = fields.map("ingress")?;
    Some(Ingress {
        span,
        class: ingress.text("class"),
        tls_secret: ingress.text("tls_secret"),
        annotations: pairs(&ingress, "annotations"),
    })
}

pub(super) fn httproute(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<HttpRoute> {
    let span = fields.key_span("httproute")?;
    let route = fields.map("httproute").filter(|_| !fields.is_faulty("httproute"))?;
    if let Some(first) = fields.key_span("ingress") {
        out.push(
            codes::CONFLICTING_KEYS
                .at(span, "`deploy` sets both `ingress` and `httproute`")
                .related(first, "`ingress` set here")
                .help("keep one of them: each would serve the hosts of the gateway"),
        );
    }
    let parent = route.text("parent")?.value;
    let (namespace, gateway) = match parent.split_once('/') {
        Some((namespace, name)) => (Some(namespace.to_owned()), name.to_owned()),
        None => (None, parent),
    };
    let (section, annotations) = (route.text("section"), pairs(&route, "annotations"));
    Some(HttpRoute { span, namespace, gateway, section, annotations })
}

pub(super) fn service(fields: &Fields<'_>, out: &mut Diagnostics) -> ServiceOptions {
    let Some(service) = fields.map("service").filter(|_| !fields.is_faulty("service")) else {
        return ServiceOptions::default();
    };
    let kind = service.text("type");
    let balanced = kind.as_ref().is_some_and(|kind| kind.value == "LoadBalancer");
    if let (false, Some(span)) = (balanced, service.key_span("source_ranges")) {
        out.push(
            codes::CONFLICTING_KEYS
                .at(span, "`source_ranges` has no effect without `type: LoadBalancer`")
                .help(
                    "set `type: LoadBalancer`, or limit addresses with `ip: { allow: [...] }` of the gateway",
                ),
        );
    }
    ServiceOptions {
        kind,
        port: service.parsed("port", |t| t.parse::<u16>().map_err(|e| e.to_string())),
        annotations: pairs(&service, "annotations"),
        source_ranges: service.texts("source_ranges"),
    }
}
