//! Gateways of route files that KrakenD runs: the JSON that a build writes, read back.

use super::places::{ByShape, Spans};
use super::prepared::Prepared;
use super::{deploy, krakend};
use crate::lower;
use crate::lower::krakend::Layout;
use crate::model::{Endpoint, Gateway};
use crate::read;
use gwc_diff::Places;
use gwc_krakend::simulate::{Input, LATEST, Simulation};
use gwc_krakend::value::Format;
use gwc_syntax::source::FileId;
use gwc_syntax::value::Target;

/// A file that no source has: spans into it are replaced by authored ones.
const NOWHERE: FileId = FileId(u32::MAX);

/// The gateway as a JSON target reads it.
pub(super) fn read_back(gateway: &Gateway, target: Target) -> Result<Prepared, String> {
    let bytes = lower::krakend::render(gateway, target, Layout::Compact);
    let read = read(&bytes, target)?;
    let mut prepared = krakend::prepared(&read, target);
    authored(gateway, &read, &mut prepared);
    Ok(prepared)
}

/// The side of JSON that a build wrote. It has no authored places.
///
/// # Errors
/// If it cannot be read back.
pub fn of_json(bytes: &[u8], target: Target) -> Result<Prepared, String> {
    read(bytes, target).map(|read| Prepared { spans: Vec::new(), ..krakend::prepared(&read, target) })
}

fn read(bytes: &[u8], target: Target) -> Result<Gateway, String> {
    let (name, format, release) = ("krakend.json", Format::Json, LATEST);
    let simulation = Simulation::of(Input { name, bytes, format, file: NOWHERE, release });
    read::gateway(&simulation)
        .ok_or_else(|| format!("the JSON for `{target}` cannot be read back: {}", refusal(&simulation)))
}

fn refusal(simulation: &Simulation<'_>) -> String {
    match &simulation.service {
        Err(refusal) => refusal.message.clone(),
        Ok(_) => "it has no model".to_owned(),
    }
}

/// Replaces the places in generated text by those in route files.
fn authored(gateway: &Gateway, read: &Gateway, prepared: &mut Prepared) {
    let mut spans = Spans::default();
    let known = ByShape::of(gateway);
    for (rest, endpoint) in prepared.side.endpoints.iter_mut().zip(&read.endpoints) {
        let from = known.find(endpoint);
        rest.places = match from {
            Some(from) => spans.endpoint(gateway, from),
            None => verbatim(gateway, endpoint, &mut spans),
        };
        for part in &mut rest.parts {
            let component = from.and_then(|from| {
                from.extra.entries.iter().find(|(name, _)| part.name.ends_with(name.value.as_str()))
            });
            part.place = component.map(|(name, _)| spans.place(name.span)).or(rest.places.whole);
        }
    }
    let whole = spans.gateway(gateway);
    for part in &mut prepared.side.parts {
        let is_named = |name: &str| part.name.ends_with(name);
        let component = gateway.extra.entries.iter().find(|(name, _)| is_named(&name.value));
        part.place = component.map(|(name, _)| spans.place(name.span)).or(whole.whole);
    }
    // Names of checks and upstreams are made anew from what is read.
    prepared.side.auth.iter_mut().for_each(|place| *place = None);
    prepared.side.upstreams.iter_mut().for_each(|place| *place = None);
    prepared.side.places = whole;
    prepared.side.idle = deploy::leaves(gateway);
    prepared.spans = spans.all;
}

/// The place of an endpoint in KrakenD's own words.
fn verbatim(gateway: &Gateway, endpoint: &Endpoint, spans: &mut Spans) -> Places {
    let mut served = gateway.verbatim.served();
    let item = served.find(|(_, of, _)| of.id == endpoint.id).map(|(_, _, place)| place);
    Places { whole: item.map(|place| spans.place(place)), ..Places::default() }
}
