//! What is written by hand about a kind of change.

/// The page of a kind. What it is, and its meaning on both axes, are in [`gwc_diff::Kind`].
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// What the change does to callers, upstreams or data, and how.
    pub why: &'static str,
    /// What to do about it.
    pub instead: &'static str,
    /// An edit that is this change.
    pub example: Example,
}

/// An edit: text before and after it. Tests compare the two.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// Top-level keys of `gateway.yaml`; other keys are the same on both sides.
    Routes(&'static str, &'static str),
    /// Keys of one endpoint of a KrakenD configuration.
    Endpoint(&'static str, &'static str),
    /// Root keys of a KrakenD configuration.
    Root(&'static str, &'static str),
    /// The program that runs one gateway, by target.
    Target(&'static str, &'static str),
}

/// A page in one expression.
pub(super) const fn page(why: &'static str, instead: &'static str, example: Example) -> Page {
    Page { why, instead, example }
}
