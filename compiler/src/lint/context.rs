//! The gateway that rules check.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::model::{Endpoint, Gateway, Source, Stream, UpstreamId};
use crate::settings::Settings;
use gwc_syntax::diagnostic::Input;
use gwc_syntax::source::Span;
use gwc_syntax::value::Segment;

/// A gateway, the settings, and what several rules need to know of both.
#[derive(Debug)]
pub struct Context<'a> {
    /// The gateway.
    pub gateway: &'a Gateway,
    /// The settings of `gwc.toml`.
    pub settings: &'a Settings,
    /// Places, names and values of all components: the root's, upstreams', endpoints' and backends', each place once.
    pub(crate) components: Vec<(Span, &'a str, &'a serde_json::Value)>,
    /// For each upstream, the first with the same hosts.
    same_hosts: Vec<UpstreamId>,
    /// For each place where time limits are written, whether streams have them, and whether other endpoints have.
    timeout_kinds: OnceCell<BTreeMap<Span, [bool; 2]>>,
}

/// What an endpoint is for, which decides the time limits that suit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// One answer, soon.
    Plain,
    /// A stream of events, or a slow answer of a model.
    Stream,
    /// A WebSocket.
    WebSocket,
}

impl<'a> Context<'a> {
    /// Collects what the checks of a gateway need.
    pub fn new(gateway: &'a Gateway, settings: &'a Settings) -> Self {
        let mut first = BTreeMap::new();
        let same_hosts = gateway.upstreams.iter().enumerate().map(|(id, upstream)| {
            let hosts: Vec<String> = upstream.urls.iter().map(|u| u.value.to_string()).collect();
            *first.entry(hosts).or_insert(UpstreamId(id as u32))
        });
        let same_hosts = same_hosts.collect();
        Self {
            gateway,
            settings,
            components: components(gateway),
            same_hosts,
            timeout_kinds: OnceCell::new(),
        }
    }

    /// The authored place of the endpoint itself.
    pub(crate) fn place(&self, endpoint: &Endpoint) -> Span {
        self.gateway.span(endpoint.origin)
    }

    /// The first upstream with the same hosts: two names for one place are one.
    pub(crate) fn hosts_of(&self, id: UpstreamId) -> UpstreamId {
        self.same_hosts[id.0 as usize]
    }

    /// The kind of input it was read from.
    pub(crate) fn input(&self) -> Input {
        match self.gateway.source {
            Source::Routes => Input::RouteFiles,
            Source::Krakend => Input::Krakend,
        }
    }

    /// Whether the time limits of an endpoint are written once for streams and for endpoints that do not stream: changing
    /// them there suits only one of the two.
    pub(crate) fn shares_timeout(&self, endpoint: &Endpoint) -> bool {
        let kinds = self.timeout_kinds.get_or_init(|| {
            let mut kinds: BTreeMap<Span, [bool; 2]> = BTreeMap::new();
            for endpoint in &self.gateway.endpoints {
                let written = kinds.entry(self.gateway.span(endpoint.timeouts.origin)).or_default();
                written[usize::from(self.class(endpoint) == Class::Plain)] = true;
            }
            kinds
        });
        kinds.get(&self.gateway.span(endpoint.timeouts.origin)) == Some(&[true; 2])
    }

    /// Whether it was read from a KrakenD configuration.
    pub(crate) fn is_raw(&self) -> bool {
        self.gateway.source == Source::Krakend
    }

    /// What an endpoint is for. KrakenD configurations do not declare it, so there its path decides.
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
}

/// Places, names and values of all components, each place once.
pub(crate) fn components(gateway: &Gateway) -> Vec<(Span, &str, &serde_json::Value)> {
    let upstreams = gateway.upstreams.iter().map(|upstream| &upstream.extra);
    let endpoints = gateway.endpoints.iter().flat_map(|endpoint| {
        [&endpoint.extra].into_iter().chain(endpoint.backends().iter().map(|backend| &backend.extra))
    });
    let all = [&gateway.extra].into_iter().chain(upstreams).chain(endpoints);
    let entries =
        all.flat_map(|extra| extra.entries.iter().map(|(name, value)| (name.span, &*name.value, value)));
    let mut found: Vec<_> = entries.collect();
    found.sort_by_key(|(span, ..)| *span);
    found.dedup_by_key(|(span, ..)| *span);
    found
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
