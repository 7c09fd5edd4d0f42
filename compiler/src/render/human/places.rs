//! Lists of places: `gateway.yaml:41:19, 61:19 and 12 more`.

use gwc_syntax::source::{SourceMap, Span};

/// All places, of which at most `shown` are written, but at least two. The first has its file.
pub(super) fn listed(sources: &SourceMap, places: &[Span], shown: usize) -> String {
    let Some(first) = places.first() else { return String::new() };
    let first = sources.locate(*first);
    match places.len() {
        1 => first,
        _ => format!("{first}, {}", further(sources, places, shown.saturating_sub(1).max(1))),
    }
}

/// The places after the first one, of which at most `shown` are written. In a single file a line and a column are
/// enough; in several files each place has its file.
pub(super) fn further(sources: &SourceMap, places: &[Span], shown: usize) -> String {
    let one_file = places.windows(2).all(|pair| pair[0].file == pair[1].file);
    let others = places.get(1..).unwrap_or_default();
    let names = others.iter().take(shown).map(|place| {
        let at = sources.file(place.file).position(place.start);
        if one_file { format!("{}:{}", at.line, at.column) } else { sources.locate(*place) }
    });
    let names = names.collect::<Vec<_>>().join(", ");
    match others.len().saturating_sub(shown) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_several_files_have_their_file() {
        let mut sources = SourceMap::default();
        let (one, other) = (sources.add("a.yaml", "k: 1\nl: 2\n"), sources.add("b.yaml", "m: 3\n"));
        let (first, second, elsewhere) = (Span::new(one, 0, 1), Span::new(one, 5, 6), Span::new(other, 0, 1));
        assert_eq!(listed(&sources, &[first], 10), "a.yaml:1:1");
        assert_eq!(listed(&sources, &[first, second], 10), "a.yaml:1:1, 2:1");
        assert_eq!(listed(&sources, &[first, elsewhere], 10), "a.yaml:1:1, b.yaml:1:1");
        assert_eq!(listed(&sources, &[first, second, elsewhere], 2), "a.yaml:1:1, a.yaml:2:1 and 1 more");
        assert_eq!(further(&sources, &[first, elsewhere, second], 3), "b.yaml:1:1, a.yaml:2:1");
    }
}
