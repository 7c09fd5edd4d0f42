//! The path that an upstream gets, as a function of the path of the request.

use gwc_artifact::{PathPattern, Piece, Segment, Template};

use crate::region::Part;
use crate::segments::Segments;

/// A piece of an upstream's path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Sent {
    /// This text.
    Text(String),
    /// The segment of the request at this position, counted from 0.
    Segment(usize),
    /// The segments of the request from this position on.
    From(usize),
}

/// The segment of each parameter of a pattern.
pub(crate) fn positions(pattern: &PathPattern) -> Vec<usize> {
    let segments = pattern.segments.iter().enumerate();
    segments.filter(|(_, segment)| matches!(segment, Segment::Param(_))).map(|(i, _)| i).collect()
}

/// What a template writes for the paths of a pattern in a class: where a segment has a single text, that text is written,
/// so that two patterns can be compared.
pub(crate) fn sent(template: &Template, pattern: &PathPattern, class: Segments<'_>) -> Vec<Sent> {
    let positions = positions(pattern);
    let mut sent = Vec::new();
    for piece in &template.pieces {
        match piece {
            Piece::Literal(text) => push_text(&mut sent, text),
            Piece::Param(position) => match positions.get(*position) {
                Some(at) => push_segment(&mut sent, *at, class.parts),
                None => push_text(&mut sent, "{}"),
            },
            Piece::Tail => push_tail(&mut sent, pattern.segments.len().saturating_sub(1), class),
        }
    }
    sent
}

/// The rest of the path: the segments that the class names, and what may follow.
fn push_tail(sent: &mut Vec<Sent>, from: usize, class: Segments<'_>) {
    let parts = class.parts;
    if parts.len() <= from {
        sent.push(Sent::From(from));
        return;
    }
    for at in from..parts.len() {
        if at > from {
            push_text(sent, "/");
        }
        push_segment(sent, at, parts);
    }
    if class.deeper {
        sent.push(Sent::From(parts.len()));
    }
}

fn push_segment(sent: &mut Vec<Sent>, at: usize, parts: &[Part]) {
    match parts.get(at) {
        Some(Part::Literal(text)) => push_text(sent, text),
        _ => sent.push(Sent::Segment(at)),
    }
}

fn push_text(sent: &mut Vec<Sent>, text: &str) {
    match sent.last_mut() {
        Some(Sent::Text(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => sent.push(Sent::Text(text.to_owned())),
    }
}

/// The path in words: `/v1/{id}/*`.
pub(crate) fn shown(template: &Template, pattern: &PathPattern) -> String {
    let names: Vec<&str> = pattern.params().collect();
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.to_string(),
        Piece::Param(position) => format!("{{{}}}", names.get(*position).unwrap_or(&"")),
        Piece::Tail => "*".to_owned(),
    };
    template.pieces.iter().map(piece).collect()
}

/// The path that one request makes of it.
pub(crate) fn filled(template: &Template, pattern: &PathPattern, segments: &[String]) -> String {
    let positions = positions(pattern);
    let segment = |at: usize| segments.get(at).map_or("", String::as_str);
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.to_string(),
        Piece::Param(position) => positions.get(*position).map_or("", |at| segment(*at)).to_owned(),
        Piece::Tail => segments.get(pattern.segments.len().saturating_sub(1)..).unwrap_or_default().join("/"),
    };
    template.pieces.iter().map(piece).collect()
}
