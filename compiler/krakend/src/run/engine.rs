//! CE's own gin engine (krakend-ce router_engine.go, lura router/gin/engine.go, unrolled/secure 1.15): the health
//! route comes first, `security/http` compiles its hosts, and `auto_options` comes last.

use super::end::End;
use super::option::Start;
use crate::engine::{Engine, Fault};
use crate::shape::get;
use crate::value::{Tree, Value};
use crate::verdict::Run;
use gwc_syntax::tree::NodeId;

pub(super) fn panic(fault: Fault) -> End {
    let message = if fault.crash { fault.message } else { format!("panic: {}", fault.message) };
    End { run: Run::Panics, message, routes: fault.routes, nodes: fault.nodes, elsewhere: false }
}

pub(super) fn start<'a>(start: Start<'a>, engine: &mut Engine<'a>) -> Result<(), End> {
    let router = start.service.extra_config.component("router").map(|n| n.value);
    let health = router.map_or(Health::default(), |node| health(start.tree, node));
    if !health.disabled {
        engine.health(health.path.unwrap_or("/__health"), health.node).map_err(panic)?;
    }
    match start.service.extra_config.component("security/http") {
        Some(found) => allowed_hosts(start.tree, found.value),
        None => Ok(()),
    }
}

#[derive(Default)]
struct Health<'a> {
    disabled: bool,
    path: Option<&'a str>,
    node: Option<NodeId>,
}

/// Options of the wrong type are dropped one by one: the struct that failed to decode is used all the same.
fn health(tree: Tree<'_>, node: NodeId) -> Health<'_> {
    let path = get(tree, node, "health_path");
    Health {
        disabled: get(tree, node, "disable_health").is_some_and(|(value, _)| value.as_bool() == Some(true)),
        path: path.and_then(|(value, _)| value.as_str()).filter(|path| !path.is_empty()),
        node: path.map(|(_, node)| node),
    }
}

fn allowed_hosts(tree: Tree<'_>, node: NodeId) -> Result<(), End> {
    let on = tree.get(node, "allowed_hosts_are_regex").and_then(|e| tree.value(e.value).as_bool());
    let hosts = tree.get(node, "allowed_hosts").map(|e| tree.value(e.value));
    let (Some(true), Some(Value::List(hosts))) = (on, hosts) else { return Ok(()) };
    for host in hosts {
        let Some(text) = tree.value(*host).as_str() else { continue };
        if crate::go::regexp(&format!("^{text}$")).is_err() {
            let message = format!("panic: Error parsing AllowedHost: error parsing regexp: `^{text}$`");
            return Err(End::panics(message, *host));
        }
    }
    Ok(())
}

pub(super) fn auto_options<'a>(start: Start<'a>, engine: &mut Engine<'a>) -> Result<(), End> {
    let router = start.service.extra_config.component("router");
    let option = router.and_then(|n| start.tree.get(n.value, "auto_options"));
    if option.is_some_and(|e| start.tree.value(e.value).as_bool() == Some(true)) {
        engine.auto_options().map_err(panic)?;
    }
    Ok(())
}
