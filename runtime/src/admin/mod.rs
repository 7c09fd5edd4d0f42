//! The admin listener: what an operator reads of a running gateway. It changes nothing.
//!
//! It has a thread of its own, so that a scrape takes nothing from requests and is answered also while every core is
//! busy. It is apart from the public listeners: it shows the names of endpoints and upstreams
//! to every client that reaches it.

mod answer;
mod endpoints;
mod metrics;
mod upstreams;
mod serve;

pub(crate) use serve::run;
