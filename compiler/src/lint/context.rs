//! What rules look at.

use std::collections::BTreeMap;

use crate::model::{Endpoint, Extra, Gateway, Source, Stream, UpstreamId};
use crate::settings::Settings;
use crate::source::{Span, Spanned};
use crate::value::Segment;

/// A gateway, the settings, and what several rules need to know of both.
#[derive(Debug)]
pub struct Context<'a> {
    /// The gateway.
    pub gateway: &'a Gateway,
    /// What `gwc.toml` says.
    pub settings: &'a Settings,
    /// For each upstream, the first with the very same hosts.
    same_hosts: Vec<UpstreamId>,
}

/// What an endpoint is for, which decides the time limits that suit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// One answer, soon.
    Plain,
    /// A stream of events, or an answer that a model takes its time for.
    Stream,
    /// A WebSocket.
    WebSocket,
}

impl<'a> Context<'a> {
    /// Looks at a gateway.
    pub fn new(gateway: &'a Gateway, settings: &'a Settings) -> Self {
        let mut first = BTreeMap::new();
        let same_hosts = gateway.upstreams.iter().enumerate().map(|(id, upstream)| {
            let hosts: Vec<String> = upstream.urls.iter().map(|u| u.value.to_string()).collect();
            *first.entry(hosts).or_insert(UpstreamId(id as u32))
        });
        Self { gateway, settings, same_hosts: same_hosts.collect() }
    }

    /// The authored place of the endpoint itself.
    pub(crate) fn place(&self, endpoint: &Endpoint) -> Span {
        self.gateway.span(endpoint.origin)
    }

    /// The first upstream with the same hosts: two names for one place are one.
    pub(crate) fn hosts_of(&self, id: UpstreamId) -> UpstreamId {
        self.same_hosts[id.0 as usize]
    }

    /// Whether it was read from a KrakenD configuration.
    pub(crate) fn is_raw(&self) -> bool {
        self.gateway.source == Source::Krakend
    }

    /// What an endpoint is for. Raw configurations do not say it, so there its path has to.
    pub(crate) fn class(&self, endpoint: &Endpoint) -> Class {
        match endpoint.stream.value {
            Stream::Sse => Class::Stream,
            Stream::WebSocket => Class::WebSocket,
            Stream::No if !self.is_raw() => Class::Plain,
            Stream::No if literals(endpoint).any(is_socket_word) => Class::WebSocket,
            Stream::No if literals(endpoint).any(is_stream_word) => Class::Stream,
            Stream::No => Class::Plain,
        }
    }

    /// All values of components, with their names, each place once: the root's, endpoints', upstreams', backends'.
    pub(crate) fn components(&self) -> BTreeMap<Span, (&'a str, &'a serde_json::Value)> {
        let mut found = BTreeMap::new();
        let mut add = |extra: &'a Extra| {
            for (name, value) in &extra.entries {
                let name: &'a Spanned<String> = name;
                found.insert(name.span, (name.value.as_str(), value));
            }
        };
        add(&self.gateway.extra);
        self.gateway.upstreams.iter().for_each(|upstream| add(&upstream.extra));
        for endpoint in &self.gateway.endpoints {
            add(&endpoint.extra);
            endpoint.backends().iter().for_each(|backend| add(&backend.extra));
        }
        found
    }
}

/// The literal segments of an endpoint's path.
pub(crate) fn literals(endpoint: &Endpoint) -> impl Iterator<Item = &str> {
    endpoint.path.segments.iter().filter_map(|segment| match segment {
        Segment::Literal(text) => Some(text.as_str()),
        _ => None,
    })
}

/// Whether a segment names a WebSocket.
pub(crate) fn is_socket_word(segment: &str) -> bool {
    matches!(segment, "ws" | "wss" | "websocket" | "websockets" | "socket")
}

/// Whether a segment names something that streams its answer.
fn is_stream_word(segment: &str) -> bool {
    matches!(
        segment,
        "completions" | "messages" | "sse" | "events" | "stream" | "streams" | "generate" | "speech"
    )
}
