//! Parameter names that gin accepts: all parameters at one position of the path tree have one name
//! (gin v1.12, tree.go), and a `/*` becomes a parameter for one segment.

use std::collections::HashMap;

use crate::model::{Endpoint, Piece, Rewrite};
use crate::value::{PathPattern, Segment};

/// The name of a parameter that stands for `/*`.
const TAIL: &str = "path";

/// The parameter names at each position of all endpoints' paths.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// The first endpoint that names a position names it for all; `/*` takes what is there.
    pub(super) fn of(endpoints: &[Endpoint]) -> Self {
        let mut names = HashMap::new();
        for endpoint in endpoints {
            walk(&endpoint.path, |position, segment| {
                if let Segment::Param(name) = segment {
                    names.entry(position.to_owned()).or_insert_with(|| name.clone());
                }
            });
        }
        Self(names)
    }

    /// The path in KrakenD's spelling.
    pub(super) fn path(&self, path: &PathPattern) -> String {
        let mut text = String::new();
        walk(path, |position, segment| {
            text.push('/');
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                _ => text.push_str(&format!("{{{}}}", self.at(position, segment))),
            }
        });
        if text.is_empty() { "/".to_owned() } else { text }
    }

    /// The upstream path in KrakenD's spelling, for an endpoint with this path.
    pub(super) fn url_pattern(&self, rewrite: &Rewrite, path: &PathPattern) -> String {
        let mut names: HashMap<&str, String> = HashMap::new();
        let mut tail = TAIL.to_owned();
        walk(path, |position, segment| match segment {
            Segment::Param(name) => {
                names.insert(name, self.at(position, segment));
            }
            Segment::Tail => tail = self.at(position, segment),
            Segment::Literal(_) => {}
        });
        let mut text = String::new();
        for piece in &rewrite.pieces {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Param(name) => text.push_str(&format!("{{{}}}", names.get(&**name).unwrap_or(name))),
                Piece::Placeholder(name) => text.push_str(&format!("{{{name}}}")),
                Piece::Tail => text.push_str(&format!("{{{tail}}}")),
            }
        }
        text
    }

    /// What a parameter of this path is called.
    pub(super) fn param(&self, name: &str, path: &PathPattern) -> String {
        let mut found = name.to_owned();
        walk(path, |position, segment| {
            if matches!(segment, Segment::Param(own) if own == name) {
                found = self.at(position, segment);
            }
        });
        found
    }

    fn at(&self, position: &str, segment: &Segment) -> String {
        let own = if let Segment::Param(name) = segment { name } else { TAIL };
        self.0.get(position).map_or_else(|| own.to_owned(), Clone::clone)
    }
}

/// Visits each segment with the position it stands at: everything before it, parameters without their names.
fn walk<'a>(path: &'a PathPattern, mut visit: impl FnMut(&str, &'a Segment)) {
    let mut position = String::new();
    for segment in &path.segments {
        visit(&position, segment);
        position.push('/');
        position.push_str(if let Segment::Literal(text) = segment { text } else { "{}" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::parse_path;

    #[test]
    fn a_position_has_one_name() {
        let names = Names(HashMap::from([("/a".to_owned(), "id".to_owned())]));
        let path = parse_path("/a/*").unwrap();
        assert_eq!(names.path(&path), "/a/{id}");
        let rewrite = Rewrite { pieces: vec![Piece::Text("/v1/".into()), Piece::Tail] };
        assert_eq!(names.url_pattern(&rewrite, &path), "/v1/{id}");
        assert_eq!(names.path(&parse_path("/b/*").unwrap()), "/b/{path}");
        assert_eq!(names.param("key", &parse_path("/a/{key}").unwrap()), "id");
    }
}
