//! The part of a gateway that is written in KrakenD's own words.

use serde_json::Value;

use super::extra::Extra;
use super::{Endpoint, Gateway};
use gwc_syntax::source::{Span, Spanned};

/// `krakend_endpoints` and `krakend_root`: what the JSON targets are given unchanged.
#[derive(Debug, Clone, Default)]
pub struct Verbatim {
    /// The endpoints as they are written, in the order of the files.
    pub endpoints: Vec<Spanned<Value>>,
    /// Keys of the root, in the order they are written.
    pub root: Extra,
    /// The endpoints as KrakenD reads them; absent where it could not decode them. Spans in it point nowhere.
    pub read: Option<Box<Gateway>>,
    /// For each endpoint of `read` its index in `endpoints`.
    pub items: Vec<usize>,
}

impl Verbatim {
    /// Each endpoint that KrakenD would serve, with the gateway that holds its parts and its authored place.
    pub fn served(&self) -> impl Iterator<Item = (&Gateway, &Endpoint, Span)> {
        self.read.iter().flat_map(move |read| {
            let places = self.items.iter().map(|item| self.endpoints[*item].span);
            read.endpoints.iter().zip(places).map(move |(endpoint, place)| (&**read, endpoint, place))
        })
    }

    /// The endpoint that was read from an item.
    pub fn endpoint_of(&self, item: usize) -> Option<&Endpoint> {
        let at = self.items.iter().position(|of| *of == item)?;
        self.read.as_ref()?.endpoints.get(at)
    }
}
