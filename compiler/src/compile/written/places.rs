//! From each node of an emitted configuration to the authored text that it comes from.

use std::collections::{HashMap, HashSet};

use crate::grammar;
use crate::model::{
    Auth, Backend, Credential, Endpoint, Extra, Gateway, Headers, Jwt, OriginId, Query, Scheme,
};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::{Document, NodeId};

/// Where something of an output was authored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The authored text.
    pub(super) span: Span,
    /// Whether it is text that `krakend` passes through.
    pub(super) passed: bool,
    /// The endpoint it belongs to, by its index; those in KrakenD's own words are behind the others.
    pub(super) endpoint: Option<usize>,
}

/// The trees of all values that are passed through, by the place of their namespace.
pub(super) struct Passed<'a>(HashMap<Span, (&'a Document, NodeId)>);

impl<'a> Passed<'a> {
    /// Looks the namespaces of a gateway up in its trees.
    pub(super) fn of(gateway: &Gateway, documents: &'a [Document]) -> Self {
        let wanted = namespaces(gateway);
        let mut found = HashMap::new();
        if wanted.is_empty() && gateway.verbatim.endpoints.is_empty() {
            return Self(found);
        }
        let items: HashSet<Span> = gateway.verbatim.endpoints.iter().map(|item| item.span).collect();
        for doc in documents {
            let maps = (0..doc.nodes.len()).map(|at| NodeId(at as u32)).filter(|id| doc.map(*id).is_some());
            let listed = maps.map(|id| (doc.span(id), (doc, id)));
            found.extend(listed.filter(|(span, _)| items.contains(span)));
            let entries = (0..doc.nodes.len()).filter_map(|at| doc.map(NodeId(at as u32))).flatten();
            let named = entries.map(|entry| (doc.span(entry.key), (doc, entry.value)));
            found.extend(named.filter(|(span, _)| wanted.contains(span)));
        }
        Self(found)
    }

    /// The text of each: from its namespace to the end of its value, and what an alias in its place refers to.
    pub(super) fn parts(&self) -> Vec<Span> {
        let parts = self.0.iter().flat_map(|(place, (doc, node))| {
            let value = doc.span(*node);
            let end = value.end.max(place.end);
            [Span { end, ..*place }, doc.span(doc.follow(*node))]
        });
        let mut parts: Vec<Span> = parts.collect();
        parts.sort();
        parts
    }
}

fn namespaces(gateway: &Gateway) -> HashSet<Span> {
    let upstreams = gateway.upstreams.iter().map(|upstream| &*upstream.extra);
    let endpoints = gateway.endpoints.iter().flat_map(|endpoint| {
        [&*endpoint.extra].into_iter().chain(endpoint.backends().iter().map(|backend| &*backend.extra))
    });
    let all = [&*gateway.extra, &gateway.verbatim.root].into_iter().chain(upstreams).chain(endpoints);
    all.flat_map(|extra| extra.entries.iter().map(|(name, _)| name.span)).collect()
}

/// The authored place of every node of an emitted configuration.
pub(super) struct Places<'a> {
    gateway: &'a Gateway,
    written: &'a Document,
    passed: &'a Passed<'a>,
    places: Vec<Place>,
    /// Where nodes begin, in order: in JSON no two begin at one place.
    starts: Vec<(u32, NodeId)>,
    endpoint: Option<usize>,
}

impl<'a> Places<'a> {
    /// Walks the configuration beside the gateway that it was lowered from.
    pub(super) fn of(gateway: &'a Gateway, written: &'a Document, passed: &'a Passed<'a>) -> Self {
        let root = Place { span: gateway.name.span, passed: false, endpoint: None };
        let ids = (0..written.nodes.len()).map(|at| NodeId(at as u32));
        let mut starts: Vec<_> = ids.map(|id| (written.span(id).start, id)).collect();
        starts.sort_unstable_by_key(|(start, _)| *start);
        let places = vec![root; written.nodes.len()];
        let mut places = Self { gateway, written, passed, places, starts, endpoint: None };
        places.root();
        places
    }

    /// Where the text of an output was authored: the innermost node around it decides.
    pub(super) fn at(&self, span: Span) -> Place {
        let before = self.starts.partition_point(|(start, _)| *start <= span.start);
        let around =
            self.starts[..before].iter().rev().find(|(_, id)| self.written.span(*id).end >= span.end);
        let root = Place { span: self.gateway.name.span, passed: false, endpoint: None };
        around.map_or(root, |(_, id)| self.places[id.0 as usize])
    }

    fn origin(&self, id: OriginId) -> Span {
        self.gateway.span(id)
    }

    /// Key, name and value of each entry of an emitted map.
    fn entries(&self, map: NodeId) -> impl Iterator<Item = (NodeId, &'a str, NodeId)> + use<'a> {
        let written = self.written;
        let entries = written.map(map).unwrap_or(&[]).iter();
        entries.filter_map(move |entry| Some((entry.key, &*written.scalar(entry.key)?.text, entry.value)))
    }

    fn items(&self, list: NodeId) -> &'a [NodeId] {
        self.written.seq(list).unwrap_or(&[])
    }

    fn set(&mut self, node: NodeId, span: Span, passed: bool) {
        self.places[node.0 as usize] = Place { span, passed, endpoint: self.endpoint };
    }

    /// A node and all below it come from one place.
    fn fill(&mut self, node: NodeId, span: Span, passed: bool) {
        self.set(node, span, passed);
        for (key, _, value) in self.entries(node) {
            self.set(key, span, passed);
            self.fill(value, span, passed);
        }
        for item in self.items(node) {
            self.fill(*item, span, passed);
        }
    }

    fn entry(&mut self, key: NodeId, value: NodeId, span: Span) {
        self.set(key, span, false);
        self.fill(value, span, false);
    }

    fn root(&mut self) {
        let Some(root) = self.written.root else { return };
        let gateway = self.gateway;
        for (key, name, value) in self.entries(root) {
            match name {
                "port" | "listen_ip" => self.entry(key, value, self.origin(gateway.listen.origin)),
                "extra_config" => self.extra(value, &gateway.extra, |_, _| None),
                "endpoints" => {
                    let endpoints = gateway.endpoints.iter().enumerate();
                    let paths = endpoints.flat_map(|(at, e)| e.rest_lengths().map(move |_| (at, e)));
                    let mut nodes = self.items(value).iter();
                    for ((at, endpoint), node) in paths.zip(&mut nodes) {
                        self.endpoint = Some(at);
                        self.endpoint(*node, endpoint);
                    }
                    for (at, (node, item)) in nodes.zip(&gateway.verbatim.endpoints).enumerate() {
                        self.endpoint = Some(gateway.endpoints.len() + at);
                        self.authored(*node, item.span);
                    }
                    self.endpoint = None;
                }
                _ => self.root_key(key, name, value),
            }
        }
    }

    /// A key of `krakend_root`.
    fn root_key(&mut self, key: NodeId, name: &str, value: NodeId) {
        let mut entries = self.gateway.verbatim.root.entries.iter();
        if let Some((authored, _)) = entries.find(|(authored, _)| authored.value == name) {
            self.set(key, authored.span, true);
            self.authored(value, authored.span);
        }
    }

    /// A value that is passed through, from the tree that is known by a place.
    fn authored(&mut self, node: NodeId, place: Span) {
        match self.passed.0.get(&place) {
            Some((doc, authored)) => self.passed_through(node, doc, *authored),
            None => self.fill(node, place, true),
        }
    }

    fn endpoint(&mut self, node: NodeId, endpoint: &'a Endpoint) {
        self.set(node, self.origin(endpoint.origin), false);
        for (key, name, value) in self.entries(node) {
            let origin = match name {
                "timeout" => endpoint.timeouts.origin,
                "input_headers" => endpoint.forward.headers.origin,
                "input_query_strings" => endpoint.forward.query.origin,
                _ => endpoint.origin,
            };
            self.entry(key, value, self.origin(origin));
            match name {
                "input_headers" => {
                    if let Headers::List(list) = &*endpoint.forward.headers.value {
                        self.listed(value, list);
                    }
                }
                "input_query_strings" => {
                    if let Query::List(list) = &*endpoint.forward.query.value {
                        self.listed(value, list);
                    }
                }
                "backend" => {
                    for (node, backend) in self.items(value).iter().zip(endpoint.backends()) {
                        self.backend(*node, backend);
                    }
                }
                "extra_config" => {
                    self.extra(value, &endpoint.extra, |places, name| places.policy(endpoint, name));
                    self.validator(value, endpoint);
                }
                _ => {}
            }
        }
    }

    /// The authored place of a namespace that the compiler writes.
    fn policy(&self, endpoint: &Endpoint, namespace: &str) -> Option<Span> {
        let limit = endpoint.limit.map(|limit| limit.origin).or(self.gateway.limit.map(|limit| limit.origin));
        match namespace {
            "qos/ratelimit/router" => limit.map(|origin| self.origin(origin)),
            "auth/validator" | "auth/public" => Some(self.origin(endpoint.credential.origin)),
            _ => None,
        }
    }

    fn backend(&mut self, node: NodeId, backend: &'a Backend) {
        let upstream = self.gateway.upstream(backend.upstream.value);
        for (key, name, value) in self.entries(node) {
            let origin = if name == "url_pattern" { backend.path.origin } else { backend.upstream.origin };
            self.entry(key, value, self.origin(origin));
            match name {
                "host" => {
                    for (host, url) in self.items(value).iter().zip(&upstream.urls) {
                        self.fill(*host, url.span, false);
                    }
                }
                "extra_config" => {
                    self.extra(value, &upstream.extra.overlaid(&backend.extra), |_, _| None);
                }
                _ => {}
            }
        }
    }

    /// Items that were written one by one.
    fn listed(&mut self, list: NodeId, authored: &[Spanned<String>]) {
        let spans: HashMap<&str, Span> = authored.iter().map(|item| (&*item.value, item.span)).collect();
        for item in self.items(list) {
            let text = self.written.scalar(*item).map(|scalar| &*scalar.text);
            if let Some(span) = text.and_then(|text| spans.get(text)) {
                self.set(*item, *span, false);
            }
        }
    }

    /// The options of `auth/validator` that have their own keys in the language.
    fn validator(&mut self, extra: NodeId, endpoint: &'a Endpoint) {
        let Some(auth) = jwt(self.gateway, endpoint) else { return };
        let Some((_, _, block)) = self.entries(extra).find(|(_, name, _)| *name == "auth/validator") else {
            return;
        };
        if self.places[block.0 as usize].passed {
            return;
        }
        for (key, name, value) in self.entries(block) {
            let span = match name {
                "alg" => auth.algorithms.first().map(|alg| alg.span),
                "jwk_url" | "disable_jwk_security" => Some(auth.jwks.span),
                "issuer" => auth.issuer.as_ref().map(|issuer| issuer.span),
                _ => None,
            };
            if let Some(span) = span {
                self.entry(key, value, span);
            }
        }
    }

    /// An `extra_config`: passed-through parts at their own tokens, the rest at the keys that set it.
    fn extra(&mut self, node: NodeId, extra: &Extra, source_of: impl Fn(&Self, &str) -> Option<Span>) {
        for (key, name, value) in self.entries(node) {
            if let Some((namespace, _)) = extra.entries.iter().find(|(namespace, _)| namespace.value == name)
            {
                self.set(key, namespace.span, true);
                self.authored(value, namespace.span);
            } else if let Some(span) = source_of(self, name) {
                self.entry(key, value, span);
            }
        }
    }

    /// A value that is passed through, beside the tree that it was authored as.
    fn passed_through(&mut self, node: NodeId, doc: &Document, authored: NodeId) {
        let span = doc.span(authored);
        self.fill(node, span, true);
        let authored = doc.follow(authored);
        if doc.map(authored).is_some() {
            let entries = grammar::entries(doc, authored);
            for (key, name, value) in self.entries(node) {
                let same = |entry: &&grammar::Entry| doc.scalar(entry.key).is_some_and(|s| &*s.text == name);
                if let Some(entry) = entries.iter().find(same) {
                    self.set(key, doc.span(entry.key), true);
                    self.passed_through(value, doc, entry.value);
                }
            }
        }
        for (item, authored) in self.items(node).iter().zip(doc.seq(authored).unwrap_or(&[])) {
            self.passed_through(*item, doc, *authored);
        }
    }
}

fn jwt<'a>(gateway: &'a Gateway, endpoint: &Endpoint) -> Option<&'a Jwt> {
    let Credential::AnyOf(ids) = &endpoint.credential.value else { return None };
    ids.iter().map(|id| gateway.auth(*id)).find_map(|auth: &Auth| match &auth.scheme {
        Scheme::Jwt(jwt) => Some(jwt),
        _ => None,
    })
}
