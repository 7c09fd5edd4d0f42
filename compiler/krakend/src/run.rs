//! What `krakend run` does beyond `check -t`: CE's own engine and every component, in the order they start
//! (krakend-ce 2.13.8, executor.go). One component a file; the first that ends the process decides.
//!
//! The machine that is meant has none of the files a configuration names, reaches no other host, and has all its
//! ports free. Components that only log and go on without their protection are no end: rules speak of those.

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

use super::config::{Backend, Service};
use super::decode::Duration;
use super::gin::GinVersion;
use super::go;
use super::value::{Entry, Tree, Value};
use crate::engine::Engine;
use crate::verdict::Run;
use gwc_syntax::tree::NodeId;

/// How a start ends when it does not end in serving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Panics or exits.
    pub run: Run,
    /// What it prints.
    pub message: String,
    /// The endpoints it is about.
    pub routes: Vec<usize>,
    /// The offending places.
    pub nodes: Vec<NodeId>,
    /// Whether another machine may answer otherwise: one that has the file, or the address.
    pub elsewhere: bool,
}

impl End {
    fn panics(message: impl Into<String>, node: NodeId) -> Self {
        let message = message.into();
        Self { run: Run::Panics, message, routes: Vec::new(), nodes: vec![node], elsewhere: false }
    }

    fn exits(message: impl Into<String>, node: Option<NodeId>) -> Self {
        let (message, nodes) = (message.into(), node.into_iter().collect());
        Self { run: Run::Exits, message, routes: Vec::new(), nodes, elsewhere: false }
    }

    /// Another machine may answer otherwise.
    fn elsewhere(self) -> Self {
        Self { elsewhere: true, ..self }
    }

    fn at(self, index: usize) -> Self {
        Self { routes: vec![index], ..self }
    }
}

/// What every component gets.
#[derive(Clone, Copy)]
struct Start<'a> {
    tree: Tree<'a>,
    service: &'a Service,
}

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

/// Builds the pipe, then the handlers. When the pipe fails the route answers 500 and has no handlers.
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

/// Go's panic of a type assertion that does not hold.
pub(super) fn conversion(value: Value<'_>, wanted: &str) -> String {
    let got = if value == Value::Null { "nil" } else { value.type_name() };
    format!("panic: interface conversion: interface {{}} is {got}, not {wanted}")
}

const TICKER: &str = "panic: non-positive interval for NewTicker";
const TOO_LONG: &str = "panic: runtime error: makeslice: len out of range";

/// The entries of a component's map; `None` when it is no map, which components take for no configuration.
fn options<'a>(tree: Tree<'a>, node: NodeId) -> Option<Vec<Entry<'a>>> {
    match tree.value(node) {
        Value::Map(map) => Some(tree.entries(map)),
        _ => None,
    }
}

fn option<'a>(options: &[Entry<'a>], name: &str) -> Option<Entry<'a>> {
    options.iter().find(|entry| entry.name == name).copied()
}

/// The value of an option that the component asserts to be a string.
fn text<'a>(tree: Tree<'a>, options: &[Entry<'a>], name: &str) -> Result<Option<&'a str>, End> {
    let Some(entry) = option(options, name) else { return Ok(None) };
    let value = tree.value(entry.value);
    value.as_str().map(Some).ok_or_else(|| End::panics(conversion(value, "string"), entry.value))
}

/// The value of an option that the component asserts to be a boolean.
fn flag(tree: Tree<'_>, options: &[Entry<'_>], name: &str) -> Result<bool, End> {
    let Some(entry) = option(options, name) else { return Ok(false) };
    let value = tree.value(entry.value);
    value.as_bool().ok_or_else(|| End::panics(conversion(value, "bool"), entry.value))
}

/// A duration of an option, when it is one.
fn duration(text: &str) -> Option<Duration> {
    go::parse_duration(text).ok().map(Duration)
}
