//! Paths as data: the pattern an endpoint answers and the template of the path its upstream sees.

use std::fmt::{self, Write};

use crate::matcher::Params;
use crate::normalise;

/// Most segments a pattern can have.
pub const MAX_SEGMENTS: usize = 64;
/// Most parameters a pattern can have.
pub const MAX_PARAMS: usize = 16;

/// The path an endpoint answers, segment by segment. No segments is `/`.
///
/// A trailing slash is a path of its own, answered only where it is declared: `/svc/` is the literals `svc` and, last,
/// the empty one. `Display` writes what [`PathPattern::parse`] reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PathPattern {
    /// The segments in order.
    pub segments: Vec<Segment>,
}

/// One segment of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// Exactly this text, percent-decoded. Empty only as the last of two or more: a trailing slash.
    Literal(String),
    /// One non-empty segment, whatever it says; the name is for people and for keys of limits.
    Param(String),
    /// One or more non-empty segments; only as the last.
    Tail,
}

/// The path an upstream sees: pieces written one after the other.
///
/// Parameters and tail are written with the bytes of the request, so nothing is decoded or encoded on the way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Template {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Text as it is sent: visible ASCII, percent-encoded where needed.
    Literal(String),
    /// The pattern's parameter at this position, counted from 0.
    Param(usize),
    /// What the pattern's tail matched, without a slash in front.
    Tail,
}

/// Why a text is no pattern or template, as a phrase: lower case, no final period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError(pub(crate) String);

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PathError {}

impl PathPattern {
    /// Reads `/a/{x}/*`: literal segments (percent-decoded), `{name}` for one segment, a last `*` for one or more.
    ///
    /// # Errors
    /// If no request path could match it, or if it says too much; the error says where.
    pub fn parse(text: &str) -> Result<PathPattern, PathError> {
        let rest =
            text.strip_prefix('/').ok_or_else(|| PathError(format!("`{text}` does not begin with `/`")))?;
        let segments = match rest {
            "" => Vec::new(),
            _ => rest.split('/').map(Segment::parse).collect::<Result<_, _>>()?,
        };
        let pattern = PathPattern { segments };
        pattern.check()?;
        Ok(pattern)
    }

    /// The names of the parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Param(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether the pattern ends with a tail.
    pub fn has_tail(&self) -> bool {
        self.segments.last() == Some(&Segment::Tail)
    }

    /// Whether some request path can match it, and it keeps to the limits.
    pub(crate) fn check(&self) -> Result<(), PathError> {
        let fail = |reason: String| Err(PathError(format!("`{self}` {reason}")));
        if self.segments.len() > MAX_SEGMENTS {
            return fail(format!("has more than {MAX_SEGMENTS} segments"));
        }
        if self.params().count() > MAX_PARAMS {
            return fail(format!("has more than {MAX_PARAMS} parameters"));
        }
        for (i, name) in self.params().enumerate() {
            if name.is_empty() || name.contains(['/', '{', '}']) || name.chars().any(char::is_control) {
                return fail(format!("has a parameter that can not be named `{name}`"));
            }
            if self.params().take(i).any(|earlier| earlier == name) {
                return fail(format!("has two parameters `{name}`"));
            }
        }
        if self.segments.iter().rev().skip(1).any(|segment| *segment == Segment::Tail) {
            return fail("has a `*` before its end".to_owned());
        }
        if self.segments.first() == Some(&Segment::Literal(String::new())) {
            return fail("has an empty segment".to_owned());
        }
        normalise::check(&self.sample())
            .map(drop)
            .or_else(|refusal| fail(format!("answers no request: {refusal}")))
    }

    /// A request path that matches.
    fn sample(&self) -> String {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => Escaped(text).to_string(),
            Segment::Param(_) | Segment::Tail => "x".to_owned(),
        });
        format!("/{}", segments.collect::<Vec<_>>().join("/"))
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.segments.is_empty() {
            return f.write_str("/");
        }
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => write!(f, "/{}", Escaped(text)),
            Segment::Param(name) => write!(f, "/{{{name}}}"),
            Segment::Tail => f.write_str("/*"),
        })
    }
}

impl Segment {
    fn parse(text: &str) -> Result<Segment, PathError> {
        if text == "*" {
            return Ok(Segment::Tail);
        }
        if let Some(name) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return Ok(Segment::Param(name.to_owned()));
        }
        if text.contains(['{', '}', '*']) {
            let reason = "a parameter or `*` is a whole segment; as a character, write it percent-encoded";
            return Err(PathError(format!("segment `{text}`: {reason}")));
        }
        // What is no valid escape or no UTF-8 is left to `check`, which refuses it with its reason.
        String::from_utf8(normalise::decode(text.as_bytes()).collect())
            .map(Segment::Literal)
            .map_err(|_| PathError(format!("segment `{text}`: {}", normalise::Refusal::Utf8)))
    }
}

impl Template {
    /// Reads `/v1/{x}/*` for the pattern whose parameters and tail it names; all else is sent as it stands.
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
            pieces.push(Piece::Literal(before.to_owned()));
            pieces.push(Piece::Param(position));
            rest = after;
        }
        pieces.push(Piece::Literal(rest.to_owned()));
        pieces.retain(|piece| *piece != Piece::Literal(String::new()));
        pieces.extend(tail.then_some(Piece::Tail));
        let template = Template { pieces };
        template.check(pattern.params().count(), pattern.has_tail())?;
        Ok(template)
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

    /// Whether it says only what the pattern has, and makes paths that pass the check of request paths.
    pub(crate) fn check(&self, params: usize, has_tail: bool) -> Result<(), PathError> {
        let mut sample = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) if text.is_empty() => {
                    return Err(PathError("an empty piece".to_owned()));
                }
                Piece::Literal(text) if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                    return Err(PathError(format!("`{text}` is not visible ASCII")));
                }
                Piece::Literal(text) => sample.push_str(text),
                Piece::Param(position) if *position < params => sample.push('x'),
                Piece::Param(_) => return Err(PathError("a parameter the pattern does not have".to_owned())),
                Piece::Tail if has_tail => sample.push_str("x/x"),
                Piece::Tail => return Err(PathError("a tail the pattern does not have".to_owned())),
            }
        }
        normalise::check(&sample).map(drop).map_err(|refusal| PathError(format!("`{sample}`: {refusal}")))
    }
}

/// A decoded segment, with escapes where the raw character would be read otherwise.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            let plain = if c.is_ascii() {
                c.is_ascii_graphic() && !"%{}*?#/\\;".contains(c)
            } else {
                c.is_alphanumeric()
            };
            if plain {
                f.write_char(c)?;
            } else {
                c.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| write!(f, "%{byte:02X}"))?;
            }
        }
        Ok(())
    }
}
