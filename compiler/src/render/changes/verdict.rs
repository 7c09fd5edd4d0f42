//! The sentences that end every text: clients, exposure, completeness.

use super::report::{Change, Changes, GatewayChanges, Targets, Weight};
use gwc_diff::Clients;

/// Kinds that a sentence names.
const NAMED: usize = 5;

/// The sentences, one a line.
pub(super) fn lines(changes: &Changes) -> Vec<String> {
    let changed = changes.all().next().is_some();
    let mut lines = Vec::new();
    if changed {
        lines.push(clients(changes));
        lines.extend(widened(changes));
    }
    for gateway in &changes.gateways {
        let name = if changes.gateways.len() > 1 { format!("{}: ", gateway.name) } else { String::new() };
        lines.extend(of_gateway(gateway, changed).into_iter().map(|line| format!("{name}{line}")));
    }
    lines
}

fn of_gateway(gateway: &GatewayChanges, changed: bool) -> Vec<String> {
    let mut lines = match changed {
        true => vec![gateway.exposure.line.clone()],
        false => vec![format!("no change ({} request classes compared)", gateway.exposure.compared)],
    };
    if gateway.completeness.changed > 0 {
        lines.push(gateway.completeness.line.clone());
    }
    lines.extend(targets(&gateway.targets));
    lines
}

/// Under which target requests were compared, where it is not the only one.
fn targets(targets: &Targets) -> Option<String> {
    let [before, after] = targets.compared?;
    let compared = match before == after {
        true => format!("target: compared under {}", after.short()),
        false => format!("target: before under {}, after under {}", before.short(), after.short()),
    };
    let names: Vec<String> = targets.others.iter().map(|target| target.short()).collect();
    match names.as_slice() {
        [] => (before != after).then_some(compared),
        [first, ..] => {
            Some(format!("{compared}; not compared: {} (add `--target {first}`)", names.join(", ")))
        }
    }
}

fn clients(changes: &Changes) -> String {
    let open = |clients: Clients| {
        changes.all().filter(|change| change.kind.clients() == clients && change.approval.is_none()).count()
    };
    let (breaks, may) = (open(Clients::Breaks), open(Clients::MayBreak));
    let approved = changes.all().filter(|change| change.approval.is_some()).count();
    let mut parts = vec![counted(changes.all().count(), "change", "changes")];
    parts.extend((breaks > 0).then(|| counted(breaks, "breaks clients", "break clients")));
    parts.extend((may > 0).then(|| format!("{may} may break clients")));
    parts.extend((approved > 0).then(|| format!("{approved} approved")));
    format!("clients: {}", parts.join(", "))
}

/// How many changes widen exposure, and of what kinds.
fn widened(changes: &Changes) -> Option<String> {
    let widens: Vec<&Change> = changes.all().filter(|change| change.weight() == Weight::Widens).collect();
    let mut names: Vec<&str> = widens.iter().map(|change| change.kind.name()).collect();
    names.sort_unstable();
    names.dedup();
    let count = counted(widens.len(), "change widens exposure", "changes widen exposure");
    let more = names.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more kinds") } else { String::new() };
    names.truncate(NAMED);
    (!widens.is_empty()).then(|| format!("exposure: {count} ({}{more})", names.join(", ")))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
