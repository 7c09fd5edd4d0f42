//! Where the requests of an endpoint arrive: hosts, method, and the segments of the path.

use gwc_artifact::{Backend, Endpoint, Gateway, Method, UpstreamHost};

use crate::segments::Segments;
use crate::url::{self, Sent};

/// Where requests arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// `host:port` of each host of the upstream.
    hosts: Vec<String>,
    method: Method,
    /// The segments of the path; a rest is the last one.
    pub(crate) slots: Vec<Slot>,
}

/// A segment of an upstream's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// This text.
    Text(String),
    /// The segment of the request at this position.
    Segment(usize),
    /// Text with a segment of the request in it.
    Mixed,
    /// One or more segments.
    Rest,
}

impl Target {
    /// Where the requests of a class arrive that an endpoint takes, unless the gateway answers them.
    pub(crate) fn of(gateway: &Gateway, endpoint: &Endpoint, class: Segments<'_>) -> Option<Target> {
        let Backend::Upstream { upstream, method, path } = &endpoint.backend else { return None };
        let upstream = gateway.upstreams.iter().find(|known| *known.name == **upstream)?;
        let host = |UpstreamHost { scheme: _, host, port }: &UpstreamHost| format!("{host}:{port}");
        Some(Target {
            hosts: upstream.hosts.iter().map(host).collect(),
            method: method.unwrap_or(endpoint.method),
            slots: slots(&url::sent(path, &endpoint.path, class)),
        })
    }
}

/// The path, cut at its slashes. A query is no part of it.
fn slots(sent: &[Sent]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    for piece in sent {
        let text = match piece {
            Sent::Text(text) => text,
            Sent::Segment(at) => {
                add(&mut slots, Slot::Segment(*at));
                continue;
            }
            Sent::From(_) => {
                slots.pop();
                slots.push(Slot::Rest);
                break;
            }
        };
        let path = text.split('?').next().unwrap_or(text);
        for (nth, part) in path.split('/').enumerate() {
            if nth > 0 {
                slots.push(Slot::Text(String::new()));
            }
            if !part.is_empty() {
                add(&mut slots, Slot::Text(part.to_owned()));
            }
        }
        if path.len() < text.len() {
            break;
        }
    }
    slots
}

/// Adds to the segment that is not ended yet.
fn add(slots: &mut [Slot], more: Slot) {
    if let Some(last) = slots.last_mut() {
        let is_empty = matches!(last, Slot::Text(text) if text.is_empty());
        *last = if is_empty { more } else { Slot::Mixed };
    }
}

/// Where requests arrive that both may send. Texts with a segment in them are not looked into: they meet nothing but a whole
/// segment.
pub(crate) fn meet(one: &Target, other: &Target) -> Option<Target> {
    let is_one_host = one.hosts.iter().any(|host| other.hosts.contains(host));
    if !is_one_host || one.method != other.method {
        return None;
    }
    let mut slots = Vec::with_capacity(one.slots.len());
    let (mut own, mut others) = (one.slots.iter(), other.slots.iter());
    loop {
        slots.push(match (own.next(), others.next()) {
            (None, None) => break,
            (Some(Slot::Rest), Some(first)) => {
                slots.push(first.clone());
                slots.extend(others.cloned());
                break;
            }
            (Some(first), Some(Slot::Rest)) => {
                slots.push(first.clone());
                slots.extend(own.cloned());
                break;
            }
            (Some(Slot::Text(text)), Some(Slot::Text(known))) if text != known => return None,
            (Some(Slot::Mixed), Some(Slot::Text(_) | Slot::Mixed)) => return None,
            (Some(Slot::Text(_)), Some(Slot::Mixed)) => return None,
            (Some(Slot::Segment(_)), Some(slot)) | (Some(slot), Some(_)) => slot.clone(),
            (None, Some(_)) | (Some(_), None) => return None,
        });
    }
    Some(Target { hosts: one.hosts.clone(), method: one.method, slots })
}

/// Whether one arrives at each place of the other.
pub(crate) fn covers(one: &Target, place: &Target) -> bool {
    if !place.hosts.iter().all(|host| one.hosts.contains(host)) || one.method != place.method {
        return false;
    }
    for (at, slot) in one.slots.iter().enumerate() {
        match (slot, place.slots.get(at)) {
            (Slot::Rest, Some(_)) => return true,
            (Slot::Segment(_), Some(Slot::Text(_) | Slot::Segment(_) | Slot::Mixed)) => {}
            (Slot::Text(text), Some(Slot::Text(known))) if text == known => {}
            _ => return false,
        }
    }
    one.slots.len() == place.slots.len()
}
