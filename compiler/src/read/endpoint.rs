//! One endpoint with KrakenD's decisions (lura v2.14, config/config.go).

use std::sync::Arc;

use gwc_artifact::EndpointPolicy;
use serde_json::{Map, Value as Json};

use super::auth::Auths;
use super::limit::Limits;
use super::path;
use super::rest::Values;
use super::upstream::{self, Upstreams};
use crate::model::{
    self, Action, Credential, Extra, Field, Forward, Headers, Origins, Query, Stream, Timeouts,
};
use gwc_krakend::config::{Backend, Endpoint, List, Service};
use gwc_krakend::decode;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::{Duration, Method, parse_method};

/// The header that is forwarded by default.
const DEFAULT_HEADER: &str = "Content-Type";

/// The method of an endpoint; nothing for one that KrakenD's router skips (router/gin/router.go).
pub(super) fn method(endpoint: &Endpoint) -> Option<Method> {
    if endpoint.method.is_empty() {
        return Some(Method::Get);
    }
    let method = parse_method(&endpoint.method.to_uppercase()).ok()?;
    (!matches!(method, Method::Head | Method::Options)).then_some(method)
}

/// What reading endpoints shares.
pub(super) struct Reader<'a> {
    pub(super) service: &'a Service,
    pub(super) values: Values<'a>,
    pub(super) upstreams: Upstreams,
    pub(super) auths: Auths,
    pub(super) limits: Limits,
    pub(super) origins: Origins,
}

impl<'a> Reader<'a> {
    fn span(&self, node: NodeId) -> Span {
        self.values.tree.doc.span(node)
    }

    /// A value with its place, or `at` for a default.
    fn field<T>(&mut self, value: T, node: Option<NodeId>, at: Span) -> Field<T> {
        let span = node.map_or(at, |node| self.span(node));
        Field::new(value, self.origins.written(span))
    }

    pub(super) fn endpoint(&mut self, method: Method, endpoint: &Endpoint) -> Option<model::Endpoint> {
        let at = self.span(endpoint.at?);
        let place = endpoint.endpoint.node.map_or(at, |node| self.span(node));
        let path = path::endpoint(&endpoint.endpoint, *self.service.disable_rest);
        let backends = endpoint.backend.iter().filter_map(|b| b.value.as_ref());
        let backends = backends.filter_map(|b| self.backend(b, method, &path)).collect();
        let extra = &endpoint.extra_config.value;
        let credential = match self.auths.credential(&self.values, extra) {
            Some((credential, key)) => self.field(credential, Some(key), place),
            None => self.field(Credential::Unstated, None, place),
        };
        let limit = extra.get("qos/ratelimit/router").and_then(|found| {
            let id = self.limits.add(self.values.tree, found.value, found.key)?;
            Some(Field::new(id, self.origins.written(self.values.tree.doc.span(found.key))))
        });
        Some(model::Endpoint {
            id: model::stable_id(method, &path),
            method,
            origin: self.origins.written(place),
            service: None,
            prefix: 0,
            credential,
            ip: Vec::new(),
            limit,
            funds: None,
            forward: self.forward(endpoint, place),
            timeouts: self.timeouts(endpoint, place),
            stream: self.field(Stream::No, None, place),
            depth: None,
            split: None,
            policies: self.bots(extra).into_iter().chain(self.breaker(endpoint)).collect(),
            require: None,
            action: Action::Proxy(backends),
            extra: Arc::new(self.extra(&endpoint.extra_config)),
            rest: self.rest(endpoint.at?, &endpoint.extra_config, Some(&endpoint.backend)),
            path,
        })
    }

    /// The breaker of the one backend of an endpoint. Of several, each has its own.
    fn breaker(&mut self, endpoint: &Endpoint) -> Option<Field<EndpointPolicy>> {
        let mut backends = endpoint.backend.iter().filter_map(|b| b.value.as_ref());
        let (backend, None) = (backends.next()?, backends.next()) else { return None };
        let found = backend.extra_config.component("qos/circuit-breaker")?;
        let breaker = super::breaker::read(&self.values.json(found.value)).ok()?;
        let span = self.span(found.key);
        Some(Field::new(EndpointPolicy::Breaker(breaker), self.origins.written(span)))
    }

    /// The bot detector of an endpoint, which KrakenD runs beside the one of the root.
    fn bots(&mut self, extra: &decode::Extra) -> Option<Field<EndpointPolicy>> {
        let found = extra.component("security/bot-detector")?;
        let bots = super::security::bots(&self.values.json(found.value)).ok()?;
        let span = self.span(found.key);
        Some(Field::new(EndpointPolicy::Bots(bots), self.origins.written(span)))
    }

    fn backend(
        &mut self,
        backend: &Backend,
        method: Method,
        path: &gwc_syntax::value::PathPattern,
    ) -> Option<model::Backend> {
        let document = self.values.tree.doc;
        let node = backend.at?;
        let at = self.span(node);
        let hosts = upstream::hosts(self.service, backend, document);
        let upstream = self.upstreams.find(&hosts);
        let written = backend.host.node.or(self.service.host.node);
        let own = parse_method(&backend.method.to_uppercase()).ok().filter(|own| *own != method);
        Some(model::Backend {
            upstream: self.field(upstream, written, at),
            method: own,
            path: self.field(path::url_pattern(&backend.url_pattern, path), backend.url_pattern.node, at),
            extra: Arc::new(self.extra(&backend.extra_config)),
            rest: self.rest(node, &backend.extra_config, None::<&decode::Field<List<()>>>),
        })
    }

    fn forward(&mut self, endpoint: &Endpoint, at: Span) -> Forward {
        let names = |list: &decode::Field<List<String>>| -> Vec<Spanned<String>> {
            let doc = self.values.tree.doc;
            let whole = list.node.map_or(at, |node| doc.span(node));
            let item = |item: &decode::Field<String>| {
                Spanned::new(item.value.clone(), item.node.map_or(whole, |node| doc.span(node)))
            };
            list.iter().map(item).collect()
        };
        let headers = names(&endpoint.input_headers);
        let headers = if headers.iter().any(|h| h.value == "*") {
            Headers::All
        } else if headers.is_empty() {
            Headers::List(vec![Spanned::new(DEFAULT_HEADER.to_owned(), at)])
        } else {
            Headers::List(headers)
        };
        let query = names(&endpoint.input_query_strings);
        let query = match query.iter().any(|q| q.value == "*") {
            true => Query::All,
            false if query.is_empty() => Query::None,
            false => Query::List(query),
        };
        Forward {
            headers: self.field(Arc::new(headers), endpoint.input_headers.node, at),
            query: self.field(Arc::new(query), endpoint.input_query_strings.node, at),
            // Nothing is forwarded that is not listed.
            credentials: self.field(false, endpoint.input_headers.node, at),
        }
    }

    /// The endpoint's timeout, else the root's, else two seconds. A negative one ends every request at once.
    fn timeouts(&mut self, endpoint: &Endpoint, at: Span) -> Field<Timeouts> {
        let root = &self.service.timeout;
        let (nanos, node) = match (endpoint.timeout.0, root.0) {
            (0, 0) => (2_000_000_000, None),
            (0, root_nanos) => (root_nanos, root.node),
            (own, _) => (own, endpoint.timeout.node),
        };
        let nanos = u64::try_from(nanos).unwrap_or(1);
        self.field(Timeouts { total: Some(Duration { nanos }), ..Timeouts::default() }, node, at)
    }

    /// The namespaces of an `extra_config`, as written.
    pub(super) fn extra(&self, extra: &decode::Field<decode::Extra>) -> Extra {
        let entry = |namespace: &decode::Namespace| {
            (
                Spanned::new(namespace.name.clone(), self.span(namespace.key)),
                self.values.json(namespace.value),
            )
        };
        let is_map = extra.node.is_some_and(|node| self.values.tree.doc.map(node).is_some());
        let entries = if is_map { extra.value.0.iter().map(entry).collect() } else { Vec::new() };
        Extra { entries }
    }

    /// All keys of a map, with placeholders for its `extra_config` and its list of things that the model holds.
    pub(super) fn rest<T>(
        &self,
        map: NodeId,
        extra: &decode::Field<decode::Extra>,
        list: Option<&decode::Field<List<T>>>,
    ) -> Vec<(String, Json)> {
        let doc = self.values.tree.doc;
        self.values.rest(map, |key| {
            if extra.key == Some(key) && extra.node.is_some_and(|node| doc.map(node).is_some()) {
                return Some(Json::Object(Map::new()));
            }
            let list = list.filter(|list| list.key == Some(key))?;
            let is_list = list.node.is_some_and(|node| doc.seq(node).is_some());
            match is_list {
                true => Some(Json::Array(vec![Json::Null; list.len()])),
                false => (list.len() == 1).then_some(Json::Null),
            }
        })
    }
}
