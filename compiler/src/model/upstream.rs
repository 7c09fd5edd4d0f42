//! Where requests go.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::extra::Extra;
use gwc_artifact::UpstreamOptions;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::UpstreamUrl;

/// An upstream of [`super::Gateway::upstreams`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpstreamId(pub u32);

/// A named set of hosts.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// Its hosts, at least one.
    pub urls: Vec<Spanned<UpstreamUrl>>,
    /// Whether it checks opaque API keys itself.
    pub accepts_keys: bool,
    /// How many requests it may have at once, from one process.
    pub in_flight: Option<Spanned<u64>>,
    /// How requests reach its hosts, and where each option is written.
    pub options: Arc<UpstreamOptions>,
    /// The places of the options, by key.
    pub places: BTreeMap<&'static str, Span>,
    /// `extra_config` of its backends, passed through.
    pub extra: Arc<Extra>,
}

impl Upstream {
    /// Whether any of its hosts is outside the cluster.
    pub fn is_external(&self) -> bool {
        self.urls.iter().any(|url| url.value.is_external())
    }
}
