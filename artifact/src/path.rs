//! The path an endpoint answers.

use std::fmt;

use crate::codec::Encoded;
use crate::path_check::{self, Refusal};
use crate::values::Text;

/// Most segments a pattern can have.
pub const MAX_SEGMENTS: usize = 64;
/// Most parameters a pattern can have.
pub const MAX_PARAMS: usize = 16;

/// The path an endpoint answers, segment by segment. No segments is `/`.
///
/// A trailing slash is a path of its own, answered only where it is declared: `/svc/` is the literals `svc` and, last,
/// the empty one. `Display` writes what [`PathPattern::parse`] reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Encoded)]
pub struct PathPattern {
    /// The segments in order.
    pub segments: Vec<Segment>,
}

/// One segment of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Encoded)]
#[repr(u8)]
pub enum Segment {
    /// Exactly this text, percent-decoded. Empty only as the last of two or more: a trailing slash.
    Literal(Text) = 1,
    /// One non-empty segment of any text; the name is for people and for keys of limits.
    Param(Text) = 2,
    /// One or more non-empty segments; only as the last.
    Tail = 3,
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
    /// If no request path could match it, or if it is too long; the error names the place.
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
    pub fn params(&self) -> impl Iterator<Item = &str> + Clone {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Param(name) => Some(&**name),
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
        if let Err(reason) = check_params(self.params()) {
            return fail(reason.to_owned());
        }
        let last = self.segments.len().saturating_sub(1);
        self.segments.iter().enumerate().try_for_each(|(i, segment)| match segment {
            Segment::Tail if i < last => fail("has a `*` before its end".to_owned()),
            // Only the last of several may be empty: the trailing slash.
            Segment::Literal(text) if text.is_empty() && (i == 0 || i < last) => {
                fail("has an empty segment".to_owned())
            }
            Segment::Literal(text) => path_check::check_decoded(text.as_bytes())
                .or_else(|refusal| fail(format!("matches no request: {refusal}"))),
            Segment::Param(_) | Segment::Tail => Ok(()),
        })
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
            return Ok(Segment::Param(name.into()));
        }
        if text.contains(['{', '}', '*']) {
            let reason = "a parameter or `*` is a whole segment; as a character, write it percent-encoded";
            return Err(PathError(format!("segment `{text}`: {reason}")));
        }
        let fail = |refusal: Refusal| PathError(format!("segment `{text}`: {refusal}"));
        path_check::check(&format!("/{text}")).map_err(fail)?;
        String::from_utf8(path_check::decode(text.as_bytes()).collect())
            .map(|text| Segment::Literal(text.into()))
            .map_err(|_| fail(Refusal::Utf8))
    }
}

/// Whether these can be the parameters of one pattern.
fn check_params<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Result<(), &'static str> {
    if names.clone().nth(MAX_PARAMS).is_some() {
        return Err("has too many parameters");
    }
    for (i, name) in names.clone().enumerate() {
        if name.is_empty() || name.chars().any(|c| "/{}".contains(c) || c.is_control()) {
            return Err("has a parameter without a proper name");
        }
        if names.clone().take(i).any(|earlier| earlier == name) {
            return Err("has two parameters of one name");
        }
    }
    Ok(())
}

/// A decoded segment, with escapes where the raw character would be read otherwise.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        for c in self.0.chars() {
            // Letters of all languages are shown as they are.
            if c.is_alphanumeric() { out.push(c) } else { escape(c, &mut out) }
        }
        f.write_str(&out)
    }
}

/// A decoded character as it is sent: visible ASCII that means itself, or escapes.
pub(crate) fn escape(c: char, out: &mut String) {
    if c.is_ascii_graphic() && !"%{}*?#/\\;".contains(c) {
        out.push(c);
    } else {
        out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
    }
}
