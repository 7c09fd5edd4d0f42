//! Paths of endpoints as gin matches them, and `url_pattern`s as their pieces.

use crate::model::{Piece, Rewrite};
use gwc_krakend::init;
use gwc_syntax::value::{PathPattern, Segment};

/// The path of an endpoint. With `disable_rest`, a parameter may be anywhere in it.
///
/// KrakenD accepts more than route files: a segment may contain any text, and an empty one at the end is a slash. `/a/{x}.json` is a parameter named `x.json`, as gin has it.
pub(super) fn endpoint(text: &str, disable_rest: bool) -> PathPattern {
    let route = init::route(text, disable_rest);
    let body = route.strip_prefix('/').unwrap_or(&route);
    if body.is_empty() {
        return PathPattern::default();
    }
    let parts: Vec<&str> = body.split('/').collect();
    let last = parts.len() - 1;
    let segment = |(i, part): (usize, &&str)| match part.as_bytes().first() {
        Some(b':') if part.len() > 1 => Segment::Param(part[1..].into()),
        Some(b'*') if i == last => Segment::Tail,
        _ => Segment::Literal((*part).into()),
    };
    PathPattern { segments: parts.iter().enumerate().map(segment).collect() }
}

/// The path a backend sees; `path` is that of the endpoint.
pub(super) fn url_pattern(text: &str, path: &PathPattern) -> Rewrite {
    let text = init::clean_path(text);
    let mut rewrite = Rewrite::default();
    let mut end = 0;
    for (range, name) in init::url_placeholders(&text) {
        rewrite.text(&text[end..range.start]);
        end = range.end;
        let known = path.params().any(|param| param == name);
        rewrite.pieces.push(if known { Piece::Param(name.into()) } else { Piece::Placeholder(name.into()) });
    }
    rewrite.text(&text[end..]);
    rewrite.pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
    rewrite
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_as_gin_has_them() {
        for (text, shown) in [
            ("", "/"),
            ("/", "/"),
            ("a/{id}", "/a/{id}"),
            ("/a/", "/a/"),
            ("/a/{x}.json", "/a/{x.json}"),
            ("/a/:x", "/a/{x}"),
            ("/a/*", "/a/*"),
            ("/v{x}", "/v{x}"),
            ("/a/{}", "/a/{}"),
        ] {
            assert_eq!(endpoint(text, false).to_string(), shown, "{text}");
        }
        assert_eq!(endpoint("/v{x}", true).to_string(), "/v:x");
    }

    #[test]
    fn patterns_have_pieces() {
        let path = endpoint("/a/{id}", false);
        let rewrite = url_pattern("b/{id}/c/{JWT.sub}?x={resp0_id}", &path);
        assert_eq!(
            rewrite.pieces,
            [
                Piece::Text("/b/".into()),
                Piece::Param("id".into()),
                Piece::Text("/c/".into()),
                Piece::Placeholder("JWT.sub".into()),
                Piece::Text("?x=".into()),
                Piece::Placeholder("resp0_id".into()),
            ]
        );
        assert_eq!(url_pattern("", &path).to_string(), "/");
    }
}
