//! The segments of the path that an upstream gets. Spellings that an upstream may take for one path are one: escapes,
//! `.` and `..`, and slashes at the end or in a row.

use crate::url::Sent;

/// A segment of an upstream's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// This text.
    Text(String),
    /// The segment of the request at this position.
    Segment(usize),
    /// A segment of the request with text around it.
    Around { before: String, at: usize, after: String },
    /// Any text: of another response, or of several segments of the request.
    Any,
    /// One or more segments.
    Rest,
}

/// The path, cut at its slashes. A query is no part of it.
pub(super) fn of(sent: &[Sent]) -> Vec<Slot> {
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
        for (nth, part) in decoded(path).split('/').enumerate() {
            if nth > 0 {
                slots.push(Slot::Text(String::new()));
            }
            match part {
                "" => {}
                // `{resp0.id}` of a sequence of calls.
                part if part.contains('{') => add(&mut slots, Slot::Any),
                part => add(&mut slots, Slot::Text(part.to_owned())),
            }
        }
        if path.len() < text.len() {
            break;
        }
    }
    resolved(slots)
}

/// Adds to the segment that is not ended yet.
fn add(slots: &mut [Slot], more: Slot) {
    let Some(last) = slots.last_mut() else { return };
    let joined = match (&mut *last, more) {
        (Slot::Text(text), more) if text.is_empty() => more,
        (Slot::Text(before), Slot::Segment(at)) => {
            Slot::Around { before: std::mem::take(before), at, after: String::new() }
        }
        (Slot::Segment(at), Slot::Text(after)) => Slot::Around { before: String::new(), at: *at, after },
        (Slot::Around { before, at, after }, Slot::Text(more)) => {
            Slot::Around { before: std::mem::take(before), at: *at, after: format!("{after}{more}") }
        }
        _ => Slot::Any,
    };
    *last = joined;
}

/// Without what an upstream may leave out.
fn resolved(slots: Vec<Slot>) -> Vec<Slot> {
    let mut kept: Vec<Slot> = Vec::with_capacity(slots.len());
    for slot in slots {
        match &slot {
            Slot::Text(text) if text.is_empty() || text == "." => {}
            Slot::Text(text) if text == ".." => drop(kept.pop()),
            _ => kept.push(slot),
        }
    }
    kept
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let digits = more.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The paths that both may be.
pub(super) fn meet(one: &[Slot], other: &[Slot]) -> Option<Vec<Slot>> {
    let mut slots = Vec::with_capacity(one.len());
    let (mut own, mut others) = (one.iter(), other.iter());
    loop {
        match (own.next(), others.next()) {
            (None, None) => return Some(slots),
            (Some(Slot::Rest), Some(first)) => {
                slots.push(first.clone());
                slots.extend(others.cloned());
                return Some(slots);
            }
            (Some(first), Some(Slot::Rest)) => {
                slots.push(first.clone());
                slots.extend(own.cloned());
                return Some(slots);
            }
            (Some(first), Some(second)) => slots.push(both(first, second)?),
            (None, Some(_)) | (Some(_), None) => return None,
        }
    }
}

/// The segment that both may be.
fn both(one: &Slot, other: &Slot) -> Option<Slot> {
    match (one, other) {
        (Slot::Text(text), Slot::Text(known)) if text != known => None,
        (Slot::Text(text), around @ Slot::Around { .. })
        | (around @ Slot::Around { .. }, Slot::Text(text)) => {
            between(around, text).map(|_| Slot::Text(text.clone()))
        }
        (Slot::Around { before, after, .. }, Slot::Around { before: start, after: end, .. }) => {
            let fits = (before.starts_with(start.as_str()) || start.starts_with(before.as_str()))
                && (after.ends_with(end.as_str()) || end.ends_with(after.as_str()));
            fits.then(|| one.clone())
        }
        (Slot::Segment(_) | Slot::Any, slot) | (slot, _) => Some(slot.clone()),
    }
}

/// What a segment of a request must be, so that it is this text with the text around it.
pub(crate) fn between<'t>(around: &Slot, text: &'t str) -> Option<&'t str> {
    let Slot::Around { before, at: _, after } = around else { return None };
    let between = text.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
    (!between.is_empty()).then_some(between)
}

/// Whether the first may be every path that the second may be.
pub(super) fn covers(one: &[Slot], place: &[Slot]) -> bool {
    for (at, slot) in one.iter().enumerate() {
        match (slot, place.get(at)) {
            (Slot::Rest, Some(_)) => return true,
            (_, None | Some(Slot::Rest)) => return false,
            (Slot::Segment(_), Some(_)) => {}
            (around @ Slot::Around { .. }, Some(Slot::Text(text))) if between(around, text).is_some() => {}
            (slot, Some(known)) if slot == known => {}
            _ => return false,
        }
    }
    one.len() == place.len()
}
