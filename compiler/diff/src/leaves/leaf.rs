//! One value of a side, and how leaves are added.

use std::collections::BTreeMap;

use gwc_artifact::RateLimit;

use crate::side::{Aspect, Part, Side};

/// What a leaf belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Of {
    /// The gateway as a whole.
    Gateway,
    /// An endpoint, by index.
    Endpoint(u32),
    /// A check, by name.
    Auth(String),
    /// An upstream, by name.
    Upstream(String),
    /// A quota, by name.
    Quota(String),
    /// A balance, by name.
    Balance(String),
    /// Nothing that decides about a request, for this reason.
    Idle(&'static str),
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    /// As it is.
    pub(crate) text: String,
    /// With what names stand for instead of names.
    pub(crate) meaning: String,
    pub(crate) of: Of,
    pub(crate) aspect: Aspect,
    /// Why it may differ where no request is decided otherwise.
    pub(crate) spared: Option<&'static str>,
}

/// The leaves of one side by name.
pub(crate) type Leaves = BTreeMap<String, Value>;

pub(super) fn parts(side: &Side, endpoint: usize) -> &[Part] {
    side.endpoints.get(endpoint).map_or(&[], |rest| &rest.parts)
}

pub(super) fn same(text: &str) -> (String, String) {
    (text.to_owned(), text.to_owned())
}

pub(super) fn add(
    leaves: &mut Leaves,
    name: String,
    (text, meaning): (String, String),
    of: Of,
    aspect: Aspect,
) {
    leaves.insert(name, Value { text, meaning, of, aspect, spared: None });
}

/// A value that may differ without an effect, for this reason.
pub(super) fn add_spared(
    leaves: &mut Leaves,
    name: String,
    text: String,
    of: Of,
    aspect: Aspect,
    reason: &'static str,
) {
    let meaning = text.clone();
    leaves.insert(name, Value { text, meaning, of, aspect, spared: Some(reason) });
}

pub(super) fn limit(limit: &RateLimit) -> String {
    format!("{limit:?}")
}
