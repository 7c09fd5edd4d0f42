//! The values of an endpoint that take effect, from all its layers.

use std::collections::BTreeSet;
use std::sync::Arc;

use gwc_artifact::EndpointPolicy;

use super::built_in::{EMPTY, built_in};
use crate::decl;
use crate::layer::{Assigned, HeaderList, Layer, Named, QueryList};
use crate::model::{
    Action, Credential, Extra, Field, Forward, Headers, LimitId, Origin, OriginId, Origins, Query, Require,
    SplitTarget, Step, Stream, Timeouts, UpstreamId, Via,
};
use crate::resolve::{Resolved, Service};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::Duration;

/// Default total timeout of an endpoint.
const DEFAULT_TOTAL: Duration = Duration::from_secs(30);
/// Default idle timeout of a stream.
const DEFAULT_IDLE: Duration = Duration::from_secs(300);
/// Headers that are forwarded by default.
const DEFAULT_HEADERS: [&str; 2] = ["Accept", "Content-Type"];

/// The number of nearer layers, and the value with its steps.
type PrefixUpstream<'a> = (usize, &'a Assigned<Option<UpstreamId>>, Vec<Step>);

/// The layers of an endpoint, nearest first, each with its steps.
pub(super) struct Stack<'a> {
    layers: Vec<(&'a Layer<Named>, Vec<Step>)>,
    /// The upstream of the prefix; it takes effect in place of the one of the service.
    prefix_upstream: Option<PrefixUpstream<'a>>,
    /// How many of `layers` are the endpoint's own.
    own: usize,
    /// What every value of an endpoint under this prefix passed through last.
    alias: Option<Step>,
}

impl<'a> Stack<'a> {
    /// The layers below the endpoint's own.
    pub(super) fn of_service(service: &'a Service, resolved: &'a Resolved, prefix: usize) -> Self {
        let at_service = Step { via: Via::Service, span: service.decl.name.span };
        let alias = (prefix > 0).then(|| Step { via: Via::Alias, span: service.decl.at[prefix].0.span });
        let mut layers = vec![(&service.layer, vec![at_service])];
        if let Some(profile) = &service.layer.profile {
            let (name, layer) = &resolved.profiles[profile.value];
            layers.push((
                layer,
                vec![
                    Step { via: Via::Profile, span: name.span },
                    Step { via: Via::Service, span: profile.span },
                ],
            ));
        }
        let defaults = Step {
            via: Via::Defaults,
            span: service.defaults.profile.as_ref().map_or(at_service.span, |p| p.span),
        };
        layers.push((&service.defaults, vec![Step { span: at_service.span, ..defaults }, at_service]));
        if let (None, Some(profile)) = (&service.layer.profile, &service.defaults.profile) {
            let (name, layer) = &resolved.profiles[profile.value];
            layers.push((layer, vec![Step { via: Via::Profile, span: name.span }, defaults, at_service]));
        }
        layers.push((
            &resolved.layer,
            vec![Step { via: Via::Gateway, span: resolved.gateway.name.span }, at_service],
        ));
        let prefix_upstream =
            service.prefix_upstreams[prefix].as_ref().map(|assigned| (0, assigned, vec![at_service]));
        Self { layers, prefix_upstream, own: 0, alias }
    }

    /// Puts the endpoint's layer and its profile on top.
    pub(super) fn with_endpoint(mut self, layer: &'a Layer<Named>, resolved: &'a Resolved) -> Self {
        let mut own = vec![(layer, Vec::new())];
        if let Some(profile) = &layer.profile {
            let (name, profile_layer) = &resolved.profiles[profile.value];
            own.push((profile_layer, vec![Step { via: Via::Profile, span: name.span }]));
        }
        self.own = own.len();
        if let Some((at, ..)) = &mut self.prefix_upstream {
            *at = own.len();
        }
        own.append(&mut self.layers);
        self.layers = own;
        self
    }

    /// Whether a value that would take effect has an error: then the endpoint has one too.
    pub(super) fn is_in_error(&self) -> bool {
        let mut set: Vec<&str> = Vec::new();
        for (at, (layer, _)) in self.layers.iter().enumerate() {
            if let Some((_, assigned, _)) = self.prefix_upstream.as_ref().filter(|(nearer, ..)| *nearer == at)
            {
                if assigned.value.is_none() && !set.contains(&"upstream") {
                    return true;
                }
                set.push("upstream");
            }
            let takes_effect = |key: &&str| *key == "profile" || !set.contains(key);
            if layer.in_error.any || layer.in_error.keys.iter().any(takes_effect) {
                return true;
            }
            set.extend(layer.whole_values());
        }
        false
    }

    /// The values that take effect.
    pub(super) fn effective(&self, origins: &mut Origins) -> Effective {
        Effective {
            upstream: self.upstream(origins),
            credential: self.first(origins, |l| l.auth.as_ref()),
            // The gateway's limit is a bucket of its own and never inherited.
            limit: self.limit(origins),
            split: self.split(origins),
            timeouts: self.first(origins, |l| l.values.timeout.as_ref()),
            headers: self.headers(origins),
            query: self.query(origins),
            credentials: self.first(origins, |l| l.values.credentials.as_ref()),
            require: self.require(origins),
            stream: self.first(origins, |l| l.values.stream.as_ref()),
            depth: self.first(origins, |l| l.values.depth.as_ref()),
            policies: self.policies(origins),
            extra: self.extra(),
        }
    }

    /// As [`Stack::effective`], sharing `base` where the endpoint sets nothing of its own.
    pub(super) fn effective_over(&self, base: &Effective, origins: &mut Origins) -> Effective {
        let own = &self.layers[..self.own];
        let inherits_all = own.iter().all(|(l, _)| l.is_empty());
        if inherits_all { base.clone() } else { self.effective(origins) }
    }

    fn origin<T>(&self, assigned: &Assigned<T>, steps: &[Step], origins: &mut Origins) -> OriginId {
        let merged = assigned.merged_at.map(|span| Step { via: Via::Merge, span });
        let used_at = merged.into_iter().chain(steps.iter().copied()).chain(self.alias).collect();
        origins.add(Origin { written: assigned.span, used_at })
    }

    fn first<T: Clone>(
        &self,
        origins: &mut Origins,
        pick: impl Fn(&Layer<Named>) -> Option<&Assigned<T>>,
    ) -> Option<Field<T>> {
        let (assigned, steps) = self.layers.iter().find_map(|(layer, steps)| Some((pick(layer)?, steps)))?;
        Some(Field::new(assigned.value.clone(), self.origin(assigned, steps, origins)))
    }

    fn upstream(&self, origins: &mut Origins) -> Option<Field<UpstreamId>> {
        if let Some((at, assigned, steps)) = &self.prefix_upstream
            && self.layers[..*at].iter().all(|(l, _)| l.upstream.is_none())
        {
            return Some(Field::new(assigned.value?, self.origin(assigned, steps, origins)));
        }
        self.first(origins, |l| l.upstream.as_ref())
    }

    /// The nearest one. An upstream that is set nearer ends it: the split is of another upstream's requests.
    fn split(&self, origins: &mut Origins) -> Option<Field<Arc<[SplitTarget]>>> {
        let nearest = self.layers.iter().position(|(layer, _)| layer.upstream.is_some());
        let of_prefix = self.prefix_upstream.as_ref().map(|(at, ..)| *at);
        let last = nearest.into_iter().chain(of_prefix).min()?;
        let layers = &self.layers[..=last];
        let (assigned, steps) = layers.iter().find_map(|(l, steps)| Some((l.split.as_ref()?, steps)))?;
        Some(Field::new(assigned.value.clone()?, self.origin(assigned, steps, origins)))
    }

    fn limit(&self, origins: &mut Origins) -> Option<Field<LimitId>> {
        let layers = &self.layers[..self.layers.len() - 1];
        let (assigned, steps) = layers.iter().find_map(|(l, steps)| Some((l.rate_limit.as_ref()?, steps)))?;
        assigned.value.map(|id| Field::new(id, self.origin(assigned, steps, origins)))
    }

    fn require(&self, origins: &mut Origins) -> Option<Field<Arc<Require>>> {
        let nearest = self.first(origins, |l| l.values.require.as_ref())?;
        Some(Field::new(nearest.value?, nearest.origin))
    }

    fn policies(&self, origins: &mut Origins) -> Vec<Field<EndpointPolicy>> {
        let keys: BTreeSet<&str> =
            self.layers.iter().flat_map(|(l, _)| l.values.policies.keys().copied()).collect();
        let mut nearest = |key: &str| {
            let field = self.first(origins, |l| l.values.policies.get(key))?;
            Some(Field::new(field.value?, field.origin))
        };
        keys.into_iter().filter_map(&mut nearest).collect()
    }

    /// The nearest list that replaces, then all that append to it.
    fn headers(&self, origins: &mut Origins) -> Option<Field<Arc<Headers>>> {
        let mut appended: Vec<&Vec<Spanned<String>>> = Vec::new();
        let mut nearest = None;
        for (layer, steps) in &self.layers {
            let Some(assigned) = &layer.values.headers else { continue };
            let origin = *nearest.get_or_insert_with(|| self.origin(assigned, steps, origins));
            let base = match &assigned.value {
                HeaderList::Append(items) => {
                    appended.push(items);
                    continue;
                }
                HeaderList::All => return Some(Field::new(Arc::new(Headers::All), origin)),
                HeaderList::Replace(items) => items.clone(),
            };
            return Some(Field::new(Arc::new(Headers::List(join(base, appended, same_header))), origin));
        }
        // No layer sets a list: the items are appended to the default.
        let at = appended.first().and_then(|items| items.first())?.span;
        let list = join(default_headers(at), appended, same_header);
        nearest.map(|origin| Field::new(Arc::new(Headers::List(list)), origin))
    }

    fn query(&self, origins: &mut Origins) -> Option<Field<Arc<Query>>> {
        let mut appended: Vec<&Vec<Spanned<String>>> = Vec::new();
        let mut nearest = None;
        for (layer, steps) in &self.layers {
            let Some(assigned) = &layer.values.query else { continue };
            let origin = *nearest.get_or_insert_with(|| self.origin(assigned, steps, origins));
            let base = match &assigned.value {
                QueryList::Append(items) => {
                    appended.push(items);
                    continue;
                }
                QueryList::Replace(Query::All) => return Some(Field::new(Arc::new(Query::All), origin)),
                QueryList::Replace(Query::None) => Vec::new(),
                QueryList::Replace(Query::List(items)) => items.clone(),
            };
            let items = join(base, appended, |a, b| a == b);
            let query = if items.is_empty() { Query::None } else { Query::List(items) };
            return Some(Field::new(Arc::new(query), origin));
        }
        // No layer sets a list: every parameter is forwarded by default.
        nearest.map(|origin| Field::new(Arc::new(Query::All), origin))
    }

    fn extra(&self) -> Arc<Extra> {
        // The gateway's own belongs to the root, not to its endpoints.
        let layers = &self.layers[..self.layers.len() - 1];
        let assigned: Vec<&Extra> =
            layers.iter().map(|(l, _)| &l.values.krakend).filter(|e| !e.entries.is_empty()).collect();
        let below = assigned.iter().rev().fold(Extra::default(), |below, extra| below.overlaid(extra));
        if below.entries.is_empty() { Arc::clone(&EMPTY) } else { Arc::new(below) }
    }
}

fn default_headers(at: Span) -> Vec<Spanned<String>> {
    DEFAULT_HEADERS.iter().map(|h| Spanned::new((*h).to_owned(), at)).collect()
}

fn same_header(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// A list and the appended items, from the outermost layer inwards; each item once.
fn join(
    mut base: Vec<Spanned<String>>,
    appended: Vec<&Vec<Spanned<String>>>,
    same: fn(&str, &str) -> bool,
) -> Vec<Spanned<String>> {
    for item in appended.into_iter().rev().flatten() {
        if !base.iter().any(|b| same(&b.value, &item.value)) {
            base.push(item.clone());
        }
    }
    base
}

/// The values of an endpoint that take effect.
#[derive(Clone)]
pub(super) struct Effective {
    pub(super) upstream: Option<Field<UpstreamId>>,
    pub(super) credential: Option<Field<Credential>>,
    pub(super) limit: Option<Field<LimitId>>,
    pub(super) split: Option<Field<Arc<[SplitTarget]>>>,
    timeouts: Option<Field<Timeouts>>,
    headers: Option<Field<Arc<Headers>>>,
    query: Option<Field<Arc<Query>>>,
    credentials: Option<Field<bool>>,
    pub(super) require: Option<Field<Arc<Require>>>,
    stream: Option<Field<Stream>>,
    pub(super) depth: Option<Field<u8>>,
    pub(super) policies: Vec<Field<EndpointPolicy>>,
    pub(super) extra: Arc<Extra>,
}

impl Effective {
    pub(super) fn stream(&self, origins: &mut Origins, at: Span) -> Field<Stream> {
        self.stream.unwrap_or_else(|| Field::new(Stream::No, built_in(origins, at)))
    }

    pub(super) fn timeouts(&self, origins: &mut Origins, at: Span) -> Field<Timeouts> {
        self.timeouts.unwrap_or_else(|| {
            let timeouts = match self.stream.map(|s| s.value) {
                Some(Stream::Sse | Stream::WebSocket) => {
                    Timeouts { idle: Some(DEFAULT_IDLE), ..Timeouts::default() }
                }
                _ => Timeouts { total: Some(DEFAULT_TOTAL), ..Timeouts::default() },
            };
            Field::new(timeouts, built_in(origins, at))
        })
    }

    pub(super) fn forward(
        &self,
        action: &Action,
        upstreams: &[decl::Upstream],
        origins: &mut Origins,
        at: Span,
    ) -> Forward {
        let external = match action {
            Action::Proxy(backends) => backends.iter().any(|b| {
                upstreams[b.upstream.value.0 as usize].urls.iter().any(|url| url.value.is_external())
            }),
            Action::Respond(_) => true,
        };
        let mut fallback = || built_in(origins, at);
        Forward {
            headers: self
                .headers
                .clone()
                .unwrap_or_else(|| Field::new(Arc::new(Headers::List(default_headers(at))), fallback())),
            query: self.query.clone().unwrap_or_else(|| Field::new(Arc::new(Query::All), fallback())),
            credentials: self.credentials.unwrap_or_else(|| Field::new(!external, fallback())),
        }
    }
}
