//! `deploy`.

mod network;
mod pods;
mod scale;

use super::fields::Fields;
use crate::codes;
use crate::model::Deploy;
use gwc_syntax::diagnostic::Diagnostics;

use super::maps::pairs;

pub(super) use pods::amounts;

/// Reads `deploy`, a map that was checked against the grammar.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Deploy {
    Deploy {
        span: None,
        runs: fields.text("runs"),
        name: fields.text("name"),
        namespace: fields.text("namespace"),
        image: fields.text("image"),
        replicas: fields.parsed("replicas", |t| t.parse::<u32>().map_err(|e| e.to_string())),
        requests: pods::amounts(fields, "requests"),
        limits: pods::amounts(fields, "limits"),
        ingress: network::ingress(fields),
        env: pods::env(fields),
        image_pull_secrets: fields.texts("image_pull_secrets"),
        labels: pairs(fields, "labels"),
        annotations: pairs(fields, "annotations"),
        httproute: network::httproute(fields, out),
        autoscale: scale::autoscale(fields, out),
        disruption: scale::disruption(fields, out),
        spread: fields.text("spread"),
        affinity: pods::affinity(fields, out),
        egress: fields.text("egress"),
        monitor: fields.text("monitor"),
        service: network::service(fields, out),
        volumes: pods::volumes(fields, out),
        env_from: pods::env_from(fields, out),
        priority_class: fields.text("priority_class"),
        tolerations: pods::tolerations(fields, out),
        config: fields.text("config"),
        config_only: config_only(fields, out),
        create_namespace: fields.bool("create_namespace").unwrap_or(false),
        sync_waves: fields.bool("sync_waves").unwrap_or(false),
    }
}

/// Whether the change of the configuration alone is written. In an image there is no such change.
fn config_only(fields: &Fields<'_>, out: &mut Diagnostics) -> bool {
    let wanted = fields.bool("config_only").unwrap_or(false);
    let in_image = fields.text("config").filter(|mode| mode.value == "image");
    if let (true, Some(mode), Some(span)) = (wanted, in_image, fields.key_span("config_only")) {
        let finding = codes::CONFLICTING_KEYS.at(span, "`config_only` has no effect with `config: image`");
        let finding = finding.related(mode.span, "configuration in the image");
        out.push(finding.help("remove `config_only`: the image already contains the configuration"));
    }
    wanted
}
