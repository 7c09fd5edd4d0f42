//! The keys that the gateway, profiles, defaults, services and paths share.
//!
//! A layer has the same keys at every stage; only what it names differs. As written, a reference is a name; once
//! resolved, it is what the name leads to. A key that names nothing is one field here, and no stage but the reader and
//! the one that needs its value knows it.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use gwc_artifact::{EndpointPolicy, SplitBy};

use crate::model::{Credential, Extra, LimitId, Query, Require, SplitTarget, Stream, Timeouts, UpstreamId};
use gwc_syntax::source::{Span, Spanned};

/// What the references of a layer are.
pub trait Stage {
    /// The profile.
    type Profile: Debug + Clone;
    /// The upstream.
    type Upstream: Debug + Clone;
    /// The required credential.
    type Auth: Debug + Clone;
    /// The rate limit, or none.
    type RateLimit: Debug + Clone;
    /// The upstreams that get some of the requests.
    type Split: Debug + Clone;
}

/// The upstreams that get some of the requests, by name, each with the requests that it gets.
pub type WrittenSplit = Vec<(Spanned<String>, Spanned<SplitBy>)>;

/// References are names.
#[derive(Debug, Clone)]
pub struct Written;

impl Stage for Written {
    type Profile = String;
    type Upstream = String;
    type Auth = Vec<Spanned<String>>;
    type RateLimit = String;
    type Split = WrittenSplit;
}

/// References are what the names lead to; a profile is an index into the resolved profiles.
#[derive(Debug, Clone)]
pub struct Named;

impl Stage for Named {
    type Profile = usize;
    type Upstream = UpstreamId;
    type Auth = Credential;
    type RateLimit = Option<LimitId>;
    type Split = Arc<[SplitTarget]>;
}

/// Values for endpoints, as one layer sets them.
#[derive(Debug, Clone)]
pub struct Layer<S: Stage> {
    /// The profile.
    pub profile: Option<Assigned<S::Profile>>,
    /// The upstream.
    pub upstream: Option<Assigned<S::Upstream>>,
    /// The required credential.
    pub auth: Option<Assigned<S::Auth>>,
    /// The limit.
    pub rate_limit: Option<Assigned<S::RateLimit>>,
    /// The upstreams beside it; nothing inside for `none`.
    pub split: Option<Assigned<Option<S::Split>>>,
    /// The keys that name nothing.
    pub values: Values,
    /// Keys with an error.
    pub in_error: InError,
}

/// Keys of a layer with an error in their value: no outer layer replaces them.
#[derive(Debug, Clone, Default)]
pub struct InError {
    /// Any key may be one of them: the layer has keys with an error.
    pub any: bool,
    /// The keys.
    pub keys: Vec<&'static str>,
}

/// The keys of a layer that are the same at every stage.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// Time limits.
    pub timeout: Option<Assigned<Timeouts>>,
    /// Headers.
    pub headers: Option<Assigned<HeaderList>>,
    /// Query parameters.
    pub query: Option<Assigned<QueryList>>,
    /// Whether credentials are forwarded.
    pub credentials: Option<Assigned<bool>>,
    /// What verified tokens must hold; nothing inside for `none`.
    pub require: Option<Assigned<Option<Arc<Require>>>>,
    /// How bodies flow.
    pub stream: Option<Assigned<Stream>>,
    /// How many segments a wildcard is at most where the target has none.
    pub depth: Option<Assigned<u8>>,
    /// Policies that are one value, by key; nothing inside for `none`.
    pub policies: BTreeMap<&'static str, Assigned<Option<EndpointPolicy>>>,
    /// `extra_config`.
    pub krakend: Extra,
}

/// A value that a layer sets, and the merge key that brought it, if one did.
#[derive(Debug, Clone)]
pub struct Assigned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
    /// The `<<` that repeats it.
    pub merged_at: Option<Span>,
}

/// `forward.headers`.
#[derive(Debug, Clone)]
pub enum HeaderList {
    /// `all`.
    All,
    /// In place of the inherited list.
    Replace(Vec<Spanned<String>>),
    /// After the inherited list.
    Append(Vec<Spanned<String>>),
}

/// `forward.query`.
#[derive(Debug, Clone)]
pub enum QueryList {
    /// `all`, `none`, or in place of the inherited list.
    Replace(Query),
    /// After the inherited list.
    Append(Vec<Spanned<String>>),
}

impl<S: Stage> Default for Layer<S> {
    fn default() -> Self {
        Self {
            profile: None,
            upstream: None,
            auth: None,
            rate_limit: None,
            split: None,
            values: Values::default(),
            in_error: InError::default(),
        }
    }
}

impl<S: Stage> Layer<S> {
    /// Whether it sets nothing.
    pub fn is_empty(&self) -> bool {
        let Self { profile, upstream, auth, rate_limit, split, values, in_error: _ } = self;
        let names_nothing = profile.is_none() && upstream.is_none() && auth.is_none() && rate_limit.is_none();
        names_nothing && split.is_none() && values.is_empty()
    }
}

impl<S: Stage> Layer<S> {
    /// The keys that this layer sets, among those taken as a whole from the nearest layer.
    pub fn whole_values(&self) -> impl Iterator<Item = &'static str> {
        let set = [
            ("upstream", self.upstream.is_some()),
            ("auth", self.auth.is_some()),
            ("rate_limit", self.rate_limit.is_some()),
            ("split", self.split.is_some()),
            ("timeout", self.values.timeout.is_some()),
            ("require", self.values.require.is_some()),
            ("stream", self.values.stream.is_some()),
            ("depth", self.values.depth.is_some()),
        ];
        let policies = self.values.policies.keys().copied();
        set.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key).chain(policies)
    }
}

impl Values {
    fn is_empty(&self) -> bool {
        let Self { timeout, headers, query, credentials, require, stream, depth, policies, krakend } = self;
        timeout.is_none()
            && headers.is_none()
            && query.is_none()
            && credentials.is_none()
            && require.is_none()
            && stream.is_none()
            && depth.is_none()
            && policies.is_empty()
            && krakend.entries.is_empty()
    }
}

impl<T> Assigned<T> {
    /// What the value leads to, at the same place.
    pub(crate) fn map_found<U>(self, find: impl FnOnce(T, Span) -> Option<U>) -> Option<Assigned<U>> {
        let Self { value, span, merged_at } = self;
        Some(Assigned { value: find(value, span)?, span, merged_at })
    }
}
