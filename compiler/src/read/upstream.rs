//! Upstreams, which a KrakenD configuration does not have: every distinct list of hosts is one, named for its
//! hosts. Names depend on the set of hosts alone, not on their order in the file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Extra, Upstream, UpstreamId};
use gwc_krakend::config::{Backend, Service};
use gwc_krakend::init;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::Document;
use gwc_syntax::value::{UpstreamUrl, parse_upstream_url};

/// The hosts of a backend as KrakenD calls them, and where they are written.
pub(super) fn hosts(service: &Service, backend: &Backend, document: &Document) -> Vec<Spanned<String>> {
    let inherited = backend.host.is_empty();
    let list = if inherited { &service.host } else { &backend.host };
    let sanitised = inherited || !*backend.disable_host_sanitize;
    let fallback = list.node.or(backend.at).map_or(Span::file_start(document.file), |n| document.span(n));
    let host = |host: &gwc_krakend::decode::Field<String>| {
        let clean = sanitised.then(|| init::clean_host(host)).flatten();
        let span = host.node.map_or(fallback, |node| document.span(node));
        Spanned::new(clean.unwrap_or_else(|| host.value.clone()), span)
    };
    list.iter().map(host).collect()
}

/// All upstreams of a configuration, sorted by name.
#[derive(Default)]
pub(super) struct Upstreams {
    ids: HashMap<Vec<String>, UpstreamId>,
    items: Vec<Upstream>,
}

impl Upstreams {
    /// Names every distinct list of hosts.
    pub(super) fn of(lists: impl Iterator<Item = Vec<Spanned<String>>>) -> Self {
        let mut distinct: BTreeMap<Vec<String>, Vec<Spanned<UpstreamUrl>>> = BTreeMap::new();
        for list in lists {
            let key: Vec<String> = list.iter().map(|host| host.value.clone()).collect();
            distinct.entry(key).or_insert_with(|| list.into_iter().map(|h| h.map(|h| url(&h))).collect());
        }
        let firsts: Vec<UpstreamUrl> = distinct.values().map(|urls| first(urls)).collect();
        let mut named: Vec<_> = names(&firsts).into_iter().zip(distinct).collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let mut upstreams = Self::default();
        for (index, (name, (key, urls))) in named.into_iter().enumerate() {
            let span = urls.first().map_or(Span::file_start(gwc_syntax::source::FileId(0)), |url| url.span);
            upstreams.ids.insert(key, UpstreamId(index as u32));
            upstreams.items.push(Upstream {
                options: Arc::default(),
                places: BTreeMap::new(),
                name: Spanned::new(name, span),
                urls: if urls.is_empty() { vec![Spanned::new(url(""), span)] } else { urls },
                accepts_keys: false,
                in_flight: None,
                extra: Arc::new(Extra::default()),
            });
        }
        upstreams
    }

    /// The upstream of a list that [`Upstreams::of`] was given.
    pub(super) fn find(&self, list: &[Spanned<String>]) -> UpstreamId {
        let key: Vec<String> = list.iter().map(|host| host.value.clone()).collect();
        self.ids.get(&key).copied().unwrap_or(UpstreamId(0))
    }

    pub(super) fn finish(self) -> Vec<Upstream> {
        self.items
    }
}

/// A host as a URL. With `disable_host_sanitize` it can be any text, and is kept as the name of the host.
fn url(text: &str) -> UpstreamUrl {
    parse_upstream_url(text).unwrap_or_else(|_| {
        let (https, host) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(host), _) => (true, host),
            (None, host) => (false, host.unwrap_or(text)),
        };
        let port = if https { 443 } else { 80 };
        UpstreamUrl { https, host: host.to_owned(), port, port_written: false }
    })
}

fn first(urls: &[Spanned<UpstreamUrl>]) -> UpstreamUrl {
    urls.first().map_or_else(|| url(""), |u| u.value.clone())
}

/// A name for each: the first label of the host; where that is not enough with the second label (in a cluster the
/// namespace), then with the port, then with a number.
fn names(urls: &[UpstreamUrl]) -> Vec<String> {
    let mut names: Vec<String> = urls.iter().map(|url| label(&url.host, 1)).collect();
    for i in ambiguous(&names, |i| label(&urls[i].host, 2)) {
        names[i] = label(&urls[i].host, 2);
    }
    for i in ambiguous(&names, |i| urls[i].port.to_string()) {
        let usual = urls[i].port == if urls[i].https { 443 } else { 80 };
        if !usual {
            names[i] = format!("{}-{}", names[i], urls[i].port);
        }
    }
    let mut taken = HashSet::new();
    for name in &mut names {
        let base = name.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            *name = format!("{base}-{number}");
            number += 1;
        }
    }
    names
}

/// The indices of equal names that `by` can distinguish.
fn ambiguous(names: &[String], by: impl Fn(usize) -> String) -> Vec<usize> {
    let mut kinds: HashMap<&str, HashSet<String>> = HashMap::new();
    for (i, name) in names.iter().enumerate() {
        kinds.entry(name).or_default().insert(by(i));
    }
    (0..names.len()).filter(|i| kinds[&*names[*i]].len() > 1).collect()
}

/// The first labels of a host, as a name of the language; an address whole.
fn label(host: &str, count: usize) -> String {
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let kept: Vec<&str> =
        if is_address { host.split(['.', ':']).collect() } else { host.split('.').take(count).collect() };
    let name: String = kept
        .join("-")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(48)
        .collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "nowhere".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_name_their_upstreams() {
        let urls: Vec<UpstreamUrl> = [
            "http://cloud.hanzo.svc.cluster.local:8000",
            "http://bot.hanzo.svc:80",
            "http://bot.hanzo.svc:18790",
            "http://luxd.lux-mainnet.svc",
            "http://luxd.lux-testnet.svc",
            "https://inference.do-ai.run",
            "http://10.0.0.1:80",
            "http://a",
            "https://a",
            "",
        ]
        .iter()
        .map(|text| url(text))
        .collect();
        let expected = [
            "cloud",
            "bot",
            "bot-18790",
            "luxd-lux-mainnet",
            "luxd-lux-testnet",
            "inference",
            "10-0-0-1",
            "a",
            "a-2",
            "nowhere",
        ];
        assert_eq!(names(&urls), expected);
    }
}
