//! Path patterns: `/subscriptions/{id}`, `/*`, `/`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use ecow::EcoString;

/// One segment of a path pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Matches itself.
    Literal(EcoString),
    /// `{name}`: matches one segment.
    Param(EcoString),
    /// `*`: matches one segment or more; always last.
    Tail,
}

/// A path pattern. No segment at all is the path `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PathPattern {
    /// The segments, in order.
    pub segments: Vec<Segment>,
}

impl PathPattern {
    /// This pattern, then another below it.
    pub fn join(&self, below: &Self) -> Self {
        Self { segments: self.segments.iter().chain(&below.segments).cloned().collect() }
    }

    /// Names of the parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|s| match s {
            Segment::Param(name) => Some(&**name),
            _ => None,
        })
    }

    /// Whether it ends in `/*`.
    pub fn has_tail(&self) -> bool {
        matches!(self.segments.last(), Some(Segment::Tail))
    }

    /// Its shape.
    pub fn shape(&self) -> Shape<'_> {
        Shape(&self.segments)
    }
}

/// What two patterns share when they match the very same paths: parameter names are ignored.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a>(pub &'a [Segment]);

impl<'a> Shape<'a> {
    /// The compared part of each segment.
    fn parts(self) -> impl Iterator<Item = (u8, &'a str)> {
        self.0.iter().map(|segment| match segment {
            Segment::Literal(text) => (0, text.as_str()),
            Segment::Param(_) => (1, ""),
            Segment::Tail => (2, ""),
        })
    }
}

impl PartialEq for Shape<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.parts().eq(other.parts())
    }
}

impl Eq for Shape<'_> {}

impl PartialOrd for Shape<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Shape<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(other.parts())
    }
}

impl Hash for Shape<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().for_each(|part| part.hash(state));
    }
}

/// As in the language, parameters without names: `/a/{}/b`.
impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("/");
        }
        self.0.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => write!(f, "/{text}"),
            Segment::Param(_) => f.write_str("/{}"),
            Segment::Tail => f.write_str("/*"),
        })
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.segments.is_empty() {
            return f.write_str("/");
        }
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => write!(f, "/{text}")?,
                Segment::Param(name) => write!(f, "/{{{name}}}")?,
                Segment::Tail => f.write_str("/*")?,
            }
        }
        Ok(())
    }
}

/// Reads a path pattern.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn parse_path(text: &str) -> Result<PathPattern, String> {
    let body = text.strip_prefix('/').ok_or("expected a path that begins with `/`")?;
    if body.is_empty() {
        return Ok(PathPattern::default());
    }
    let parts: Vec<&str> = body.split('/').collect();
    let mut segments = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        let segment = parse_segment(part)?;
        if segment == Segment::Tail && i + 1 != parts.len() {
            return Err(AFTER_TAIL.to_owned());
        }
        if let Segment::Param(name) = &segment
            && segments.iter().any(|s| matches!(s, Segment::Param(n) if n == name))
        {
            return Err(format!("parameter `{{{name}}}` is used twice"));
        }
        segments.push(segment);
    }
    if segments.len() > 32 {
        return Err("expected at most 32 segments".to_owned());
    }
    if segments.iter().filter(|s| matches!(s, Segment::Param(_))).count() > 16 {
        return Err("expected at most 16 parameters".to_owned());
    }
    Ok(PathPattern { segments })
}

/// Reads the paths of a text: `/a/**` is `/a` and `/a/*`, every other text is one path.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn parse_paths(text: &str) -> Result<Vec<PathPattern>, String> {
    let Some(above) = text.strip_suffix("/**") else { return Ok(vec![parse_path(text)?]) };
    let itself = parse_path(if above.is_empty() { "/" } else { above })?;
    if above == "/" {
        return Err(EMPTY_SEGMENT.to_owned());
    }
    if itself.has_tail() {
        return Err(AFTER_TAIL.to_owned());
    }
    let below = itself.join(&PathPattern { segments: vec![Segment::Tail] });
    Ok(vec![itself, below])
}

const EMPTY_SEGMENT: &str = "empty segment; remove the `/` at the end, or the double `//`";
const AFTER_TAIL: &str = "`*` matches the rest of the path and must be the last segment";

/// Reads a path without parameters and wildcard: the `at` of a service, a `rewrite_prefix`.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn parse_prefix(text: &str) -> Result<PathPattern, String> {
    let path = parse_path(text)?;
    if path.segments.iter().all(|s| matches!(s, Segment::Literal(_))) {
        return Ok(path);
    }
    Err("a prefix cannot contain parameters or `*`; write them under `paths`, such as `paths: { \"/{id}\": GET }`".to_owned())
}

fn parse_segment(part: &str) -> Result<Segment, String> {
    match part {
        "" => {
            return Err(EMPTY_SEGMENT.to_owned());
        }
        "*" => return Ok(Segment::Tail),
        "**" => {
            return Err("`**` must be the last segment: `/a/**` is `/a` and all paths below it".to_owned());
        }
        "." | ".." => return Err(format!("`{part}` is not allowed as a segment")),
        _ => {}
    }
    if let Some(name) = part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        let valid =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        return match valid {
            true => Ok(Segment::Param(name.into())),
            false => Err("expected a parameter `{name}` of letters, digits, `_` and `-`".to_owned()),
        };
    }
    if part.contains(['{', '}']) {
        return Err("a parameter must be a whole segment, such as `/{name}`".to_owned());
    }
    if part.contains('*') {
        return Err(match part.trim_end_matches('*') {
            name if part.ends_with("**") && !name.contains('*') => {
                format!("`**` must be a whole segment: `/{name}/**`")
            }
            _ => "`*` must be a whole segment: `/*`".to_owned(),
        });
    }
    if part.contains(':') && part.starts_with(':') {
        return Err(format!("expected the parameter as `{{{}}}`", &part[1..]));
    }
    match part.chars().find(|c| !is_path_char(*c)) {
        None => Ok(Segment::Literal(part.into())),
        Some(c) => Err(format!(
            "the character `{}` is not allowed in a path; allowed are ASCII letters, digits and `{MARKS}`",
            c.escape_debug()
        )),
    }
}

/// Unreserved and sub-delimiter characters of RFC 3986 that no gateway reads as something else.
const MARKS: &str = "-._~!$&'()+,=@:";

fn is_path_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || MARKS.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let both =
            |text| parse_paths(text).map(|paths| paths.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(both("/**"), Ok(vec!["/".to_owned(), "/*".to_owned()]));
        assert_eq!(both("/a/{id}/**"), Ok(vec!["/a/{id}".to_owned(), "/a/{id}/*".to_owned()]));
        assert_eq!(both("/a/*"), Ok(vec!["/a/*".to_owned()]));
        assert!(["/a/*/**", "/**/a", "/a**", "**", "//**"].into_iter().all(|text| both(text).is_err()));
        for text in ["/", "/a", "/a/{id}/b", "/a/*", "/*", "/.well-known/x", "/a@b:c"] {
            assert_eq!(parse_path(text).unwrap().to_string(), text);
        }
        for text in [
            "", "a", "/a/", "//", "/a//b", "/*/a", "/a*", "/{a}{b}", "/v{x}", "/{}", "/:id", "/a/../b",
            "/a?b", "/a b", "/{x}/{x}", "/é",
        ] {
            assert!(parse_path(text).is_err(), "{text}");
        }
        assert!(parse_prefix("/a/{x}").is_err());
    }
}
