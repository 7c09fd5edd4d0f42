//! Names for what a KrakenD configuration leaves nameless: upstreams with their components, auths, limits.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::coverage;
use crate::model::{AuthId, Backend, Gateway, LimitId};
use gwc_syntax::value::{PathPattern, Segment, parse_prefix};

/// An upstream as route files have it: hosts, and the `extra_config` of its backends.
#[derive(Debug)]
pub(super) struct Upstream {
    pub(super) name: String,
    pub(super) urls: Vec<String>,
    pub(super) extra: Vec<(String, Value)>,
    pub(super) external: bool,
}

/// All names.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) upstreams: Vec<Upstream>,
    by_key: HashMap<String, usize>,
    auths: Vec<String>,
    limits: Vec<String>,
}

impl Names {
    pub(super) fn of(gateway: &Gateway) -> Self {
        let (keys, upstreams): (Vec<String>, Vec<Upstream>) = upstreams(gateway).into_iter().unzip();
        Self {
            upstreams,
            by_key: keys.into_iter().enumerate().map(|(index, key)| (key, index)).collect(),
            auths: gateway.auths.iter().map(|auth| auth.name.value.clone()).collect(),
            limits: limits(gateway),
        }
    }

    pub(super) fn upstream_of(&self, gateway: &Gateway, backend: &Backend) -> Option<usize> {
        self.by_key.get(&key(gateway, backend)).copied()
    }

    pub(super) fn auth(&self, id: AuthId) -> &str {
        &self.auths[id.0 as usize]
    }

    pub(super) fn limit(&self, id: LimitId) -> &str {
        &self.limits[id.0 as usize]
    }
}

/// The prefix that a path's service lies at, and the service's name: the first segment, a version in front of it
/// included.
pub(super) fn home(path: &PathPattern) -> (PathPattern, String) {
    let literal = |i: usize| match path.segments.get(i) {
        Some(Segment::Literal(text)) if parse_prefix(&format!("/{text}")).is_ok() => Some(text.as_str()),
        _ => None,
    };
    let is_version = |text: &str| {
        text.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let (count, name) = match (literal(0), literal(1)) {
        (Some(first), Some(second)) if is_version(first) => (2, second),
        (Some(first), _) => (1, first),
        (None, _) => (0, "root"),
    };
    let name = slug(name);
    let name = if name.is_empty() { "service".to_owned() } else { name };
    (PathPattern { segments: path.segments[..count].to_vec() }, name)
}

fn key(gateway: &Gateway, backend: &Backend) -> String {
    format!("{:?} {:?}", backend.upstream.value, coverage::backend_extra(gateway, backend))
}

/// Each pair of hosts and components; where components tell them apart they are in the name: `cloud-zap`.
fn upstreams(gateway: &Gateway) -> Vec<(String, Upstream)> {
    let mut found: BTreeMap<(String, String), Upstream> = BTreeMap::new();
    for endpoint in gateway.endpoints.iter().filter(|e| !coverage::is_health(gateway, e)) {
        for backend in endpoint.backends() {
            let upstream = gateway.upstream(backend.upstream.value);
            let extra = coverage::backend_extra(gateway, backend);
            let suffix = extra.iter().filter_map(|(name, _)| name.rsplit('/').next());
            let words = std::iter::once(&*upstream.name.value).chain(suffix).map(slug);
            let name = words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-");
            let key = key(gateway, backend);
            found.entry((name.clone(), key)).or_insert_with(|| Upstream {
                name: name.chars().take(56).collect(),
                urls: upstream.urls.iter().map(|url| url.value.to_string()).collect(),
                extra,
                external: upstream.is_external(),
            });
        }
    }
    let mut taken = HashSet::new();
    let mut upstreams: Vec<(String, Upstream)> =
        found.into_iter().map(|((_, key), upstream)| (key, upstream)).collect();
    for (_, upstream) in &mut upstreams {
        upstream.name = unique(&upstream.name, &mut taken);
    }
    upstreams
}

/// The limit that most endpoints have is `standard`; of the others one that a single service has its name, else a number.
fn limits(gateway: &Gateway) -> Vec<String> {
    let mut uses = vec![Vec::new(); gateway.limits.len()];
    for endpoint in &gateway.endpoints {
        if let Some(limit) = endpoint.limit {
            uses[limit.value.0 as usize].push(home(&endpoint.path).1);
        }
    }
    let most = uses.iter().map(Vec::len).max().unwrap_or(0);
    let mut taken = HashSet::from(["none".to_owned()]);
    let mut names = vec![String::new(); uses.len()];
    for (index, users) in uses.iter().enumerate() {
        let single = users.first().filter(|first| users.iter().all(|user| user == *first));
        let wanted = match single {
            _ if users.len() == most => "standard",
            Some(service) => service.as_str(),
            None => "limit",
        };
        names[index] = unique(wanted, &mut taken);
    }
    names
}

/// The name, with a number behind it when it is taken.
pub(super) fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let candidates = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{name}-{n}")));
    let free = candidates.into_iter().find(|c| !taken.contains(c)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// A text as a name of the language.
pub(super) fn slug(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    kept.trim_matches('-').to_ascii_lowercase()
}
