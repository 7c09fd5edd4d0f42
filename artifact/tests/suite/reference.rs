//! The lookup as one would explain it, without an index and without care for time: what the real one is held against.

use gwc_artifact::{Endpoint, Method, MethodSet, PathPattern, Segment, Semantics};

/// What the reference answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Index of the endpoint, and what its parameters and then its tail matched.
    Endpoint(usize, Vec<String>),
    NotFound,
    MethodNotAllowed(MethodSet),
    Refused,
}

/// Looks at every endpoint and takes the best: at the first segment where two patterns differ, literal beats
/// parameter beats tail. With the semantics of gwr, an endpoint of `GET` is one of `HEAD` too, if its path has no other.
pub(crate) fn find(endpoints: &[Endpoint], semantics: Semantics, method: Method, path: &str) -> Answer {
    let Some(segments) = segments(path) else { return Answer::Refused };
    let matching: Vec<(usize, &Endpoint)> =
        endpoints.iter().enumerate().filter(|(_, endpoint)| matches(&endpoint.path, &segments)).collect();
    let best = matching
        .iter()
        .filter(|(_, endpoint)| endpoint.method == method || follows(semantics, method, endpoint.method))
        .min_by_key(|(_, endpoint)| (rank(&endpoint.path), endpoint.method != method));
    match best {
        Some((i, endpoint)) => Answer::Endpoint(*i, params(&endpoint.path, &segments)),
        None if matching.is_empty() => Answer::NotFound,
        None => {
            let declared = matching.iter().map(|(_, endpoint)| endpoint.method);
            let answers = |method: Method| {
                let followed = |declared: Method| follows(semantics, method, declared);
                let automatic = semantics == Semantics::Gwr && method == Method::Options;
                automatic || declared.clone().any(|declared| declared == method || followed(declared))
            };
            Answer::MethodNotAllowed(Method::ALL.into_iter().filter(|method| answers(*method)).collect())
        }
    }
}

fn follows(semantics: Semantics, method: Method, declared: Method) -> bool {
    semantics == Semantics::Gwr && (method, declared) == (Method::Head, Method::Get)
}

fn rank(pattern: &PathPattern) -> Vec<u8> {
    let rank = |segment: &Segment| match segment {
        Segment::Literal(_) => 0,
        Segment::Param(_) => 1,
        Segment::Tail => 2,
    };
    pattern.segments.iter().map(rank).collect()
}

fn matches(pattern: &PathPattern, segments: &[&str]) -> bool {
    let has_tail = pattern.segments.last() == Some(&Segment::Tail);
    let fixed = pattern.segments.len() - usize::from(has_tail);
    let length_fits = if has_tail { segments.len() > fixed } else { segments.len() == fixed };
    length_fits
        && pattern.segments.iter().zip(segments).all(|(wanted, segment)| match wanted {
            Segment::Literal(text) => decode(segment).as_deref() == Some(&**text),
            Segment::Param(_) => !segment.is_empty(),
            Segment::Tail => true,
        })
        && (!has_tail || segments[fixed..].iter().all(|segment| !segment.is_empty()))
}

fn params(pattern: &PathPattern, segments: &[&str]) -> Vec<String> {
    let value = |(i, segment): (usize, &Segment)| match segment {
        Segment::Literal(_) => None,
        Segment::Param(_) => Some(segments[i].to_owned()),
        Segment::Tail => Some(segments[i..].join("/")),
    };
    pattern.segments.iter().enumerate().filter_map(value).collect()
}

/// The raw segments of a path, unless it is refused.
fn segments(path: &str) -> Option<Vec<&str>> {
    let rest = path.strip_prefix('/')?;
    if rest.is_empty() {
        return Some(Vec::new());
    }
    if path.contains("//") || path.contains([' ', '?', '#']) || path.len() > 65535 {
        return None;
    }
    let segments: Vec<&str> = rest.split('/').collect();
    segments.iter().all(|segment| is_plain(segment)).then_some(segments)
}

/// Whether nobody could read a segment otherwise than as it stands.
fn is_plain(segment: &str) -> bool {
    let Some(decoded) = decode(segment) else { return false };
    let twice =
        decoded.as_bytes().windows(3).any(|three| three[0] == b'%' && is_hex(three[1]) && is_hex(three[2]));
    !twice
        && decoded != "."
        && decoded != ".."
        && !decoded.contains(|c: char| c.is_ascii_control() || "/\\;".contains(c))
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// A segment decoded; `None` if a `%` begins no escape, or if it is no UTF-8 then.
fn decode(segment: &str) -> Option<String> {
    let mut decoded = Vec::new();
    let mut parts = segment.split('%');
    decoded.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(is_hex))?;
        decoded.push(u8::from_str_radix(digits, 16).ok()?);
        decoded.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(decoded).ok()
}
