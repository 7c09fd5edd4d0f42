//! The Gateway resource of HIP-412 as declarations of a gateway. Nothing in it is ignored: what has no meaning here is an
//! unknown key.

mod policies;
mod pods;
mod routes;

use super::fields::Fields;
use crate::codes;
use crate::decl::{Gateway, Section, ServicesFile};
use crate::grammar::Format;
use crate::grammar::format::{KUBE_NAME, KUBE_SERVICE};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

/// Segments below a prefix that the JSON targets match, which have no wildcard for all of them.
const DEPTH: u8 = 4;

/// Reads a resource that was checked against its grammar; nothing without a name and a `spec`.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<(Gateway, ServicesFile)> {
    let name = metadata(fields, "name", &KUBE_SERVICE, out)?;
    let namespace = match fields.map("metadata").is_some_and(|map| map.get("namespace").is_some()) {
        true => metadata(fields, "namespace", &KUBE_NAME, out),
        false => None,
    };
    let spec = fields.map("spec")?;
    let mut gateway = Gateway::named(name.clone());
    let policies = policies::read(&spec, out);
    gateway.auths = policies.auths;
    gateway.limits = routes::limits(&spec, out);
    for (section, key) in [(Section::Auth, "authPolicies"), (Section::RateLimits, "rateLimits")] {
        if spec.is_faulty(key) {
            gateway.unread.sections.insert(section);
        }
    }
    let unread = policies.unread.into_iter().map(|name| (Section::Auth, name));
    gateway.unread.names.extend(unread);
    let routes = routes::read(&spec, &policies.public, DEPTH, out);
    gateway.upstreams = routes.upstreams;
    gateway.hosts = spec.map("ingress").map_or_else(Vec::new, |ingress| ingress.texts("hosts"));
    let (deploy, target) = pods::read(&spec, name, namespace);
    gateway.deploy = Some(deploy);
    gateway.targets = Some(vec![target]);
    Some((gateway, ServicesFile { services: routes.services, ..ServicesFile::default() }))
}

/// A text of `metadata`, which has many more keys in a cluster.
fn metadata(
    fields: &Fields<'_>,
    key: &str,
    format: &Format,
    out: &mut Diagnostics,
) -> Option<Spanned<String>> {
    let metadata = fields.map("metadata")?;
    let Some(text) = metadata.text(key) else {
        let span = metadata.key_span(key).or_else(|| fields.key_span("metadata"))?;
        let finding = codes::MISSING_KEY.at(span, format!("missing key `{key}` in `metadata`"));
        out.push(finding.help(format!("add `{key}`, {}", format.expects)));
        return None;
    };
    if let Err(fault) = (format.check)(&text.value) {
        let message = format!("`{}` is not a valid `{key}`: {}", text.value, fault.why);
        out.push(codes::BAD_VALUE.at(text.span, message));
        return None;
    }
    Some(text)
}
