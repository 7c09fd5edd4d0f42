//! What `krakend check -t` registers (krakend-cobra 2.8, check.go).

use crate::config::Service;
use crate::engine::{Engine, Fault, LONG_NAMESPACE};
use crate::gin::GinVersion;
use crate::value::Tree;

/// Registers what `check -t` registers.
pub(super) fn check(tree: Tree<'_>, service: &Service, gin: GinVersion) -> Result<(), Fault> {
    let mut engine = Engine::new(service, gin);
    engine.built_in()?;
    for index in 0..service.endpoints.len() {
        proxy_panics(tree, service, index)?;
        engine.endpoint(index)?;
    }
    let options = service.extra_config.get(LONG_NAMESPACE).and_then(|n| tree.get(n.value, "auto_options"));
    if options.is_some_and(|entry| tree.value(entry.value).as_bool() == Some(true)) {
        engine.auto_options()?;
    }
    Ok(())
}

/// lura's proxies under their long namespace: a failed type assertion ends `check -t` with a stack trace, because it
/// recovers only from panics with a string.
fn proxy_panics(tree: Tree<'_>, service: &Service, index: usize) -> Result<(), Fault> {
    let Some(endpoint) = &service.endpoints[index].value else { return Ok(()) };
    let Some(proxy) = endpoint.extra_config.get("github.com/devopsfaith/krakend/proxy") else {
        return Ok(());
    };
    match crate::run::proxy::assertions(tree, endpoint.backend.len(), proxy.value) {
        None => Ok(()),
        Some((message, node)) => Err(Fault { message, routes: vec![index], nodes: vec![node], crash: true }),
    }
}
