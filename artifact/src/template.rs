//! The path an upstream sees.

use crate::codec::Encoded;
use crate::matcher::Params;
use crate::path::{PathError, PathPattern, Segment, escape};
use crate::path_check::{self, Refusal};
use crate::values::Text;

/// The path an upstream sees: pieces written one after the other.
///
/// Parameters and tail are written with the bytes of the request, so nothing is decoded or encoded on the way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Encoded)]
pub struct Template {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum Piece {
    /// Text as it is sent: visible ASCII, percent-encoded where needed.
    Literal(Text) = 1,
    /// The pattern's parameter at this position, counted from 0.
    Param(usize) = 2,
    /// What the pattern's tail matched, without a slash in front.
    Tail = 3,
}

impl Piece {
    fn is_literal(&self) -> bool {
        matches!(self, Piece::Literal(_))
    }
}

impl Template {
    /// Reads `/v1/{x}/*` for the pattern whose parameters and tail it names; all else is sent unchanged.
    ///
    /// # Errors
    /// If the pattern has no such parameter or tail, or if what it makes would not pass the check of request paths.
    pub fn parse(text: &str, pattern: &PathPattern) -> Result<Template, PathError> {
        let (mut rest, tail) = match text.strip_suffix("/*") {
            Some(start) => (&text[..start.len() + 1], true),
            None => (text, false),
        };
        let mut pieces = Vec::new();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| PathError(format!("`{text}` has a `{{` without `}}`")))?;
            let position = pattern
                .params()
                .position(|param| param == name)
                .ok_or_else(|| PathError(format!("`{pattern}` has no parameter `{name}`")))?;
            pieces.push(Piece::Literal(before.into()));
            pieces.push(Piece::Param(position));
            rest = after;
        }
        pieces.push(Piece::Literal(rest.into()));
        pieces.retain(|piece| *piece != Piece::Literal(Text::default()));
        pieces.extend(tail.then_some(Piece::Tail));
        let template = Template { pieces };
        let check = template.check(pattern.params().count(), pattern.has_tail(), &mut String::new());
        check.map(|()| template).map_err(|reason| PathError(reason.to_owned()))
    }

    /// The template of a path that goes on as it came. Literals are sent in one spelling, whichever the client chose.
    pub fn unchanged(pattern: &PathPattern) -> Template {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut literal = String::new();
        for segment in &pattern.segments {
            literal.push('/');
            let piece = match segment {
                Segment::Literal(text) => {
                    text.chars().for_each(|c| escape(c, &mut literal));
                    continue;
                }
                Segment::Param(_) => Piece::Param(pieces.iter().filter(|piece| !piece.is_literal()).count()),
                Segment::Tail => Piece::Tail,
            };
            pieces.extend([Piece::Literal(std::mem::take(&mut literal).into()), piece]);
        }
        if pattern.segments.is_empty() {
            literal.push('/');
        }
        pieces.extend((!literal.is_empty()).then_some(Piece::Literal(literal.into())));
        Template { pieces }
    }

    /// The template with the pattern's names in it, as [`Template::parse`] reads it.
    pub fn display(&self, pattern: &PathPattern) -> String {
        let names: Vec<&str> = pattern.params().collect();
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Param(position) => {
                    out.extend(["{", names.get(*position).copied().unwrap_or("?"), "}"]);
                }
                Piece::Tail => out.push('*'),
            }
        }
        out
    }

    /// Appends the path an upstream sees. The parameters must be those of the pattern the template belongs to; what
    /// they lack is left out.
    pub fn expand(&self, params: &Params<'_>, out: &mut String) {
        for piece in &self.pieces {
            out.push_str(match piece {
                Piece::Literal(text) => text,
                Piece::Param(position) => params.get(*position).unwrap_or_default(),
                Piece::Tail => params.tail().unwrap_or_default(),
            });
        }
    }

    /// Whether it names only what the pattern has, and makes paths that pass the check of request paths.
    ///
    /// It is tried with an ordinary text for each parameter and tail. As those are never empty, never dots and never
    /// part of an escape, what they are in truth makes no difference. `sample` is scratch.
    pub(crate) fn check(
        &self,
        params: usize,
        has_tail: bool,
        sample: &mut String,
    ) -> Result<(), &'static str> {
        sample.clear();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) if text.is_empty() => return Err("the path sent has an empty piece"),
                Piece::Literal(text) if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                    return Err("the path sent is not visible ASCII");
                }
                Piece::Literal(text) => sample.push_str(text),
                Piece::Param(position) if *position < params => sample.push('x'),
                Piece::Param(_) => return Err("the path sent has a parameter its pattern does not have"),
                Piece::Tail if has_tail => sample.push_str("x/x"),
                Piece::Tail => return Err("the path sent has a tail its pattern does not have"),
            }
        }
        path_check::check(sample).map(drop).map_err(Refusal::as_str)
    }
}
