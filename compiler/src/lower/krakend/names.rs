//! Parameter names that gin accepts: all parameters at one position of the path tree have one name
//! (gin v1.12, tree.go), and a `/*` becomes a parameter for one segment.

use std::collections::HashMap;

use crate::model::{Endpoint, Piece, Rewrite};
use gwc_syntax::value::{PathPattern, Segment, Shape};

/// The name of a parameter that stands for `/*`.
const TAIL: &str = "path";

/// The parameter names at each position of all endpoints' paths: at everything before them.
pub(super) struct Names<'a>(HashMap<Shape<'a>, &'a str>);

impl<'a> Names<'a> {
    /// The first endpoint that names a position names it for all; `/*` takes what is there.
    pub(super) fn of(endpoints: &'a [Endpoint]) -> Self {
        let mut names = HashMap::new();
        for (position, segment) in endpoints.iter().flat_map(|endpoint| positions(&endpoint.path)) {
            if let Segment::Param(name) = segment {
                names.entry(position).or_insert(name.as_str());
            }
        }
        Self(names)
    }

    /// The path in KrakenD's spelling.
    pub(super) fn path(&self, path: &PathPattern) -> String {
        let mut text = String::new();
        for (position, segment) in positions(path) {
            text.push('/');
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                _ => push_placeholder(&mut text, self.at(position, segment)),
            }
        }
        if text.is_empty() { "/".to_owned() } else { text }
    }

    /// The upstream path in KrakenD's spelling, for an endpoint with this path.
    pub(super) fn url_pattern(&self, rewrite: &Rewrite, path: &PathPattern) -> String {
        let tail = positions(path).find(|(_, segment)| **segment == Segment::Tail);
        let mut text = String::new();
        for piece in &rewrite.pieces {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Param(name) => push_placeholder(&mut text, self.param(name, path)),
                Piece::Placeholder(name) => push_placeholder(&mut text, name),
                Piece::Tail => {
                    push_placeholder(
                        &mut text,
                        tail.map_or(TAIL, |(position, tail)| self.at(position, tail)),
                    );
                }
            }
        }
        text
    }

    /// What a parameter of this path is called.
    pub(super) fn param<'s>(&'s self, name: &'s str, path: &'s PathPattern) -> &'s str {
        let own = |segment: &Segment| matches!(segment, Segment::Param(own) if own == name);
        let found = positions(path).find(|(_, segment)| own(segment));
        found.map_or(name, |(position, segment)| self.at(position, segment))
    }

    fn at<'s>(&'s self, position: Shape<'s>, segment: &'s Segment) -> &'s str {
        let own = if let Segment::Param(name) = segment { name } else { TAIL };
        self.0.get(&position).copied().unwrap_or(own)
    }
}

/// Each segment with the position it stands at: the shape of everything before it.
fn positions(path: &PathPattern) -> impl Iterator<Item = (Shape<'_>, &Segment)> {
    path.segments.iter().enumerate().map(|(at, segment)| (Shape(&path.segments[..at]), segment))
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
        let names = Names(HashMap::from([(first.shape(), "id")]));
        let path = parse_path("/a/*").unwrap();
        assert_eq!(names.path(&path), "/a/{id}");
        let rewrite = Rewrite { pieces: vec![Piece::Text("/v1/".into()), Piece::Tail] };
        assert_eq!(names.url_pattern(&rewrite, &path), "/v1/{id}");
        assert_eq!(names.path(&parse_path("/b/*").unwrap()), "/b/{path}");
        assert_eq!(names.param("key", &parse_path("/a/{key}").unwrap()), "id");
    }
}
