//! What `krakend run` does in addition to `check -t`: it starts the engine of CE and every component, in this order
//! (krakend-ce 2.13.8, executor.go). One component per file; the first that ends the process decides.
//!
//! The simulated machine has none of the files in a configuration, reaches no other host, and has all its ports free. A
//! component that only logs an error and continues without its protection does not end the process: rules report it.

mod end;
mod option;
mod logging;
mod metrics;
mod influx;
mod opencensus;
pub mod opentelemetry;
mod revoker;
mod engine;
mod client_credentials;
mod discovery;
pub mod proxy;
mod rate_limit;
pub mod validator;
mod cors;
mod server;

pub use end::End;

use super::config::{Backend, Service};
use super::gin::GinVersion;
use super::value::Tree;
use crate::engine::Engine;

use option::Start;

/// Starts a gateway; `None` when it serves.
pub fn run(tree: Tree<'_>, service: &Service, gin: GinVersion) -> Option<End> {
    start(Start { tree, service }, gin).err()
}

fn start(start: Start<'_>, gin: GinVersion) -> Result<(), End> {
    logging::start(start)?;
    metrics::start(start)?;
    influx::start(start)?;
    opencensus::start(start)?;
    let traced = opentelemetry::start(start);
    revoker::start(start)?;
    let mut engine = Engine::new(start.service, gin);
    engine::start(start, &mut engine)?;
    engine.built_in().map_err(engine::panic)?;
    for index in 0..start.service.endpoints.len() {
        endpoint(start, index, traced).map_err(|end| end.at(index))?;
        engine.endpoint(index).map_err(engine::panic)?;
    }
    engine::auto_options(start, &mut engine)?;
    for agent in start.service.async_agents.iter().filter_map(|a| a.value.as_ref()) {
        agent.backend.iter().filter_map(|b| b.value.as_ref()).try_for_each(|b| backend(start, b, traced))?;
    }
    cors::start(start)?;
    server::start(start)
}

/// Builds the pipe, then the handlers. If the pipe fails, the route returns `500` and has no handlers.
fn endpoint(start: Start<'_>, index: usize, traced: bool) -> Result<(), End> {
    let Some(endpoint) = &start.service.endpoints[index].value else { return Ok(()) };
    let backends = endpoint.backend.iter().filter_map(|b| b.value.as_ref());
    let (shadow, regular): (Vec<_>, Vec<_>) = backends.partition(|b| proxy::is_shadow(start.tree, b));
    for group in [&regular, &shadow] {
        group.iter().try_for_each(|b| backend(start, b, traced))?;
        proxy::start(start.tree, endpoint, group.len())?;
    }
    if regular.is_empty() {
        return Ok(());
    }
    rate_limit::start(start, endpoint)?;
    validator::start(start, endpoint)
}

fn backend(start: Start<'_>, backend: &Backend, traced: bool) -> Result<(), End> {
    client_credentials::start(start, backend)?;
    if traced {
        opentelemetry::backend(start, backend)?;
    }
    discovery::start(backend)
}
