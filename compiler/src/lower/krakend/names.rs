//! Parameter names that gin accepts: all parameters at one position of the path tree have one name
//! (gin v1.12, tree.go), and a `/*` becomes a parameter for each segment.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::{Endpoint, Piece, Rewrite};
use gwc_syntax::value::{PathPattern, Segment, Shape};

/// The name of the first parameter of an expanded `/*`; the next ones are `path2`, `path3`.
const TAIL: &str = "path";

/// Where a parameter is in the tree of paths: below a shape, and below this many parameters behind it.
type Position<'a> = (Shape<'a>, usize);

/// The parameter names at each position of all endpoints' paths.
pub(super) struct Names<'a>(HashMap<Position<'a>, Cow<'a, str>>);

impl<'a> Names<'a> {
    /// The first endpoint that names a position names it for all; `/*` takes what is there. A name that is one of the
    /// same path already gets a number.
    pub(super) fn of(endpoints: &'a [Endpoint]) -> Self {
        let mut wanted: HashMap<Position<'a>, &'a str> = HashMap::new();
        for endpoint in endpoints {
            for (at, segment) in endpoint.path.segments.iter().enumerate() {
                if let Segment::Param(name) = segment {
                    wanted.entry(position(&endpoint.path, at)).or_insert(name.as_str());
                }
            }
        }
        let mut names: HashMap<Position<'a>, Cow<'a, str>> = HashMap::new();
        for endpoint in endpoints {
            let mut taken: Vec<String> = Vec::new();
            for (at, _) in placeholders(&endpoint.path, *endpoint.rest_lengths().end()) {
                let position = position(&endpoint.path, at);
                let wish = wanted.get(&position).copied().unwrap_or(TAIL);
                let name = names.entry(position).or_insert_with(|| free(wish, &taken));
                taken.push(name.to_string());
            }
        }
        Self(names)
    }

    /// The path in KrakenD's spelling, with a wildcard of `rest` segments.
    pub(super) fn path(&self, path: &PathPattern, rest: usize) -> String {
        let mut text = String::new();
        for (at, segment) in segments(path, rest) {
            text.push('/');
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                _ => push_placeholder(&mut text, self.at(path, at)),
            }
        }
        if text.is_empty() { "/".to_owned() } else { text }
    }

    /// The upstream path in KrakenD's spelling, for an endpoint with this path.
    pub(super) fn url_pattern(&self, rewrite: &Rewrite, path: &PathPattern, rest: usize) -> String {
        let mut text = String::new();
        for piece in &rewrite.pieces {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Param(name) => push_placeholder(&mut text, self.param(name, path)),
                Piece::Placeholder(name) => push_placeholder(&mut text, name),
                Piece::Tail => {
                    for (nth, at) in (fixed(path).len()..).take(rest).enumerate() {
                        text.push_str(if nth == 0 { "" } else { "/" });
                        push_placeholder(&mut text, self.at(path, at));
                    }
                }
            }
        }
        text
    }

    /// What a parameter of this path is called.
    pub(super) fn param<'s>(&'s self, name: &'s str, path: &'s PathPattern) -> &'s str {
        let own = |segment: &Segment| matches!(segment, Segment::Param(own) if own == name);
        path.segments.iter().position(own).map_or(name, |at| self.at(path, at))
    }

    fn at<'s>(&'s self, path: &'s PathPattern, at: usize) -> &'s str {
        self.0.get(&position(path, at)).map_or(TAIL, AsRef::as_ref)
    }
}

/// A name that no other parameter of the path has. KrakenD capitalises names, so their case does not tell them apart.
fn free<'a>(wish: &'a str, taken: &[String]) -> Cow<'a, str> {
    let is_free = |name: &str| taken.iter().all(|other| !other.eq_ignore_ascii_case(name));
    if is_free(wish) {
        return Cow::Borrowed(wish);
    }
    let mut numbered = (2..).map(|number| format!("{wish}{number}"));
    numbered.find(|name| is_free(name)).map_or(Cow::Borrowed(wish), Cow::Owned)
}

/// The segments before the wildcard.
fn fixed(path: &PathPattern) -> &[Segment] {
    &path.segments[..path.segments.len() - usize::from(path.has_tail())]
}

/// The segments, each with its index: `rest` of them for the wildcard.
fn segments(path: &PathPattern, rest: usize) -> impl Iterator<Item = (usize, &Segment)> {
    let tail = path.segments.last().into_iter().flat_map(move |last| std::iter::repeat_n(last, rest));
    let tail = path.has_tail().then_some(tail).into_iter().flatten();
    fixed(path).iter().chain(tail).enumerate()
}

/// The segments that are parameters.
fn placeholders(path: &PathPattern, rest: usize) -> impl Iterator<Item = (usize, &Segment)> {
    segments(path, rest).filter(|(_, segment)| !matches!(segment, Segment::Literal(_)))
}

/// The position of the segment with this index. `/a/{x}` and `/a/*` have the same one below them, so the parameters
/// behind the last fixed segment are only counted.
fn position(path: &PathPattern, at: usize) -> Position<'_> {
    let before = &fixed(path)[..at.min(fixed(path).len())];
    let literal = before.iter().rposition(|segment| matches!(segment, Segment::Literal(_)));
    let shape = &before[..literal.map_or(0, |last| last + 1)];
    (Shape(shape), at - shape.len())
}

fn push_placeholder(text: &mut String, name: &str) {
    text.extend(["{", name, "}"]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_syntax::value::parse_path;

    #[test]
    fn a_position_has_one_name() {
        let first = parse_path("/a").unwrap();
        let named = [((first.shape(), 0), "id".into()), ((first.shape(), 1), "path".into())];
        let names = Names(HashMap::from(named));
        let path = parse_path("/a/*").unwrap();
        assert_eq!(names.path(&path, 1), "/a/{id}");
        assert_eq!(names.path(&path, 2), "/a/{id}/{path}");
        let rewrite = Rewrite { pieces: vec![Piece::Text("/v1/".into()), Piece::Tail] };
        assert_eq!(names.url_pattern(&rewrite, &path, 2), "/v1/{id}/{path}");
        assert_eq!(names.path(&parse_path("/b/*").unwrap(), 1), "/b/{path}");
        assert_eq!(names.param("key", &parse_path("/a/{key}").unwrap()), "id");
    }

    #[test]
    fn a_name_is_free_whatever_its_case() {
        assert_eq!(free("path", &["id".into()]), "path");
        assert_eq!(free("path", &["Path".into(), "path2".into()]), "path3");
    }
}
