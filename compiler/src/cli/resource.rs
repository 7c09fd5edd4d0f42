//! `gwc build --emit cr`: a gateway as the Gateway resource, and what the resource cannot express.

use super::io::{Exit, Io};
use super::session::Session;
use crate::compile::compile_gateway;
use crate::load::GatewayFiles;
use crate::model::{Auth, Scheme};
use crate::settings::Settings;
use crate::{Checked, compared, emit};
use gwc_syntax::source::SourceMap;

/// Writes the resource of each gateway to standard output, and what is lost to standard error. A loss fails the run.
pub(super) fn run(session: &Session, io: &mut Io<'_>) -> Exit {
    let mut exit = Exit::Clean;
    let gateways = session.compiled.gateways.iter().filter_map(|(_, c)| c.checked());
    for (number, checked) in gateways.enumerate() {
        let text = emit::resource::render(checked);
        let separator = if number == 0 { "" } else { "---\n" };
        if let Err(error) = write!(io.out, "{separator}{text}") {
            return io.fail("cannot write the resource", &error);
        }
        let name = &checked.gateway().name.value;
        for loss in losses(checked, text) {
            let _ = writeln!(io.err, "gwc: the resource of `{name}` does not express: {loss}");
            exit = Exit::Findings;
        }
    }
    exit
}

/// How requests would be decided otherwise by what the text means, and keys of `deploy` that it has no place for.
fn losses(checked: Checked<'_>, text: String) -> Vec<String> {
    let gateway = checked.gateway();
    let mut sources = SourceMap::default();
    let file = sources.add("resource.yaml", text);
    let files = GatewayFiles { routes: vec![file], is_resource: true, ..GatewayFiles::default() };
    let compilation = compile_gateway(&sources, &files, &Settings::default());
    let mut losses = discoveries(gateway);
    losses.extend(cleartext_keys(gateway));
    let Some(read) = compilation.checked() else {
        losses.push("the gateway as a whole: the resource would be refused".to_owned());
        return losses;
    };
    losses.extend(deploy_losses(gateway));
    let target = crate::kube::workload(gateway).map(|workload| workload.target);
    let sides = (compared::of_model(gateway, target), compared::of_model(read.gateway(), target));
    let (Ok(before), Ok(after)) = sides else {
        losses.push("the gateway cannot be compared with the resource".to_owned());
        return losses;
    };
    match gwc_diff::compare(&before.side, &after.side) {
        Ok(comparison) => losses.extend(comparison.changes.iter().map(|change| {
            let endpoints: Vec<String> = change
                .endpoints
                .iter()
                .take(3)
                .map(|endpoint| format!("`{} {}`", endpoint.method, endpoint.path))
                .collect();
            let more = change.endpoints.len().saturating_sub(3);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let place = if endpoints.is_empty() {
                String::new()
            } else {
                format!(" of {}{more}", endpoints.join(", "))
            };
            let was = change.before.as_deref().unwrap_or("nothing");
            let is = change.after.as_deref().unwrap_or("nothing");
            format!("{}{place}: `{was}` would be `{is}`", change.kind.name())
        })),
        Err(_) => losses.push("the gateway is too large to be compared".to_owned()),
    }
    losses
}

/// Auths with keys over `http`, which the resource cannot express.
fn cleartext_keys(gateway: &crate::model::Gateway) -> Vec<String> {
    let allows = |auth: &&Auth| matches!(&auth.scheme, Scheme::Jwt(jwt) if jwt.allow_http);
    let lost = |auth: &Auth| format!("`allow_http` of auth `{}`: set an `https://` URL", auth.name.value);
    gateway.auths.iter().filter(allows).map(lost).collect()
}

/// Auths whose key set is found by discovery, which the resource cannot express.
fn discoveries(gateway: &crate::model::Gateway) -> Vec<String> {
    let discovers = |auth: &&Auth| matches!(&auth.scheme, Scheme::Jwt(jwt) if jwt.discover);
    let auths = gateway.auths.iter().filter(discovers);
    let lost = |auth: &Auth| {
        format!(
            "`jwks: discover` of auth `{}`: set the URL that the discovery document has as `jwks_uri`",
            auth.name.value
        )
    };
    auths.map(lost).collect()
}

/// Keys of `deploy` that the resource has no key for.
fn deploy_losses(gateway: &crate::model::Gateway) -> Vec<String> {
    let Some(deploy) = &gateway.deploy else { return Vec::new() };
    let set = [
        ("env", !deploy.env.is_empty()),
        ("image_pull_secrets", !deploy.image_pull_secrets.is_empty()),
        ("labels", !deploy.labels.is_empty()),
        ("annotations", !deploy.annotations.is_empty()),
        ("httproute", deploy.httproute.is_some()),
        ("autoscale", deploy.autoscale.is_some()),
        ("disruption", deploy.disruption.is_some()),
        ("spread", deploy.spread.is_some()),
        ("affinity", !deploy.affinity.is_empty()),
        ("egress", deploy.egress.is_some()),
        ("monitor", deploy.monitor.is_some()),
        ("service", deploy.service.kind.is_some() || deploy.service.port.is_some()),
        ("volumes", !deploy.volumes.is_empty()),
        ("env_from", !deploy.env_from.is_empty()),
        ("priority_class", deploy.priority_class.is_some()),
        ("tolerations", !deploy.tolerations.is_empty()),
        ("config", deploy.config.is_some()),
        ("config_only", deploy.config_only),
        ("create_namespace", deploy.create_namespace),
        ("sync_waves", deploy.sync_waves),
    ];
    let lost = set.into_iter().filter(|(_, is_set)| *is_set);
    let mut lost: Vec<String> = lost.map(|(key, _)| format!("`deploy.{key}`")).collect();
    if !gateway.hosts.is_empty() && deploy.ingress.is_none() {
        lost.push("`hosts` without an Ingress".to_owned());
    }
    lost
}
