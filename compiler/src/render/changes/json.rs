//! One versioned object.

use std::io;

use serde_json::{Value, json};

use super::report::{Change, Changes, GatewayChanges, Weight};
use super::verdict::lines;

/// Raised when a field goes or changes its meaning; new fields do not raise it.
pub(super) const VERSION: u32 = 1;

pub(super) fn write(changes: &Changes, out: &mut dyn io::Write) -> io::Result<()> {
    let mut document = json!({
        "version": VERSION,
        "before": changes.before,
        "after": changes.after,
        "verdict": verdict(changes),
        "gateways": changes.gateways.iter().map(gateway).collect::<Vec<_>>(),
        "remarks": changes.remarks,
    });
    if let Some(base) = &changes.base {
        document["base"] = serde_json::to_value(base)?;
    }
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// What decides the exit code.
fn verdict(changes: &Changes) -> Value {
    let word = match changes.weight() {
        None => "same",
        Some(Weight::Widens) => "widens-exposure",
        Some(Weight::Breaks) => "breaks-clients",
        Some(_) => "changed",
    };
    json!({
        "result": word,
        "changes": changes.all().count(),
        "widen": changes.count(Weight::Widens),
        "break": changes.all().filter(|c| c.approval.is_none() && c.kind.clients() == gwc_diff::Clients::Breaks).count(),
        "approved": changes.all().filter(|change| change.approval.is_some()).count(),
        "lines": lines(changes),
    })
}

fn gateway(gateway: &GatewayChanges) -> Value {
    let completeness = &gateway.completeness;
    json!({
        "name": gateway.name,
        "changes": gateway.changes.iter().map(change).collect::<Vec<_>>(),
        "classes": gateway.exposure.classes,
        "unauthenticated": gateway.exposure.unauthenticated,
        "completeness": {
            "changed": completeness.changed,
            "without_effect": completeness.idle.iter()
                .map(|(value, reason)| json!({ "value": value, "reason": reason })).collect::<Vec<_>>(),
            "unexplained": completeness.unexplained,
        },
    })
}

fn change(change: &Change) -> Value {
    let mut value = json!({
        "code": change.kind.code(),
        "name": change.kind.name(),
        "fingerprint": change.fingerprint,
        "clients": change.kind.clients().as_str(),
        "exposure": change.exposure.as_str(),
        "endpoints": change.endpoints,
        "classes": change.classes,
        "places_before": change.places_before,
        "places_after": change.places_after,
    });
    let optional = [
        ("before", change.before.as_ref().map(|text| json!(text))),
        ("after", change.after.as_ref().map(|text| json!(text))),
        ("witness", change.witness.as_ref().map(|witness| json!(witness))),
        (
            "approved",
            change.approval.as_ref().map(|approval| {
                json!({ "by": approval.by, "reason": approval.reason, "until": approval.until.to_string() })
            }),
        ),
    ];
    for (key, found) in optional.into_iter().filter_map(|(key, value)| Some((key, value?))) {
        value[key] = found;
    }
    value
}
