//! Registering all endpoints with lura's default engine, as `check -t` does (lura v2.14, router/gin/router.go;
//! krakend-cobra 2.8, check.go).

use std::collections::HashSet;

use crate::config::{Endpoint, Service};
use crate::gin::{GinVersion, Panic, Router};
use gwc_syntax::tree::NodeId;

/// The namespace of the router's options, in the spelling that `check -t` knows: it never translates short names.
pub const LONG_NAMESPACE: &str = "github_com/luraproject/lura/router/gin";

/// Numbers of routes that are not endpoints start here.
pub const BUILT_IN: usize = usize::MAX - 8;

/// Why a route cannot be registered.
#[derive(Debug)]
pub struct Fault {
    /// What KrakenD prints.
    pub message: String,
    /// The endpoints it is about, by index.
    pub routes: Vec<usize>,
    /// The offending places.
    pub nodes: Vec<NodeId>,
    /// Whether the process ends with a stack instead of a message.
    pub crash: bool,
}

/// A gin engine being filled with the routes of a service.
pub struct Engine<'a> {
    service: &'a Service,
    gin: GinVersion,
    router: Router,
    /// Paths in the order they were first registered, with an endpoint that has it.
    catalog: Vec<(&'a str, usize)>,
    /// The same paths.
    known: HashSet<&'a str>,
}

impl<'a> Engine<'a> {
    /// An engine without a route.
    pub fn new(service: &'a Service, gin: GinVersion) -> Self {
        Self { service, gin, router: Router::new(gin), catalog: Vec::new(), known: HashSet::new() }
    }

    /// A `GET` route of the engine itself.
    pub fn health(&mut self, path: &str, node: Option<NodeId>) -> Result<(), Fault> {
        self.router.add("GET", path, BUILT_IN).map_err(|panic| {
            let nodes = node.into_iter().collect();
            Fault { message: panic.message, routes: Vec::new(), nodes, crash: false }
        })
    }

    /// `/__debug/` and `/__echo/`, under every method.
    pub fn built_in(&mut self) -> Result<(), Fault> {
        let service = self.service;
        for (on, path) in
            [(&service.debug_endpoint, "/__debug/*param"), (&service.echo_endpoint, "/__echo/*param")]
        {
            if on.value {
                let fault = |panic: Panic| Fault {
                    message: panic.message,
                    routes: Vec::new(),
                    nodes: on.node.into_iter().collect(),
                    crash: false,
                };
                self.router.any(path, BUILT_IN + 1).map_err(fault)?;
            }
        }
        Ok(())
    }

    /// One endpoint. An unknown method is logged and skipped.
    pub fn endpoint(&mut self, index: usize) -> Result<(), Fault> {
        let Some(endpoint) = &self.service.endpoints[index].value else { return Ok(()) };
        let Some(method) = served_method(endpoint) else { return Ok(()) };
        let path: &'a str = &endpoint.endpoint;
        if let Err(panic) = self.router.add(method, path, index) {
            let routes = self.colliding(index, method, &panic);
            return Err(self.fault(panic, routes));
        }
        if self.known.insert(path) {
            self.catalog.push((path, index));
        }
        Ok(())
    }

    /// An OPTIONS route for each path. gin iterates over a map here, so the pair in its message is random.
    pub fn auto_options(&mut self) -> Result<(), Fault> {
        for (path, index) in std::mem::take(&mut self.catalog) {
            if let Err(panic) = self.router.add("OPTIONS", path, index) {
                let routes = panic.earlier.into_iter().chain([index]).collect();
                return Err(self.fault(panic, routes));
            }
        }
        Ok(())
    }

    /// The routes that alone cause this panic: the new one, or the new one and an earlier one.
    fn colliding(&self, new: usize, method: &str, panic: &Panic) -> Vec<usize> {
        let alone = |indices: &[usize]| {
            let mut router = Router::new(self.gin);
            let mut add = |i: &usize| match &self.service.endpoints[*i].value {
                Some(endpoint) if served_method(endpoint) == Some(method) => {
                    router.add(method, &endpoint.endpoint, *i)
                }
                _ => Ok(()),
            };
            indices.iter().try_for_each(&mut add).is_err_and(|p| p.message == panic.message)
        };
        let known = panic.earlier.filter(|e| *e < new);
        if alone(&[new]) {
            return vec![new];
        }
        let earlier = (0..new).find(|e| alone(&[*e, new])).or(known);
        earlier.into_iter().chain([new]).collect()
    }

    fn fault(&self, panic: Panic, routes: Vec<usize>) -> Fault {
        let place =
            |i: &usize| self.service.endpoints[*i].value.as_ref().and_then(|e| e.endpoint.node.or(e.at));
        let nodes = routes.iter().rev().filter_map(place).collect();
        Fault { message: panic.message, routes, nodes, crash: false }
    }
}

/// The method an endpoint is registered under, if lura knows it.
pub fn served_method(endpoint: &Endpoint) -> Option<&'static str> {
    const SERVED: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let method = endpoint.method.to_uppercase();
    SERVED.into_iter().find(|served| *served == method)
}
